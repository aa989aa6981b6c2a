"""Small exchange documents for the tests: valid, and cheap to break."""

import copy
import json

# A scale of the version's own, with the third step that some admit (DOMAINE.md §5.1).
ECHELLE = [
    {"code": "acquis", "libelle": "Acquis", "sens": "acquis"},
    {"code": "partiel", "libelle": "Partiellement acquis", "sens": "non_acquis"},
    {"code": "non_acquis", "libelle": "À reprendre", "sens": "non_acquis"},
    {"code": "non_evalue", "libelle": "Non évalué", "sens": "non_evalue"},
]


def document(**changements) -> dict:
    """A complete document in its canonical order, with what the two templates have of different."""
    complet = {
        "numero": "MQ 2030 01 01 0001",
        "titre": "Opérateur.trice d’essais",
        "categorie": "A",
        "niveau": "",
        "numero_rncp": "",
        "date_modification": "2030-01-31",
        "emetteur": "",
        "libelle_jury": "jury paritaire de délibération",
        "libelle_centre_ressources": "UIMM centre de ressources",
        "regles": {
            "entretien_requis": False,
            "avis_vae_exempt": True,
            "avis_granularite": "capacite",
            "modalites_niveau": "document",
            "blocs": True,
            "vocabulaire_decision": "attribue",
        },
        "blocs": [{"intitule": "Les essais", "capacites": [1, 2]}],
        "capacites": [
            {
                "numero": 1,
                "intitule": "Préparer l’essai",
                "conditions": ["À partir :", ". des consignes"],
                "criteres": [
                    {"texte": "Le poste est prêt.", "groupe": 1, "sous_points": []},
                    {
                        "texte": "L’essai est conduit :",
                        "groupe": 2,
                        "sous_points": ["Un.", "Deux."],
                    },
                ],
                "modalites": [],
                "modalites_detail": [],
            },
            {
                "numero": 2,
                "intitule": "Rendre compte",
                "conditions": [],
                "criteres": [
                    {"texte": "Le compte rendu est clair.", "groupe": 1, "sous_points": []}
                ],
                "modalites": [],
                "modalites_detail": [],
            },
        ],
        "modalites": [
            {
                "code": "situation_reelle",
                "lettre": "a",
                "titre": "Évaluation en situation réelle",
                "texte": "Au poste.\nAvec l’évaluateur :",
                "points": ["une observation", "des questions"],
            },
            {
                "code": "avis_entreprise",
                "lettre": "b",
                "titre": "Avis de l’entreprise",
                "texte": "L’entreprise donne un avis.",
                "points": [],
            },
        ],
        "admissibilite": "Le candidat1 a acquis toutes les capacités.",
        "sections": [
            {
                "numero": "1.",
                "titre": "Certification",
                "profondeur": 1,
                "contenu": "capacites",
                "colonnes": ["Capacités", "Conditions", "Critères"],
                "paragraphes": [{"texte": "Il doit être capable de :", "points": ["1. préparer"]}],
            }
        ],
        "notes": [{"numero": "1", "appel": "candidat1", "texte": "Candidat ou candidate."}],
    }
    return complet | changements


def par_capacite(**changements) -> dict:
    """The same, with modalities listed beside each capacité."""
    complet = document()
    complet["regles"]["modalites_niveau"] = "capacite"
    for capacite in complet["capacites"]:
        capacite["modalites"] = ["situation_reelle", "avis_entreprise"]
        capacite["modalites_detail"] = [
            {"code": "situation_reelle", "connecteur": "", "libelle": "En situation réelle"},
            {"code": "avis_entreprise", "connecteur": "et", "libelle": "avis de l’entreprise"},
        ]
    return complet | changements


def pose(complet: dict, chemin: str, valeur) -> dict:
    """A copy of the document where the value at this path is another one (new keys included)."""
    change = copy.deepcopy(complet)
    *pas, dernier = [int(p) if p.isdigit() else p for p in chemin.split(".")]
    noeud = change
    for p in pas:
        noeud = noeud[p]
    noeud[dernier] = valeur
    return change


def sans(complet: dict, chemin: str) -> dict:
    """A copy of the document without that key."""
    change = copy.deepcopy(complet)
    *pas, dernier = [int(p) if p.isdigit() else p for p in chemin.split(".")]
    noeud = change
    for p in pas:
        noeud = noeud[p]
    del noeud[dernier]
    return change


def en_json(complet: dict) -> str:
    return json.dumps(complet, ensure_ascii=False, indent=2)
