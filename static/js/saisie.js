// A long form says when what stands on the screen is not saved, and warns before it is left.
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-cqpm-saisie]")) {
      const said = form.querySelector("[data-cqpm-saisie-dit]");
      const snapshot = () => new URLSearchParams([...new FormData(form)]).toString();
      const atFirst = snapshot();
      // What comes back from a refusal, or was ticked by the server, is not saved yet.
      const refused = form.querySelector("[data-cqpm-erreurs], .is-invalid, .cq-erreurs") !== null;
      const isDirty = () => refused || "cqpmNonEnregistre" in form.dataset || snapshot() !== atFirst;
      let sending = false;

      const say = () => {
        if (said) said.textContent = isDirty() ? said.dataset.cqpmSaisieDit : "";
      };
      form.addEventListener("input", say);
      say();
      form.addEventListener("submit", () => {
        sending = true;
      });
      window.addEventListener("pageshow", () => {
        sending = false;
      });
      window.addEventListener("beforeunload", (event) => {
        if (!sending && isDirty()) event.preventDefault();
      });
    }
  });
})();
