// Evidence straight from the critère: a photo, a file, a page of the report, a note; kept on the device, sent in its turn.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const { registre, envoi, element, page } = grille;
  const { racine } = page;
  const NOMS = { photo: "Photo", pdf: "PDF", rapport: "Page du rapport", note: "Note", feuille: "Feuille remplie à la main" };

  const critereDe = (cellule) => cellule.dataset.cqpmCellule.replace("critere-", "");
  const capaciteDe = ({ capacite }) => racine.querySelector(`[data-cqpm-capacite="${capacite}"]`);
  // Where a piece belongs: its critère, or for a sheet the whole capacité.
  const lieuDe = (preuve) =>
    preuve.critere ? racine.querySelector(`[data-cqpm-cellule="critere-${preuve.critere}"]`) : capaciteDe(preuve);

  // --- What is attached ----------------------------------------------------------------------

  const listeDe = (lieu) => {
    const place = lieu.matches("[data-cqpm-capacite]")
      ? (lieu.querySelector("[data-cqpm-feuille]") ?? lieu.querySelector(".cq-capacite-contexte") ?? lieu)
      : lieu.querySelector("[data-cqpm-preuves]");
    let liste = place.querySelector(":scope > [data-cqpm-locales]");
    if (!liste) {
      liste = element("ul", { class: "cq-preuves-locales", "data-cqpm-locales": "", "aria-label": "Preuves ajoutées sur cet appareil" });
      place.append(liste);
    }
    return liste;
  };

  const intitule = ({ nature, nom_fichier: nom, page: numero, texte }) =>
    [NOMS[nature], nature === "rapport" ? numero : nature === "note" ? `« ${texte.slice(0, 60)} »` : nom].filter(Boolean).join(" ");

  const retirer = async (preuve) => {
    await registre.modifier("preuves", preuve.jeton, () => null);
    grille.diffuser("preuve", { jeton: preuve.jeton });
    lieuDe(preuve)?.querySelector("[data-cqpm-feuille] input, [data-cqpm-preuve-ajouter]")?.focus();
  };

  const reessayer = async ({ jeton }) => {
    await registre.modifier("preuves", jeton, (avant) => (avant?.etat === "refus" ? { ...avant, etat: "local" } : undefined));
    grille.diffuser("preuve", { jeton });
    envoi.programmer(jeton, 0);
  };

  // A way out: what the server does not take leaves by the device's own downloads.
  const enregistrer = ({ fichier, nom_fichier: nom }) => {
    const adresse = URL.createObjectURL(fichier);
    element("a", { href: adresse, download: nom }).click();
    setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
  };

  const ETATS = { local: "Sur cet appareil", envoye: "Envoi en cours", confirme: "Confirmée" };

  const ligne = (preuve, etat = preuve.etat) => {
    const { confirmee } = preuve;
    const mots = element("span", { class: "cq-preuve-etat", "data-etat": etat }, etat === "refus" ? preuve.message : ETATS[etat]);
    const nom = etat === "confirme" ? element("a", { href: confirmee.url }, confirmee.libelle) : element("span", {}, intitule(preuve));
    const vignette = preuve.vignette ? [element("img", { src: preuve.vignette, alt: "", class: "cq-preuve-vignette" })] : [];
    const bouton = (libelle, faire) =>
      element(
        "button",
        { type: "button", class: "btn btn-sm btn-link", "aria-label": `${libelle} : ${intitule(preuve)}`, click: () => faire(preuve) },
        libelle,
      );
    const boutons = [
      ...(etat === "refus" ? [bouton("Réessayer", reessayer)] : []),
      ...(etat === "refus" && preuve.fichier ? [bouton("Enregistrer sur l'appareil", enregistrer)] : []),
      ...(etat === "local" || etat === "refus" ? [bouton("Retirer", retirer)] : []),
    ];
    return element(
      "li",
      { "data-cqpm-jeton": preuve.jeton },
      ...vignette,
      nom,
      mots,
      ...boutons,
    );
  };

  const ligneDe = (jeton) => racine.querySelector(`[data-cqpm-jeton="${jeton}"]`);

  const dansLaPage = ({ confirmee }) => confirmee && racine.querySelector(`.cq-preuves a[href="${confirmee.url}"]`);

  const montrer = (preuve, etat) => {
    const lieu = lieuDe(preuve);
    const deja = ligneDe(preuve.jeton);
    if (!lieu || dansLaPage(preuve)) deja?.remove();
    else if (deja) deja.replaceWith(ligne(preuve, etat));
    else listeDe(lieu).append(ligne(preuve, etat));
  };

  grille.quand("preuve", async ({ jeton, confirmee }) => {
    const deja = ligneDe(jeton);
    const preuve = await registre.lire("preuves", jeton);
    if (preuve?.dossier === page.dossier) {
      montrer(preuve);
      if (confirmee) page.annoncer(`${confirmee.libelle} : ${ETATS.confirme.toLowerCase()}`);
    } else deja?.remove();
    grille.dire("file");
  });
  grille.quand("preuve_partie", async ({ jeton }) => {
    const preuve = await registre.lire("preuves", jeton);
    if (preuve) montrer(preuve, "envoye");
  });

  // --- Adding --------------------------------------------------------------------------------

  // `lieu`: the cell of a critère, or anything in a capacité.
  const ajouter = async (lieu, quoi) => {
    const preuve = {
      jeton: grille.jeton(),
      utilisateur: grille.utilisateur,
      nom: grille.nom,
      dossier: page.dossier,
      titre: racine.dataset.cqpmTitre,
      url: racine.dataset.cqpmUrlPreuves,
      capacite: Number(lieu.closest("[data-cqpm-capacite]").dataset.cqpmCapacite),
      critere: lieu.dataset.cqpmCellule ? Number(critereDe(lieu)) : "",
      page: "",
      texte: "",
      saisi_a: Date.now(),
      etat: "local",
      ...quoi,
    };
    try {
      await registre.modifier("preuves", preuve.jeton, () => preuve);
    } catch {
      throw new grille.images.FichierRefuse(
        "Cet appareil n'a plus de place pour garder ce fichier. Libérez-en, ou attendez que ce qui est ici soit confirmé, puis recommencez.",
      );
    }
    montrer(preuve);
    page.annoncer(`${intitule(preuve)} : sur cet appareil`);
    envoi.programmer(preuve.jeton, 0);
  };

  const essayer = async (cellule, faire) => {
    const erreur = cellule.querySelector("[data-cqpm-preuve-erreur]");
    erreur.textContent = "";
    try {
      await faire();
      return true;
    } catch (refus) {
      if (!(refus instanceof grille.images.FichierRefuse)) throw refus;
      erreur.textContent = refus.message;
      return false;
    }
  };

  const choixFichier = (cellule, mots, attributs, autrement = {}) => {
    const champ = element("input", { type: "file", class: "visually-hidden", ...attributs });
    champ.addEventListener("change", async () => {
      for (const fichier of [...champ.files]) {
        await essayer(cellule, async () => ajouter(cellule, { ...(await grille.images.lireFichier(fichier)), ...autrement }));
      }
      champ.value = "";
    });
    return element("label", { class: "btn btn-secondary cq-preuve-fichier" }, champ, mots);
  };

  const champTexte = (cellule, { id, mots, bouton, champ, lire }) => {
    const valider = async () => {
      const fait = await essayer(cellule, () => ajouter(cellule, lire(champ.value)));
      if (fait) champ.value = "";
      champ.focus();
    };
    champ.id = id;
    champ.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || champ.matches("textarea")) return;
      event.preventDefault();
      valider();
    });
    return element(
      "div",
      { class: "cq-preuve-champ" },
      element("label", { class: "form-label", for: id }, mots),
      champ,
      element("button", { type: "button", class: "btn btn-secondary", click: valider }, bouton),
    );
  };

  const lirePage = (valeur) => {
    const numero = Number(valeur);
    if (!Number.isInteger(numero) || numero < 1 || numero > 2000) {
      throw new grille.images.FichierRefuse("Indiquez le numéro de la page du rapport, à partir de 1.");
    }
    return { nature: "rapport", page: numero };
  };

  const lireNote = (valeur) => {
    if (!valeur.trim()) throw new grille.images.FichierRefuse("Écrivez la note avant de l'ajouter.");
    return { nature: "note", texte: valeur.trim() };
  };

  const panneau = (cellule) => {
    const critere = critereDe(cellule);
    return element(
      "div",
      { class: "cq-preuve-panneau", role: "group", "aria-label": "Ajouter une preuve", "data-cqpm-preuve": "" },
      element("p", { class: "cq-doux" }, "Ne photographiez personne, ni aucun document médical."),
      element(
        "div",
        { class: "cq-preuve-boutons" },
        choixFichier(cellule, "Prendre une photo", { accept: "image/*", capture: "environment" }),
        choixFichier(cellule, "Image ou PDF", { accept: "image/*,application/pdf", multiple: "" }),
      ),
      champTexte(cellule, {
        id: `preuve-page-${critere}`,
        mots: "Page du rapport",
        bouton: "Ajouter la page",
        champ: element("input", { type: "number", min: "1", inputmode: "numeric", class: "form-control" }),
        lire: lirePage,
      }),
      champTexte(cellule, {
        id: `preuve-note-${critere}`,
        mots: "Note",
        bouton: "Ajouter la note",
        champ: element("textarea", { rows: "2", class: "form-control" }),
        lire: lireNote,
      }),
      element("p", { class: "cq-erreurs", role: "alert", "data-cqpm-preuve-erreur": "" }),
    );
  };

  racine.addEventListener("click", (event) => {
    const bouton = event.target.closest("button[data-cqpm-preuve-ajouter]");
    const cellule = bouton?.closest("[data-cqpm-cellule]");
    if (!cellule) return;
    const ouvert = cellule.querySelector("[data-cqpm-preuve]");
    bouton.setAttribute("aria-expanded", String(!ouvert));
    if (ouvert) {
      ouvert.remove();
      return;
    }
    const nouveau = panneau(cellule);
    cellule.querySelector("[data-cqpm-preuves]").after(nouveau);
    nouveau.querySelector("input").focus();
  });

  page.choixFichier = choixFichier;

  // What was refused may be welcome now; what was confirmed is listed until a page drawn afterwards shows it.
  const reprendre = async (preuve) => {
    if (preuve.etat === "refus") {
      const reprise = (avant) => (avant?.etat === "refus" ? { ...avant, etat: "local" } : undefined);
      return montrer(await registre.modifier("preuves", preuve.jeton, reprise));
    }
    const ancienne = preuve.etat === "confirme" && preuve.confirme_a < performance.timeOrigin;
    if (!ancienne || page.copie) return montrer(preuve);
    return registre.modifier("preuves", preuve.jeton, () => null);
  };

  document.addEventListener("DOMContentLoaded", async () => {
    // A link without this script, a button with it.
    for (const lien of racine.querySelectorAll("a[data-cqpm-preuve-ajouter]")) {
      const attributs = { type: "button", class: `btn btn-link ${lien.className}`, "aria-expanded": "false", "data-cqpm-preuve-ajouter": "" };
      lien.replaceWith(element("button", attributs, ...lien.childNodes));
    }
    for (const preuve of await registre.miens("preuves")) if (preuve.dossier === page.dossier) await reprendre(preuve);
    envoi.vider();
  });
})();
