// Compare a file with a PV in the browser: it never leaves the device. Where the browser cannot, the form is sent.
(() => {
  const form = document.querySelector("[data-cqpm-verifier]");
  if (!form || !window.crypto?.subtle) return;
  const identique = document.querySelector("[data-cqpm-identique]");
  const different = document.querySelector("[data-cqpm-different]");
  const connues = form.dataset.cqpmEmpreintes.trim().split(/\s+/);

  const empreinte = async (fichier) => {
    const octets = await crypto.subtle.digest("SHA-256", await fichier.arrayBuffer());
    return [...new Uint8Array(octets)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  };

  const comparer = async (fichier) => {
    const reconnu = connues.includes(await empreinte(fichier));
    identique.hidden = !reconnu;
    different.hidden = reconnu;
  };

  form.addEventListener("submit", (event) => {
    const [fichier] = form.elements.fichier.files;
    if (!fichier) return;
    event.preventDefault();
    comparer(fichier).catch(() => form.submit());
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) form.elements.fichier.files = event.dataTransfer.files;
    form.requestSubmit();
  });
})();
