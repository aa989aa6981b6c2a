// Copies the value of a field: <button data-cqpm-copier-valeur="id" data-fait="Copié" hidden>. Without it, one selects.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-cqpm-copier-valeur]")) {
      const field = document.getElementById(button.dataset.cqpmCopierValeur);
      button.hidden = false;
      button.addEventListener("click", async () => {
        field.select();
        try {
          await navigator.clipboard.writeText(field.value);
          button.textContent = button.dataset.fait;
        } catch {
          // The text stays selected: it is copied by hand.
        }
      });
      field.addEventListener("focus", () => field.select());
    }
  });
})();
