// A sheet filled by hand: its code opens the grid with `?feuille=<numéro>`; its photo is joined, then what is keyed in this
// capacité says that it comes from it.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { registre, element, page } = grille;
  const numero = new URLSearchParams(location.search).get("feuille");
  if (!/^\d+$/.test(numero ?? "")) return;
  const capacite = page.racine.querySelector(`#capacite-${numero}`);
  const corps = capacite?.querySelector(".cq-capacite-corps");
  const cellules = () => capacite.querySelectorAll("[data-cqpm-cellule]");
  if (!corps || cellules().length === 0) return;

  const DEMANDE = "Feuille remplie à la main : joignez sa photo, puis reportez ce qu'elle dit.";
  const JOINTE = "Feuille jointe : ce que vous reportez dans cette capacité s'y rattache.";
  const mots = element("p", { role: "status" }, DEMANDE);

  const rattacher = (feuille) => {
    for (const cellule of cellules()) cellule.dataset.cqpmSource = feuille;
    mots.replaceChildren(JOINTE);
  };

  // Only what one joined oneself can be taken back: the last of them, as the page came.
  const dansLaPage = () => {
    const liens = [...corps.querySelectorAll(".cq-capacite-contexte .cq-preuves a[href$='/retirer/']")];
    return liens.at(-1)?.getAttribute("href").match(/\/(\d+)\/retirer\/$/)?.[1];
  };

  const estDIci = (preuve) =>
    preuve?.etat === "confirme" &&
    preuve.nature === "feuille" &&
    preuve.utilisateur === grille.utilisateur &&
    preuve.capacite === Number(capacite.dataset.cqpmCapacite);

  const revoir = (preuve) => {
    if (estDIci(preuve)) rattacher(preuve.confirmee.pk);
  };

  grille.quand("preuve", async ({ jeton, confirmee }) => {
    if (confirmee) revoir(await registre.lire("preuves", jeton));
  });

  corps.prepend(
    element(
      "div",
      { class: "cq-feuille", role: "group", "aria-label": "Feuille remplie à la main", "data-cqpm-feuille": "" },
      mots,
      page.choixFichier(corps, "Prendre la photo de la feuille", { accept: "image/*", capture: "environment" }, { nature: "feuille" }),
      element("p", { class: "cq-erreurs", role: "alert", "data-cqpm-preuve-erreur": "" }),
    ),
  );
  if (dansLaPage()) rattacher(dansLaPage());
  document.addEventListener("DOMContentLoaded", async () => (await registre.miens("preuves")).forEach(revoir));
})();
