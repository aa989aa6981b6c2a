// The life of one typed value: on the device, sent, confirmed, or waiting for the evaluator's choice. No page, no network.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  // What is still to be sent, and what waits for the evaluator.
  const A_ENVOYER = new Set(["local", "envoye"]);
  const EN_ATTENTE = new Set(["local", "envoye", "conflit", "refus"]);
  const PRECEDENTS_MAX = 50;

  const memeTexte = (un, autre) => un.replaceAll("\r\n", "\n").trim() === autre.replaceAll("\r\n", "\n").trim();
  const memeValeur = (un, autre) =>
    (un.niveau ?? "") === (autre.niveau ?? "") && memeTexte(un.commentaire, autre.commentaire);

  const cle = (ou) => `${grille.utilisateur}/${ou.dossier}/${ou.portee}/${ou.cellule}`;

  // Another value has another name. It says what it was typed on, and which names the server may already know.
  const taper = (avant, valeur, ici) => {
    if (avant && avant.niveau === valeur.niveau && avant.commentaire === valeur.commentaire) return undefined;
    const enAttente = avant && EN_ATTENTE.has(avant.etat);
    const essayes = enAttente ? [...avant.precedents, ...(avant.essaye ? [avant.jeton] : [])] : [];
    return {
      ...ici,
      ...valeur,
      cle: cle(ici),
      utilisateur: grille.utilisateur,
      nom: grille.nom,
      base: enAttente ? avant.base : Math.max(avant?.base ?? 0, ici.version),
      jeton: grille.jeton(),
      precedents: essayes.slice(-PRECEDENTS_MAX),
      essaye: false,
      saisi_a: Date.now(),
      // The sheet that it was keyed from, until the server knows.
      source: ici.source ?? (enAttente ? avant.source : null),
      etat: avant?.etat === "conflit" ? "conflit" : "local",
      conflit: avant?.conflit ?? null,
    };
  };

  const partir = (saisie) => (saisie && A_ENVOYER.has(saisie.etat) ? { ...saisie, etat: "envoye", essaye: true } : undefined);

  const corps = (saisie) => ({
    cellule: saisie.cellule,
    portee: saisie.portee,
    ...(saisie.niveau === null ? {} : { niveau: saisie.niveau }),
    commentaire: saisie.commentaire,
    version: saisie.base,
    jeton: saisie.jeton,
    precedents: saisie.precedents,
    evaluateur: saisie.utilisateur,
    age: Math.max(0, (Date.now() - saisie.saisi_a) / 1000),
    source: saisie.source ?? null,
  });

  const confirmee = (saisie, { version, heure, auteur }) => ({
    ...saisie,
    base: version,
    version,
    heure,
    auteur,
    etat: "confirme",
    precedents: [],
    conflit: null,
    confirme_a: Date.now(),
  });

  // The answer may come when something else is typed already: that is then typed on the new version.
  const confirmer = (saisie, jeton, reponse) => {
    if (!saisie) return undefined;
    if (saisie.jeton === jeton) return confirmee(saisie, reponse);
    return { ...saisie, base: reponse.version, precedents: saisie.precedents.filter((un) => un !== jeton) };
  };

  const opposer = (saisie, actuelle) => {
    if (!saisie || !EN_ATTENTE.has(saisie.etat)) return undefined;
    if (memeValeur(saisie, actuelle)) return confirmee(saisie, actuelle);
    return { ...saisie, etat: "conflit", conflit: actuelle };
  };

  const refuser = (saisie, jeton, message) =>
    saisie?.jeton === jeton ? { ...saisie, etat: "refus", message } : undefined;

  // No answer: the server may have it or not, its name says so when it goes again.
  const garder = (saisie, jeton) =>
    saisie?.jeton === jeton && saisie.etat === "envoye" ? { ...saisie, etat: "local" } : undefined;

  const reessayer = (saisie) => (saisie?.etat === "refus" ? { ...saisie, etat: "local" } : undefined);

  const trancher = (saisie, choix) => {
    if (saisie?.etat !== "conflit") return undefined;
    const { conflit } = saisie;
    if (choix === "sienne") {
      const { niveau, commentaire } = conflit;
      return confirmee({ ...saisie, niveau: saisie.niveau === null ? null : niveau, commentaire }, conflit);
    }
    return {
      ...saisie,
      base: conflit.version,
      jeton: grille.jeton(),
      precedents: [],
      essaye: false,
      etat: "local",
      conflit: null,
    };
  };

  grille.saisies = {
    cle,
    taper,
    partir,
    corps,
    confirmer,
    opposer,
    refuser,
    garder,
    reessayer,
    trancher,
    memeValeur,
    attend: (saisie) => EN_ATTENTE.has(saisie?.etat),
    aEnvoyer: (saisie) => A_ENVOYER.has(saisie?.etat),
  };
})();
