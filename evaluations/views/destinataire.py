"""What else the person asked for an opinion may do: pass it on, decline, ask for a fresh link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.liens import CodeRefuse
from cqpm.commun.pages_personnelles import avec_formulaire, lien_inconnu, page_personnelle
from evaluations import liens
from evaluations.enums import EtatLien
from evaluations.errors import LienFerme
from evaluations.forms.destinataire import ConfierForm, DeclinerForm, MessageForm
from evaluations.models import DemandeAvis
from evaluations.selectors.avis import lien_du_jeton
from evaluations.services import destinataire as service
from evaluations.views.avis_public import ENVOYE, ferme


@page_personnelle
@require_http_methods(["GET", "HEAD", "POST"])
def autre(request, jeton):
    """« Je ne suis pas la bonne personne »: name a colleague, or say why nobody will answer."""
    lien = lien_du_jeton(jeton)
    if lien is None:
        return lien_inconnu(request)
    etat = liens.etat(lien)
    if etat == EtatLien.REPONDU:
        return redirect("evaluations:avis_public", jeton)
    if etat != EtatLien.OUVERT:
        return ferme(request, lien, etat)
    forms = {"confier": ConfierForm(prefix="confier"), "decliner": DeclinerForm(prefix="decliner")}
    if request.method == "POST":
        choix = "decliner" if request.POST.get("etape") == "decliner" else "confier"
        form = forms[choix] = type(forms[choix])(request.POST, prefix=choix)
        if form.is_valid():
            try:
                getattr(service, choix)(lien, **form.cleaned_data)
            except LienFerme as refus:
                return ferme(request, lien, refus.etat)
            except ErreurMetier as refus:
                form.add_error("code" if isinstance(refus, CodeRefuse) else None, str(refus))
            else:
                return redirect("evaluations:avis_merci", jeton)
    contexte = {
        "jeton": jeton,
        "demande": lien.demande,
        "dossier": lien.demande.dossier,
        "message": MessageForm(),
        **forms,
    }
    return avec_formulaire(render(request, "evaluations/avis_public/autre.html", contexte))


@page_personnelle
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_message(request: HttpRequest, uid) -> HttpResponse:
    """Ask for a fresh link: where the QR code of the paper form and an expired link lead.

    The same words whatever the address, so that nobody learns whose it is.
    """
    demandes = DemandeAvis.objects.select_related("dossier__centre", "demandee_par")
    demande = get_object_or_404(demandes, uid=uid)
    form = MessageForm(request.POST or None)
    envoye = ""
    if form.is_valid():
        try:
            service.redemander(demande, form.cleaned_data["courriel"])
        except ErreurMetier as refus:
            form.add_error("courriel", str(refus))
        else:
            envoye = ENVOYE
    contexte = {
        "demande": demande,
        "centre": demande.dossier.centre,
        "message": form,
        "envoye": envoye,
    }
    page = "evaluations/avis_public/nouveau_message.html"
    return avec_formulaire(render(request, page, contexte))
