// « Mes grilles »: what this device holds, what waits on it to be sent, and the way to keep one more grid.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  const page = document.querySelector("[data-cqpm-mes-grilles]");
  if (!page || !grille) return;
  const { envoi, registre, element, pluriel } = grille;
  const dit = page.querySelector("[data-cqpm-dit]");
  const lignes = () => [...page.querySelectorAll("[data-cqpm-dossier]")];

  const mots = ({ length }, conflits, refus) => {
    const suite = [
      ...(conflits ? [pluriel(conflits, "choix à faire", "choix à faire")] : []),
      ...(refus ? [pluriel(refus, "à corriger", "à corriger")] : []),
    ];
    return `${pluriel(length, "saisie à envoyer", "saisies à envoyer")}${suite.length ? ` (${suite.join(", ")})` : ""}`;
  };

  const direCeQuiAttend = (ligne, miennes) => {
    const place = ligne.querySelector("[data-cqpm-attend]");
    const compte = (etat) => miennes.filter((une) => une.etat === etat).length;
    place.hidden = miennes.length === 0;
    place.textContent = miennes.length ? mots(miennes, compte("conflit"), compte("refus")) : "";
  };

  // --- Grids that are no longer open: what was typed there must not be lost --------------------

  const enTexte = (une) => [une.cellule ?? "preuve", une.niveau, une.commentaire ?? une.texte, une.message].filter(Boolean).join(" : ");

  const copier = async (event, titre, miennes) => {
    const texte = [titre, ...miennes.map(enTexte)].join("\n");
    try {
      await navigator.clipboard.writeText(texte);
      event.target.textContent = "Copié";
    } catch {
      const place = element("textarea", { class: "form-control", rows: "6", readonly: "", "aria-label": `Saisies de ${titre}` });
      place.value = texte;
      event.target.replaceWith(place);
      place.select();
    }
  };

  const retirer = async (titre, miennes) => {
    const combien = pluriel(miennes.length, "saisie", "saisies");
    if (!window.confirm(`Retirer de cet appareil ${combien} de « ${titre} » ? Elles seront perdues si vous ne les avez pas copiées.`)) return;
    for (const une of miennes) await registre.modifier(une.cle ? "saisies" : "preuves", une.cle ?? une.jeton, () => null);
    grille.diffuser("file");
  };

  const reste = (titre, miennes) =>
    element(
      "li",
      {},
      element("b", {}, titre),
      ` : ${mots(miennes, 0, 0)}. `,
      element("button", { type: "button", class: "btn btn-sm btn-secondary", click: (event) => copier(event, titre, miennes) }, "Copier"),
      " ",
      element("button", { type: "button", class: "btn btn-sm btn-secondary", click: () => retirer(titre, miennes) }, "Retirer de cet appareil"),
    );

  const direLesRestes = (parDossier, ouverts) => {
    const restes = [...parDossier].filter(([dossier]) => !ouverts.has(dossier));
    const section = page.querySelector("[data-cqpm-restes]");
    section.hidden = restes.length === 0;
    section
      .querySelector("[data-cqpm-restes-liste]")
      .replaceChildren(...restes.map(([, miennes]) => reste(miennes[0].titre, miennes)));
  };

  const dire = (phrases) => {
    dit.hidden = phrases.length === 0;
    const texte = phrases.join(" ");
    if (dit.textContent !== texte) dit.textContent = texte;
  };

  const revoirLaFile = async () => {
    const { miennes, attente, autres } = await envoi.bilan();
    const parDossier = new Map();
    for (const une of miennes) parDossier.set(une.dossier, [...(parDossier.get(une.dossier) ?? []), une]);
    const ouverts = new Set(lignes().map((ligne) => Number(ligne.dataset.cqpmDossier)));
    for (const ligne of lignes()) direCeQuiAttend(ligne, parDossier.get(Number(ligne.dataset.cqpmDossier)) ?? []);
    direLesRestes(parDossier, ouverts);
    const reseau = { panne: "Hors connexion.", serveur: "Le serveur ne répond pas.", session: "Votre session a expiré : reconnectez-vous." };
    dire([
      ...(envoi.etat === "en_ligne" ? [] : [reseau[envoi.etat]]),
      ...(attente ? [`${pluriel(attente, "changement attend", "changements attendent")} sur cet appareil.`] : []),
      ...[...autres].map(
        ([nom, nombre]) =>
          `${pluriel(nombre, "saisie", "saisies")} ${grille.de(nom)} ${nombre > 1 ? "attendent" : "attend"} sur cet appareil : pour ${nombre > 1 ? "les " : "l'"}envoyer, ${nom} doit s'y connecter.`,
      ),
    ]);
  };

  // --- What opens without network ------------------------------------------------------------

  const direCeQuiEstIci = async () => {
    if (!window.cqpmHorsLigne) return;
    const ici = await window.cqpmHorsLigne.dejaGardees();
    for (const ligne of lignes()) {
      const gardee = ici.includes(ligne.dataset.cqpmPage);
      ligne.querySelector("[data-cqpm-ici]").textContent = gardee ? "S'ouvre sans réseau" : "Réseau nécessaire";
      ligne.querySelector("[data-cqpm-garder]").hidden = gardee || !window.cqpmHorsLigne.garder;
    }
  };

  page.addEventListener("click", async (event) => {
    const bouton = event.target.closest("[data-cqpm-garder]");
    if (!bouton) return;
    const ligne = bouton.closest("[data-cqpm-dossier]");
    bouton.setAttribute("aria-busy", "true");
    const gardees = await window.cqpmHorsLigne.garder([ligne.dataset.cqpmPage]);
    bouton.removeAttribute("aria-busy");
    if (gardees.length) ligne.querySelector("th a").focus();
    else dire(["La grille n'a pas pu être gardée : vérifiez votre réseau et recommencez."]);
    direCeQuiEstIci();
  });

  for (const nom of ["file", "saisie", "preuve", "reseau"]) grille.quand(nom, revoirLaFile);
  window.addEventListener("cqpm:hors-ligne", direCeQuiEstIci);
  window.addEventListener("cqpm:gardees", direCeQuiEstIci);
  document.addEventListener("DOMContentLoaded", () => {
    revoirLaFile();
    direCeQuiEstIci();
  });
})();
