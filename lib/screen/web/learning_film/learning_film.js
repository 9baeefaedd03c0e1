// Watch it learn: weight pictures and the reading of one digit, epoch after epoch. The pictures come with
// `data`; the readings come apart (see feeds.js), because they change with every drawing.

const STAY = 650; // ms that the replay shows each epoch
const films = new WeakMap(); // parentElement -> Film: Streamlit calls the default export at every rerun

export default function ({ parentElement, data }) {
  let film = films.get(parentElement);
  if (!film) films.set(parentElement, (film = new Film(parentElement)));
  film.update(data);
  return () => {
    film.close();
    films.delete(parentElement);
  };
}

class Film {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.slider = this.find("input");
    this.slider.oninput = () => {
      clearInterval(this.playing);
      this.show();
    };
    this.find(".play").onclick = () => this.replay();
    this.arrived = () => this.data && this.show();
    globalThis.addEventListener("layers-picture", this.arrived);
  }

  close() {
    clearInterval(this.playing);
    clearTimeout(this.speaking);
    globalThis.removeEventListener("layers-picture", this.arrived);
  }

  update(data) {
    const isNew = this.data?.pictures !== data.pictures;
    this.data = data;
    if (isNew) {
      this.pictures = Int8Array.from(atob(data.pictures), (c) => c.charCodeAt(0));
      this.find(".mosaic").replaceChildren(...data.nodes.map(() => Object.assign(document.createElement("canvas"), { width: 28, height: 28 })));
      this.slider.max = data.epochs.length - 1;
      this.slider.value = 0;
      const first = data.nodes.map((node) => node + 1);
      this.find(".which").textContent = `The ${first.length} nodes of layer 1 whose weights move most: nodes ${first.slice(0, 3).join(", ")} to ${first.at(-1)}. Blue: ink here pushes the node up. Orange: it pulls the node down.`;
    }
    this.find(".film").hidden = false;
    this.show();
  }

  replay() {
    clearInterval(this.playing);
    this.slider.value = 0;
    this.show();
    this.playing = setInterval(() => {
      if (this.slider.value === this.slider.max) return clearInterval(this.playing);
      this.slider.value = Number(this.slider.value) + 1;
      this.show();
    }, STAY);
  }

  show() {
    const frame = Number(this.slider.value);
    const epoch = this.data.epochs[frame];
    const name = epoch === 0 ? "Random start, before any training" : `After epoch ${epoch} of ${this.data.epochs.at(-1)}`;
    this.find(".name").textContent = name;
    this.slider.setAttribute("aria-valuetext", name);
    const canvases = this.find(".mosaic").children;
    for (let node = 0; node < canvases.length; node++) this.paint(canvases[node], frame * canvases.length + node);
    this.find(".mosaic").setAttribute("aria-label", `Weights of ${canvases.length} nodes. ${name}.`);
    this.showReading(frame, name);
  }

  paint(canvas, index) {
    const image = new ImageData(28, 28);
    for (let i = 0; i < 784; i++) {
      const value = this.pictures[index * 784 + i] / 127;
      const [r, g, b] = value >= 0 ? [29, 95, 209] : [194, 87, 12];
      const strength = Math.abs(value);
      image.data.set([255 + (r - 255) * strength, 255 + (g - 255) * strength, 255 + (b - 255) * strength, 255], 4 * i);
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  showReading(frame, name) {
    const all = globalThis.layersPictures?.get(this.data.readings);
    const list = this.find("ol");
    list.hidden = !all?.length;
    if (!all?.length) {
      this.find(".title").textContent = "Draw a digit above, and see how it is read after each epoch.";
      this.find(".so").textContent = "";
      return;
    }
    const shares = all.subarray(10 * frame, 10 * frame + 10);
    const best = shares.indexOf(Math.max(...shares));
    for (let digit = 0; digit < 10; digit++) {
      const row = list.children[digit] ?? list.appendChild(newBar(digit));
      row.className = digit === best ? "best" : "";
      row.querySelector(".fill").style.transform = `scaleX(${shares[digit]})`;
      row.lastChild.textContent = shares[digit] > 0.9995 ? "> 0.999" : shares[digit].toFixed(3);
    }
    this.find(".title").textContent = `It reads the digit above as ${best}`;
    this.find(".so").textContent = frame === 0 ? "With random weights this is no more than chance: there are ten answers." : "";
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.find(".spoken").textContent = `${name}: reads ${best}, likelihood ${shares[best].toFixed(3)}.`), 400);
  }
}

function newBar(digit) {
  const row = document.createElement("li");
  row.innerHTML = `<span>${digit}</span><span class="track"><span class="fill"></span></span><span></span>`;
  return row;
}
