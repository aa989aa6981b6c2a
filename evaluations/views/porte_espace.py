"""The door of the candidate's space: a link, a code, then a signed cookie for some hours.

Reading writes nothing. The link is looked at again at every request: closed or expired, it opens
nothing, cookie or not.
"""

from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.liens import est_vivant
from cqpm.commun.models import LienPersonnel
from cqpm.commun.pages_personnelles import avec_formulaire, lien_inconnu, page_personnelle
from evaluations.forms.destinataire import CodeForm
from evaluations.forms.espace import AdresseForm
from evaluations.selectors.espace import Acces, acces_du_jeton
from evaluations.services import espace as service

TEMOIN = "espace"
ENVOYE = (
    "Si cette adresse est bien celle que le centre connaît, un message vient d'y partir, avec un "
    "nouveau lien et un nouveau code. Il arrive en une minute ou deux."
)


def est_entre(request: HttpRequest, lien: LienPersonnel) -> bool:
    """This browser gave the code of this link, not long ago."""
    vu = request.get_signed_cookie(TEMOIN, "", salt=_sel(lien), max_age=_duree())
    return vu == str(lien.pk)


def dans_l_espace(vue):
    """A page of the space: its view gets the `Acces`; who did not give the code is at the door."""

    @page_personnelle
    @wraps(vue)
    def enveloppe(request, jeton, *args, **kwargs):
        acces = acces_du_jeton(jeton)
        if acces is None:
            return lien_inconnu(request)
        if not est_vivant(acces.lien):
            return _ferme(request, acces)
        if not est_entre(request, acces.lien):
            if texte := request.POST.get("texte", "").strip():
                return _porte(request, acces, CodeForm(), saisi=texte)
            return redirect("evaluations:espace", jeton)
        return vue(request, acces, *args, **kwargs)

    return enveloppe


def porte(vue):
    """The first page of the space, which is the door until the code is given."""

    @page_personnelle
    @wraps(vue)
    def enveloppe(request, jeton):
        acces = acces_du_jeton(jeton)
        if acces is None:
            return lien_inconnu(request)
        if not est_vivant(acces.lien):
            return _ferme(request, acces)
        if request.method == "POST":
            return _entrer(request, acces)
        if not est_entre(request, acces.lien):
            return _porte(request, acces, CodeForm())
        return vue(request, acces)

    return enveloppe


@page_personnelle
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_lien(request, jeton):
    """Ask for another link and code; the same words whatever the address."""
    acces = acces_du_jeton(jeton)
    if acces is None:
        return lien_inconnu(request)
    if acces.lien.ferme_le:
        return _ferme(request, acces)
    form, envoye = AdresseForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        try:
            service.redemander(acces, form.cleaned_data["courriel"])
        except ErreurMetier as refus:
            form.add_error("courriel", str(refus))
        else:
            envoye = ENVOYE
    contexte = _contexte(request, acces) | {"adresse": form, "envoye": envoye}
    return avec_formulaire(render(request, "evaluations/espace/nouveau_lien.html", contexte))


@page_personnelle
@require_POST
def quitter(request, jeton):
    """Forget that this browser gave the code."""
    reponse = redirect("evaluations:espace", jeton)
    reponse.delete_cookie(TEMOIN, path=_chemin(jeton), samesite="Lax")
    return reponse


def _entrer(request: HttpRequest, acces: Acces) -> HttpResponse:
    form = CodeForm(request.POST)
    form.is_valid()
    try:
        service.entrer(acces, form.cleaned_data.get("code", ""))
    except ErreurMetier as refus:
        form.add_error("code", str(refus))
        return _porte(request, acces, form)
    jeton = request.resolver_match.kwargs["jeton"]
    reponse = redirect("evaluations:espace", jeton)
    reponse.set_signed_cookie(
        TEMOIN,
        str(acces.lien.pk),
        salt=_sel(acces.lien),
        max_age=_duree(),
        path=_chemin(jeton),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return reponse


def _porte(request: HttpRequest, acces: Acces, form: CodeForm, *, saisi: str = "") -> HttpResponse:
    """`saisi` is what was typed on a page whose visit has ended: it is given back, to be copied."""
    contexte = _contexte(request, acces) | {"form": form, "saisi": saisi}
    return avec_formulaire(render(request, "evaluations/espace/porte.html", contexte))


def _ferme(request: HttpRequest, acces: Acces) -> HttpResponse:
    """Closed by the centre, or expired: then another link may be asked for."""
    expire = acces.lien.ferme_le is None
    contexte = _contexte(request, acces) | {
        "lien": acces.lien,
        "adresse": AdresseForm() if expire else None,
        "saisi": request.POST.get("texte", ""),
    }
    page = render(request, "evaluations/espace/ferme.html", contexte, status=410)
    return avec_formulaire(page)


def _contexte(request: HttpRequest, acces: Acces) -> dict:
    """What a page outside the space may say: the centre, and nobody's name."""
    return {"jeton": request.resolver_match.kwargs["jeton"], "centre": acces.dossier.centre}


def _sel(lien: LienPersonnel) -> str:
    return f"{TEMOIN}:{lien.empreinte}"


def _duree() -> int:
    """In seconds."""
    return settings.DUREE_VISITE_ESPACE * 3600


def _chemin(jeton: str) -> str:
    return reverse("evaluations:espace", args=[jeton])
