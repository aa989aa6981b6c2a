"""URLs of the référentiels."""

from django.urls import path

from referentiels.views import comparaison, consultation

app_name = "referentiels"

urlpatterns = [
    path("", consultation.liste, name="liste"),
    path("<int:pk>/", consultation.consulter, name="consulter"),
    path("<int:pk>/comparer/", comparaison.choisir, name="comparer_avec"),
    path("<int:pk>/comparer/<int:autre>/", comparaison.comparer, name="comparer"),
]
