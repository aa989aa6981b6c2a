"""The company's opinion through a personal link: no account, no session, no cache.

Nothing is kept between two pages: what was typed travels with the form, and the device keeps a
draft. One POST alone writes, the signature, and it takes the code (ADR 10).
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.pages_personnelles import avec_formulaire, lien_inconnu, page_personnelle
from dossiers.selectors.plan import modalites_en_bref, situations_du_plan
from evaluations import liens
from evaluations.enums import EtatLien, SensAvis
from evaluations.errors import AvisRefuse, LienFerme
from evaluations.forms.avis import AvisForm, SignatureAvisForm, repondant_connu
from evaluations.forms.destinataire import MessageForm
from evaluations.liens import LienAvis
from evaluations.selectors.avis import avis_du_dossier, capacites_a_apprecier, lien_du_jeton
from evaluations.services.destinataire import redemander
from evaluations.services.reponse_avis import repondre as signer

ENVOYE = (
    "Si cette adresse est bien celle à laquelle l'avis est demandé, un message vient d'y partir, "
    "avec un nouveau code. Il arrive en une minute ou deux."
)


@page_personnelle
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request, jeton):
    """Read the form as often as wanted, sign once; later the same link shows what was signed."""
    lien = lien_du_jeton(jeton)
    if lien is None:
        return lien_inconnu(request)
    etat = liens.etat(lien)
    if etat == EtatLien.REPONDU:
        return _signe(request, lien)
    if etat != EtatLien.OUVERT:
        return ferme(request, lien, etat)
    etape = request.POST.get("etape", "relire") if request.method == "POST" else ""
    form = _form(request, lien, etape)
    if not form.is_bound or not form.is_valid():
        return _formulaire(request, lien, form)
    if etape == "signer":
        return _signer(request, lien, form)
    if etape == "code":
        return _demander_un_code(request, lien, form)
    return _relire(request, lien, form)


@page_personnelle
@require_safe
def merci(request, jeton):
    """Thank the person who has just signed, passed on or declined, and say what is done."""
    lien = lien_du_jeton(jeton)
    etat = liens.etat(lien) if lien else EtatLien.EXPIRE
    if etat == EtatLien.REPONDU:
        return _signe(request, lien, merci=True)
    if etat in {EtatLien.TRANSFERE, EtatLien.DECLINE}:
        return ferme(request, lien, etat, statut=200)
    return redirect("evaluations:avis_public", jeton)


def _form(request: HttpRequest, lien: LienAvis, etape: str) -> AvisForm:
    """Empty, filled with what was said aloud, taken up again to be changed, or to be checked."""
    dossier = lien.demande.dossier
    connu = repondant_connu(lien.demande)
    if oral := getattr(lien.demande, "oral", None):
        connu |= oral.contenu | {"note": oral.modifie_le.isoformat()}
    a_modifier = etape == "modifier"
    return AvisForm(
        request.POST if etape and not a_modifier else None,
        initial=request.POST.dict() if a_modifier else connu,
        capacites=capacites_a_apprecier(dossier),
        par_critere=dossier.referentiel.avis_par_critere,
        situations=situations_du_plan(dossier),
        modalites=modalites_en_bref(dossier),
    )


def _formulaire(request: HttpRequest, lien: LienAvis, form: AvisForm) -> HttpResponse:
    contexte = _contexte(lien) | {
        "form": form,
        "saisi": request.method == "POST",
        "oral": getattr(lien.demande, "oral", None),
    }
    return avec_formulaire(render(request, "evaluations/avis_public/formulaire.html", contexte))


def _relire(
    request: HttpRequest,
    lien: LienAvis,
    form: AvisForm,
    signature: SignatureAvisForm | None = None,
    message: MessageForm | None = None,
    envoye: str = "",
) -> HttpResponse:
    """Show what will be signed; the answers travel in the page."""
    contexte = _contexte(lien) | {
        "form": form,
        "signature": signature or SignatureAvisForm(),
        "message": message or MessageForm(),
        "envoye": envoye,
    }
    return avec_formulaire(render(request, "evaluations/avis_public/relire.html", contexte))


def _signer(request: HttpRequest, lien: LienAvis, form: AvisForm) -> HttpResponse:
    signature = SignatureAvisForm(request.POST)
    signature.is_valid()
    try:
        _, nouveau = signer(
            lien,
            signature.signer(form.donne),
            code=signature.cleaned_data.get("code", ""),
            note=form.cleaned_data.get("note", ""),
        )
    except LienFerme as refus:
        return ferme(request, lien, refus.etat)
    except AvisRefuse as refus:
        signature.refuser(refus.fautes)
    except ErreurMetier as refus:
        signature.add_error(None, str(refus))
    else:
        suite = "evaluations:avis_merci" if nouveau else "evaluations:avis_public"
        return redirect(suite, request.resolver_match.kwargs["jeton"])
    return _relire(request, lien, form, signature)


def _demander_un_code(request: HttpRequest, lien: LienAvis, form: AvisForm) -> HttpResponse:
    """Send another message without leaving the page; the name typed stays."""
    message = MessageForm(request.POST)
    signature = SignatureAvisForm(
        initial={nom: request.POST.get(nom, "") for nom in ("signataire", "declaration")}
    )
    envoye = ""
    if message.is_valid():
        try:
            redemander(lien.demande, message.cleaned_data["courriel"])
        except ErreurMetier as refus:
            message.add_error("courriel", str(refus))
        else:
            envoye = ENVOYE
    return _relire(request, lien, form, signature, message, envoye)


def _contexte(lien: LienAvis) -> dict:
    return {"demande": lien.demande, "dossier": lien.demande.dossier}


def _signe(request: HttpRequest, lien: LienAvis, *, merci: bool = False) -> HttpResponse:
    contexte = _contexte(lien) | {
        "suivi": avis_du_dossier(lien.demande.dossier),
        "merci": merci,
        "renvoi": request.method == "POST",
    }
    return render(request, "evaluations/avis_public/signe.html", contexte)


def ferme(
    request: HttpRequest, lien: LienAvis, etat: EtatLien, *, statut: int = 410
) -> HttpResponse:
    """Say why the link opens nothing and what to do; give back what was typed, if anything."""
    contexte = {
        "lien": lien,
        "demande": lien.demande,
        "centre": lien.demande.dossier.centre,
        "etat": etat,
        "saisies": saisies(request.POST),
        "message": MessageForm() if etat == EtatLien.EXPIRE and lien.demande.est_ouverte else None,
    }
    reponse = render(request, "evaluations/avis_public/ferme.html", contexte, status=statut)
    return avec_formulaire(reponse)


def saisies(envoye: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the form carried, in words, so that it can be copied."""
    lues = []
    for nom, valeur in envoye.items():
        champ, _, numero = nom.partition("-")
        capacite, _, rang = numero.partition("-")
        if champ == "critere" and valeur in SensAvis.values:
            lues.append((f"Capacité {capacite}, critère {rang}", SensAvis(valeur).label))
        elif champ == "sens" and valeur in SensAvis.values:
            lues.append((f"Capacité {numero}, avis", SensAvis(valeur).label))
        elif champ == "commentaire" and valeur.strip():
            lues.append((f"Capacité {numero}, commentaire", valeur))
        elif champ == "observations" and valeur.strip():
            lues.append(("Observations générales", valeur))
    return lues
