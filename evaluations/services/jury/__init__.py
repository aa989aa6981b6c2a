"""Prepare, open, close and sign a jury session."""

from evaluations.services.jury.composition import (
    ajouter_membre,
    corriger_membre,
    retirer_membre,
)
from evaluations.services.jury.identite import preparer_identite
from evaluations.services.jury.preparation import (
    creer_session,
    inscrire_dossier,
    inscrire_dossiers,
    modifier_session,
    retirer_dossier,
    supprimer_session,
)
from evaluations.services.jury.presences import (
    annuler_mouvement,
    designer_president,
    noter_arrivee,
    noter_depart,
    noter_presences,
)
from evaluations.services.jury.rectification import (
    abandonner_rectificatif,
    preparer_rectificatif,
)
from evaluations.services.jury.seance import clore, ouvrir
from evaluations.services.jury.signature import (
    demander_pv,
    deposer_pv_signe,
    dernier_pv,
    pv_de,
    signer_pv,
)
from evaluations.services.jury.transmission import annuler_transmission, noter_transmission

__all__ = [
    "abandonner_rectificatif",
    "ajouter_membre",
    "annuler_mouvement",
    "annuler_transmission",
    "clore",
    "corriger_membre",
    "creer_session",
    "demander_pv",
    "deposer_pv_signe",
    "dernier_pv",
    "designer_president",
    "inscrire_dossier",
    "inscrire_dossiers",
    "modifier_session",
    "noter_arrivee",
    "noter_depart",
    "noter_presences",
    "noter_transmission",
    "ouvrir",
    "preparer_identite",
    "preparer_rectificatif",
    "pv_de",
    "retirer_dossier",
    "retirer_membre",
    "signer_pv",
    "supprimer_session",
]
