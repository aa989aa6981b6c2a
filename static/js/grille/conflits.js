// The same cell was written elsewhere meanwhile: both values side by side, and the evaluator chooses.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { registre, saisies, envoi, element, page } = grille;

  const libelle = (cellule, niveau) => {
    const radio = page.radios(cellule).find((une) => une.value === niveau);
    return radio ? cellule.querySelector(`label[for="${radio.id}"]`).textContent.trim() : "Pas de résultat";
  };

  const cote = (titre, cellule, { niveau, commentaire, mots }, bouton) =>
    element(
      "div",
      { class: "cq-conflit-cote" },
      element("p", { class: "cq-conflit-titre" }, titre),
      ...(page.radios(cellule).length ? [element("p", {}, element("b", {}, mots || libelle(cellule, niveau)))] : []),
      element("p", { class: "cq-conflit-texte" }, document.createTextNode(commentaire || "Sans commentaire")),
      bouton,
    );

  const trancher = async (cellule, saisie, choix) => {
    const { portee } = saisie.conflit;
    let { cle } = saisie;
    if (portee && portee !== saisie.portee) {
      cle = await passerEnCommun(saisie, choix);
      page.rendre(cellule, saisie.conflit);
      page.etats.delete(saisie.cle);
    } else {
      await registre.modifier("saisies", cle, (avant) => saisies.trancher(avant, choix));
    }
    if (cellule.matches(".cq-critere")) grille.dire("tranchee", { cle, cellule, choix });
    grille.diffuser("saisie", { cle });
    (page.radios(cellule).find((radio) => radio.checked) ?? page.texte(cellule)).focus();
    envoi.vider();
  };

  // Typed for oneself, and the capacité was put in common since: what is kept goes to the commission's cell.
  const passerEnCommun = async (saisie, choix) => {
    const commune = { ...saisies.trancher(saisie, "mienne"), portee: saisie.conflit.portee };
    commune.cle = saisies.cle(commune);
    if (choix === "mienne") await registre.modifier("saisies", commune.cle, () => commune);
    await registre.modifier("saisies", saisie.cle, () => null);
    return commune.cle;
  };

  const retirer = (cellule) => cellule.querySelector("[data-cqpm-conflit]")?.remove();

  // Whose value stands in the cell: how it is called, and how it is taken.
  const enFace = ({ version, auteur, heure }) => {
    if (!version) return ["Dans la grille : case vide", "Laisser la case vide"];
    const celle = auteur && auteur !== grille.nom ? `elle ${grille.de(auteur)}` : "elle de l'autre appareil";
    return [`C${celle}, à ${heure}`, `Prendre c${celle}`];
  };

  const montrer = (cellule, saisie) => {
    const { conflit } = saisie;
    const signature = JSON.stringify([saisie.niveau, saisie.commentaire, conflit]);
    const deja = cellule.querySelector("[data-cqpm-conflit]");
    if (deja?.dataset.cqpmConflit === signature) return;
    const actif = deja?.contains(document.activeElement);
    const titre = `${cellule.dataset.cqpmCellule}-conflit`;
    const bouton = (choix, mots) =>
      element("button", { type: "button", class: "btn btn-secondary", click: () => trancher(cellule, saisie, choix) }, mots);
    const [celle, prendre] = enFace(conflit);
    const panneau = element(
      "div",
      { class: "cq-critere-conflit", role: "group", "aria-labelledby": titre, "data-cqpm-conflit": signature },
      element("p", { id: titre, class: "cq-conflit-question" }, conflit.message),
      element(
        "div",
        { class: "cq-conflit-cotes" },
        cote(`La vôtre, ${grille.ilYA(saisie.saisi_a)} sur cet appareil`, cellule, saisie, bouton("mienne", "Garder la mienne")),
        cote(celle, cellule, { ...conflit, mots: conflit.libelle }, bouton("sienne", prendre)),
      ),
    );
    if (deja) deja.replaceWith(panneau);
    else cellule.append(panneau);
    cellule.hidden = false; // whatever the filter had put away
    cellule.closest(".cq-capacite-corps")?.removeAttribute("hidden");
    if (actif) panneau.querySelector("button").focus();
  };

  grille.quand("cellule", ({ cellule, saisie }) => {
    if (saisie.etat === "conflit") montrer(cellule, saisie);
    else retirer(cellule);
  });

  // From the banner: the first choice to make.
  page.montrerLeConflit = () => {
    const panneau = page.racine.querySelector("[data-cqpm-conflit]");
    panneau?.querySelector("button").focus();
  };
})();
