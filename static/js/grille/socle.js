// What the scripts of an evaluator's device share: who is signed in, words between scripts and between windows.
(() => {
  "use strict";
  const { cqpmUtilisateur, cqpmNom, cqpmUrlConnexion } = document.currentScript.dataset;
  const bus = new EventTarget();
  const canal = "BroadcastChannel" in window ? new BroadcastChannel("cqpm-grille") : null;

  const dire = (nom, detail = {}) => bus.dispatchEvent(new CustomEvent(nom, { detail }));
  const quand = (nom, faire) => bus.addEventListener(nom, (event) => faire(event.detail));

  // Said here and in every other window of this browser: the registre is the same for all.
  const diffuser = (nom, detail = {}) => {
    dire(nom, detail);
    canal?.postMessage({ nom, detail });
  };
  canal?.addEventListener("message", (event) => dire(event.data.nom, event.data.detail));

  // `crypto.randomUUID` only exists over HTTPS or on this machine.
  const jeton = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const octets = crypto.getRandomValues(new Uint8Array(16));
    octets[6] = (octets[6] & 0x0f) | 0x40;
    octets[8] = (octets[8] & 0x3f) | 0x80;
    const hexa = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    return hexa.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // Read when it is used: signing in again changes it.
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  const pluriel = (nombre, un, plusieurs) => `${nombre} ${nombre > 1 ? plusieurs : un}`;

  // « de Paul », « d'Inès ».
  const de = (nom) => (/^[aeiouyhœæ]/i.test(nom.normalize("NFD")) ? `d'${nom}` : `de ${nom}`);

  // How long ago, from the device's own clock: right even if that clock is wrong.
  const ilYA = (instant) => {
    const minutes = Math.max(0, Math.round((Date.now() - instant) / 60000));
    if (minutes < 1) return "à l'instant";
    if (minutes < 60) return `il y a ${pluriel(minutes, "minute", "minutes")}`;
    const heures = Math.round(minutes / 60);
    if (heures < 48) return `il y a ${pluriel(heures, "heure", "heures")}`;
    return `il y a ${Math.round(heures / 24)} jours`;
  };

  // French signs stay with their word at the end of a line.
  const insecable = (texte) => texte.replace(/ (?=[:;?!»])/g, "\u00a0").replace(/« /g, "«\u00a0");

  const element = (nom, attributs = {}, ...enfants) => {
    const noeud = document.createElement(nom);
    for (const [cle, valeur] of Object.entries(attributs)) {
      if (typeof valeur === "function") noeud.addEventListener(cle, valeur);
      else noeud.setAttribute(cle, valeur);
    }
    noeud.append(...enfants.map((enfant) => (typeof enfant === "string" ? insecable(enfant) : enfant)));
    return noeud;
  };

  window.cqpmGrille = {
    utilisateur: Number(cqpmUtilisateur),
    nom: cqpmNom,
    connexion: (suite) => `${cqpmUrlConnexion}?next=${encodeURIComponent(suite)}`,
    dire,
    quand,
    diffuser,
    jeton,
    csrf,
    pluriel,
    de,
    ilYA,
    element,
  };
})();
