"""The words of a reminder: variables in braces, checked when written, replaced once when sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.attentes import Acteur
from dossiers.errors import TexteRefuse

VARIABLES = {
    "destinataire": "la personne à qui le message est adressé",
    "acte": "l'acte attendu",
    "candidat": "le candidat",
    "dossier": "le numéro du dossier",
    "echeance": "la date limite",
    "lien": "l'adresse de la page où agir",
    "centre": "votre centre",
}
# An invented case, to show what a text gives.
EXEMPLE = {
    "destinataire": "Claire Moreau",
    "acte": "Avis de l'entreprise à recevoir",
    "candidat": "Anaïs Lefèvre",
    "dossier": "2026-0042",
    "echeance": "15 décembre 2026",
    "lien": "https://cqpm.example/dossiers/42/",
    "centre": "UIMM de votre ville",
}
_OU = {"objet": "dans l'objet de ce rappel", "texte": "pour ce rappel"}
_ACCOLADES = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Texte:
    """Subject and body, variables not replaced yet."""

    objet: str
    corps: str


@dataclass(frozen=True)
class Genre:
    """A kind of reminder: the code of the act and who must act.

    `sur_dossier` is false when a jury session waits, which names no candidate.
    """

    code: str
    libelle: str
    acteur: Acteur
    sur_dossier: bool = True


_ORDINAIRE = Texte(
    "{acte} : {candidat}, dossier {dossier}",
    "Bonjour {destinataire},\n\n"
    "Le dossier {dossier} de {candidat} attend un acte de votre part : {acte}.\n"
    "Date limite : {echeance}.\n\n"
    "Pour agir : {lien}\n\n"
    "Si c'est déjà fait, ne tenez pas compte de ce message.",
)
_SESSION = Texte(
    "{acte}",
    "Bonjour {destinataire},\n\n"
    "{centre} attend un acte de votre part : {acte}.\n"
    "Date limite : {echeance}.\n\n"
    "Pour agir : {lien}",
)
_PAR_ACTEUR = {
    Acteur.COMMISSION: Texte(
        "Votre évaluation est attendue : {candidat}, dossier {dossier}",
        "Bonjour {destinataire},\n\n"
        "Vous faites partie de la commission d'évaluation de {candidat} (dossier {dossier}). "
        "Il reste à faire : {acte}.\n"
        "Date limite : {echeance}.\n\n"
        "La grille est ici : {lien}\n\n"
        "Un empêchement ? Répondez au centre d'examen.",
    ),
    Acteur.RESSOURCES: Texte(
        "Dossier de modalités {dossier} : votre retour est attendu",
        "Bonjour {destinataire},\n\n"
        "Nous vous avons transmis le dossier de modalités {dossier}, candidat {candidat}. "
        "Nous attendons : {acte}.\n"
        "Date limite : {echeance}.",
    ),
    Acteur.ENTREPRISE: Texte(
        "Pour action : votre avis sur {candidat}, d'ici le {echeance}",
        "Bonjour {destinataire},\n\n"
        "Nous vous avons demandé votre avis sur {candidat}, qui se présente à un CQPM. Nous ne "
        "l'avons pas encore reçu ; il est attendu le {echeance}. Comptez deux minutes, sans compte "
        "ni mot de passe :\n\n"
        "{lien}\n\n"
        "Ce lien est personnel. Ceux que vous avez déjà reçus s'ouvrent encore.\n\n"
        "Ce n'est pas à vous de répondre, ou vous ne voulez plus de rappel ? Ouvrez-le et "
        "choisissez « Je ne suis pas la bonne personne ».",
    ),
    Acteur.CANDIDAT: Texte(
        "Pour action : votre rapport est attendu, certification CQPM, dossier {dossier}",
        "Bonjour {destinataire},\n\n"
        "Pour la suite de votre certification (dossier {dossier}), nous attendons votre rapport.\n"
        "Date limite : {echeance}.\n\n"
        "Pour l'envoyer : {lien}\n\n"
        "Une question, ou vous ne voulez plus de rappel ? Répondez à votre centre d'examen, "
        "{centre}.",
    ),
}
# A personal link is the tutor's and the candidate's only door; a resource centre is sent no page.
_SANS_LIEN = {Acteur.RESSOURCES}


def texte_par_defaut(genre: Genre) -> Texte:
    if not genre.sur_dossier:
        return _SESSION
    return _PAR_ACTEUR.get(genre.acteur, _ORDINAIRE)


def variables_permises(genre: Genre) -> dict[str, str]:
    """What this kind of reminder can say, with what it means."""
    exclues = {"lien"} if genre.acteur in _SANS_LIEN else set()
    if not genre.sur_dossier:
        exclues |= {"candidat", "dossier"}
    return {nom: sens for nom, sens in VARIABLES.items() if nom not in exclues}


def verifier(genre: Genre, texte: Texte) -> None:
    """Raises TexteRefuse: an unknown variable, a lonely brace, the tutor's link left out.

    A link stays out of the subject, which the list of mails keeps and shows.
    """
    dans_le_corps = variables_permises(genre)
    dans_l_objet = {nom: sens for nom, sens in dans_le_corps.items() if nom != "lien"}
    for champ, ecrit, permises in (
        ("objet", texte.objet, dans_l_objet),
        ("texte", texte.corps, dans_le_corps),
    ):
        for trouve in _ACCOLADES.finditer(ecrit):
            if trouve[1] is None:
                raise TexteRefuse(
                    champ,
                    f"Une accolade « {trouve[0]} » est seule : les variables s'écrivent entre deux "
                    "accolades, par exemple {candidat}. Complétez-la ou retirez-la.",
                )
            if trouve[1] not in permises:
                raise TexteRefuse(
                    champ,
                    f"La variable « {trouve[0]} » n'existe pas {_OU[champ]}. Vous pouvez écrire "
                    f"{', '.join('{' + nom + '}' for nom in permises)}.",
                )
    if genre.acteur == Acteur.ENTREPRISE and "{lien}" not in texte.corps:
        raise TexteRefuse(
            "texte",
            "Gardez {lien} dans le texte : sans lui, le tuteur ne pourrait pas répondre.",
        )


def remplir(texte: Texte, valeurs: Mapping[str, str]) -> Texte:
    """Replace each variable once; braces that come with a value stay as they are."""

    def valeur(trouve: re.Match) -> str:
        return valeurs.get(trouve[1], trouve[0]) if trouve[1] is not None else trouve[0]

    objet = " ".join(_ACCOLADES.sub(valeur, texte.objet).split())
    return Texte(objet, _ACCOLADES.sub(valeur, texte.corps))
