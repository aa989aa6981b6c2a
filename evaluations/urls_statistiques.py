"""URLs of the figures, under `statistiques/`."""

from django.urls import path

from evaluations.views import statistiques

app_name = "statistiques"

urlpatterns = [
    path("", statistiques.statistiques, name="page"),
    path("<slug:code>.csv", statistiques.fichier, name="fichier"),
]
