"""Pages that a personal link opens: no account, no cache, no search engine, no trace elsewhere."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from cqpm.commun.limites import est_permis


def page_personnelle(vue):
    """Open to whoever holds the link, and kept by nobody: neither cache, search engine nor log.

    A page with a form says `same-origin` itself: under `no-referrer` browsers send `Origin: null`
    with the form, which the CSRF protection refuses. Neither tells the address to another site.
    """

    @wraps(vue)
    def enveloppe(request, *args, **kwargs):
        reponse = vue(request, *args, **kwargs)
        reponse.headers.setdefault("Referrer-Policy", "no-referrer")
        reponse["X-Robots-Tag"] = "noindex, nofollow"
        return reponse

    return login_not_required(never_cache(enveloppe))


def avec_formulaire(reponse: HttpResponse) -> HttpResponse:
    """A page whose form must be able to come back."""
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


def lien_inconnu(request: HttpRequest) -> HttpResponse:
    """This token opens nothing: say what may have happened; slow down who tries many."""
    trop = not est_permis("inconnu", request.META.get("REMOTE_ADDR", ""))
    statut = 429 if trop else 404
    return render(request, "liens/inconnu.html", {"trop": trop}, status=statut)
