"""What a cell means: a date, a route, a version. Pure; a ValueError carries the sentence."""

import datetime
import re
from collections.abc import Iterable

from cqpm.commun.recherche import normaliser
from dossiers.enums import Parcours, QualiteTuteur, Sexe
from referentiels.models import Bloc, Referentiel

_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
_SEXES = {
    "f": Sexe.FEMININ,
    "feminin": Sexe.FEMININ,
    "femme": Sexe.FEMININ,
    "m": Sexe.MASCULIN,
    "masculin": Sexe.MASCULIN,
    "homme": Sexe.MASCULIN,
    "h": Sexe.MASCULIN,
}
# Numbers that a spreadsheet takes for amounts: it drops their first zeros.
_LONGUEURS = {"naissance_code_postal": 5, "naissance_code_insee": 5, "siret": 14}


def _en_mots(choix: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every way to name each value: code, label, the label without what it adds."""
    noms: dict[str, str] = {}
    for valeur, libelle in choix:
        for nom in (valeur, libelle, *re.split(r"\s*[:(]\s*", libelle.rstrip(")"))):
            noms.setdefault(normaliser(nom), valeur)
    return noms


_PARCOURS = _en_mots(Parcours.choices)
# « Alternance » alone names two routes.
_PARCOURS.pop("alternance", None)
_QUALITES = _en_mots(QualiteTuteur.choices)


def lire_parcours(texte: str) -> Parcours:
    return Parcours(_choisir(texte, _PARCOURS, Parcours.labels, "Ce parcours n'existe pas"))


def lire_qualite(texte: str) -> str:
    """The tutor's quality; an empty cell is a tutor."""
    if not texte:
        return QualiteTuteur.TUTEUR
    return _choisir(texte, _QUALITES, QualiteTuteur.labels, "Cette qualité n'existe pas")


def lire_sexe(texte: str) -> str:
    return _SEXES.get(normaliser(texte), texte)


def _choisir(texte: str, noms: dict[str, str], libelles: list[str], refus: str) -> str:
    valeur = noms.get(normaliser(texte))
    if valeur is None:
        permis = ", ".join(f"« {libelle} »" for libelle in libelles)
        raise ValueError(f"{refus} : écrivez {permis}.")
    return valeur


def lire_date(texte: str) -> datetime.date:
    for forme in _DATES:
        try:
            return datetime.datetime.strptime(texte, forme).date()
        except ValueError:
            continue
    raise ValueError("Écrivez une date qui existe, par exemple 30/06/2026.")


def rendre_zeros(code: str, texte: str) -> str:
    """Put back the zeros that a spreadsheet drops at the head of a number."""
    if code == "telephone" and len(texte) == 9 and texte.isdecimal() and texte[0] != "0":
        return f"0{texte}"
    longueur = _LONGUEURS.get(code, 0)
    if texte.isdecimal() and longueur - 2 < len(texte) < longueur:
        return texte.zfill(longueur)
    return texte


class Catalogue:
    """The versions open to registrations, found by what people write of them."""

    def __init__(self, versions: Iterable[Referentiel]):
        self.versions = list(versions)
        self._noms: dict[str, list[Referentiel]] = {}
        for version in self.versions:
            date = f"{version.date_modification:%d/%m/%Y}"
            for nom in {
                version.numero,
                version.titre,
                f"{version.numero} {date}",
                version.reference,
                str(version),
            }:
                self._noms.setdefault(_serre(nom), []).append(version)

    def trouver(self, texte: str) -> Referentiel:
        """The one version of that name; raises ValueError when there is none, or several."""
        trouvees = self._noms.get(_serre(texte), [])
        if len(trouvees) == 1:
            return trouvees[0]
        if trouvees:
            references = " ; ".join(un.reference for un in trouvees)
            raise ValueError(
                f"Plusieurs versions publiées répondent à ce nom : écrivez l'une de {references}."
            )
        raise ValueError(
            "Aucune version publiée ne porte ce numéro : recopiez-le depuis la page "
            "« Référentiels », ou choisissez une ligne de la liste du modèle."
        )


def _serre(nom: str) -> str:
    """« MQ 2018-04 » and « mq201804 » are the same number."""
    return normaliser(nom).replace(" ", "")


def lire_blocs(texte: str, version: Referentiel) -> list[Bloc]:
    """The blocs by their rank, « 1 ; 3 »; none for the whole CQPM."""
    rangs = [int(un) for un in re.findall(r"\d{1,3}", texte)]
    blocs = {bloc.rang: bloc for bloc in version.blocs.all()}
    if not rangs or any(rang not in blocs for rang in rangs) or re.search(r"[^\W\d]{4}", texte):
        permis = ", ".join(str(rang) for rang in sorted(blocs))
        raise ValueError(
            f"Écrivez les numéros des blocs visés, parmi {permis} ; ou laissez vide."
            if blocs and version.est_enregistre_rncp
            else "Cette version n'est pas inscrite au RNCP : le candidat vise le CQPM entier, "
            "laissez cette cellule vide."
        )
    return [blocs[rang] for rang in sorted(set(rangs))]
