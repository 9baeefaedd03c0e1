// The table behind the drawing: every node of a layer with its sum and its output, for screen readers, for
// keyboards and for whoever wants the numbers. Filled only while it is open.

class NetworkTable {
  // `owner` {net, x, labels, open(at)}
  constructor(root, owner) {
    this.owner = owner;
    this.box = root.querySelector(".numbers");
    this.select = this.box.querySelector("select");
    this.body = this.box.querySelector("tbody");
    this.box.ontoggle = this.select.onchange = () => this.show();
    this.body.onclick = (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      owner.open({ layer: Number(this.select.value), node: Number(button.value) });
      root.querySelector(".title").focus();
    };
  }

  choices() {
    const { sizes } = this.owner.net;
    const name = (n, i) => (i + 2 === sizes.length ? `Output, ${n} nodes` : `Layer ${i + 1}, ${n} nodes`);
    this.select.replaceChildren(...sizes.slice(1).map((n, i) => new Option(name(n, i), i + 1)));
  }

  show() {
    const { net, x, labels } = this.owner;
    if (!net || !this.box.open) return;
    const layer = Number(this.select.value);
    const last = layer === net.sizes.length - 1;
    const outputs = net.outputs[layer - 1];
    while (this.body.rows.length > outputs.length) this.body.deleteRow(-1);
    for (let node = 0; node < outputs.length; node++) {
      const row = this.body.rows[node] ?? this.newRow();
      const name = last ? labels[node] : String(node + 1);
      setCell(row.cells[0], name);
      setCell(row.cells[1], plain(nodeSum(net, x, layer, node), 3));
      setCell(row.cells[2], plain(outputs[node], 3));
      row.cells[2].dataset.value = outputs[node];
      row.cells[3].firstChild.value = node;
      row.cells[3].firstChild.setAttribute("aria-label", `Open node ${name}`);
    }
  }

  newRow() {
    const row = this.body.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row" }));
    for (let i = 0; i < 3; i++) row.insertCell();
    row.cells[3].append(Object.assign(document.createElement("button"), { type: "button", textContent: "open" }));
    return row;
  }
}
