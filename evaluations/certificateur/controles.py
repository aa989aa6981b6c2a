"""What keeps a certified candidate out of the certifier's file: one sentence per problem."""

import datetime
import enum
import re
import unicodedata
from dataclasses import dataclass

from evaluations.certificateur.champs import Passage, Titulaire

NOM_MAX = 60
ID_TECHNIQUE_MAX = 255
FRANCE = "100"
_CODE_RNCP = re.compile(r"RNCP[0-9]{1,6}")
_CODE_INSEE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
_CODE_POSTAL = re.compile(r"[0-9A-Z][0-9A-Z -]{0,8}")
_CODE_PAYS = re.compile(r"[0-9A-Z]{3}")
_NIR = re.compile(r"[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}")


class Lieu(enum.Enum):
    """Where a problem is mended."""

    REGISTRE = "registre"
    PV = "pv"
    REFERENTIEL = "referentiel"


@dataclass(frozen=True)
class Probleme:
    """What is missing or over a limit, and where it is mended."""

    champ: str
    message: str
    lieu: Lieu


def problemes(passage: Passage) -> list[Probleme]:
    """List what the register would refuse (R45); empty when the line may leave.

    A NIR stands alone with the birth name: the rest of the civil status is then not read.
    """
    trouves = [*_certification(passage), *_dates(passage)]
    if passage.nir:
        return [*trouves, *_nom_de_naissance(passage.titulaire), *_nir(passage.nir)]
    return [*trouves, *_titulaire(passage.titulaire)]


def _certification(passage: Passage) -> list[Probleme]:
    trouves = []
    if not 1 <= len(passage.id_technique) <= ID_TECHNIQUE_MAX:
        message = f"Le numéro de certificat doit compter de 1 à {ID_TECHNIQUE_MAX} signes."
        trouves.append(Probleme("idTechnique", message, Lieu.PV))
    if not _CODE_RNCP.fullmatch(passage.code):
        message = (
            f"Le numéro de fiche RNCP « {passage.code} » n'a pas la forme RNCP12345 : corrigez-le "
            "dans une nouvelle version du référentiel."
        )
        trouves.append(Probleme("code", message, Lieu.REFERENTIEL))
    return trouves


def _dates(passage: Passage) -> list[Probleme]:
    if passage.inscrit_le <= passage.delivre_le:
        return []
    message = "La date d'inscription suit celle de la délivrance : faites rectifier le PV."
    return [Probleme("dateInscription", message, Lieu.PV)]


# --- The holder -------------------------------------------------------------------------------
def _titulaire(titulaire: Titulaire) -> list[Probleme]:
    return [
        *_nom_de_naissance(titulaire),
        *_nom("nomUsage", "Le nom d'usage", titulaire.nom_usage, Lieu.PV),
        *_prenoms(titulaire.prenoms),
        *_naissance(titulaire),
        *_sexe(titulaire.sexe),
        *_lieu_de_naissance(titulaire),
    ]


def _nom_de_naissance(titulaire: Titulaire) -> list[Probleme]:
    nom = titulaire.nom_naissance
    return _nom("nomNaissance", "Le nom de naissance", nom, Lieu.PV, obligatoire=True)


def _prenoms(prenoms: tuple[str, ...]) -> list[Probleme]:
    trouves = []
    for rang, prenom in enumerate(prenoms[:3] or ("",), start=1):
        quoi = ("Le prénom", "Le deuxième prénom", "Le troisième prénom")[rang - 1]
        lieu = Lieu.PV if rang == 1 else Lieu.REGISTRE
        trouves += _nom(f"prenom{rang}", quoi, prenom, lieu, obligatoire=rang == 1)
    return trouves


def _nom(
    champ: str, quoi: str, texte: str, lieu: Lieu, *, obligatoire: bool = False
) -> list[Probleme]:
    suite = (
        "faites rectifier le PV, qui porte l'identité."
        if lieu is Lieu.PV
        else "corrigez les données du registre national."
    )
    if obligatoire and not texte.strip():
        return [Probleme(champ, f"{quoi} manque : {suite}", lieu)]
    if len(texte) > NOM_MAX:
        message = f"{quoi} compte {len(texte)} signes, {NOM_MAX} au plus : {suite}"
        return [Probleme(champ, message, lieu)]
    if any(unicodedata.category(signe) in {"Cc", "Cs", "Co", "Cn"} for signe in texte):
        return [Probleme(champ, f"{quoi} contient un signe invisible : {suite}", lieu)]
    return []


def _naissance(titulaire: Titulaire) -> list[Probleme]:
    annee, mois, jour = titulaire.annee, titulaire.mois, titulaire.jour
    try:
        datetime.date(annee, mois or 1, jour or 1)
    except ValueError:
        existe = False
    else:
        existe = 1900 <= annee <= 2099 and (mois is not None or jour is None)
    if existe:
        return []
    message = "La date de naissance n'existe pas : faites rectifier le PV, qui porte l'identité."
    return [Probleme("anneeNaissance", message, Lieu.PV)]


def _sexe(sexe: str) -> list[Probleme]:
    if sexe in {"M", "F"}:
        return []
    return [Probleme("sexe", "Le sexe à l'état civil manque : indiquez F ou M.", Lieu.REGISTRE)]


def _lieu_de_naissance(titulaire: Titulaire) -> list[Probleme]:
    messages = []
    insee, postal, pays = titulaire.code_insee, titulaire.code_postal, titulaire.code_pays
    if insee and postal:
        messages.append("Le registre veut le code INSEE ou le code postal, pas les deux.")
    if insee and not _CODE_INSEE.fullmatch(insee):
        messages.append("Le code INSEE de la commune de naissance doit avoir 5 signes.")
    if postal and not _CODE_POSTAL.fullmatch(postal):
        messages.append("Le code postal de naissance doit avoir 9 signes au plus.")
    if pays and not _CODE_PAYS.fullmatch(pays):
        messages.append("Le code du pays de naissance doit avoir 3 signes.")
    if not insee and not postal and pays in {"", FRANCE}:
        messages.append(
            "Le lieu de naissance manque : indiquez le code INSEE ou le code postal de la commune, "
            "ou le code du pays si le candidat est né à l'étranger."
        )
    for quoi, texte in (("La commune", titulaire.commune), ("Le pays", titulaire.pays)):
        if len(texte) > NOM_MAX:
            messages.append(f"{quoi} de naissance compte {len(texte)} signes, {NOM_MAX} au plus.")
    return [Probleme("naissance", message, Lieu.REGISTRE) for message in messages]


def _nir(nir: str) -> list[Probleme]:
    if _NIR.fullmatch(nir):
        return []
    return [Probleme("nir", "Le NIR n'a pas 13 signes : enregistrez-le à nouveau.", Lieu.REGISTRE)]
