"""URLs of evaluations, opinions and juries; the app is included at the root of the site."""

from django.urls import path

from evaluations.views import grille

app_name = "evaluations"

urlpatterns = [
    path("dossiers/<int:pk>/grille/", grille.grille, name="grille"),
    path(
        "dossiers/<int:pk>/grille/criteres/<int:critere_pk>/",
        grille.noter_critere,
        name="noter_critere",
    ),
    path("dossiers/<int:pk>/grille/capacites/<int:capacite_pk>/", grille.conclure, name="conclure"),
    path("dossiers/<int:pk>/grille/signer/", grille.signer, name="signer_grille"),
    path("dossiers/<int:pk>/grille/rouvrir/", grille.rouvrir, name="rouvrir_grille"),
]
