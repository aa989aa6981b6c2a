// The banner: with or without network, how many changes wait, and what to do about those that cannot leave.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { envoi, registre, element, page, pluriel } = grille;
  const bandeau = page.racine.querySelector("[data-cqpm-bandeau]");
  if (!bandeau) return;
  const LENTEUR = 3000; // what leaves sooner needs no word
  let affiche = "[]";
  let prevu = null;
  let depuis = null;
  let recharger = "";

  const changements = (nombre) => pluriel(nombre, "changement", "changements");
  const bouton = (mots, faire) => ({ mots, faire });

  const reseau = (attente) => {
    if (envoi.etat === "session") {
      const reste = attente ? ` : ${attente > 1 ? "vos" : "votre"} ${changements(attente)} ${attente > 1 ? "restent" : "reste"} sur cet appareil` : "";
      return { texte: `Votre session a expiré. Reconnectez-vous${reste}.`, lien: ["Se reconnecter", grille.connexion(page.adresse)] };
    }
    if (envoi.etat === "panne" || envoi.etat === "serveur") {
      const quoi = envoi.etat === "panne" ? "Hors connexion" : "Le serveur ne répond pas";
      if (!attente) return { texte: `${quoi}. Continuez : ce que vous saisissez est gardé sur cet appareil.` };
      const [garde, part] = attente > 1 ? ["attendent", "Ils partiront"] : ["attend", "Il partira"];
      return { texte: `${quoi} : ${changements(attente)} ${garde} sur cet appareil. ${part} dès que possible.` };
    }
    if (attente && depuis !== null && performance.now() - depuis > LENTEUR) {
      return { texte: `${changements(attente)} en cours d'envoi.` };
    }
    return null;
  };

  const lignes = ({ attente, conflits, refus, miennes, autres }) => {
    const aPartir = attente - conflits - refus;
    depuis = aPartir ? (depuis ?? performance.now()) : null;
    const orphelines = miennes.filter(
      (une) => une.dossier === page.dossier && une.etat === "refus" && une.cle && !page.trouver(une.cle),
    );
    const dites = [reseau(attente)];
    if (page.copie && envoi.etat !== "en_ligne") {
      const quand = new Date(page.copie).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
      dites.push({ texte: `Vous lisez la copie de cette grille gardée le ${quand}, complétée de vos saisies.` });
    }
    if (envoi.fermes.has(page.dossier)) {
      dites.push({ texte: envoi.fermes.get(page.dossier), bouton: bouton("Copier mes saisies", page.copier) });
    }
    if (conflits) {
      dites.push({
        texte: `${pluriel(conflits, "case a été écrite", "cases ont été écrites")} ailleurs entre-temps : choisissez laquelle garder.`,
        ...(page.racine.querySelector("[data-cqpm-conflit]") ? { bouton: bouton("Voir le premier choix", page.montrerLeConflit) } : {}),
      });
    }
    if (orphelines.length) {
      dites.push({
        texte: `${pluriel(orphelines.length, "saisie n'a", "saisies n'ont")} plus de place dans cette grille : ${orphelines[0].message}`,
        bouton: bouton("Copier mes saisies", page.copier),
      });
    }
    if (recharger) dites.push({ texte: recharger, bouton: bouton("Recharger la grille", () => location.reload()) });
    for (const [nom, nombre] of autres) {
      dites.push({
        texte: `${pluriel(nombre, "saisie", "saisies")} ${grille.de(nom)} ${nombre > 1 ? "attendent" : "attend"} sur cet appareil : pour ${nombre > 1 ? "les " : "l'"}envoyer, ${nom} doit s'y connecter.`,
      });
    }
    if (!registre.durable) {
      dites.push({
        texte: "Cet appareil ne garde pas vos saisies (navigation privée, ou plus de place) : gardez cette page ouverte jusqu'à ce que tout soit confirmé.",
      });
    }
    return dites.filter(Boolean);
  };

  const dessiner = (dites) => {
    const signature = JSON.stringify(dites.map(({ texte, bouton: un, lien }) => [texte, un?.mots, lien]));
    if (signature === affiche) return;
    affiche = signature;
    bandeau.replaceChildren(
      ...dites.map(({ texte, bouton: un, lien }) =>
        element(
          "p",
          {},
          texte,
          ...(un ? [" ", element("button", { type: "button", class: "btn btn-sm btn-secondary", click: un.faire }, un.mots)] : []),
          ...(lien ? [" ", element("a", { href: lien[1], class: "btn btn-sm btn-secondary" }, lien[0])] : []),
        ),
      ),
    );
    bandeau.hidden = dites.length === 0;
  };

  const revoir = async () => {
    prevu = null;
    const bilan = await envoi.bilan();
    dessiner(lignes(bilan));
    bandeau.dataset.etat = envoi.etat;
    if (depuis !== null && envoi.etat === "en_ligne") prevoir(LENTEUR);
  };

  const prevoir = (delai = 150) => {
    prevu ??= setTimeout(revoir, delai);
  };
  const revoirBientot = () => {
    clearTimeout(prevu);
    prevu = null;
    prevoir();
  };

  // The header of a capacité stands under the banner, whatever its height.
  new ResizeObserver(() => {
    page.racine.style.setProperty("--bandeau", `${bandeau.offsetHeight}px`);
  }).observe(bandeau);

  for (const nom of ["reseau", "file", "ferme", "registre", "preuve"]) grille.quand(nom, revoirBientot);
  grille.quand("recharger", ({ phrase }) => {
    recharger = phrase;
    revoirBientot();
  });
})();
