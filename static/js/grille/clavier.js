// The whole grid with the keyboard alone. Never while typing, never with a modifier, and it can be switched off.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { page } = grille;
  const { racine } = page;
  const aide = document.querySelector("[data-cqpm-aide]");
  const MEMOIRE = "cqpm-raccourcis";
  const douceur = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

  const visible = (noeud) => noeud.checkVisibility?.() ?? noeud.offsetParent !== null;
  const critereDe = (noeud) => noeud?.closest?.(".cq-critere") ?? null;
  const dansUnChamp = (noeud) =>
    noeud.matches("textarea, select, [contenteditable]") ||
    noeud.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=file])");

  const viser = (critere) => {
    const radios = page.radios(critere);
    const cible = radios.find((radio) => radio.checked) ?? radios[0] ?? critere;
    cible.focus({ preventScroll: true });
    montrer(critere);
  };

  // Below the header of its capacité, which stays in sight.
  const montrer = (critere) => {
    const tete = critere.closest("[data-cqpm-capacite]").querySelector(".cq-capacite-tete");
    racine.style.setProperty("--tete", `${tete.offsetHeight + 8}px`);
    critere.scrollIntoView({ block: "nearest", behavior: douceur });
  };

  // From nowhere, the first critère on the screen.
  const depart = (criteres) => criteres.find((un) => un.getBoundingClientRect().bottom > innerHeight / 4) ?? criteres[0];

  const voisin = (pas) => {
    const ici = critereDe(document.activeElement);
    const criteres = [...racine.querySelectorAll(".cq-critere")].filter(visible);
    if (criteres.length === 0) return;
    const cible = ici ? criteres[criteres.indexOf(ici) + pas] : depart(criteres);
    if (cible) viser(cible);
  };

  const autreCapacite = (pas) => {
    const capacites = [...racine.querySelectorAll("[data-cqpm-capacite]")];
    const ici = document.activeElement?.closest?.("[data-cqpm-capacite]");
    const cible = capacites[ici ? capacites.indexOf(ici) + pas : 0];
    if (!cible) return;
    const premier = [...cible.querySelectorAll(".cq-critere")].find(visible);
    if (premier) {
      viser(premier);
      return;
    }
    const titre = cible.querySelector("h2");
    titre.tabIndex = -1;
    titre.focus({ preventScroll: true });
    cible.scrollIntoView({ block: "start", behavior: douceur });
  };

  const noter = (rang) => {
    const critere = critereDe(document.activeElement);
    const radio = critere && page.radios(critere)[rang - 1];
    if (!radio) return false;
    radio.focus({ preventScroll: true });
    if (!radio.checked) radio.click();
    return true;
  };

  const commenter = () => {
    const cellule = document.activeElement?.closest?.("[data-cqpm-cellule]");
    if (!cellule) return false;
    const texte = page.texte(cellule);
    texte.focus();
    texte.setSelectionRange(texte.value.length, texte.value.length);
    return true;
  };

  // Arrows inside the levels are the browser's own, once one of them is reached.
  const versLesNiveaux = () => {
    const critere = critereDe(document.activeElement);
    if (!critere || document.activeElement.type === "radio" || page.radios(critere).length === 0) return false;
    viser(critere);
    return true;
  };

  const ouvrirAide = () => {
    aide?.showModal();
    return Boolean(aide);
  };

  const oui = (faire) => () => {
    faire();
    return true;
  };
  const suivant = oui(() => voisin(1));
  const precedent = oui(() => voisin(-1));
  const ACTES = {
    ArrowDown: suivant,
    j: suivant,
    ArrowUp: precedent,
    k: precedent,
    ArrowLeft: versLesNiveaux,
    ArrowRight: versLesNiveaux,
    n: oui(() => autreCapacite(1)),
    p: oui(() => autreCapacite(-1)),
    c: commenter,
    f: oui(() => racine.querySelector("[data-cqpm-filtre]")?.click()),
    "?": ouvrirAide,
  };

  // The digits are keys, not signs: on a French keyboard they ask for Shift.
  const rangDe = (event) => event.key.length === 1 && Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]);

  const acteDe = (event) => {
    const rang = rangDe(event);
    if (rang) return () => noter(rang);
    if (event.key === "?") return ACTES["?"];
    if (event.shiftKey) return undefined;
    return ACTES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  };

  const actifs = () => localStorage.getItem(MEMOIRE) !== "non";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const { target } = event;
    if (dansUnChamp(target)) {
      const critere = event.key === "Escape" && critereDe(target);
      if (critere) viser(critere);
      return;
    }
    if (!actifs() || (target !== document.body && !racine.contains(target))) return;
    if (acteDe(event)?.()) event.preventDefault();
  });

  // --- Help ----------------------------------------------------------------------------------

  document.addEventListener("DOMContentLoaded", () => {
    const bouton = racine.querySelector("[data-cqpm-aide-clavier]");
    if (!aide || !bouton) return;
    bouton.hidden = false;
    bouton.addEventListener("click", ouvrirAide);
    const choix = aide.querySelector("[data-cqpm-raccourcis]");
    choix.checked = actifs();
    choix.addEventListener("change", () => localStorage.setItem(MEMOIRE, choix.checked ? "oui" : "non"));
    aide.querySelector("[data-cqpm-fermer]").addEventListener("click", () => aide.close());
  });
})();
