"""URLs of a small site that has every entry of the menu and every kind of failure."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

PAGE = """
{% extends "base.html" %}
{% block titre %}Dossier 12{% endblock %}
{% block fil %}<li><a href="/dossiers/">Dossiers</a></li>{% endblock %}
{% block sous_titre %}<p>Inscrit</p>{% endblock %}
{% block actions %}<a href="/pdf/">Imprimer</a>{% endblock %}
{% block contenu %}<p>Contenu</p>{% endblock %}
"""


def page(request):
    return HttpResponse(engines["django"].from_string(PAGE.strip()).render({}, request))


def refus(request):
    raise PermissionDenied


@login_not_required
def illisible(request):
    raise BadRequest


@login_not_required
def panne(request):
    raise RuntimeError


courriels = ([path("", page, name="liste")], "courriels")
dossiers = ([path("", page, name="liste"), path("12/", page, name="fiche")], "dossiers")
evaluations = ([path("sessions/", page, name="sessions")], "evaluations")
planning = ([path("", page, name="mois")], "planning")
referentiels = ([path("", page, name="liste")], "referentiels")

urlpatterns = [
    path("", page, name="accueil"),
    path("refus/", refus),
    path("illisible/", illisible),
    path("panne/", panne),
    path("dossiers/", include(dossiers)),
    path("", include(evaluations)),
    path("courriels/", include(courriels)),
    path("planning/", include(planning)),
    path("referentiels/", include(referentiels)),
    path("compte/", include("cqpm.comptes.urls")),
    path("administration/", admin.site.urls),
]
