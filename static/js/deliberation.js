// The decision follows from the capacités: tick the one that they make, unless the jury sends the dossier back.
(() => {
  const form = document.querySelector("[data-cqpm-deliberation]");
  if (!form) return;

  form.addEventListener("change", (event) => {
    if (!event.target.name.startsWith("capacite_")) return;
    if (form.querySelector("[name=decision]:checked")?.value === "renvoi") return;
    const cases = [...form.querySelectorAll("[data-cqpm-validee]")];
    const validees = cases.filter((element) => element.checked).length;
    let decision = "partiel";
    if (validees === cases.length) decision = "admis";
    if (validees === 0) decision = "refuse";
    form.querySelector(`[name=decision][value=${decision}]`).checked = true;
  });
})();
