// Comforts of the editor: split at the cursor, a warning before unsaved texts are left, keys for the usual acts.
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-cqpm-edition]");
    if (!form) return;
    const said = form.querySelector("[data-cqpm-edition-dit]");
    const shortcuts = form.querySelector("[data-cqpm-raccourcis]");
    const snapshot = () => new URLSearchParams([...new FormData(form)]).toString();
    const atFirst = snapshot();
    // After a refusal what stands here is not saved yet, whatever is typed next.
    const refused = document.querySelector("[data-cqpm-erreurs]") !== null;
    const isDirty = () => refused || snapshot() !== atFirst;
    const cut = "cqpm-edition-cut";
    let sending = false;

    if (shortcuts) shortcuts.hidden = false;

    form.addEventListener("input", () => {
      said.textContent = isDirty() ? said.dataset.cqpmEditionDit : "";
    });

    // The server counts whole signs, from the first one that is not a blank.
    const position = (text) => [...text.value.slice(0, text.selectionStart).trimStart()].length;

    const place = (text) => text.name.replace(/\.texte$/, "");

    form.addEventListener("submit", (event) => {
      sending = true;
      const button = event.submitter;
      // Where the answer names no place of its own, the browser keeps this one: the field that was being written.
      form.setAttribute("action", `${location.pathname}#${encodeURIComponent(document.activeElement.id)}`);
      if (!button || !button.value.startsWith("scinder:")) return;
      sessionStorage.setItem(cut, "yes");
      const text = [...form.querySelectorAll("[data-cqpm-coupe]")].find(
        (field) => `scinder:${place(field)}` === button.value,
      );
      // A cursor never put in the text stands at its end or its start: the server then cuts at the line break.
      if (!text || !text.dataset.cqpmCurseur) return;
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = button.value;
      hidden.value = position(text);
      form.append(hidden);
    });

    form.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-cqpm-coupe]")) event.target.dataset.cqpmCurseur = "oui";
    });

    window.addEventListener("beforeunload", (event) => {
      if (!sending && isDirty()) event.preventDefault();
    });

    window.addEventListener("pageshow", () => {
      sending = false;
    });

    // The place in the address is a field, or the element that holds it; the browser itself only goes to the first.
    window.addEventListener("load", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const field = target && (target.matches("textarea, input") ? target : target.querySelector("textarea, input"));
      const atStart = sessionStorage.getItem(cut) !== null;
      sessionStorage.removeItem(cut);
      if (!field || refused || !form.contains(field)) return;
      const caret = atStart ? 0 : field.value.length;
      field.focus();
      if (field.matches("textarea")) field.setSelectionRange(caret, caret);
    });

    const press = (value) => {
      const button = [...form.querySelectorAll("button[name=acte]")].find((one) => one.value === value);
      if (button) form.requestSubmit(button);
    };

    form.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === "s") {
        event.preventDefault();
        form.requestSubmit();
        return;
      }
      if (!event.target.matches("[data-cqpm-coupe]")) return;
      const acts = { ArrowUp: "monter", ArrowDown: "descendre" };
      if (command && event.key === "Enter") {
        event.preventDefault();
        press(`scinder:${place(event.target)}`);
      } else if (event.altKey && acts[event.key]) {
        event.preventDefault();
        press(`${acts[event.key]}:${place(event.target)}`);
      }
    });
  });
})();
