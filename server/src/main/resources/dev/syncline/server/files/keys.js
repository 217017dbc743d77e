// A key that would hold records back, or take different ones for the same, is chosen knowingly.
for (const group of document.querySelectorAll(".toggles")) {
  let before = group.querySelector("input:checked");
  group.addEventListener("change", (event) => {
    const doubts = event.target.dataset.doubts;
    if (doubts && !confirm(doubts + " Use it all the same?")) {
      event.target.checked = false;
      if (before) {
        before.checked = true;
      }
      return;
    }
    before = event.target;
  });
}
