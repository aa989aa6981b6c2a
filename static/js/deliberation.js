// The decision page: what follows from the capacités is ticked and told at once, and every act has its key.
// Without this file the form is the same, every field in sight.
(() => {
  "use strict";
  const form = document.querySelector("[data-cqpm-deliberation]");
  if (!form) return;
  const capacites = [...form.querySelectorAll("[data-cqpm-capacite]")];
  const aide = document.querySelector("[data-cqpm-touches]");
  const actives = document.querySelector("[data-cqpm-touches-actives]");
  const CLE = "deliberation-touches";
  let modifie = "cqpmSaisi" in form.dataset;
  let rang = -1;

  // --- What follows from the choices ----------------------------------------------------------

  const nombres = (texte) => texte.split(" ").filter(Boolean);
  const choixDe = (capacite) => capacite.querySelector("[name^=capacite_]:checked")?.value ?? "";

  const validees = () => {
    const numeros = new Set(nombres(form.dataset.conservees));
    for (const capacite of capacites) if (choixDe(capacite) === "oui") numeros.add(capacite.dataset.cqpmCapacite);
    return numeros;
  };

  const direLesBlocs = () => {
    const acquis = validees();
    for (const bloc of form.querySelectorAll("[data-cqpm-bloc]")) {
      const manquent = nombres(bloc.dataset.cqpmBloc).filter((numero) => !acquis.has(numero));
      bloc.querySelector("[data-cqpm-bloc-etat]").textContent = manquent.length
        ? `non validé, manque ${manquent.join(", ")}`
        : "validé";
    }
  };

  const cocherLaDecision = () => {
    if (form.querySelector("[name=decision]:checked")?.value === "renvoi") return;
    const acquis = validees();
    const but = nombres(form.dataset.but);
    const reunies = but.filter((numero) => acquis.has(numero)).length;
    let decision = reunies ? "partiel" : "refuse";
    if (but.length && reunies === but.length) decision = "admis";
    form.querySelector(`[name=decision][value=${decision}]`).checked = true;
  };

  const montrerLeMotif = (capacite) => {
    const motif = capacite.querySelector("[data-cqpm-motif]");
    const { commission } = capacite.dataset;
    const ecart = commission !== "" && choixDe(capacite) !== "" && choixDe(capacite) !== commission;
    const texte = motif.querySelector("textarea");
    motif.hidden = !ecart && texte.value === "" && document.activeElement !== texte;
    const origine = capacite.querySelector("[data-cqpm-proposition]");
    if (origine && modifie) origine.hidden = choixDe(capacite) !== capacite.dataset.propose;
  };

  form.addEventListener("change", (event) => {
    modifie = true;
    const capacite = event.target.closest("[data-cqpm-capacite]");
    if (!capacite || !event.target.name.startsWith("capacite_")) return;
    montrerLeMotif(capacite);
    cocherLaDecision();
    direLesBlocs();
  });
  form.addEventListener("input", () => {
    modifie = true;
  });
  form.addEventListener("submit", () => {
    modifie = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (modifie) event.preventDefault();
  });

  // --- The keys -------------------------------------------------------------------------------

  const aller = (vers) => {
    if (vers < 0 || vers >= capacites.length) return;
    capacites[rang]?.classList.remove("cq-choisie");
    rang = vers;
    capacites[rang].classList.add("cq-choisie");
    capacites[rang].focus();
  };

  const choisir = (valeur) => {
    if (rang < 0) aller(0);
    const choix = capacites[rang].querySelector(`[name^=capacite_][value=${valeur}]`);
    if (choix.disabled || choix.checked) return;
    choix.checked = true;
    choix.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const ecrireLeMotif = () => {
    if (rang < 0) aller(0);
    const motif = capacites[rang].querySelector("[data-cqpm-motif]");
    motif.hidden = false;
    motif.querySelector("textarea").focus();
  };

  const TOUCHES = {
    j: () => aller(rang + 1),
    ArrowDown: () => aller(rang + 1),
    k: () => aller(rang - 1),
    ArrowUp: () => aller(rang - 1),
    v: () => choisir("oui"),
    n: () => choisir("non"),
    m: ecrireLeMotif,
    ArrowRight: () => document.querySelector("[data-cqpm-suivant]")?.click(),
    ArrowLeft: () => document.querySelector("[data-cqpm-precedent]")?.click(),
    "?": () => aide.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.isComposing) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.target.matches("textarea") && event.key === "Escape") {
      event.target.closest("[data-cqpm-capacite]")?.focus();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || !actives.checked) return;
    if (event.target.matches("input, textarea, select") && event.target.type !== "checkbox") {
      // Arrows choose among radio buttons, letters are typed in the other fields.
      if (event.target.type !== "radio" || event.key.startsWith("Arrow")) return;
    }
    const acte = TOUCHES[event.key];
    if (!acte) return;
    event.preventDefault();
    acte();
  });

  form.addEventListener("focusin", (event) => {
    const ici = capacites.indexOf(event.target.closest("[data-cqpm-capacite]"));
    if (ici < 0 || ici === rang) return;
    capacites[rang]?.classList.remove("cq-choisie");
    rang = ici;
    capacites[rang].classList.add("cq-choisie");
  });

  actives.checked = localStorage.getItem(CLE) !== "non";
  actives.addEventListener("change", () => localStorage.setItem(CLE, actives.checked ? "oui" : "non"));
  const ouvrir = form.querySelector("[data-cqpm-touches-ouvrir]");
  ouvrir.hidden = false;
  ouvrir.addEventListener("click", () => aide.showModal());
  for (const capacite of capacites) montrerLeMotif(capacite);
  direLesBlocs();
})();
