// The panel beside the drawing: one node's arithmetic with this picture's numbers, or the whole reading.
// It fills elements that stand in network_view.html and tells its owner what the learner wants; it computes
// with network_maths.js and knows nothing of the drawing.

const PANEL_TERMS = 5; // products shown one by one; the rest is one line

class NetworkPanel {
  // `owner` {net, x, labels, inputNames, at, open(at), change(input, value), silence(), set(value), mark(input)}
  constructor(root, owner) {
    this.find = (selector) => root.querySelector(selector);
    this.root = root;
    this.owner = owner;
    this.find(".before").onclick = () => owner.step(-1);
    this.find(".after").onclick = () => owner.step(1);
    this.find(".close").onclick = () => owner.open(null);
    this.find(".silence").onclick = () => owner.silence();
    this.find(".value input").oninput = (event) => owner.set(Number(event.target.value));
    const body = this.find(".terms tbody");
    body.onchange = (event) => this.changed(event.target);
    for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      for (const part of [body, this.find(".formula")]) {
        part.addEventListener(on, (event) => this.mark(event.target.closest("[data-term]")?.dataset.term ?? null));
        part.addEventListener(off, () => this.mark(null));
      }
    }
  }

  show() {
    const { at, net } = this.owner;
    const computes = Boolean(at && at.layer > 0);
    const input = Boolean(at && at.layer === 0);
    const last = net.sizes.length - 1;
    this.toggle(".steps", at);
    this.toggle(".pictures", computes && net.sizes[at.layer - 1] > 16);
    this.toggle(".terms", computes);
    this.toggle(".silence", computes && at.layer < last);
    this.toggle(".value", input && this.owner.editable);
    this.toggle(".softmax", !at || at.layer === last);
    this.find(".title").textContent = at ? this.nodeName(at) : "From logits to likelihoods";
    if (computes) this.showNode(at);
    else this.find(".formula").textContent = input ? this.inputInWords(at) : this.overviewInWords();
    if (!at || at.layer === last) this.showSoftmax(at);
    if (input) {
      this.find(".value span").textContent = `Its value: ${plain(this.owner.x[at.node], 2)}`;
      this.find(".value input").value = this.owner.x[at.node];
    }
  }

  nodeName(at) {
    const { net, labels } = this.owner;
    if (at.layer === 0) return `Input: ${this.inputName(0, at.node)}`;
    if (at.layer === net.sizes.length - 1) return `Output node “${labels[at.node]}”`;
    return `Layer ${at.layer}, node ${at.node + 1}`;
  }

  // What the inputs of a layer are called; layer 0 is the picture itself.
  inputName(layer, index) {
    const { net, inputNames } = this.owner;
    if (layer > 0) return `node ${index + 1}`;
    if (inputNames) return inputNames[index];
    const side = Math.sqrt(net.sizes[0]);
    return `pixel (${Math.floor(index / side) + 1}, ${(index % side) + 1})`;
  }

  inputInWords(at) {
    const { net, x } = this.owner;
    return `Its value is ${plain(x[at.node], 2)}. It goes to all ${net.sizes[1]} nodes of layer 1, each time with another weight; the lines show where it counts most.`;
  }

  overviewInWords() {
    return "The last layer gives each answer a number, its logit. Softmax turns logits into likelihoods: e to the power of each, divided by the sum of them all. So they always add up to 1.";
  }

  showNode(at) {
    const { net, x } = this.owner;
    const last = at.layer === net.sizes.length - 1;
    const { terms, bias, sum, output } = nodeTerms(net, x, at.layer, at.node);
    const shown = terms.slice(0, terms.length <= PANEL_TERMS + 1 ? terms.length : PANEL_TERMS);
    const rest = sum - bias - shown.reduce((total, term) => total + term.product, 0);
    const more = terms.length - shown.length;
    const rounded = roundTogether([...shown.map((term) => term.product), ...(more ? [rest] : []), bias], 3);
    const total = rounded.reduce((a, b) => a + b, 0);
    const silent = net.silenced[at.layer].has(at.node);
    this.fillTerms(at, shown, more, rounded, bias);
    this.addRow("sum", "", "", plain(total, 3), "sum", sum);
    const after = silent ? 0 : last ? total : Math.max(0, total);
    if (!last) this.addRow(silent ? "silenced" : "ReLU of it", "", "", plain(after, 3), "total", output);
    this.writeFormula(at, shown, more, rounded, total, after, silent, last);
    for (const part of this.root.querySelectorAll("[data-term]")) part.classList.toggle("marked", part.dataset.term === this.marked);
    this.find(".silence").textContent = silent ? "Let it speak again" : "Silence this node";
    this.find(".silence").setAttribute("aria-pressed", silent);
    if (net.sizes[at.layer - 1] > 16) this.showPictures(at);
  }

  fillTerms(at, shown, more, rounded, bias) {
    this.rows = 0;
    shown.forEach((term, i) => {
      const name = this.inputName(at.layer - 1, term.input);
      this.addRow(name, plain(term.value, 2), term.weight, signed(rounded[i], 3), `t${term.input}`, term.product);
    });
    if (more) this.addRow(`${more} more`, "", "", signed(rounded[shown.length], 3), "rest", rounded[shown.length]);
    this.addRow("bias", "", bias, signed(rounded.at(-1), 3), "bias", bias);
    const body = this.find(".terms tbody");
    const wanted = this.rows + (at.layer === this.owner.net.sizes.length - 1 ? 1 : 2);
    while (body.rows.length > wanted) body.deleteRow(-1);
  }

  // Fills the next row of the table. Rows are used again, so that a hover costs little and a focus is kept.
  addRow(name, value, weight, product, term, exact) {
    const body = this.find(".terms tbody");
    const row = body.rows[this.rows] ?? body.insertRow();
    this.rows += 1;
    while (row.cells.length < 4) row.append(document.createElement(row.cells.length ? "td" : "th"));
    row.cells[0].scope = "row";
    row.dataset.term = term;
    row.className = term === "sum" || term === "total" ? term : "";
    setCell(row.cells[0], name);
    setCell(row.cells[1], value);
    setCell(row.cells[3], product);
    row.cells[3].dataset.value = exact;
    const cell = row.cells[2];
    if (weight === "") return cell.replaceChildren();
    const field = cell.querySelector("input") ?? cell.appendChild(Object.assign(document.createElement("input"), { type: "number", step: "0.1" }));
    field.setAttribute("aria-label", term === "bias" ? "bias" : `weight of ${name}`);
    field.className = weight < 0 ? "minus" : "plus";
    if (this.root.getRootNode().activeElement !== field) field.value = weight.toFixed(3);
  }

  changed(field) {
    const term = field.closest("[data-term]").dataset.term;
    const value = Number(field.value);
    if (field.value === "" || !Number.isFinite(value) || Math.abs(value) > 1000) return this.show();
    this.owner.change(term === "bias" ? null : Number(term.slice(1)), value);
  }

  writeFormula(at, shown, more, rounded, total, after, silent, last) {
    const inBrackets = (value, digits) => (value < 0 ? `(${plain(value, digits)})` : plain(value, digits));
    const parts = shown.map((term) => [`t${term.input}`, `${inBrackets(term.value, 2)} × ${inBrackets(term.weight, 3)}`]);
    if (more) parts.push(["rest", `${inBrackets(rounded[shown.length], 3)} from ${more} more`]);
    parts.push(["bias", `${inBrackets(rounded.at(-1), 3)} of bias`]);
    const formula = this.find(".formula");
    formula.replaceChildren();
    parts.forEach(([term, text], i) => {
      if (i) formula.append(" + ");
      formula.append(Object.assign(document.createElement("span"), { textContent: text }));
      formula.lastChild.dataset.term = term;
    });
    formula.append(` = ${plain(total, 3)}. `);
    if (silent) formula.append("You have silenced this node: it passes on 0.");
    else if (last) formula.append("This is the logit.");
    else formula.append(total > 0 ? `It is above zero, so ReLU lets it through: ${plain(after, 3)}.` : "It is not above zero, so ReLU makes it 0.");
  }

  showPictures(at) {
    const { net, x, layout } = this.owner;
    const shape = layout.layers[at.layer - 1];
    const { weights, products } = nodePictures(net, x, at.layer, at.node);
    paintSigned(this.find(".own"), weights, shape);
    paintSigned(this.find(".times"), products, shape);
    const over = at.layer === 1 ? "pixels" : `nodes of layer ${at.layer - 1}`;
    const [own, times] = this.root.querySelectorAll(".pictures figcaption");
    setCell(own, at.layer === 1 ? "its weights" : `its weights over the ${net.sizes[at.layer - 1]} ${over}`);
    setCell(times, at.layer === 1 ? "weights × your picture" : "weights × their outputs");
    this.find(".own").setAttribute("aria-label", `Weights over ${net.sizes[at.layer - 1]} ${over}: blue above zero, orange below`);
    this.find(".times").setAttribute("aria-label", "Each weight times its input: blue above zero, orange below");
    for (const map of this.root.querySelectorAll(".map")) map.style.aspectRatio = `${shape.cols} / ${shape.rows}`;
  }

  showSoftmax(at) {
    const { net, labels } = this.owner;
    const logits = net.outputs.at(-1);
    const body = this.find(".softmax tbody");
    const powers = Array.from(logits, Math.exp);
    const shares = roundTogether(Array.from(net.likelihoods), 3);
    labels.forEach((label, i) => {
      const row = body.rows[i] ?? body.insertRow();
      while (row.cells.length < 4) row.append(document.createElement(row.cells.length ? "td" : "th"));
      row.className = i === largest(net.likelihoods) ? "best" : at && at.node === i ? "own" : "";
      [label, plain(logits[i], 2), power(powers[i]), shares[i].toFixed(3)].forEach((text, k) => setCell(row.cells[k], text));
      row.cells[1].dataset.value = logits[i];
      row.cells[3].dataset.value = net.likelihoods[i];
    });
    const foot = this.find(".softmax tfoot").rows[0];
    setCell(foot.cells[2], power(powers.reduce((a, b) => a + b, 0)));
    setCell(foot.cells[3], shares.reduce((a, b) => a + b, 0).toFixed(3));
  }

  // Marks one term everywhere: in the formula, in the table, on the two pictures and on the drawing.
  mark(term) {
    this.marked = term;
    for (const part of this.root.querySelectorAll("[data-term]")) part.classList.toggle("marked", part.dataset.term === term);
    const { at, layout } = this.owner;
    const input = term?.startsWith("t") && term !== "total" ? Number(term.slice(1)) : null;
    this.owner.mark(input);
    const shape = at && at.layer > 0 ? layout.layers[at.layer - 1] : null;
    for (const spot of this.root.querySelectorAll(".spot")) {
      spot.hidden = input === null || !shape;
      if (spot.hidden) continue;
      const [row, col] = networkCell(shape, input);
      Object.assign(spot.style, { left: `${(100 * col) / shape.cols}%`, top: `${(100 * row) / shape.rows}%`, width: `${100 / shape.cols}%`, height: `${100 / shape.rows}%` });
    }
  }

  toggle(selector, visible) {
    this.find(selector).hidden = !visible;
  }
}

function setCell(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

function power(value) {
  if (value >= 1e6 || (value < 1e-3 && value > 0)) {
    const [digits, exponent] = value.toExponential(1).split("e");
    return `${digits}·10${Number(exponent).toString().replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])}`;
  }
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
