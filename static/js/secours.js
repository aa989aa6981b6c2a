// The page shown without network: the grids that this device holds, for the person whose pages it keeps.
(() => {
  "use strict";

  const copies = async () => {
    const qui = await (await caches.open("cqpm-appareil")).match("/hors-ligne/qui");
    if (!qui) return [];
    const boite = await caches.open(`cqpm-pages-${await qui.text()}`);
    const pages = [];
    for (const demande of await boite.keys()) {
      const page = new DOMParser().parseFromString(await (await boite.match(demande)).text(), "text/html");
      const titre = page.querySelector("[data-cqpm-grille]")?.dataset.cqpmTitre;
      if (titre) pages.push({ titre, url: new URL(demande.url).pathname });
    }
    return pages.sort((une, autre) => une.titre.localeCompare(autre.titre, "fr"));
  };

  const lien = ({ titre, url }) => {
    const ligne = document.createElement("li");
    const vers = document.createElement("a");
    vers.href = url;
    vers.textContent = titre;
    ligne.append(vers);
    return ligne;
  };

  document.addEventListener("DOMContentLoaded", async () => {
    document.querySelector("[data-cqpm-reessayer]").addEventListener("click", () => location.reload());
    window.addEventListener("online", () => location.reload());
    const gardees = window.caches ? await copies() : [];
    if (gardees.length) document.querySelector("[data-cqpm-copies]").replaceChildren(...gardees.map(lien));
  });
})();
