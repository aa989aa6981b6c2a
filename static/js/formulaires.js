// Comforts that a form does not need to work: no double submission, focus on the first error, visible password.
(() => {
  "use strict";

  const release = (form) => {
    delete form.dataset.cqpmEnvoye;
    form.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.cqpmEnvoye) {
      event.preventDefault();
      return;
    }
    form.dataset.cqpmEnvoye = "oui";
    form.setAttribute("aria-busy", "true");
    setTimeout(release, 5000, form); // an answer that is a file leaves the page in place
  });

  // The page comes back from the history: its forms can be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-cqpm-envoye]").forEach(release);
  });

  // One button under the last password of a form shows or hides them all.
  const addPasswordToggle = (form) => {
    const inputs = [...form.querySelectorAll("input[data-cqpm-voir]")];
    if (inputs.length === 0) return;
    const words = inputs.length > 1 ? "les mots de passe" : "le mot de passe";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cq-voir";
    button.textContent = `Afficher ${words}`;
    button.addEventListener("click", () => {
      const show = inputs[0].type === "password";
      for (const input of inputs) input.type = show ? "text" : "password";
      button.textContent = `${show ? "Masquer" : "Afficher"} ${words}`;
    });
    inputs.at(-1).parentElement.append(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    [...document.forms].forEach(addPasswordToggle);
    const invalid = document.querySelector("[data-cqpm-erreurs], .is-invalid, [aria-invalid='true']");
    if (invalid) invalid.focus();
  });
})();
