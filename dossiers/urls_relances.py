"""URLs of the reminders of a person and of a centre; included at the root of the site."""

from django.urls import path

from dossiers.views import reglages_relances, relances

app_name = "relances"

urlpatterns = [
    path("rappels/", relances.mes_rappels, name="mes_rappels"),
    path("reglages/relances/", reglages_relances.reglages, name="reglages"),
    path(
        "reglages/relances/<int:centre_pk>/<slug:attente>/",
        reglages_relances.texte,
        name="texte",
    ),
    path(
        "reglages/relances/<int:centre_pk>/<slug:attente>/defaut/",
        reglages_relances.texte_par_defaut_repris,
        name="texte_par_defaut",
    ),
]
