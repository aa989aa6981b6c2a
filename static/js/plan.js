// The plan of modalités and its coverage: whole columns at once, arrows from box to box, a date and a reason at hand.
(() => {
  "use strict";
  const plan = document.querySelector("[data-cqpm-plan]");
  if (!plan) return;

  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // Tick them all, or untick them if they are all ticked already.
  const toggle = (boxes) => {
    const every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
    if (boxes.length) changed(boxes[0]);
  };

  for (const button of plan.querySelectorAll("[data-cqpm-partout]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      toggle([...plan.querySelectorAll(`[data-cqpm-code="${button.value}"]`)]);
    });
  }

  for (const button of plan.querySelectorAll("[data-cqpm-tout]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const group = button.closest("[data-cqpm-groupe]");
      toggle([...group.querySelectorAll(`input[name="${button.dataset.cqpmTout}"]`)]);
    });
  }

  // Variant and reason of one reconstituted situation, given to the others that have none.
  const detail = (row) => ({ variant: row.querySelector("select"), reason: row.querySelector("textarea") });
  for (const button of plan.querySelectorAll("[data-cqpm-motif-partout]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const source = detail(button.closest("fieldset"));
      for (const fieldset of plan.querySelectorAll(".cq-reconstituee")) {
        const target = detail(fieldset);
        if (!target.variant.value) target.variant.value = source.variant.value;
        if (!target.reason.value.trim()) target.reason.value = source.reason.value;
      }
      changed(source.reason);
    });
  }

  const echeance = plan.querySelector("[data-cqpm-echeance]");
  if (echeance) {
    const date = plan.elements.namedItem("rapport_attendu_le");
    echeance.hidden = false;
    echeance.addEventListener("click", () => {
      date.value = echeance.dataset.cqpmEcheance;
      changed(date);
      date.focus();
    });
  }

  plan.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !event.target.matches("td input[type=checkbox]")) return;
    const rows = [...plan.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll(".cq-case")].map((cell) => cell.querySelector("input[type=checkbox]")))
      .filter((boxes) => boxes.some(Boolean));
    const y = rows.findIndex((boxes) => boxes.includes(event.target));
    const x = rows[y].indexOf(event.target);
    const next = rows[y + step[0]]?.[x + step[1]];
    event.preventDefault();
    if (next) next.focus();
  });
})();
