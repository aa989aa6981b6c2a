// A photo is made smaller on the device: drawn again, it loses its weight, its place and its date (EXIF).
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  if (!grille?.page) return;
  const COTE_MAX = 2000;
  const VIGNETTE = 160;
  const POIDS_MAX = 20 * 2 ** 20;

  class FichierRefuse extends Error {}

  const dessiner = (image, cote) => {
    const echelle = Math.min(1, cote / Math.max(image.width, image.height));
    const toile = document.createElement("canvas");
    toile.width = Math.max(1, Math.round(image.width * echelle));
    toile.height = Math.max(1, Math.round(image.height * echelle));
    const dessin = toile.getContext("2d");
    // What is transparent would come out black.
    dessin.fillStyle = "#fff";
    dessin.fillRect(0, 0, toile.width, toile.height);
    dessin.drawImage(image, 0, 0, toile.width, toile.height);
    return toile;
  };

  const enJpeg = (toile) => new Promise((resolve) => toile.toBlob(resolve, "image/jpeg", 0.85));

  const lireImage = async (fichier) => {
    let image;
    try {
      image = await createImageBitmap(fichier, { imageOrientation: "from-image" });
    } catch {
      throw new FichierRefuse(`« ${fichier.name} » n'est pas une image que cet appareil sait lire. Prenez-la en JPEG ou en PNG.`);
    }
    const contenu = await enJpeg(dessiner(image, COTE_MAX));
    const vignette = dessiner(image, VIGNETTE).toDataURL("image/jpeg", 0.7);
    image.close();
    if (!contenu) throw new FichierRefuse(`« ${fichier.name} » est trop grande pour cet appareil. Prenez-la moins grande.`);
    return { nature: "photo", fichier: contenu, nom_fichier: `${fichier.name.replace(/\.\w+$/, "") || "photo"}.jpg`, vignette };
  };

  const lirePdf = async (fichier) => {
    if ((await fichier.slice(0, 5).text()) !== "%PDF-") {
      throw new FichierRefuse(`« ${fichier.name} » n'est ni une image ni un PDF. Enregistrez-le dans un de ces formats.`);
    }
    // Copied now: the file may be gone when the network comes back.
    const contenu = new Blob([await fichier.arrayBuffer()], { type: "application/pdf" });
    return { nature: "pdf", fichier: contenu, nom_fichier: fichier.name };
  };

  // What can be sent of a file; throws FichierRefuse with the sentence to show.
  const lireFichier = async (fichier) => {
    if (fichier.size === 0) throw new FichierRefuse(`« ${fichier.name} » est vide. Choisissez-en un autre.`);
    const image = fichier.type.startsWith("image/");
    if (!image && fichier.size > POIDS_MAX) {
      throw new FichierRefuse(`« ${fichier.name} » dépasse 20 Mo. Réduisez-le, puis ajoutez-le de nouveau.`);
    }
    return image ? lireImage(fichier) : lirePdf(fichier);
  };

  grille.images = { lireFichier, FichierRefuse };
})();
