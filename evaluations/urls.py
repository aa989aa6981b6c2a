"""URLs of evaluations, opinions and juries; the app is included at the root of the site."""

from django.urls import path

from evaluations.views import (
    avis,
    avis_public,
    deliberation,
    entretien,
    grille,
    presentation,
    pv,
    sessions,
)

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
    path("dossiers/<int:pk>/presentation/", presentation.presentation, name="presentation"),
    path(
        "dossiers/<int:pk>/conservees/<int:conservee_pk>/reevaluer/",
        presentation.reevaluer_capacite,
        name="reevaluer_capacite",
    ),
    path("dossiers/<int:pk>/session/", presentation.choisir_session, name="choisir_session"),
    path("avis/<str:jeton>/", avis_public.repondre, name="avis_public"),
    path("avis/<str:jeton>/merci/", avis_public.merci, name="avis_merci"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/creer/", sessions.session_creer, name="session_creer"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/modifier/", sessions.session_modifier, name="session_modifier"),
    path("sessions/<int:pk>/supprimer/", sessions.session_supprimer, name="session_supprimer"),
    path("sessions/<int:pk>/membres/ajouter/", sessions.membre_ajouter, name="membre_ajouter"),
    path(
        "sessions/<int:pk>/membres/<int:membre_pk>/retirer/",
        sessions.membre_retirer,
        name="membre_retirer",
    ),
    path("sessions/<int:pk>/presences/", sessions.presences, name="presences"),
    path(
        "sessions/<int:pk>/dossiers/<int:dossier_pk>/inscrire/",
        sessions.inscrire_dossier,
        name="inscrire_dossier",
    ),
    path(
        "sessions/<int:pk>/dossiers/<int:dossier_pk>/retirer/",
        sessions.retirer_dossier,
        name="retirer_dossier",
    ),
    path(
        "sessions/<int:pk>/dossiers/<int:dossier_pk>/",
        deliberation.deliberation,
        name="deliberation",
    ),
    path(
        "sessions/<int:pk>/dossiers/<int:dossier_pk>/annuler/",
        deliberation.annuler,
        name="annuler_decision",
    ),
    path("sessions/<int:pk>/ouvrir/", sessions.ouvrir, name="ouvrir"),
    path("sessions/<int:pk>/clore/", sessions.clore, name="clore"),
    path("sessions/<int:pk>/pv/", pv.pv, name="pv"),
    path("sessions/<int:pk>/pv/etat/", pv.pv_etat, name="pv_etat"),
    path("sessions/<int:pk>/pv/relancer/", pv.pv_relancer, name="pv_relancer"),
    path("sessions/<int:pk>/pv/signer/", pv.pv_signer, name="pv_signer"),
    path("sessions/<int:pk>/pv/deposer/", pv.pv_deposer, name="pv_deposer"),
]
