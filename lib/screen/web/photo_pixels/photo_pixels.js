// A photo as numbers: point at a pixel and read its three numbers, as they come and as the base takes them.

const AROUND = 4; // pixels on each side of the one in the middle
const pixelViews = new WeakMap(); // parentElement -> PhotoPixels: Streamlit calls the default export at every rerun

export default function ({ parentElement, data }) {
  let view = pixelViews.get(parentElement);
  if (!view) pixelViews.set(parentElement, (view = new PhotoPixels(parentElement)));
  view.update(data);
  return () => {
    clearTimeout(view.speaking);
    pixelViews.delete(parentElement);
  };
}

class PhotoPixels {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    const photo = this.find(".photo");
    photo.onpointermove = photo.onpointerdown = (event) => this.point(event);
    photo.onkeydown = (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(this.row + step[0], this.col + step[1]);
    };
    this.find("tbody").replaceChildren(...["red", "green", "blue"].map((name) => {
      const row = document.createElement("tr");
      row.innerHTML = `<th scope="row">${name}</th><td></td><td></td>`;
      return row;
    }));
  }

  update(data) {
    if (this.data?.pixels !== data.pixels) {
      this.data = data;
      this.rgb = Uint8Array.from(atob(data.pixels), (c) => c.charCodeAt(0));
      const { side } = data;
      const photo = this.find(".photo");
      photo.width = photo.height = side;
      photo.setAttribute("aria-label", `Photo of ${side} by ${side} pixels. Arrow keys choose one.`);
      const image = new ImageData(side, side);
      for (let i = 0; i < side * side; i++) image.data.set([this.rgb[3 * i], this.rgb[3 * i + 1], this.rgb[3 * i + 2], 255], 4 * i);
      photo.getContext("2d").putImageData(image, 0, 0);
      this.find(".target").textContent = data.scaled[0];
      this.move(Math.round(side * 0.45), Math.round(side * 0.5));
    }
    this.find(".pixels").hidden = false;
  }

  point(event) {
    const box = this.find(".photo").getBoundingClientRect();
    const scale = this.data.side / box.width;
    this.move(Math.floor((event.clientY - box.top) * scale), Math.floor((event.clientX - box.left) * scale));
  }

  move(row, col) {
    const { side } = this.data;
    this.row = Math.max(0, Math.min(side - 1, row));
    this.col = Math.max(0, Math.min(side - 1, col));
    const zoom = this.find(".zoom").getContext("2d");
    zoom.fillStyle = "#808080";
    zoom.fillRect(0, 0, 9, 9);
    zoom.drawImage(this.find(".photo"), this.col - AROUND, this.row - AROUND, 9, 9, 0, 0, 9, 9);
    Object.assign(this.find(".window").style, {
      left: `${(100 * (this.col - AROUND)) / side}%`, top: `${(100 * (this.row - AROUND)) / side}%`,
      width: `${900 / side}%`, height: `${900 / side}%`,
    });
    const at = 3 * (this.row * side + this.col);
    const values = [...this.rgb.subarray(at, at + 3)];
    const place = `Row ${this.row + 1}, column ${this.col + 1}`;
    this.find(".place").innerHTML = `<i style="background: rgb(${values})"></i>${place}`;
    const [, divide, minus] = this.data.scaled;
    [...this.find("tbody").rows].forEach((line, i) => {
      line.cells[1].textContent = values[i];
      line.cells[2].textContent = (values[i] / divide - minus).toFixed(3).replace("-", "−");
    });
    this.find(".sum").textContent = `${side} × ${side} × 3 = ${(3 * side * side).toLocaleString("en")} numbers in all`;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.find(".spoken").textContent = `${place}: red ${values[0]}, green ${values[1]}, blue ${values[2]}`), 400);
  }
}
