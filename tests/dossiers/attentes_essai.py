"""Kinds of waiting act for the tests of the reminders: one for each actor."""

from django.db.models import F

from dossiers.attentes import Acteur, Attente
from dossiers.enums import EVALUATION_OUVERTE, EtatDossier

ATTENTES = [
    Attente(
        "modalites",
        "Modalités à définir",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.INSCRIT),
        "dossiers:modalites",
        F("rapport_attendu_le"),
    ),
    Attente(
        "deroger",
        "Rapport tardif à accepter",
        Acteur.RESPONSABLE,
        lambda dossiers: dossiers.filter(rapport_derogation="tardif"),
        "dossiers:rapport",
    ),
    Attente(
        "accuser",
        "Dossier de modalités à lire",
        Acteur.RESSOURCES,
        lambda dossiers: dossiers.filter(etat=EtatDossier.TRANSMIS),
        "dossiers:fiche",
    ),
    Attente(
        "rapport",
        "Rapport à remettre",
        Acteur.CANDIDAT,
        lambda dossiers: dossiers.filter(etat=EtatDossier.TRANSMIS, rapport_recu_le=None),
        "dossiers:rapport",
        F("rapport_attendu_le"),
    ),
    Attente(
        "evaluation",
        "Grille à compléter et à signer",
        Acteur.COMMISSION,
        lambda dossiers: dossiers.filter(etat__in=EVALUATION_OUVERTE),
        "evaluations:grille",
    ),
]
# An act of a whole session, which its own source reminds of.
DE_SEANCE = [
    Attente(
        "ouvrir_session",
        "Sessions à ouvrir",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.EN_SESSION),
        "dossiers:fiche",
    )
]
# One kind only: the tests of the clock stay readable.
UNE_SEULE = ATTENTES[:1]
