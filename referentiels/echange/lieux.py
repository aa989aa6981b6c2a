"""Name a place of an exchange document as its reader does: « Capacité 3, critère 2 »."""

from referentiels.echange.lignes import Chemin

_RACINES = {
    "numero": "Numéro de qualification",
    "titre": "Titre du CQPM",
    "categorie": "Catégorie",
    "niveau": "Niveau",
    "numero_rncp": "Numéro de fiche RNCP",
    "date_modification": "Dernière modification",
    "emetteur": "Commission émettrice",
    "libelle_jury": "Nom du jury",
    "libelle_centre_ressources": "Nom du centre de ressources",
    "regles": "Règles",
    "echelle": "Échelle, niveau",
    "blocs": "Bloc",
    "capacites": "Capacité",
    "modalites": "Modalité",
    "admissibilite": "Conditions d'admissibilité",
    "sections": "Section",
    "notes": "Note",
}
_DEDANS = {
    "intitule": "intitulé",
    "conditions": "condition",
    "criteres": "critère",
    "sous_points": "sous-point",
    "modalites": "modalité",
    "modalites_detail": "modalité",
    "capacites": "capacité",
    "points": "point",
    "paragraphes": "paragraphe",
    "colonnes": "colonne",
    "titre": "titre",
    "numero": "numéro",
    "lettre": "lettre",
    "appel": "appel",
    "sens": "sens",
    "libelle": "libellé",
    "connecteur": "lien",
    "contenu": "contenu",
    "profondeur": "niveau de titre",
    "entretien_requis": "entretien requis",
    "avis_vae_exempt": "avis non demandé en VAE",
    "avis_granularite": "grain de l'avis",
    "modalites_niveau": "niveau des modalités",
    "blocs": "regroupements",
    "vocabulaire_decision": "vocabulaire de la décision",
}
_SANS_NOM = {"texte", "code", "groupe"}
_PLURIELS = {
    "conditions": "conditions",
    "criteres": "critères",
    "points": "points",
    "echelle": "Échelle des critères",
    "blocs": "Regroupements",
    "capacites": "Capacités",
    "modalites": "Modalités",
    "sections": "Sections",
    "notes": "Notes",
}


def en_clair(chemin: Chemin, document: dict) -> str:
    """The place in words; a capacité bears its own number, anything else its rank from 1.

    A group of capacités is a bloc only in a version registered in the RNCP (R5).
    """
    racine, *suite = chemin
    if not suite:
        return _PLURIELS.get(racine, _RACINES.get(racine, str(racine)))
    if not isinstance(suite[0], int):
        return f"{_RACINES[racine]}, {_DEDANS.get(suite[0], suite[0])}"
    parties = [f"{_racine(racine, document)} {_rang(racine, suite[0], document)}"]
    pas = suite[1:]
    while pas:
        nom, *pas = pas
        if nom in _SANS_NOM:
            continue
        mot = _DEDANS.get(nom, nom)
        if pas and isinstance(pas[0], int):
            parties.append(f"{mot} {pas[0] + 1}")
            pas = pas[1:]
        else:
            parties.append(_PLURIELS.get(nom, mot).lower())
    return ", ".join(parties)


def _racine(racine: str, document: dict) -> str:
    if racine == "blocs" and not document["numero_rncp"]:
        return "Regroupement"
    return _RACINES[racine]


def _rang(racine: str, rang: int, document: dict) -> object:
    if racine == "capacites":
        return document["capacites"][rang]["numero"]
    if racine == "modalites":
        return f"« {document['modalites'][rang]['titre']} »"
    return rang + 1
