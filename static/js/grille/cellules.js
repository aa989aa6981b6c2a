// The cells of the page: what is typed goes to the registre at once, and each cell says where its value stands.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  const racine = document.querySelector("[data-cqpm-grille]");
  if (!racine || !grille) return;
  const { registre, saisies, envoi, element } = grille;
  const DELAI_COMMENTAIRE = 1000;
  const dossier = Number(racine.dataset.cqpmDossier);
  const adresse = racine.dataset.cqpmUrlCellules.replace(/cellules\/$/, "");
  // When this page was copied on the device, if it comes from there (see travailleur.js).
  const copie = Number(document.documentElement.dataset.cqpmCopie) || 0;

  const etats = new Map(); // what waits, by key, known before the registre answers
  const ecritures = new Map(); // writings under way, by key: what is on screen is newer than any answer
  const annonces = element("div", { class: "visually-hidden", role: "status" });

  const toutes = () => racine.querySelectorAll("[data-cqpm-cellule]");
  const ou = (cellule) => ({
    dossier,
    titre: racine.dataset.cqpmTitre,
    cellule: cellule.dataset.cqpmCellule,
    // Typed for oneself before the capacité was put in common: still that cell, until the evaluator has chosen.
    portee: cellule.dataset.cqpmPorteeSaisie ?? cellule.dataset.cqpmPortee,
    version: Number(cellule.dataset.cqpmVersion),
    url: racine.dataset.cqpmUrlCellules,
    source: Number(cellule.dataset.cqpmSource) || null,
  });
  const cleDe = (cellule) => saisies.cle(ou(cellule));
  const trouver = (cle) =>
    [...toutes()].find((cellule) => cleDe(cellule) === cle) ??
    [...toutes()].find((cellule) => cle.startsWith(`${grille.utilisateur}/${dossier}/`) && cle.endsWith(`/${cellule.dataset.cqpmCellule}`));
  const radios = (cellule) => [...cellule.querySelectorAll("input[type=radio][name=niveau]")];
  const texte = (cellule) => cellule.querySelector("textarea[name=commentaire]");

  const valeurDe = (cellule) => {
    const niveaux = radios(cellule);
    return {
      niveau: niveaux.length ? (niveaux.find((radio) => radio.checked)?.value ?? "") : null,
      commentaire: texte(cellule).value,
    };
  };

  const poser = (cellule, { niveau, commentaire }) => {
    for (const radio of radios(cellule)) radio.checked = radio.value === niveau;
    if (texte(cellule).value !== commentaire) texte(cellule).value = commentaire;
    grille.dire("valeur", { cellule });
  };

  // --- What a cell says of itself ------------------------------------------------------------

  const MOTS = {
    local: () => "Sur cet appareil",
    envoye: () => "Envoyé, réponse attendue",
    conflit: () => "Deux saisies : choisissez ci-dessous",
    refus: ({ message }) => message,
    confirme: ({ heure, auteur }) => `Confirmé, enregistré à ${heure}${auteur && auteur !== grille.nom ? ` par ${auteur}` : ""}`,
  };

  const montrer = (cellule, saisie) => {
    const statut = cellule.querySelector("[data-cqpm-statut]");
    const mots = MOTS[saisie.etat](saisie);
    if (statut.dataset.etat === saisie.etat && statut.textContent === mots) return;
    statut.dataset.etat = saisie.etat;
    statut.textContent = mots;
    if (saisie.etat === "refus" || saisie.etat === "conflit") annoncer(`${nomDe(cellule)} : ${mots}`);
  };

  const nomDe = (cellule) => {
    const numero = cellule.querySelector(".cq-critere-numero");
    return numero ? `Critère ${numero.textContent.trim()}` : "Commentaire de la capacité";
  };

  const annoncer = (phrase) => {
    annonces.textContent = phrase;
  };

  // Asked once something is worth it: the browser then clears what is kept only on demand.
  let demande = false;
  const demanderDuDurable = () => {
    if (demande) return;
    demande = true;
    navigator.storage?.persist?.().catch(() => {});
  };

  // --- Typing --------------------------------------------------------------------------------

  const saisir = async (cellule, delai) => {
    const cle = cleDe(cellule);
    const ici = ou(cellule);
    const valeur = valeurDe(cellule);
    const avant = etats.get(cle);
    etats.set(cle, avant === "conflit" ? avant : "local");
    ecritures.set(cle, (ecritures.get(cle) ?? 0) + 1);
    if (avant !== "conflit") montrer(cellule, { etat: "local" });
    grille.dire("valeur", { cellule });
    envoi.programmer(cle, DELAI_COMMENTAIRE);
    demanderDuDurable();
    await registre.modifier("saisies", cle, (une) => saisies.taper(une, valeur, ici));
    ecritures.set(cle, ecritures.get(cle) - 1);
    grille.diffuser("saisie", { cle });
    if (!delai) envoi.programmer(cle, 0);
  };

  const celluleDe = (event) => event.target.closest("[data-cqpm-cellule]");

  racine.addEventListener("input", (event) => {
    const cellule = celluleDe(event);
    if (cellule && event.target === texte(cellule)) saisir(cellule, DELAI_COMMENTAIRE);
  });
  racine.addEventListener("change", (event) => {
    const cellule = celluleDe(event);
    if (cellule && event.target.name === "niveau") saisir(cellule, 0);
  });
  racine.addEventListener("focusout", (event) => {
    const cellule = celluleDe(event);
    if (cellule && event.target === texte(cellule) && etats.get(cleDe(cellule)) === "local") {
      envoi.programmer(cleDe(cellule), 0);
    }
  });
  // A cell is never sent as a form: Enter on a level would leave the page.
  racine.addEventListener(
    "submit",
    (event) => {
      if (!celluleDe(event) || event.target.hasAttribute("data-cqpm-preuve")) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  // --- What the registre says ----------------------------------------------------------------

  const appliquer = (cellule, saisie) => {
    if (ecritures.get(saisie.cle)) return;
    const { dataset } = cellule;
    if (saisies.attend(saisie)) {
      if (saisie.portee !== dataset.cqpmPortee) dataset.cqpmPorteeSaisie = saisie.portee;
      etats.set(saisie.cle, saisie.etat);
    } else {
      etats.delete(saisie.cle);
      if (saisie.portee !== dataset.cqpmPortee) return rendre(cellule);
      if (saisie.version < Number(dataset.cqpmVersion)) return undefined;
      dataset.cqpmVersion = saisie.version;
    }
    const valeur = valeurDe(cellule);
    if (valeur.niveau !== saisie.niveau || valeur.commentaire !== saisie.commentaire) poser(cellule, saisie);
    const nouveau = cellule.querySelector("[data-cqpm-statut]").dataset.etat !== saisie.etat;
    montrer(cellule, saisie);
    if (saisie.etat === "confirme" && nouveau && document.activeElement !== texte(cellule)) {
      annoncer(`${nomDe(cellule)} : ${MOTS.confirme(saisie)}`);
    }
    grille.dire("cellule", { cellule, saisie });
    return undefined;
  };

  // What was laid over the commission's cell leaves it as the page came, or as `actuelle` says.
  const rendre = (cellule, actuelle = null) => {
    delete cellule.dataset.cqpmPorteeSaisie;
    const radio = radios(cellule).find((une) => une.defaultChecked);
    poser(cellule, actuelle ?? { niveau: radio?.value ?? "", commentaire: texte(cellule).defaultValue });
    if (actuelle) {
      cellule.dataset.cqpmPortee = actuelle.portee;
      cellule.dataset.cqpmVersion = actuelle.version;
      montrer(cellule, { ...actuelle, etat: "confirme" });
    }
    grille.dire("cellule", { cellule, saisie: { etat: "confirme" } });
  };

  grille.quand("saisie", async ({ cle }) => {
    if (!cle.startsWith(`${grille.utilisateur}/${dossier}/`)) return;
    const saisie = await registre.lire("saisies", cle);
    const cellule = trouver(cle);
    if (saisie && cellule) appliquer(cellule, saisie);
    grille.dire("file");
  });

  // Typed before this script was there: kept. Put back by the browser from an older page: forgotten.
  const reprendreLaSaisie = (cellule) => {
    const nouvelle = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const change =
      texte(cellule).value !== texte(cellule).defaultValue ||
      radios(cellule).some((radio) => radio.checked !== radio.defaultChecked);
    if (change && nouvelle) return saisir(cellule, 0);
    texte(cellule).value = texte(cellule).defaultValue;
    for (const radio of radios(cellule)) radio.checked = radio.defaultChecked;
    return undefined;
  };

  // The queue of this person is laid over the page. So is what was confirmed since the page was drawn: long ago for a
  // copy, a moment ago for a page that crossed the last tick on its way.
  const aRecouvrir = (saisie) => saisies.attend(saisie) || copie || Date.now() - saisie.confirme_a < 60_000;

  const recouvrir = async () => {
    for (const cellule of toutes()) reprendreLaSaisie(cellule);
    for (const saisie of await registre.miens("saisies")) {
      if (saisie.dossier !== dossier) continue;
      const cellule = trouver(saisie.cle);
      if (cellule && aRecouvrir(saisie)) appliquer(cellule, saisie);
      // What was refused may be welcome now: a grid that was reopened, a report that came.
      if (saisie.etat === "refus") await registre.modifier("saisies", saisie.cle, saisies.reessayer);
    }
    if (!copie) await registre.oublierLesConfirmees((saisie) => saisie.dossier === dossier, ["saisies"]);
    grille.dire("pret");
    envoi.vider();
  };

  // Shown again from the browser's memory: it may be someone else's turn, or the grid have changed.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    racine.append(annonces);
    // The shared region speaks, once a value is confirmed; the cells themselves would at each sign.
    for (const statut of racine.querySelectorAll("[data-cqpm-statut]")) statut.setAttribute("aria-live", "off");
    recouvrir();
  });

  grille.page = { racine, dossier, adresse, copie, toutes, trouver, cleDe, radios, texte, valeurDe, poser, montrer, rendre, annoncer, etats };
})();
