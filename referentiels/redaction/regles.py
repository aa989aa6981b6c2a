"""The rules that a version carries (R3), each choice with what it changes for a dossier."""

from dataclasses import dataclass

from referentiels.enums import GranulariteAvis, NiveauModalites, VocabulaireDecision
from referentiels.redaction.champs import NON, OUI


@dataclass(frozen=True)
class Choix:
    valeur: str
    libelle: str
    effet: str


@dataclass(frozen=True)
class Regle:
    """A question to put to the official text; `indice` says how its two templates answer it."""

    nom: str
    question: str
    choix: tuple[Choix, Choix]
    indice: str


REGLES = (
    Regle(
        "entretien_requis",
        "Un entretien avec le candidat fonde-t-il la validation ?",
        (
            Choix(OUI, "Oui", "L'entretien est enregistré avant le passage en jury."),
            Choix(NON, "Non", "Aucun entretien n'est demandé : le dossier n'en a pas l'étape."),
        ),
        "Le modèle 2013 le demande, le modèle 2018 n'en parle plus.",
    ),
    Regle(
        "avis_vae_exempt",
        "La VAE est-elle dispensée de l'avis de l'entreprise ?",
        (
            Choix(OUI, "Oui", "Un candidat en VAE passe en jury sans avis d'une entreprise."),
            Choix(NON, "Non", "L'avis est demandé aussi en VAE."),
        ),
        "Le modèle 2018 écrit cette dispense, le modèle 2013 ne la connaît pas.",
    ),
    Regle(
        "avis_granularite",
        "Jusqu'où va l'avis de l'entreprise ?",
        (
            Choix(
                GranulariteAvis.CAPACITE.value,
                "Capacité par capacité",
                "Le tuteur donne un avis sur chaque capacité.",
            ),
            Choix(
                GranulariteAvis.CAPACITE_CRITERE.value,
                "Capacité et, s'il le souhaite, critère",
                "Le tuteur peut aussi se prononcer sur chaque critère.",
            ),
        ),
        "Modèle 2018 : « pour chaque capacité ». Modèle 2013 : « capacité et/ou critère ».",
    ),
    Regle(
        "modalites_niveau",
        "Où le document dit-il quelles modalités sont permises ?",
        (
            Choix(
                NiveauModalites.CAPACITE.value,
                "Pour chaque capacité",
                "Dernière colonne du tableau : chaque capacité a ses modalités, à cocher sur sa "
                "page. Une capacité qui n'en a pas reçoit toutes celles du document.",
            ),
            Choix(
                NiveauModalites.DOCUMENT.value,
                "Une fois pour tout le document",
                "Toutes les modalités définies sont permises partout. Ce qui était coché sur les "
                "capacités est retiré ; « Annuler » le rend.",
            ),
        ),
        "Modèle 2013 : pour chaque capacité. Modèle 2018 : pour tout le document.",
    ),
    Regle(
        "vocabulaire_decision",
        "Par quels mots le jury décide-t-il ?",
        (
            Choix(
                VocabulaireDecision.ATTRIBUE.value,
                "Le CQPM est « attribué »",
                "Les décisions, le procès-verbal et les résultats disent « attribué ».",
            ),
            Choix(
                VocabulaireDecision.ADMISSIBLE.value,
                "Le candidat est « déclaré admissible »",
                "Les décisions, le procès-verbal et les résultats disent « admissible ».",
            ),
        ),
        "Modèle 2018 : « attribué ». Modèle 2013 : « déclaré admissible ».",
    ),
)
