// Keeps what is typed in a long form while its tab lives: a phone that reloads the page loses nothing.
(() => {
  "use strict";
  const IGNORED = new Set(["csrfmiddlewaretoken", "declaration"]);

  const keep = (form, key) => {
    const typed = [...new FormData(form)].filter(([name, value]) => value !== "" && !IGNORED.has(name));
    sessionStorage.setItem(key, JSON.stringify(typed));
  };

  const restore = (form, key) => {
    const typed = JSON.parse(sessionStorage.getItem(key) || "[]");
    const before = JSON.stringify([...new FormData(form)]);
    for (const [name, value] of typed) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    return JSON.stringify([...new FormData(form)]) !== before;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const end of document.querySelectorAll("[data-cqpm-brouillon-fini]")) {
      sessionStorage.removeItem(end.dataset.cqpmBrouillonFini);
    }
    for (const form of document.querySelectorAll("form[data-cqpm-brouillon]")) {
      const key = form.dataset.cqpmBrouillon;
      const status = form.querySelector("[data-cqpm-brouillon-dit]");
      // What the server gives back after a refusal is newer than the draft.
      if (!("cqpmSaisi" in form.dataset) && restore(form, key)) status.textContent = status.dataset.cqpmBrouillonDit;
      form.addEventListener("input", () => keep(form, key));
      for (const details of form.querySelectorAll("details")) {
        if ([...details.querySelectorAll("select")].some((select) => select.value)) details.open = true;
      }
    }
  });
})();
