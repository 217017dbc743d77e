// Each tick is kept at once, and the counts follow; records are gone through by keys. Without this, ticks are kept by a form.
const review = document.querySelector("[data-review]");
const refusal = review.querySelector("[data-refusal]");
const records = [...review.querySelectorAll("[data-write]")];
let version = review.dataset.version;
let last = Promise.resolve();

function refuse(words) {
  refusal.querySelector("p").textContent = words;
  refusal.hidden = false;
  refusal.scrollIntoView({ block: "center" });
}

/** Says something in a place, which is hidden where that is nothing. */
function say(place, words) {
  const paragraph = document.createElement("p");
  paragraph.className = "problem care";
  paragraph.textContent = words;
  place.replaceChildren(...(words === "" ? [] : [paragraph]));
  place.hidden = words === "";
}

function told(now) {
  version = String(now.version);
  review.dataset.version = version;
  review.querySelectorAll("[data-seen]").forEach((field) => (field.value = version));
  for (const count of review.querySelectorAll("[data-taken]")) {
    count.textContent = now.counts[count.dataset.taken].taken;
  }
  const taken = now.counts[""].taken;
  const writes = review.querySelector("[data-writes]");
  if (writes) writes.textContent = taken === 1 ? "1 record" : taken + " records";
  const deletes = review.querySelector("[data-deletes]");
  if (deletes) {
    deletes.textContent =
      now.deleted === 0 ? "" : now.deleted === 1 ? "1 of them is deleted." : now.deleted + " of them are deleted.";
  }
  for (const record of records) {
    say(record.querySelector("[data-foreseen]"), now.foreseen[record.dataset.write] || "");
  }
  const blocked = review.querySelector("[data-blocked]");
  if (blocked) say(blocked, now.blocked);
}

async function send(fields) {
  const body = new URLSearchParams(fields);
  body.set("sha256", review.dataset.sha256);
  body.set("version", version);
  body.set("shown", records.map((record) => record.dataset.write).join(","));
  const answer = await fetch(review.dataset.review, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": review.dataset.csrf },
    body,
  });
  if (answer.ok && (answer.headers.get("Content-Type") || "").includes("json")) {
    told(await answer.json());
    return true;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  refuse(page.querySelector("main p")?.textContent || "That did not work.");
  return false;
}

/** One after the other: each says which version it has seen. */
function keep(box, fields) {
  const was = !box.checked;
  last = last.then(async () => {
    const kept = await send(fields()).catch(() => {
      refuse("The server cannot be reached. Nothing was kept.");
      return false;
    });
    if (!kept) box.checked = was;
  });
}

function matched(by) {
  const count = review.querySelector("[data-matched]");
  if (count) count.textContent = Number(count.textContent) + by;
}

for (const record of records) {
  const whole = record.querySelector('input[name="write"]');
  const fields = [...record.querySelectorAll("[data-field]")];
  // Those that come with the record. While it is left none of them is ticked: the first that is, is the only one.
  let along = fields.filter((field) => field.checked);
  const show = () => fields.forEach((field) => (field.checked = whole.checked && along.includes(field)));
  show();
  whole.addEventListener("change", () => {
    matched(whole.checked ? 1 : -1);
    if (along.length === 0) along = fields;
    show();
    keep(whole, () => [["do", whole.checked ? "take" : "leave"], ["write", record.dataset.write]]);
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const ticked = fields.filter((one) => one.checked);
      const some = ticked.length > 0;
      if (some) along = ticked;
      if (some !== whole.checked) {
        whole.checked = some;
        matched(some ? 1 : -1);
      }
      keep(field, () => [
        ["do", "fields"],
        ["write", record.dataset.write],
        ...fields.filter((one) => one.checked).map((one) => ["field", one.value]),
      ]);
    });
  }
}

function go(by) {
  const at = records.indexOf(document.activeElement?.closest("[data-write]"));
  const next = records[Math.max(0, Math.min(records.length - 1, at < 0 ? 0 : at + by))];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (typing) return;
  const record = event.target.closest?.("[data-write]");
  switch (event.key) {
    case "j":
    case "ArrowDown":
      go(1);
      break;
    case "k":
    case "ArrowUp":
      go(-1);
      break;
    case " ":
      if (event.target !== record) return;
      record.querySelector('input[name="write"]').click();
      break;
    case "/":
      review.querySelector("#find").focus();
      break;
    default:
      return;
  }
  event.preventDefault();
});
