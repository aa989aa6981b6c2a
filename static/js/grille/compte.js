// The running state of each capacité, as it is ticked; what is left to complete, and the filter that shows only that.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { page, pluriel, element } = grille;
  const { racine } = page;
  const bouton = racine.querySelector("[data-cqpm-filtre]");
  const memoire = `cqpm-filtre-${page.dossier}`;
  const A_COMMENTER = ["non_acquis", "non_observable"];

  const criteres = (capacite) => [...capacite.querySelectorAll(".cq-critere[data-cqpm-sens]")];
  const manqueUnCommentaire = (critere) =>
    A_COMMENTER.includes(critere.dataset.cqpmSens) && page.texte(critere).value.trim() === "";
  const attendUnChoix = (critere) => ["conflit", "refus"].includes(page.etats.get(page.cleDe(critere)));
  const aCompleter = (critere) =>
    ["", "non_evalue"].includes(critere.dataset.cqpmSens) || manqueUnCommentaire(critere) || attendUnChoix(critere);

  // The same words as the server's (evaluations/regles.py).
  const compter = (capacite) => {
    const tous = criteres(capacite);
    const nombre = (...sens) => tous.filter((un) => sens.includes(un.dataset.cqpmSens)).length;
    const [refuses, invisibles] = [nombre("non_acquis"), nombre("non_observable")];
    return [
      `${tous.length - nombre("", "non_evalue")}/${tous.length} critères`,
      ...(refuses ? [`${refuses} non acquis`] : []),
      ...(invisibles ? [pluriel(invisibles, "non observable", "non observables")] : []),
    ].join(", ");
  };

  const ecrire = (pk, mots) => {
    for (const place of racine.querySelectorAll(`[data-cqpm-compte="${pk}"]`)) {
      if (place.textContent !== mots) place.textContent = mots;
    }
  };

  const recompter = (cellule) => {
    const coche = page.radios(cellule).find((radio) => radio.checked);
    if (cellule.matches(".cq-critere")) {
      cellule.dataset.cqpmSens = coche?.dataset.cqpmSens ?? "";
      rappeler(cellule);
    }
    const capacite = cellule.closest("[data-cqpm-capacite]");
    if (capacite) {
      ecrire(capacite.dataset.cqpmCapacite, compter(capacite));
      proposer(capacite);
    }
    direCombien();
  };

  // R20: what the screen proposes follows each tick; every sentence is in the page, one of them is shown.
  const proposer = (capacite) => {
    const sens = criteres(capacite).map((un) => un.dataset.cqpmSens);
    let cas = "incomplete";
    if (sens.includes("non_acquis")) cas = "non_acquise";
    else if (sens.length && sens.every((un) => un === "acquis")) cas = "acquise";
    else if (!sens.some((un) => un === "" || un === "non_evalue")) cas = "a_apprecier";
    for (const phrase of capacite.querySelectorAll("[data-cqpm-proposition]")) {
      phrase.hidden = phrase.dataset.cqpmProposition !== cas;
    }
  };

  // R21 asks for it before sharing: said as soon as it is known.
  const rappeler = (critere) => {
    const rappel = critere.querySelector("[data-cqpm-rappel]");
    const manque = manqueUnCommentaire(critere);
    if (!manque) rappel?.remove();
    else if (!rappel) {
      page.texte(critere).after(element("p", { class: "cq-rappel", "data-cqpm-rappel": "" }, "À commenter avant de partager."));
    }
  };

  // --- The filter ----------------------------------------------------------------------------

  const direCombien = () => {
    const nombre = [...racine.querySelectorAll(".cq-critere[data-cqpm-sens]")].filter(aCompleter).length;
    racine.querySelector("[data-cqpm-filtre-nombre]").textContent = `(${nombre})`;
  };

  const estFiltree = () => bouton?.getAttribute("aria-pressed") === "true";

  // The critère under the hand stays, even once it is complete.
  const filtrer = (tenu = document.activeElement?.closest?.(".cq-critere")) => {
    const filtree = estFiltree();
    for (const capacite of racine.querySelectorAll("[data-cqpm-capacite]")) {
      let reste = false;
      for (const critere of capacite.querySelectorAll(".cq-critere")) {
        const montre = !filtree || critere === tenu || ("cqpmSens" in critere.dataset && aCompleter(critere));
        critere.hidden = !montre;
        reste ||= montre;
      }
      const corps = capacite.querySelector(".cq-capacite-corps");
      if (corps) corps.hidden = !reste && !corps.contains(document.activeElement);
      capacite.classList.toggle("cq-capacite-repliee", Boolean(corps?.hidden));
    }
  };

  const basculer = () => {
    bouton.setAttribute("aria-pressed", String(!estFiltree()));
    sessionStorage.setItem(memoire, estFiltree() ? "oui" : "");
    filtrer(null);
    const combien = racine.querySelector("[data-cqpm-filtre-nombre]").textContent;
    page.annoncer(estFiltree() ? `Seuls les critères à compléter sont montrés ${combien}.` : "Tous les critères sont montrés.");
  };

  bouton?.addEventListener("click", basculer);
  racine.addEventListener("focusin", () => {
    if (estFiltree()) filtrer();
  });

  grille.quand("valeur", ({ cellule }) => recompter(cellule));
  // The conclusion was drawn from other results: the server has withdrawn it, the page says so (R20).
  // So it had been already where a colleague's value stood in the cell: theirs had withdrawn it.
  const tranchees = new Set();
  grille.quand("tranchee", ({ cle, cellule, choix }) => {
    if (choix === "mienne") tranchees.add(cle);
    else if (estConclue(cellule.closest("[data-cqpm-capacite]"))) {
      grille.dire("recharger", { phrase: "Un résultat a changé sous une conclusion affichée ici : rechargez pour voir où elle en est." });
    }
  });
  grille.quand("confirme", ({ cle, reponse }) => {
    const tranchee = tranchees.delete(cle);
    const capacite = page.trouver(cle)?.closest("[data-cqpm-capacite]");
    if (capacite && (reponse.conclusion_retiree || (tranchee && estConclue(capacite)))) retirerLaConclusion(capacite);
  });

  const etatsDe = (capacite) =>
    [...racine.querySelectorAll(`[data-cqpm-compte="${capacite.dataset.cqpmCapacite}"]`)].map((place) =>
      place.parentElement.querySelector(".cq-etat"),
    );
  const estConclue = (capacite) => etatsDe(capacite).some((etat) => etat?.matches(".cq-ton-succes, .cq-ton-danger"));

  const retirerLaConclusion = (capacite) => {
    for (const etat of etatsDe(capacite)) {
      etat.className = "cq-etat cq-ton-info";
      etat.textContent = "À conclure";
    }
    const titre = capacite.querySelector("h2").textContent.trim();
    grille.dire("recharger", { phrase: `« ${titre} » est à conclure de nouveau : un résultat vient d'y changer.` });
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const critere of racine.querySelectorAll(".cq-critere[data-cqpm-sens]")) rappeler(critere);
    direCombien();
    if (!bouton) return;
    bouton.hidden = false;
    if (sessionStorage.getItem(memoire)) bouton.setAttribute("aria-pressed", "true");
    filtrer(null);
  });
  grille.quand("pret", () => {
    direCombien();
    filtrer(null);
  });
})();
