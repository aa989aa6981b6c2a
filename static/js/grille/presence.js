// Who else has the grid on screen, and what they changed: shown in place, unless something of mine waits there.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { envoi, page } = grille;
  const { racine } = page;
  const PERIODE = 15_000;
  const PATIENCE = 10_000;
  const presents = racine.querySelector("[data-cqpm-presents]");
  let depuis = racine.dataset.cqpmMaintenant ?? "";
  let minuteur = null;

  const enumerer = (noms) => (noms.length < 2 ? noms.join("") : `${noms.slice(0, -1).join(", ")} et ${noms.at(-1)}`);

  const nommer = (noms) => {
    const mots = noms.length ? `${enumerer(noms)} ${noms.length > 1 ? "sont" : "est"} aussi sur cette grille` : "";
    if (presents && presents.textContent !== mots) presents.textContent = mots;
  };

  const rafraichir = (lue) => {
    const cellule = racine.querySelector(`[data-cqpm-cellule="${lue.cellule}"][data-cqpm-portee="${lue.portee}"]`);
    if (!cellule || page.etats.has(page.cleDe(cellule)) || lue.version <= Number(cellule.dataset.cqpmVersion)) return;
    cellule.dataset.cqpmVersion = lue.version;
    page.poser(cellule, lue);
    page.montrer(cellule, { ...lue, etat: "confirme" });
  };

  const demander = async () => {
    clearTimeout(minuteur);
    if (document.visibilityState !== "visible" || envoi.fermes.has(page.dossier)) return;
    const corps = { body: JSON.stringify({ depuis }), headers: { "Content-Type": "application/json" } };
    const { issue, donnees } = await envoi.poster(racine.dataset.cqpmUrlPresence, corps, PATIENCE);
    if (issue === "confirme") {
      depuis = donnees.maintenant;
      nommer(donnees.presents);
      donnees.cellules.forEach(rafraichir);
      if (donnees.recharger) grille.dire("recharger", { phrase: donnees.recharger });
      const revenu = envoi.etat !== "en_ligne";
      envoi.passer("en_ligne");
      if (revenu) envoi.reprendre();
    } else if (issue === "ferme") {
      envoi.fermes.set(page.dossier, donnees.message);
      grille.dire("ferme");
    } else if (["panne", "serveur", "session"].includes(issue)) {
      nommer([]);
      envoi.passer(issue);
    }
    minuteur = setTimeout(demander, PERIODE);
  };

  grille.quand("pret", demander);
  document.addEventListener("visibilitychange", demander);
  window.addEventListener("online", demander);
  window.addEventListener("offline", demander);
})();
