// Sharing, concluding, signing: only once everything typed in this grid is confirmed. And a way out: copy what is here.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { envoi, registre, saisies, element, page, pluriel } = grille;

  // --- After the queue -----------------------------------------------------------------------

  const raison = ({ attente, conflits, refus }) => {
    if (conflits) return "Une case a été écrite ailleurs entre-temps : choisissez d'abord laquelle garder.";
    if (refus) return "Une saisie n'est pas acceptée : corrigez-la d'abord, la phrase est à côté.";
    if (envoi.etat === "session") return "Votre session a expiré : reconnectez-vous d'abord, vos saisies restent sur cet appareil.";
    const combien = `${pluriel(attente, "changement n'est pas encore confirmé", "changements ne sont pas encore confirmés")}`;
    return `${combien} : ${envoi.etat === "en_ligne" ? "réessayez dans un instant" : "attendez le retour du réseau"}.`;
  };

  const dire = (formulaire, phrase) => {
    let place = formulaire.querySelector("[data-cqpm-attente]");
    if (!place) {
      place = element("p", { class: "cq-erreurs", role: "alert", "data-cqpm-attente": "" });
      formulaire.append(place);
    }
    place.textContent = phrase;
  };

  const soumettre = async (formulaire, bouton) => {
    formulaire.setAttribute("aria-busy", "true");
    const vide = await envoi.attendre(page.dossier);
    formulaire.removeAttribute("aria-busy");
    if (!vide) return dire(formulaire, raison(await envoi.bilan(page.dossier)));
    // The page may come from the device, and the session be newer than it.
    const jeton = formulaire.querySelector("input[name=csrfmiddlewaretoken]");
    if (jeton && grille.csrf()) jeton.value = grille.csrf();
    formulaire.dataset.cqpmApresEnvoi = "pret";
    formulaire.requestSubmit(bouton?.isConnected ? bouton : undefined);
    formulaire.dataset.cqpmApresEnvoi = "";
    return undefined;
  };

  document.addEventListener(
    "submit",
    (event) => {
      const formulaire = event.target;
      if (!formulaire.matches("form[data-cqpm-apres-envoi]") || formulaire.dataset.cqpmApresEnvoi === "pret") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!formulaire.hasAttribute("aria-busy")) soumettre(formulaire, event.submitter);
    },
    true,
  );

  // --- A way out -----------------------------------------------------------------------------

  const enTexte = (saisie) => {
    const cellule = page.trouver(saisie.cle);
    const mots = cellule?.querySelector(".cq-critere-texte p")?.textContent.replace(/\s+/g, " ").trim();
    const niveau = cellule && page.radios(cellule).find((radio) => radio.value === saisie.niveau);
    const libelle = niveau ? cellule.querySelector(`label[for="${niveau.id}"]`).textContent.trim() : saisie.niveau;
    return [mots || saisie.cellule, libelle, saisie.commentaire].filter(Boolean).join("\n");
  };

  page.copier = async (event) => {
    const bouton = event.target;
    const miennes = (await registre.miens("saisies")).filter((une) => une.dossier === page.dossier && saisies.attend(une));
    const texte = [page.racine.dataset.cqpmTitre, ...miennes.map(enTexte)].join("\n\n");
    try {
      await navigator.clipboard.writeText(texte);
      bouton.textContent = "Copié";
    } catch {
      // Without HTTPS or without leave, the text is there to be copied by hand.
      const place = element("textarea", { class: "form-control", rows: "6", readonly: "", "aria-label": "Mes saisies, à copier" });
      place.value = texte;
      bouton.replaceWith(place);
      place.select();
    }
  };
})();
