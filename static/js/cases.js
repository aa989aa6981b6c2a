// One button ticks, then unticks, every box of its form that bears a name; hidden when there is nothing to tick.
(() => {
  "use strict";

  const setUp = (button) => {
    const boxes = [...button.form.elements].filter(
      (box) => box.type === "checkbox" && box.name === button.dataset.cqpmTout,
    );
    if (boxes.length < 2) return;
    const allTicked = () => boxes.every((box) => box.checked);
    const say = () => {
      button.textContent = allTicked() ? "Tout décocher" : "Tout cocher";
    };
    button.addEventListener("click", () => {
      const tick = !allTicked();
      for (const box of boxes) box.checked = tick;
      say();
    });
    for (const box of boxes) box.addEventListener("change", say);
    window.addEventListener("pageshow", say);
    say();
    button.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("button[data-cqpm-tout]").forEach(setUp);
  });
})();
