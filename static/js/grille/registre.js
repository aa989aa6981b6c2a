// The registre: what this device holds, in IndexedDB. Written at once, before anything is sent.
(() => {
  "use strict";
  const grille = window.cqpmGrille;
  const CLES = { saisies: "cle", preuves: "jeton" };
  // What the device could not write (private browsing, no room left) lives as long as the page.
  const memoire = Object.fromEntries(Object.keys(CLES).map((magasin) => [magasin, new Map()]));
  let ouverture = null;
  let durable = true;

  const ouvrir = () =>
    new Promise((resolve, reject) => {
      const demande = indexedDB.open("cqpm-grilles", 1);
      demande.onupgradeneeded = () => {
        for (const [magasin, cle] of Object.entries(CLES)) {
          demande.result.createObjectStore(magasin, { keyPath: cle });
        }
      };
      demande.onerror = () => reject(demande.error);
      demande.onsuccess = () => {
        const base = demande.result;
        // A newer release, or a phone short of memory: open again at the next use.
        base.onversionchange = () => {
          ouverture = null;
          base.close();
        };
        base.onclose = () => {
          ouverture = null;
        };
        resolve(base);
      };
    });

  const transaction = async (magasin, mode, faire) => {
    ouverture ??= ouvrir();
    let base;
    try {
      base = await ouverture;
    } catch (erreur) {
      ouverture = null;
      throw erreur;
    }
    return new Promise((resolve, reject) => {
      // Strict: on the disk before it counts as kept.
      const ouverte = base.transaction(magasin, mode, { durability: "strict" });
      const resultat = faire(ouverte.objectStore(magasin));
      ouverte.oncomplete = () => resolve(resultat());
      ouverte.onabort = () => reject(ouverte.error ?? new Error("abandon"));
    });
  };

  // A connection that the system closed meanwhile is opened again, once.
  const essayer = async (magasin, mode, faire) => {
    try {
      return await transaction(magasin, mode, faire);
    } catch (erreur) {
      if (erreur.name !== "InvalidStateError" && erreur.name !== "UnknownError") throw erreur;
      ouverture = null;
      return transaction(magasin, mode, faire);
    }
  };

  const perdreLaDurabilite = () => {
    if (!durable) return;
    durable = false;
    grille.dire("registre");
  };

  // Read, change and write one row in a single transaction: two windows never cross.
  // `changer` gives the new row; nothing leaves it as it is, null removes it.
  const modifier = async (magasin, cle, changer) => {
    const enMemoire = memoire[magasin];
    let ecrit;
    const poser = (avant) => {
      ecrit = changer(avant);
      return ecrit === undefined ? avant : ecrit;
    };
    if (!enMemoire.has(cle)) {
      try {
        return await essayer(magasin, "readwrite", (rayon) => {
          let apres;
          const lecture = rayon.get(cle);
          lecture.onsuccess = () => {
            apres = poser(lecture.result);
            if (ecrit === null) rayon.delete(cle);
            else if (ecrit !== undefined) rayon.put(ecrit);
          };
          return () => apres;
        });
      } catch (erreur) {
        // A photo waits for room; a tick does not.
        if (magasin === "preuves") throw erreur;
        perdreLaDurabilite();
        if (ecrit) enMemoire.set(cle, ecrit);
        if (ecrit !== undefined) return ecrit;
      }
    }
    const apres = poser(enMemoire.get(cle));
    if (apres === null) enMemoire.delete(cle);
    else if (apres !== undefined) enMemoire.set(cle, apres);
    return apres;
  };

  const tous = async (magasin) => {
    let lignes = [];
    try {
      lignes = await essayer(magasin, "readonly", (rayon) => {
        const lecture = rayon.getAll();
        return () => lecture.result;
      });
    } catch {
      perdreLaDurabilite();
    }
    const enMemoire = memoire[magasin];
    return [...lignes.filter((une) => !enMemoire.has(une[CLES[magasin]])), ...enMemoire.values()];
  };

  const lire = async (magasin, cle) => (await tous(magasin)).find((une) => une[CLES[magasin]] === cle);

  // What was confirmed is only kept to complete a copy of the page: it goes with the pages of its person.
  const oublierLesConfirmees = async (lesquelles, magasins = Object.keys(CLES)) => {
    for (const magasin of magasins) {
      for (const une of await tous(magasin)) {
        if (une.etat !== "confirme" || !lesquelles(une)) continue;
        await modifier(magasin, une[CLES[magasin]], (ligne) => (ligne?.etat === "confirme" ? null : undefined));
      }
    }
  };

  grille.registre = {
    modifier,
    oublierLesConfirmees,
    tous,
    lire,
    miens: async (magasin) => (await tous(magasin)).filter((une) => une.utilisateur === grille.utilisateur),
    get durable() {
      return durable;
    },
  };
})();
