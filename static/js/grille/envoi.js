// The queue of this person leaves the device: one window at a time, one sending at a time per cell, again until answered.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  const { registre, saisies } = grille;
  const DELAIS = [2, 5, 10, 20, 40, 60]; // seconds between two attempts
  const PATIENCE = 20_000;
  const PATIENCE_FICHIER = 180_000;
  const ENSEMBLE = 3; // cells on their way together

  const retenues = new Map(); // cells still being typed: their key, and the timer that lets them go
  const differees = new Map(); // what the server fails on, by key: how many times, and when to try again
  const fermes = new Map(); // dossiers that no longer take what is typed: their key, and why
  let etat = "en_ligne"; // or panne (no network), serveur (it fails), session (it has ended)
  let echecs = 0;
  let relance = null;
  let dernier = -Infinity; // when the last attempt began, on a clock that nobody sets
  let enCours = null;
  let encore = false;

  const passer = (nouveau) => {
    if (etat === nouveau) return;
    etat = nouveau;
    grille.dire("reseau", { etat });
  };

  // --- One answer ----------------------------------------------------------------------------

  const ISSUES = { 200: "confirme", 201: "confirme", 409: "conflit", 422: "refus", 403: "ferme", 404: "ferme", 503: "occupe" };

  const poster = async (url, options, patience) => {
    const arret = new AbortController();
    const minuteur = setTimeout(() => arret.abort(), patience);
    try {
      const reponse = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        signal: arret.signal,
        ...options,
        headers: { Accept: "application/json", "X-CSRFToken": grille.csrf(), ...options.headers },
      });
      if (reponse.type === "opaqueredirect") return { issue: "session" };
      const enJson = reponse.headers.get("Content-Type")?.startsWith("application/json");
      // A refusal that is a page comes from elsewhere: the token of a session that has changed.
      if (!enJson) return { issue: reponse.status === 403 ? "session" : lirePage(reponse.status) };
      const donnees = await reponse.json();
      return { issue: ISSUES[reponse.status] ?? lirePage(reponse.status), donnees };
    } catch {
      return { issue: "panne" };
    } finally {
      clearTimeout(minuteur);
    }
  };

  const lirePage = (statut) => (statut >= 500 || statut === 429 ? "serveur" : "illisible");

  const INCOMPRIS = "Le serveur n'a pas compris cette saisie. Elle reste sur cet appareil : rechargez la page.";

  // --- A cell --------------------------------------------------------------------------------

  const changer = async (cle, faire) => {
    const saisie = await registre.modifier("saisies", cle, faire);
    grille.diffuser("saisie", { cle });
    return saisie;
  };

  const envoyerSaisie = async ({ cle }) => {
    const partie = await changer(cle, saisies.partir);
    if (!saisies.aEnvoyer(partie)) return "confirme";
    const corps = JSON.stringify(saisies.corps(partie));
    const { issue, donnees } = await poster(
      partie.url,
      {
        body: corps,
        headers: { "Content-Type": "application/json" },
        // The page may be on its way out; what is long waits on the device.
        keepalive: document.visibilityState === "hidden" && corps.length < 30_000,
      },
      PATIENCE,
    );
    if (issue === "confirme") {
      await changer(cle, (saisie) => saisies.confirmer(saisie, partie.jeton, donnees));
      grille.dire("confirme", { cle, reponse: donnees });
    } else if (issue === "conflit") {
      await changer(cle, (saisie) => saisies.opposer(saisie, { ...donnees.actuelle, message: donnees.message }));
    } else if (issue === "refus" || issue === "illisible") {
      await changer(cle, (saisie) => saisies.refuser(saisie, partie.jeton, donnees?.message ?? INCOMPRIS));
    } else {
      await changer(cle, (saisie) => saisies.garder(saisie, partie.jeton));
    }
    return fermerSiBesoin(issue, partie, donnees);
  };

  // --- A piece of evidence -------------------------------------------------------------------

  const envoyerPreuve = async ({ jeton }) => {
    const preuve = await registre.lire("preuves", jeton);
    if (preuve?.etat !== "local") return "confirme";
    const corps = new FormData();
    for (const champ of ["capacite", "critere", "nature", "page", "texte", "jeton"]) corps.set(champ, preuve[champ] ?? "");
    corps.set("evaluateur", preuve.utilisateur);
    if (preuve.fichier) corps.set("fichier", preuve.fichier, preuve.nom_fichier);
    grille.dire("preuve_partie", { jeton });
    const { issue, donnees } = await poster(preuve.url, { body: corps }, PATIENCE_FICHIER);
    if (issue === "confirme") {
      // Listed from here until a page of the server shows it; without its file, which the server has.
      const { fichier, ...decrite } = preuve;
      const confirmee = { ...decrite, etat: "confirme", confirmee: donnees.preuve, confirme_a: Date.now() };
      await registre.modifier("preuves", jeton, () => confirmee);
      grille.diffuser("preuve", { jeton, confirmee: donnees.preuve });
    } else if (issue === "refus" || issue === "illisible") {
      const message = donnees?.message ?? INCOMPRIS;
      await registre.modifier("preuves", jeton, (avant) => avant && { ...avant, etat: "refus", message });
      grille.diffuser("preuve", { jeton });
    } else {
      grille.diffuser("preuve", { jeton });
    }
    return fermerSiBesoin(issue, preuve, donnees);
  };

  const fermerSiBesoin = (issue, { dossier }, donnees) => {
    if (issue === "ferme") {
      fermes.set(dossier, donnees?.message ?? "");
      grille.dire("ferme", { dossier });
    }
    return issue;
  };

  // --- The queue -----------------------------------------------------------------------------

  const partantes = async () => {
    const ouvertes = ({ dossier }) => !fermes.has(dossier);
    const cellules = (await registre.miens("saisies")).filter(
      (saisie) => saisies.aEnvoyer(saisie) && !retenues.has(saisie.cle),
    );
    const preuves = (await registre.miens("preuves")).filter((preuve) => preuve.etat === "local");
    cellules.sort((une, autre) => une.saisi_a - autre.saisi_a);
    const toutes = [
      ...cellules.map((saisie) => ({ ...saisie, envoyer: envoyerSaisie })),
      ...preuves.map((preuve) => ({ ...preuve, envoyer: envoyerPreuve })),
    ].filter((une) => ouvertes(une) && !(differees.get(nomDe(une))?.quand > performance.now()));
    return toutes.sort((une, autre) => essaisDe(une) - essaisDe(autre));
  };

  // --- What the server fails on: at the end, each at its own pace; the others go on ------------

  const nomDe = ({ cle, jeton }) => cle ?? jeton;
  const essaisDe = (une) => differees.get(nomDe(une))?.essais ?? 0;
  const delaiDe = (essais) => DELAIS[Math.min(Math.max(essais, 1), DELAIS.length) - 1] * 1000;

  const differer = (une, issue) => {
    if (issue !== "serveur" && issue !== "occupe") {
      if (!ARRETS.includes(issue)) differees.delete(nomDe(une));
      return;
    }
    const essais = essaisDe(une) + 1;
    differees.set(nomDe(une), { essais, quand: performance.now() + delaiDe(essais) });
  };

  // Something has changed: all of it may go now.
  const reprendre = () => {
    for (const differee of differees.values()) differee.quand = 0;
    return vider();
  };

  const prochaine = () => Math.min(...[...differees.values()].map(({ quand }) => quand).filter((quand) => quand > performance.now()));

  const ARRETS = ["session", "panne", "serveur"];

  // One that the server fails on stops nothing, as long as it answers to another.
  const arretDe = (issues) => {
    const sans = issues.filter((issue) => issue !== "serveur");
    return ARRETS.find((un) => (sans.length ? sans : issues).includes(un));
  };

  const tour = async () => {
    for (;;) {
      const ensemble = (await partantes()).slice(0, ENSEMBLE);
      if (ensemble.length === 0) return;
      const issues = await Promise.all(ensemble.map((une) => une.envoyer(une)));
      ensemble.forEach((une, rang) => differer(une, issues[rang]));
      const arret = arretDe(issues);
      if (!arret) {
        echecs = 0;
        passer("en_ligne");
        continue;
      }
      passer(arret);
      echecs += 1;
      return;
    }
  };

  const sousVerrou = (faire) => (navigator.locks ? navigator.locks.request("cqpm-envoi", faire) : faire());

  const vider = () => {
    if (enCours) {
      encore = true;
      return enCours;
    }
    clearTimeout(relance);
    dernier = performance.now();
    enCours = (async () => {
      do {
        encore = false;
        await sousVerrou(tour);
      } while (encore && etat === "en_ligne");
      enCours = null;
      grille.dire("file");
      if (etat !== "en_ligne" && echecs) patienter();
      else if (prochaine() < Infinity) relance = setTimeout(vider, prochaine() - performance.now());
    })();
    return enCours;
  };

  const patienter = () => {
    clearTimeout(relance);
    relance = setTimeout(vider, delaiDe(echecs));
  };

  // A comment leaves a second after its last sign, a tick at once; without network, the next attempt takes them.
  const programmer = (cle, delai) => {
    clearTimeout(retenues.get(cle));
    retenues.delete(cle);
    if (delai) retenues.set(cle, setTimeout(() => programmer(cle, 0), delai));
    else if (etat === "en_ligne" || performance.now() - dernier > 5000) vider();
    else patienter();
    grille.dire("file");
  };

  const relacher = () => {
    for (const minuteur of retenues.values()) clearTimeout(minuteur);
    retenues.clear();
    return reprendre();
  };

  // Everything of this dossier is confirmed: true, or false once nothing more can be done now.
  const attendre = async (dossier) => {
    await relacher();
    return (await bilan(dossier)).attente === 0;
  };

  // --- What waits ----------------------------------------------------------------------------

  const bilan = async (dossier) => {
    const lignes = (await registre.tous("saisies")).filter(saisies.attend);
    const preuves = (await registre.tous("preuves")).filter(({ etat: une }) => une !== "confirme");
    const miennes = [...lignes, ...preuves].filter(
      (une) => une.utilisateur === grille.utilisateur && (dossier === undefined || une.dossier === dossier),
    );
    const autres = new Map();
    for (const { utilisateur, nom } of [...lignes, ...preuves]) {
      if (utilisateur !== grille.utilisateur) autres.set(nom, (autres.get(nom) ?? 0) + 1);
    }
    const nombre = (cherche) => miennes.filter((une) => une.etat === cherche).length;
    return { attente: miennes.length, conflits: nombre("conflit"), refus: nombre("refus"), miennes, autres };
  };

  // `navigator.onLine` is only a hint: an event is a reason to try, never a reason to wait.
  window.addEventListener("online", reprendre);
  window.addEventListener("focus", reprendre);
  window.addEventListener("pageshow", reprendre);
  window.addEventListener("pagehide", relacher);
  document.addEventListener("visibilitychange", relacher);
  document.addEventListener("DOMContentLoaded", vider);

  grille.envoi = {
    vider,
    reprendre,
    programmer,
    attendre,
    bilan,
    poster,
    passer,
    fermes,
    get etat() {
      return etat;
    },
  };
})();
