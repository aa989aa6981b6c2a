// A conclusion waits for the cells of its capacité: what is ticked but refused, or not sent, is not in the grid.
(() => {
  const MESSAGE = "Un critère de cette capacité n'est pas enregistré : complétez-le avant de conclure.";

  const nonEnregistre = (element) => element.closest(".cq-capacite")?.querySelector(".cq-statut-refus");

  const refuser = (statut, texte) => {
    const phrase = statut.querySelector(".cq-statut-refus") ?? document.createElement("p");
    phrase.className = "cq-statut-refus";
    phrase.textContent = texte;
    if (!phrase.parentElement) statut.append(phrase);
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.matches(".cq-conclusion form")) return;
    const refus = nonEnregistre(event.target);
    if (!refus) return;
    event.preventDefault();
    let avis = event.target.querySelector("[data-cqpm-attente]");
    if (!avis) {
      avis = document.createElement("p");
      avis.className = "cq-erreurs";
      avis.setAttribute("role", "alert");
      avis.dataset.cqpmAttente = "";
      event.target.append(avis);
    }
    avis.textContent = MESSAGE;
    refus.closest(".cq-critere").scrollIntoView({ block: "center" });
  });

  // Without network the tick stays on the screen only: say it beside the cell, and send it again on return.
  document.addEventListener("htmx:sendError", (event) => {
    const statut = event.target.querySelector?.(".cq-statut");
    if (statut) refuser(statut, "Pas de réseau : ce critère n'est pas enregistré. Il sera renvoyé au retour du réseau.");
    event.target.dataset.cqpmARenvoyer = "";
  });

  window.addEventListener("online", () => {
    for (const form of document.querySelectorAll(".cq-critere-saisie[data-cqpm-a-renvoyer]")) {
      delete form.dataset.cqpmARenvoyer;
      window.htmx.trigger(form, "change");
    }
  });
})();
