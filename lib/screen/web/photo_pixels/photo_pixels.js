// A photo as numbers: point at a pixel and read its three numbers, as they come and as the base takes them.

import { arrow, element, fromBase64, pen, within } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { plain } from "../shared/signed.js";

/** @import { Props } from "../shared/part.js" */
/** @typedef {{ pixels: string, side: number, scaled: [string, number, number] }} Data `scaled`: whose way, divided by, minus */

const AROUND = 4; // pixels on each side of the one in the middle

/** @extends {Part<Data>} */
class PhotoPixels extends Part {
  speaking = this.later();
  photo = this.find(".photo", HTMLCanvasElement);
  rgb = new Uint8Array();
  row = 0;
  col = 0;

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    const { photo } = this;
    photo.onpointermove = photo.onpointerdown = (event) => this.point(event);
    photo.onkeydown = (event) => {
      const step = arrow(event);
      if (!step) return;
      event.preventDefault();
      this.move(this.row + step[0], this.col + step[1]);
    };
    this.find("tbody").replaceChildren(
      ...["red", "green", "blue"].map((name) =>
        element("tr", { innerHTML: `<th scope="row">${name}</th><td></td><td></td>` }),
      ),
    );
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { pixels, side, scaled } = this.data;
    if (before?.pixels !== pixels) {
      this.rgb = fromBase64(pixels);
      this.photo.width = this.photo.height = side;
      this.photo.setAttribute("aria-label", `Photo of ${side} by ${side} pixels. Arrow keys choose one.`);
      const image = new ImageData(side, side);
      for (let i = 0; i < side * side; i++) image.data.set([...this.rgb.subarray(3 * i, 3 * i + 3), 255], 4 * i);
      pen(this.photo).putImageData(image, 0, 0);
      this.find(".target").textContent = scaled[0];
      this.move(Math.round(side * 0.45), Math.round(side * 0.5));
    }
    this.find(".pixels").hidden = false;
  }

  /** @param {PointerEvent} event */
  point(event) {
    const box = this.photo.getBoundingClientRect();
    const scale = this.data.side / box.width;
    this.move(Math.floor((event.clientY - box.top) * scale), Math.floor((event.clientX - box.left) * scale));
  }

  /** @param {number} row @param {number} col */
  move(row, col) {
    const { side } = this.data;
    this.row = within(row, 0, side - 1);
    this.col = within(col, 0, side - 1);
    const zoom = pen(this.find(".zoom", HTMLCanvasElement));
    zoom.fillStyle = "#808080";
    zoom.fillRect(0, 0, 9, 9);
    zoom.drawImage(this.photo, this.col - AROUND, this.row - AROUND, 9, 9, 0, 0, 9, 9);
    Object.assign(this.find(".window").style, {
      left: `${(100 * (this.col - AROUND)) / side}%`,
      top: `${(100 * (this.row - AROUND)) / side}%`,
      width: `${900 / side}%`,
      height: `${900 / side}%`,
    });
    const at = 3 * (this.row * side + this.col);
    const values = [...this.rgb.subarray(at, at + 3)];
    const place = `Row ${this.row + 1}, column ${this.col + 1}`;
    this.find(".place").innerHTML = `<i style="background: rgb(${values})"></i>${place}`;
    const [, divide, minus] = this.data.scaled;
    [...this.find("tbody", HTMLTableSectionElement).rows].forEach((line, i) => {
      line.cells[1].textContent = String(values[i]);
      line.cells[2].textContent = plain(values[i] / divide - minus, 3);
    });
    this.find(".sum").textContent = `${side} × ${side} × 3 = ${(3 * side * side).toLocaleString("en")} numbers in all`;
    this.speaking.after(400, () => {
      this.find(".spoken").textContent = `${place}: red ${values[0]}, green ${values[1]}, blue ${values[2]}`;
    });
  }
}

export default mount(PhotoPixels);
