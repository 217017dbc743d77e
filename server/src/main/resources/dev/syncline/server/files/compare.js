// A module that another one requires is shown as such, as soon as that one is ticked.
const modules = [...document.querySelectorAll("[data-needs]")];
const byName = new Map(modules.map((box) => [box.value, box]));

function required() {
  const found = new Set();
  const look = (box) => {
    for (const name of box.dataset.needs.split(",").filter(Boolean)) {
      if (!found.has(name)) {
        found.add(name);
        if (byName.has(name)) look(byName.get(name));
      }
    }
  };
  modules.filter((box) => box.checked).forEach(look);
  return found;
}

function show() {
  const found = required();
  for (const box of modules) {
    box.parentElement.querySelector("[data-required]").hidden = !found.has(box.value);
  }
}

modules.forEach((box) => box.addEventListener("change", show));
show();
