// What pages need beside links and forms. Nothing here is needed to read a page.

// Work that is being done: the page shows where it is, and is loaded again with what came of it.
for (const followed of document.querySelectorAll("[data-follow]")) {
  const bar = followed.querySelector("progress");
  const step = followed.querySelector("#step");
  const events = new EventSource(followed.dataset.follow);
  events.addEventListener("step", (event) => {
    const at = JSON.parse(event.data);
    step.textContent = at.words;
    if (at.total > 0) {
      bar.max = at.total;
      bar.value = Math.min(at.done, at.total);
    } else {
      bar.removeAttribute("value");
    }
  });
  events.addEventListener("over", () => {
    events.close();
    location.reload();
  });
}
