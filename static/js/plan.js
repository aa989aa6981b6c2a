// The plan of modalités: hide what an unticked reconstituted situation does not need, copy a choice everywhere.
(() => {
  const plan = document.querySelector("[data-cqpm-plan]");
  if (!plan) return;

  const montrer = () => {
    for (const detail of plan.querySelectorAll("[data-cqpm-si]")) {
      detail.hidden = !document.getElementById(detail.dataset.cqpmSi).checked;
    }
  };

  for (const bouton of plan.querySelectorAll("[data-cqpm-copier]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", () => {
      for (const source of bouton.closest("fieldset").querySelectorAll("[data-cqpm-code]")) {
        for (const cible of plan.querySelectorAll(`[data-cqpm-code="${source.dataset.cqpmCode}"]`)) {
          cible.checked = source.checked;
        }
      }
      montrer();
    });
  }

  plan.addEventListener("change", montrer);
  montrer();
})();
