"""URLs of the planning, for staff and evaluators."""

from django.urls import path

from dossiers.views import planning

app_name = "planning"

urlpatterns = [
    path("", planning.mois, name="mois"),
    path("agenda.ics", planning.agenda, name="agenda"),
    path("mes-seances/", planning.mes_seances, name="mes_seances"),
]
