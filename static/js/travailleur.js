// The service worker: the grids of this person open without network. Served at the root of the site.
"use strict";

const STATIQUES = "cqpm-statiques";
const APPAREIL = "cqpm-appareil"; // the page shown instead of a missing one, and who is signed in
const PAGES = "cqpm-pages-"; // followed by the key of the person: nobody reads another's
const SECOURS = "/hors-ligne/";
const QUI = "/hors-ligne/qui";
const GARDEES = [/^\/dossiers\/\d+\/grille\/$/, /^\/grilles\/$/];
const ENTREES = ["/compte/connexion/", "/administration/login/"];
const SORTIES = ["/compte/deconnexion/", "/administration/logout/"];
const PATIENCE = 4000; // a slow network counts as none, where a copy is at hand
const DUREE = 3 * 24 * 3600 * 1000;
const STATIQUES_MAX = 300;
const COPIE = "X-Cqpm-Copie";

// --- Who is signed in -------------------------------------------------------------------------

const quiEstLa = async () => (await (await caches.open(APPAREIL)).match(QUI))?.text();

const noterQui = async (utilisateur) => {
  const appareil = await caches.open(APPAREIL);
  await appareil.put(QUI, new Response(utilisateur));
  await oublierLesPages((nom) => nom !== PAGES + utilisateur);
  await perimer(PAGES + utilisateur);
};

const oublierLesPages = async (lesquelles = () => true) => {
  const noms = (await caches.keys()).filter((nom) => nom.startsWith(PAGES));
  await Promise.all(noms.filter(lesquelles).map((nom) => caches.delete(nom)));
};

// Between two persons, nobody is there: nothing is shown until a page says who it is for.
const plusPersonne = async () => (await caches.open(APPAREIL)).delete(QUI);

// --- What is kept -----------------------------------------------------------------------------

const cleDe = (url) => new URL(url, location.origin).pathname;
const estPerimee = (reponse) => Date.now() - Number(reponse.headers.get(COPIE)) > DUREE;

const perimer = async (nom) => {
  const pages = await caches.open(nom);
  for (const demande of await pages.keys()) {
    const reponse = await pages.match(demande);
    if (reponse && estPerimee(reponse)) await pages.delete(demande);
  }
};

const copieDe = async (url) => {
  const utilisateur = await quiEstLa();
  if (!utilisateur) return undefined;
  const reponse = await (await caches.open(PAGES + utilisateur)).match(cleDe(url));
  return reponse && !estPerimee(reponse) ? reponse : undefined;
};

// The page itself says whose it is; its styles and scripts are kept with it.
const garder = async (url, reponse) => {
  const page = await reponse.text();
  const utilisateur = page.match(/data-cqpm-utilisateur="(\d+)"/)?.[1];
  if (!utilisateur || utilisateur !== (await quiEstLa())) return false;
  const copie = String(Date.now());
  const entetes = new Headers({ [COPIE]: copie });
  for (const nom of ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "X-Frame-Options"]) {
    if (reponse.headers.has(nom)) entetes.set(nom, reponse.headers.get(nom));
  }
  await garderLesStatiques(page);
  const dite = page.replace("<html ", `<html data-cqpm-copie="${copie}" `);
  await (await caches.open(PAGES + utilisateur)).put(cleDe(url), new Response(dite, { headers: entetes }));
  return true;
};

const oublier = async (url) => {
  const utilisateur = await quiEstLa();
  if (utilisateur) await (await caches.open(PAGES + utilisateur)).delete(cleDe(url));
};

const garderLesStatiques = async (page) => {
  const adresses = new Set([...page.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].map((trouvee) => trouvee[1]));
  await Promise.all([...adresses].map((adresse) => statique(new Request(adresse)).catch(() => undefined)));
};

// --- Answers ----------------------------------------------------------------------------------

// A name that holds its own hash never changes; another one may, it is asked for again.
const statique = async (demande) => {
  const boite = await caches.open(STATIQUES);
  const adresse = cleDe(demande.url);
  const gardee = await boite.match(adresse);
  if (gardee && /\.[0-9a-f]{12}\./.test(adresse)) return gardee;
  try {
    const reponse = await fetch(demande);
    if (reponse.ok) {
      await boite.put(adresse, reponse.clone());
      await limiter(boite);
    }
    return reponse;
  } catch (panne) {
    if (gardee) return gardee;
    throw panne;
  }
};

// The files of old releases go first: keys come in the order in which they were put.
const limiter = async (boite) => {
  const cles = await boite.keys();
  await Promise.all(cles.slice(0, Math.max(0, cles.length - STATIQUES_MAX)).map((cle) => boite.delete(cle)));
};

// The page is shown at once; its copy is made meanwhile.
const duReseau = async (event) => {
  const { request } = event;
  const reponse = await fetch(request);
  if (reponse.type === "basic") {
    if (reponse.status === 200) event.waitUntil(garder(request.url, reponse.clone()));
    else if (reponse.status === 403 || reponse.status === 404) await oublier(request.url);
  }
  return reponse;
};

const secourir = async () => (await (await caches.open(APPAREIL)).match(SECOURS)) ?? Response.error();

const ouvrirLaGrille = async (event) => {
  const copie = await copieDe(event.request.url);
  const reseau = duReseau(event);
  event.waitUntil(reseau.catch(() => undefined));
  if (!copie) return reseau.catch(secourir);
  const attente = new Promise((resolve) => setTimeout(resolve, PATIENCE, copie));
  const frais = reseau.then((reponse) => (reponse.status >= 502 ? copie : reponse)).catch(() => copie);
  return Promise.race([frais, attente]);
};

// Once signed in, it may be someone else; refused, or without network, nothing has changed.
const entrer = async (request) => {
  const reponse = await fetch(request);
  if (reponse.type === "opaqueredirect") await plusPersonne();
  return reponse;
};

const sortir = async (request) => {
  await plusPersonne();
  await oublierLesPages();
  return fetch(request);
};

const repondre = (event, pathname) => {
  const { request } = event;
  if (request.method === "POST") {
    if (ENTREES.includes(pathname)) return entrer(request).catch(secourir);
    return SORTIES.includes(pathname) ? sortir(request).catch(secourir) : undefined;
  }
  if (request.method !== "GET") return undefined;
  if (GARDEES.some((forme) => forme.test(pathname))) return ouvrirLaGrille(event);
  return fetch(request).catch(secourir);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const enFichier = request.method === "GET" && pathname.startsWith("/static/");
  const reponse = enFichier ? statique(request) : request.mode === "navigate" && repondre(event, pathname);
  if (reponse) event.respondWith(reponse);
});

// --- What pages ask for -----------------------------------------------------------------------

const garderTout = async (urls) => {
  const gardees = [];
  for (const url of urls) {
    try {
      const reponse = await fetch(url, { credentials: "same-origin", redirect: "manual", headers: { Accept: "text/html" } });
      if (reponse.status === 200 && (await garder(url, reponse))) gardees.push(url);
      else if (reponse.status === 403 || reponse.status === 404) await oublier(url);
    } catch {
      break; // no network: what is kept stays kept
    }
  }
  return gardees;
};

const ACTES = {
  utilisateur: ({ utilisateur }) => noterQui(String(utilisateur)),
  garder: ({ urls }) => garderTout(urls),
  deconnexion: () => plusPersonne().then(() => oublierLesPages()),
};

self.addEventListener("message", (event) => {
  const faire = ACTES[event.data?.acte];
  if (!faire) return;
  event.waitUntil(faire(event.data).then((reponse) => event.ports[0]?.postMessage({ reponse })));
});

self.addEventListener("install", (event) => {
  const preparer = async () => {
    const reponse = await fetch(SECOURS, { cache: "reload", credentials: "same-origin", redirect: "manual" });
    if (reponse.status !== 200) throw new Error("signed out");
    await garderLesStatiques(await reponse.clone().text());
    await (await caches.open(APPAREIL)).put(SECOURS, reponse);
    await self.skipWaiting();
  };
  event.waitUntil(preparer());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
