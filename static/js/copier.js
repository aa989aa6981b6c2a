// Copies the value of a field: <button data-cqpm-copier-valeur="id" data-fait="Copié" hidden>. Without it, one selects.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-cqpm-copier-valeur]")) {
      const field = document.getElementById(button.dataset.cqpmCopierValeur);
      button.hidden = false;
      button.addEventListener("click", async () => {
        field.select();
        let copied = false;
        try {
          await navigator.clipboard.writeText(field.value);
          copied = true;
        } catch {
          // Without HTTPS only the old way exists; else the text stays selected, to be copied by hand.
          copied = document.execCommand("copy");
        }
        if (copied) button.textContent = button.dataset.fait;
      });
      field.addEventListener("focus", () => field.select());
    }
  });
})();
