"""What may be typed at registration (R44–R46, DOMAINE.md §6.4): pure, one sentence per fault.

The form and the spreadsheet import give the same sentences. Surrounding spaces are the reader's to
trim; nothing else of what was typed is changed.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.exceptions import ValidationError as CleFausse
from stdnum.fr import siret as cle_siret

from dossiers.enums import QualiteTuteur
from dossiers.identite import Accueil, Formation, Identite

NOM_MAX = 60
RAISON_SOCIALE_MAX = 150
VILLE_MAX = 80
FONCTION_MAX = 120
COURRIEL_MAX = 254
TELEPHONE_MAX = 20
# A dossier taken over from paper may be old; older than this, the year is a slip of the keyboard.
ANCIENNETE_MAX = 10

_SIGNES_DE_NOM = frozenset("'’ʼ‘`´-.·,()/")
_TELEPHONE = re.compile(r"\+?[0-9 .()-]+")
_CODE_INSEE = re.compile(r"([0-9]{2}|2[ABab])[0-9]{3}")
_CODE_POSTAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,8}")
_CODE_PAYS = re.compile(r"[0-9A-Za-z]{3}")


@dataclass(frozen=True)
class FauteSaisie:
    """What is wrong in a typed field, and what to do."""

    champ: str
    message: str


def fautes_identite(identite: Identite, *, rncp: bool) -> list[FauteSaisie]:
    """List what is wrong in an identity.

    What only the register wants is read when `rncp` says that the version is registered: elsewhere
    it is not asked, and not kept (R44).
    """
    fautes = [
        *_noms(
            identite,
            {
                "prenom": ("Le prénom", True),
                "nom": ("Le nom de naissance", True),
                "nom_usage": ("Le nom d'usage", False),
            },
        ),
        *_courriel("courriel", identite.courriel),
        *_telephone(identite.telephone),
    ]
    if identite.naissance is None:
        fautes.append(FauteSaisie("naissance", "Indiquez la date de naissance."))
    return fautes + (_fautes_registre(identite) if rncp else [])


def fautes_accueil(accueil: Accueil) -> list[FauteSaisie]:
    """List what is wrong in a company and its tutor."""
    fautes = [
        *_texte("raison_sociale", "La raison sociale", accueil.raison_sociale, RAISON_SOCIALE_MAX),
        *_texte("ville", "La ville", accueil.ville, VILLE_MAX),
        *_siret(accueil.siret),
        *_texte("tuteur_fonction", "La fonction", accueil.tuteur_fonction, FONCTION_MAX),
        *_noms(
            accueil,
            {
                "tuteur_prenom": ("Le prénom du tuteur", False),
                "tuteur_nom": ("Le nom du tuteur", False),
            },
        ),
        *_courriel("tuteur_courriel", accueil.tuteur_courriel),
    ]
    if not accueil.raison_sociale.strip():
        fautes.append(FauteSaisie("raison_sociale", "Indiquez l'entreprise."))
    if accueil.tuteur_qualite and accueil.tuteur_qualite not in QualiteTuteur.values:
        fautes.append(
            FauteSaisie(
                "tuteur_qualite",
                "La qualité est « tuteur », « hierarchique » (responsable hiérarchique) ou "
                "« fonctionnel » (responsable fonctionnel).",
            )
        )
    return fautes + _tuteur_entier(accueil)


def fautes_formation(formation: Formation) -> list[FauteSaisie]:
    """List what is wrong in the training body and its trainer."""
    return [
        *_texte(
            "organisme_formation",
            "L'organisme de formation",
            formation.organisme_formation,
            RAISON_SOCIALE_MAX,
        ),
        *_texte("formateur_nom", "Le nom du formateur", formation.formateur_nom, FONCTION_MAX),
        *_courriel("formateur_courriel", formation.formateur_courriel),
    ]


def fautes_inscription(
    inscrit_le: datetime.date, identite: Identite, aujourd_hui: datetime.date
) -> list[FauteSaisie]:
    """List what is wrong in the day of the registration: future, absurdly old, before birth."""
    if inscrit_le > aujourd_hui:
        return [
            FauteSaisie(
                "inscrit_le",
                "L'inscription ne peut pas être dans le futur : indiquez la date du jour ou la "
                "date réelle de l'inscription.",
            )
        ]
    if inscrit_le.year < aujourd_hui.year - ANCIENNETE_MAX:
        return [
            FauteSaisie(
                "inscrit_le",
                f"Une inscription de {inscrit_le.year} date de plus de {ANCIENNETE_MAX} ans : "
                "vérifiez l'année.",
            )
        ]
    if identite.naissance and identite.naissance.au_plus_tot >= inscrit_le:
        return [
            FauteSaisie(
                "naissance", "La date de naissance doit précéder l'inscription : vérifiez l'année."
            )
        ]
    return []


# --- A name, an address, a number -------------------------------------------------------------
def _noms(porteur: Identite | Accueil, attendus: dict[str, tuple[str, bool]]) -> list[FauteSaisie]:
    fautes = []
    for champ, (quoi, obligatoire) in attendus.items():
        nom = getattr(porteur, champ)
        if refus := _refus_de_nom(quoi, nom, obligatoire=obligatoire):
            fautes.append(FauteSaisie(champ, refus))
    return fautes


def _refus_de_nom(quoi: str, nom: str, *, obligatoire: bool) -> str:
    """Why this is no name; empty if it is one."""
    if not nom.strip():
        return f"{quoi} manque : écrivez-le comme sur la pièce d'identité." if obligatoire else ""
    if len(nom) > NOM_MAX:
        return (
            f"{quoi} compte {len(nom)} signes et le registre national en accepte {NOM_MAX} : "
            "abrégez-le."
        )
    intrus = next((signe for signe in nom if not _est_de_nom(signe)), None)
    if intrus is not None:
        return f"{quoi} contient {_nommer(intrus)} : retapez-le comme sur la pièce d'identité."
    if not any(signe.isalpha() for signe in nom):
        return f"{quoi} ne contient aucune lettre : écrivez-le comme sur la pièce d'identité."
    return ""


def _est_de_nom(signe: str) -> bool:
    """A Latin letter with any accent, a space, a hyphen, an apostrophe."""
    genre = unicodedata.category(signe)
    if genre in {"Lu", "Ll", "Lt", "Lo"}:
        return "LATIN" in unicodedata.name(signe, "") or signe in "ªº"
    return genre in {"Lm", "Mn", "Mc", "Zs", "Pd"} or signe in _SIGNES_DE_NOM


def _nommer(signe: str) -> str:
    if unicodedata.category(signe).startswith(("C", "Zl", "Zp")):
        return "un signe invisible"
    if signe.isalpha():
        return f"« {signe} », qui n'est pas une lettre latine"
    return f"« {signe} »"


def _texte(champ: str, quoi: str, texte: str, longueur: int) -> list[FauteSaisie]:
    if len(texte) > longueur:
        return [FauteSaisie(champ, f"{quoi} compte {len(texte)} signes : {longueur} au plus.")]
    if any(unicodedata.category(signe) in {"Cc", "Cs", "Co", "Cn"} for signe in texte):
        return [FauteSaisie(champ, f"{quoi} contient un signe invisible : retapez ce texte.")]
    return []


def _courriel(champ: str, courriel: str) -> list[FauteSaisie]:
    if not courriel:
        return []
    try:
        validate_email(courriel)
    except ValidationError:
        pass
    else:
        if len(courriel) <= COURRIEL_MAX:
            return []
    return [FauteSaisie(champ, "Écrivez une adresse électronique, par exemple nom@exemple.fr.")]


def _telephone(telephone: str) -> list[FauteSaisie]:
    chiffres = sum(signe.isdigit() for signe in telephone)
    if not telephone or (
        len(telephone) <= TELEPHONE_MAX and 6 <= chiffres <= 15 and _TELEPHONE.fullmatch(telephone)
    ):
        return []
    message = "Écrivez un numéro de téléphone, par exemple 06 12 34 56 78 ou +41 22 123 45 67."
    return [FauteSaisie("telephone", message)]


def _siret(siret: str) -> list[FauteSaisie]:
    if not siret:
        return []
    try:
        cle_siret.validate(siret)
    except CleFausse:
        message = (
            "Ce numéro n'est pas un SIRET : il a 14 chiffres, dont le dernier vérifie les autres. "
            "Recopiez-le, ou laissez le champ vide."
        )
        return [FauteSaisie("siret", message)]
    return []


def lire_siret(texte: str) -> str:
    """The 14 digits of a SIRET that `fautes_accueil` accepts."""
    return cle_siret.compact(texte)


def _tuteur_entier(accueil: Accueil) -> list[FauteSaisie]:
    """A tutor is a first name, a name and an address, or nobody."""
    noms = [("tuteur_prenom", accueil.tuteur_prenom), ("tuteur_nom", accueil.tuteur_nom)]
    if not accueil.tuteur_courriel:
        if any(valeur for _, valeur in noms):
            message = (
                "Indiquez l'adresse électronique du tuteur : l'avis de l'entreprise lui sera "
                "demandé."
            )
            return [FauteSaisie("tuteur_courriel", message)]
        return []
    return [
        FauteSaisie(champ, "Indiquez le prénom et le nom du tuteur.")
        for champ, valeur in noms
        if not valeur
    ][:1]


# --- What only the national register wants ----------------------------------------------------
def _fautes_registre(identite: Identite) -> list[FauteSaisie]:
    formes: Iterable[tuple[str, re.Pattern[str], str]] = [
        ("sexe", re.compile("[FM]"), "Le sexe à l'état civil est F ou M."),
        (
            "naissance_code_insee",
            _CODE_INSEE,
            "Le code INSEE d'une commune a 5 signes, par exemple 38185 ou 2A004.",
        ),
        (
            "naissance_code_postal",
            _CODE_POSTAL,
            "Écrivez un code postal de 9 signes au plus, par exemple 38000.",
        ),
        (
            "naissance_code_pays",
            _CODE_PAYS,
            "Le code du pays a 3 signes, par exemple 100 pour la France.",
        ),
    ]
    fautes = [
        FauteSaisie(champ, message)
        for champ, forme, message in formes
        if (valeur := getattr(identite, champ)) and not forme.fullmatch(valeur)
    ]
    fautes += _noms(
        identite,
        {
            "prenom2": ("Le deuxième prénom", False),
            "prenom3": ("Le troisième prénom", False),
        },
    )
    if identite.prenom3 and not identite.prenom2:
        fautes.append(FauteSaisie("prenom2", "Écrivez le deuxième prénom avant le troisième."))
    fautes += _texte(
        "naissance_commune", "La commune de naissance", identite.naissance_commune, NOM_MAX
    )
    fautes += _texte("naissance_pays", "Le pays de naissance", identite.naissance_pays, NOM_MAX)
    if identite.naissance_code_insee and identite.naissance_code_postal:
        message = "Le registre veut le code INSEE ou le code postal, pas les deux : gardez l'INSEE."
        fautes.append(FauteSaisie("naissance_code_postal", message))
    return fautes
