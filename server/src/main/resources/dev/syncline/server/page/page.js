// What pages need beside links and forms. Nothing here is needed to read a page.

const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf;
});
