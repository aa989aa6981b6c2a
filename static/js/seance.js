// Follows the meeting: asks what is on the screen, and shows it again when the candidate or the decision changes.
// Without this file the page is read the same, and reloaded by hand.
(() => {
  "use strict";
  const barre = document.querySelector("[data-cqpm-seance]");
  if (!barre) return;
  const VISIBLE = 2000;
  const CACHE = 20000;
  let marque = "";
  let attente = 0;

  const prochain = () => {
    clearTimeout(attente);
    attente = setTimeout(demander, document.hidden ? CACHE : VISIBLE);
  };

  const dire = (etat) => {
    const { decides, total } = etat;
    barre.querySelector("[data-cqpm-decides]").textContent = `${decides}/${total} décidé${decides > 1 ? "s" : ""}`;
    const avancement = barre.querySelector("progress");
    avancement.max = total;
    avancement.value = decides;
  };

  const demander = async () => {
    try {
      const reponse = await fetch(barre.dataset.cqpmSeance, {
        headers: marque ? { "If-None-Match": marque } : {},
        cache: "no-store",
      });
      if (reponse.status === 200) {
        const etat = await reponse.json();
        marque = reponse.headers.get("ETag") ?? "";
        const vu = `${barre.dataset.courante} ${barre.dataset.version}`;
        if (!etat.ouverte || `${etat.courante ?? ""} ${etat.version ?? ""}` !== vu) {
          location.reload();
          return;
        }
        dire(etat);
      } else if (reponse.status !== 304) {
        // Signed out, or no longer of this jury: the page itself says so.
        if (reponse.status < 500 || reponse.redirected) {
          location.reload();
          return;
        }
      }
    } catch {
      // No network for a moment: it is asked again.
    }
    prochain();
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) demander();
  });
  prochain();
})();
