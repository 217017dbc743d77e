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

// What changes by itself: its part of the page is loaded anew every so many seconds, while somebody
// may look at it; the page as a whole, once that part is not on it any more. After an hour it stays
// as it is, so that a session ends where nobody is.
async function refresh() {
  let part = document.querySelector("[data-live]");
  if (document.hidden) {
    follow(part);
    return;
  }
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      const loaded = new DOMParser().parseFromString(await answer.text(), "text/html");
      const anew = loaded.getElementById(part.id);
      if (!anew) {
        location.reload();
        return;
      }
      if (!part.contains(document.activeElement)) {
        const open = Array.from(part.querySelectorAll("details"), (details) => details.open);
        anew.querySelectorAll("details").forEach((details, i) => (details.open = Boolean(open[i])));
        part.replaceWith(document.adoptNode(anew));
        part = anew;
      }
    }
  } catch {
    // The server is away for a moment.
  }
  follow(part);
}

function follow(part) {
  if (part && performance.now() < 3600000) {
    setTimeout(refresh, 1000 * Number(part.dataset.live));
  }
}
follow(document.querySelector("[data-live]"));

// Texts that are copied whole, where a browser lets pages do that.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const whole = document.getElementById(button.dataset.copy);
      const lines = Array.from(whole.querySelectorAll("li"), (line) => line.innerText.trim());
      const text = lines.length ? lines.join("\n\n") : whole.textContent;
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    });
  }
}
