// On every page of a signed-in person: the worker of an evaluator, who is here, and the grids of the day kept at hand.
(() => {
  "use strict";
  const { cqpmUtilisateur, cqpmUrlTravailleur, cqpmUrlGrilles } = document.currentScript.dataset;
  // Without HTTPS there is neither: the queue alone works.
  const travailleurs = window.caches && navigator.serviceWorker;
  const { registre } = window.cqpmGrille;
  const HEURE = 3600 * 1000;
  const RAFRAICHIR = 20_000; // at least, between two copies of the grid on screen
  const memoire = `cqpm-gardees-${cqpmUtilisateur}`;

  const demander = (travailleur, message) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => resolve(event.data.reponse);
      travailleur.postMessage(message, [port2]);
    });

  const oublierLesPages = async () => {
    if (!travailleurs) return;
    const noms = (await caches.keys()).filter((nom) => nom.startsWith("cqpm-pages-"));
    await Promise.all(noms.map((nom) => caches.delete(nom)));
  };

  const patience = (delai) => new Promise((resolve) => setTimeout(resolve, delai));

  // Leaving: the pages of this person go before the session does, and what was confirmed; never what waits.
  document.addEventListener(
    "submit",
    async (event) => {
      const formulaire = event.target;
      if (!/\/(?:deconnexion|logout)\/$/.test(formulaire.getAttribute("action"))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      localStorage.removeItem(memoire);
      travailleurs?.controller?.postMessage({ acte: "deconnexion" });
      await Promise.race([Promise.all([oublierLesPages(), registre.oublierLesConfirmees(() => true)]), patience(1000)]);
      formulaire.submit();
    },
    true,
  );

  // Someone who evaluates nothing has no use for it, and must not find the pages of the person before.
  const quitter = async () => {
    await oublierLesPages();
    const inscription = await travailleurs.getRegistration("/");
    await inscription?.unregister();
  };

  const dejaGardees = async () => {
    const pages = await caches.open(`cqpm-pages-${cqpmUtilisateur}`);
    return (await pages.keys()).map((demande) => new URL(demande.url).pathname);
  };

  // At most once an hour: the grids of the day, those already here, and the list itself.
  const garderCellesDuJour = async (garder) => {
    const ici = await dejaGardees();
    if (ici.length && Math.abs(Date.now() - Number(localStorage.getItem(memoire))) < HEURE) return;
    const reponse = await fetch(cqpmUrlGrilles, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!reponse.ok) return;
    const { grilles } = await reponse.json();
    const utiles = grilles.filter(({ url, du_jour }) => du_jour || ici.includes(url)).map(({ url }) => url);
    await garder([cqpmUrlGrilles, ...utiles]);
    localStorage.setItem(memoire, String(Date.now()));
  };

  // The grid on screen: kept as soon as it is open, and again after what is confirmed, at once when it is left.
  const garderCelleCi = async (garder) => {
    const adresse = window.cqpmGrille?.page?.adresse;
    if (!adresse) return;
    let changee = false;
    let minuteur = null;
    let dernier = -Infinity;
    const recopier = async () => {
      clearTimeout(minuteur);
      minuteur = null;
      if (!changee) return;
      changee = false;
      dernier = performance.now();
      // No network just now: the next confirmation, or leaving, asks again.
      changee = !(await garder([adresse])).includes(adresse) || changee;
    };
    const prevoir = () => {
      changee = true;
      minuteur ??= setTimeout(recopier, Math.max(1000, dernier + RAFRAICHIR - performance.now()));
    };
    window.cqpmGrille.quand("confirme", prevoir);
    window.cqpmGrille.quand("preuve", ({ confirmee }) => confirmee && prevoir());
    window.addEventListener("pagehide", recopier);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && recopier());
    if (!(await dejaGardees()).includes(adresse)) await garder([adresse]);
  };

  const preparer = async () => {
    await registre.oublierLesConfirmees(({ utilisateur }) => String(utilisateur) !== cqpmUtilisateur);
    if (!travailleurs) return;
    if (!cqpmUrlTravailleur) {
      await quitter();
      return;
    }
    await travailleurs.register(cqpmUrlTravailleur, { scope: "/" });
    const { active } = await travailleurs.ready;
    const garder = (urls) => demander(active, { acte: "garder", urls });
    // A copy of a page knows who it was for, not who is signed in now.
    if (!document.documentElement.dataset.cqpmCopie) {
      await demander(active, { acte: "utilisateur", utilisateur: cqpmUtilisateur });
    }
    await garderCelleCi(garder);
    window.cqpmHorsLigne.garder = garder;
    window.dispatchEvent(new Event("cqpm:hors-ligne"));
    await garderCellesDuJour(garder);
    window.dispatchEvent(new Event("cqpm:gardees"));
  };

  if (travailleurs) window.cqpmHorsLigne = { dejaGardees, garder: null };
  // No network, no room, a browser that refuses: the page works without.
  window.addEventListener("load", () => preparer().catch(() => {}));
})();
