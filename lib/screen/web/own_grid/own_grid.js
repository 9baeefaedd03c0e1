// The pictures of one class: tap to choose, then delete or move what is chosen. Python is told ids only.

const grids = new WeakMap(); // parentElement -> the ids chosen: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const there = new Set(data.pictures.map(({ id }) => id));
  const chosen = new Set([...(grids.get(parentElement) ?? [])].filter((id) => there.has(id)));
  grids.set(parentElement, chosen);

  const showTools = () => {
    find(".tools").hidden = !chosen.size;
    find(".chosen").textContent = `${chosen.size} chosen`;
  };
  const tell = (to) => {
    setTriggerValue("change", { ids: [...chosen], to });
    chosen.clear();
    showTools();
  };

  find(".grid").replaceChildren(
    ...data.pictures.map(({ id, url, name, twin }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = name;
      button.classList.toggle("twin", twin);
      button.setAttribute("aria-pressed", chosen.has(id));
      const image = button.appendChild(document.createElement("img"));
      image.src = url;
      image.alt = twin ? `${name}, has a twin` : name;
      button.onclick = () => {
        if (!chosen.delete(id)) chosen.add(id);
        button.setAttribute("aria-pressed", chosen.has(id));
        showTools();
      };
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  const select = find("select");
  select.replaceChildren(
    new Option("another class", ""),
    ...data.others.map(({ name, label }) => new Option(name, label)),
  );
  find(".to").hidden = !data.others.length;
  select.onchange = () => select.value !== "" && tell(Number(select.value));
  find(".delete").onclick = () => tell(null);
  find(".none").onclick = () => {
    chosen.clear();
    for (const button of find(".grid").querySelectorAll("button")) button.setAttribute("aria-pressed", "false");
    showTools();
  };
  showTools();
}
