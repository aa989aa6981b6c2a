"""URLs of evaluations, opinions and juries; the app is included at the root of the site."""

from django.urls import path

from evaluations.views import avis, avis_public, entretien, grille

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
    path("dossiers/<int:pk>/avis/", avis.avis, name="avis"),
    path("dossiers/<int:pk>/avis/demander/", avis.demander, name="avis_demander"),
    path("dossiers/<int:pk>/avis/dispenser/", avis.dispenser, name="avis_dispenser"),
    path("dossiers/<int:pk>/avis/<int:demande_pk>/renvoyer/", avis.renvoyer, name="avis_renvoyer"),
    path("dossiers/<int:pk>/avis/<int:demande_pk>/lien/", avis.lien, name="avis_lien"),
    path("dossiers/<int:pk>/avis/<int:demande_pk>/annuler/", avis.revoquer, name="avis_revoquer"),
    path("dossiers/<int:pk>/avis/<int:demande_pk>/courriel/", avis.courriel, name="avis_courriel"),
    path("dossiers/<int:pk>/entretien/", entretien.entretien, name="entretien"),
    path("avis/<str:jeton>/", avis_public.repondre, name="avis_public"),
    path("avis/<str:jeton>/merci/", avis_public.merci, name="avis_merci"),
]
