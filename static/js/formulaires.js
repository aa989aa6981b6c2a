// Comforts that a form does not need to work: no double submission, focus on the first error, visible password.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.cqpmEnvoye) {
      event.preventDefault();
      return;
    }
    form.dataset.cqpmEnvoye = "oui";
    form.setAttribute("aria-busy", "true");
  });

  // The page comes back from the history: its forms can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-cqpm-envoye]")) {
      delete form.dataset.cqpmEnvoye;
      form.removeAttribute("aria-busy");
    }
  });

  const addPasswordToggle = (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cq-voir";
    const label = (visible) => {
      button.textContent = visible ? "Masquer le mot de passe" : "Afficher le mot de passe";
    };
    label(false);
    button.addEventListener("click", () => {
      const visible = input.type === "password";
      input.type = visible ? "text" : "password";
      label(visible);
    });
    input.after(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("input[type=password][data-cqpm-voir]").forEach(addPasswordToggle);
    const invalid = document.querySelector(".is-invalid");
    if (invalid) invalid.focus();
  });
})();
