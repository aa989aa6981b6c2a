"""What a version says of itself: its identity, its rule flags (R3), when one is admitted."""

import datetime

from referentiels.differences.mots import comparer_textes, remplacer
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre, Fait, Texte
from referentiels.enums import GranulariteAvis, NiveauModalites, VocabulaireDecision

_PHRASES = {
    "titre": "Titre du CQPM",
    "emetteur": "Commission émettrice",
    "libelle_jury": "Nom du jury",
    "libelle_centre_ressources": "Destinataire du dossier de modalités",
}
_IDENTITE = {
    "numero": "Numéro de qualification",
    "titre": _PHRASES["titre"],
    "categorie": "Catégorie",
    "niveau": "Niveau",
    "numero_rncp": "Numéro de fiche RNCP",
    "date_modification": "Dernière modification",
    **_PHRASES,
}
_REGLES = {
    "entretien_requis": (
        "Entretien avec le candidat",
        {True: "requis avant le jury", False: "non demandé"},
    ),
    "avis_vae_exempt": (
        "Avis de l'entreprise en VAE",
        {True: "non demandé", False: "demandé aussi en VAE"},
    ),
    "avis_granularite": ("Avis de l'entreprise", dict(GranulariteAvis.choices)),
    "modalites_niveau": ("Modalités d'évaluation", dict(NiveauModalites.choices)),
    "blocs": ("Regroupements de capacités", {True: "oui", False: "aucun"}),
    "vocabulaire_decision": ("Décision du jury", dict(VocabulaireDecision.choices)),
}


def comparer_identite(ancien: dict, nouveau: dict) -> Chapitre:
    faits = tuple(
        Fait(libelle, _champ(cle, ancien, nouveau), f"champ-{cle}")
        for cle, libelle in _IDENTITE.items()
    )
    return Chapitre("Identité", "identite", Nom("champ d'identité", "champs d'identité"), faits)


def _champ(cle: str, ancien: dict, nouveau: dict) -> Texte:
    if cle in _PHRASES:
        return comparer_textes(ancien[cle], nouveau[cle])
    if cle == "date_modification":
        return remplacer(_date(ancien[cle]), _date(nouveau[cle]))
    return remplacer(ancien[cle], nouveau[cle])


def _date(valeur: str | None) -> str:
    return f"{datetime.date.fromisoformat(valeur):%d/%m/%Y}" if valeur else ""


def comparer_regles(ancien: dict, nouveau: dict) -> Chapitre:
    """The flags in the words of their choices; one that a brouillon has not set is empty."""
    faits = tuple(
        Fait(
            libelle,
            remplacer(*(mots.get(cote["regles"].get(cle), "") for cote in (ancien, nouveau))),
            f"regle-{cle}",
        )
        for cle, (libelle, mots) in _REGLES.items()
    )
    return Chapitre("Règles", "regles", Nom("règle", "règles", feminin=True), faits)


def comparer_admissibilite(ancien: dict, nouveau: dict) -> Chapitre:
    texte = comparer_textes(ancien["admissibilite"], nouveau["admissibilite"])
    return Chapitre(
        "Conditions d'admissibilité",
        "admissibilite",
        Nom("texte d'admissibilité", "textes d'admissibilité"),
        (Fait("Texte", texte, "admissibilite-texte"),),
    )
