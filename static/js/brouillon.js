// Keeps what is typed in a long form on this device until it is signed: a killed tab, a phone that restarts or a mail
// opened again a week later lose nothing. Nothing leaves the device; what is kept is forgotten after thirty days.
(() => {
  "use strict";
  const IGNORED = new Set(["csrfmiddlewaretoken", "declaration", "code", "etape"]);
  const DAYS = 30;

  const keep = (form, key) => {
    const typed = [...new FormData(form)].filter(([name, value]) => value !== "" && !IGNORED.has(name));
    localStorage.setItem(key, JSON.stringify({ until: Date.now() + DAYS * 86400000, typed }));
  };

  const read = (key) => {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept && kept.until > Date.now()) return kept.typed;
    } catch {
      // Another program wrote there: it is not a draft.
    }
    localStorage.removeItem(key);
    return [];
  };

  const restore = (form, key) => {
    const before = JSON.stringify([...new FormData(form)]);
    for (const [name, value] of read(key)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    return JSON.stringify([...new FormData(form)]) !== before;
  };

  // A draft that nobody took up again is forgotten by whichever page of a link comes next.
  const forgetOld = () => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith("avis-"))) read(key);
  };

  document.addEventListener("DOMContentLoaded", () => {
    forgetOld();
    for (const end of document.querySelectorAll("[data-cqpm-brouillon-fini]")) {
      const kept = Object.keys(localStorage).filter((key) => key.startsWith(end.dataset.cqpmBrouillonFini));
      for (const key of kept) localStorage.removeItem(key);
    }
    for (const form of document.querySelectorAll("form[data-cqpm-brouillon]")) {
      const key = form.dataset.cqpmBrouillon;
      const found = form.querySelector("[data-cqpm-brouillon-retrouve]");
      form.querySelector("[data-cqpm-brouillon-garde]").hidden = false;
      // What the server gives back after a refusal is newer than the draft.
      if ("cqpmSaisi" in form.dataset) keep(form, key);
      else found.hidden = !restore(form, key);
      form.addEventListener("input", () => keep(form, key));
      form.querySelector("[data-cqpm-brouillon-effacer]").addEventListener("click", () => {
        localStorage.removeItem(key);
        form.reset();
        found.hidden = true;
      });
      for (const details of form.querySelectorAll("details")) {
        if ([...details.querySelectorAll("select")].some((select) => select.value)) details.open = true;
      }
    }
  });
})();
