"""The scale in an exchange document: an optional list of levels, never marks (R25)."""

import re
from collections.abc import Iterator

from referentiels.echange.formes import Forme, Signaler, choix, liste, objet, texte
from referentiels.echelle import USUELLE, Echelle
from referentiels.enums import NiveauCritere

NIVEAUX_MIN, NIVEAUX_MAX = 2, 6
_CODE = re.compile(r"[a-z0-9_]{1,30}")
_LIBELLE_MAX = 40
_POURCENTS = frozenset("%٪‰‱﹪％")
_INDISPENSABLES = (NiveauCritere.ACQUIS, NiveauCritere.NON_ACQUIS, NiveauCritere.NON_EVALUE)


def niveaux(incomplet: bool) -> Forme:
    """The levels, in their order; those of an `incomplet` document may lack their word."""
    return liste(
        objet({"code": _code, "libelle": _libelle(incomplet), "sens": choix(NiveauCritere)})
    )


def _code(valeur, chemin, signaler):
    propre = texte()(valeur, chemin, signaler)
    if propre is not None and not _CODE.fullmatch(propre):
        return signaler(
            chemin,
            "il faut de 1 à 30 signes parmi les minuscules sans accent, les chiffres et « _ ».",
        )
    return propre


def _libelle(incomplet: bool) -> Forme:
    mot = texte(_LIBELLE_MAX, vide=incomplet)

    def verifier(valeur, chemin, signaler):
        propre = mot(valeur, chemin, signaler)
        if propre and any(signe.isnumeric() or signe in _POURCENTS for signe in propre):
            return signaler(
                chemin, "un niveau n'est pas une note : écrivez-le sans chiffre ni pourcentage."
            )
        return propre

    return verifier


def contradictions(document: dict, signaler: Signaler) -> None:
    """What no scale may say, that of a brouillon included; one that is absent says nothing."""
    lignes = document.get("echelle")
    if lignes is None:
        return
    if not NIVEAUX_MIN <= len(lignes) <= NIVEAUX_MAX:
        bornes = f"une échelle a de {NIVEAUX_MIN} à {NIVEAUX_MAX} niveaux, et non {len(lignes)}."
        usuelle = "" if lignes else " Pour l'échelle usuelle, retirez la clé « echelle »."
        signaler(("echelle",), bornes + (usuelle or " Ajoutez-en ou retirez-en."))
    for cle, nom in (("code", "le code"), ("libelle", "le libellé")):
        _refuser_doubles(document, cle, nom, signaler)
    _refuser_deux_non_evalues(document, signaler)


def _refuser_doubles(document: dict, cle: str, nom: str, signaler: Signaler) -> None:
    """Two words that differ only by case or blanks could not be told apart on a grid."""
    vus = set()
    for rang, valeur in _valeurs(document, cle):
        lu = " ".join(valeur.split()).casefold()
        if lu in vus:
            double = f"{nom} « {valeur} » figure déjà plus haut. Corrigez l'un des deux."
            signaler(("echelle", rang, cle), double)
        if lu:
            vus.add(lu)


def _refuser_deux_non_evalues(document: dict, signaler: Signaler) -> None:
    """A critère without any tick reads as this level: it takes one, and only one."""
    rangs = [rang for rang, sens in _valeurs(document, "sens") if sens == NiveauCritere.NON_EVALUE]
    for rang in rangs[1:]:
        signaler(
            ("echelle", rang, "sens"),
            f"un seul niveau compte comme « {NiveauCritere.NON_EVALUE.label} », et le niveau "
            f"{rangs[0] + 1} le fait déjà. Changez l'un des deux.",
        )


def sens_manquants(document: dict, signaler: Signaler) -> None:
    """A scale that is used tells acquis from non acquis, and both from what is still to do."""
    presents = [sens for _, sens in _valeurs(document, "sens")]
    if len(presents) != len(document.get("echelle") or []):
        return  # a meaning that could not be read was already reported
    for voulu in _INDISPENSABLES if presents else ():
        if voulu not in presents:
            absent = f"aucun niveau ne compte comme « {voulu.label} ». Il en faut un."
            signaler(("echelle",), absent)


def _valeurs(document: dict, cle: str) -> Iterator[tuple[int, str]]:
    """The usable values of the levels, with their rank."""
    for rang, ligne in enumerate(document.get("echelle") or []):
        if ligne is not None and ligne[cle] is not None:
            yield rang, ligne[cle]


def plier(document: dict) -> None:
    """Leave the usual scale out of a valid document, which says it by saying nothing."""
    if Echelle.lire(document.get("echelle", [])) == USUELLE:
        document.pop("echelle", None)
