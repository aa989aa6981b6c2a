"""The company's opinion through a personal link: no account, no session, no cache."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cqpm.commun.errors import ErreurMetier
from evaluations import liens
from evaluations.enums import EtatLien, SensAvis
from evaluations.errors import AvisRefuse, LienFerme
from evaluations.forms.avis import AvisForm, signature_connue
from evaluations.models import LienAvis
from evaluations.selectors.avis import avis_du_dossier, capacites_a_apprecier, lien_du_jeton
from evaluations.services.reponse_avis import repondre as signer


def page_personnelle(vue):
    """Open to whoever holds the link, and kept by nobody: neither cache, search engine nor log.

    A page with a form says `same-origin` itself: under `no-referrer` browsers send `Origin: null`
    with the form, which the CSRF protection refuses. Neither tells the address to another site.
    """

    @wraps(vue)
    def enveloppe(request, jeton):
        reponse = vue(request, jeton)
        reponse.headers.setdefault("Referrer-Policy", "no-referrer")
        reponse["X-Robots-Tag"] = "noindex, nofollow"
        return reponse

    return login_not_required(never_cache(enveloppe))


@page_personnelle
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request, jeton):
    """Read the form as often as wanted, sign once; later the same link shows what was signed."""
    lien = lien_du_jeton(jeton)
    if lien is None:
        return render(request, "evaluations/avis_public/inconnu.html", status=404)
    etat = liens.etat(lien)
    if etat == EtatLien.REPONDU:
        return _signe(request, lien)
    if etat != EtatLien.OUVERT:
        return _ferme(request, lien, etat)
    form = _form(request, lien)
    if request.method == "POST" and form.is_valid():
        try:
            _, nouveau = signer(lien, form.donne)
        except LienFerme as refus:
            return _ferme(request, lien, refus.etat)
        except AvisRefuse as refus:
            form.refuser(refus.fautes)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            suite = "evaluations:avis_merci" if nouveau else "evaluations:avis_public"
            return redirect(suite, jeton)
    contexte = {"form": form, "demande": lien.demande, "dossier": lien.demande.dossier}
    reponse = render(request, "evaluations/avis_public/formulaire.html", contexte)
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


@page_personnelle
@require_safe
def merci(request, jeton):
    """Thank the person who has just signed, and show what they signed."""
    lien = lien_du_jeton(jeton)
    if lien is None or liens.etat(lien) != EtatLien.REPONDU:
        return redirect("evaluations:avis_public", jeton)
    return _signe(request, lien, merci=True)


def _form(request: HttpRequest, lien: LienAvis) -> AvisForm:
    dossier = lien.demande.dossier
    return AvisForm(
        request.POST if request.method == "POST" else None,
        initial=signature_connue(lien.demande),
        capacites=capacites_a_apprecier(dossier),
        par_critere=dossier.referentiel.avis_par_critere,
    )


def _signe(request: HttpRequest, lien: LienAvis, *, merci: bool = False) -> HttpResponse:
    dossier = lien.demande.dossier
    contexte = {
        "demande": lien.demande,
        "dossier": dossier,
        "suivi": avis_du_dossier(dossier),
        "merci": merci,
        "renvoi": request.method == "POST",
    }
    return render(request, "evaluations/avis_public/signe.html", contexte)


def _ferme(request: HttpRequest, lien: LienAvis, etat: EtatLien) -> HttpResponse:
    """Say why the link opens nothing and whom to ask; give back what was typed, if anything."""
    contexte = {
        "lien": lien,
        "demande": lien.demande,
        "centre": lien.demande.dossier.centre,
        "etat": etat,
        "saisies": _saisies(request.POST),
    }
    return render(request, "evaluations/avis_public/ferme.html", contexte, status=410)


def _saisies(envoye: QueryDict) -> list[tuple[str, str]]:
    """What the form carried, in words, so that it can be copied."""
    saisies = []
    for nom, valeur in envoye.items():
        champ, _, numero = nom.partition("-")
        if champ == "sens" and valeur in SensAvis.values:
            saisies.append((f"Capacité {numero}, avis", SensAvis(valeur).label))
        elif champ == "commentaire" and valeur.strip():
            saisies.append((f"Capacité {numero}, commentaire", valeur))
        elif champ == "observations" and valeur.strip():
            saisies.append(("Observations générales", valeur))
    return saisies
