// Says in words that a partial update failed: htmx itself would stay silent.
(() => {
  "use strict";

  const region = () => document.querySelector("[data-cqpm-incident]");
  const tell = (name) => {
    region().dataset.ouvert = "oui";
    region().textContent = region().dataset[name];
  };

  document.addEventListener("htmx:sendError", () => tell("messageReseau"));
  document.addEventListener("htmx:responseError", () => tell("messageRefus"));
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (!event.detail.successful) return;
    delete region().dataset.ouvert;
    region().textContent = "";
  });
})();
