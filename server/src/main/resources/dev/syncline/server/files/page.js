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

// A secret that is shown once can be copied with one click, where the browser lets pages do so.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }
}

// What is typed as a password can be looked at.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const fields = button.closest("form").querySelectorAll("input[type=password]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    fields.forEach((field) => (field.type = shown ? "text" : "password"));
  });
}
