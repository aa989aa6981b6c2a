"""The scale of the document: its levels are edited one by one, the usual ones too."""

import copy
from collections.abc import Iterable

from referentiels.echange.echelle import NIVEAUX_MAX, NIVEAUX_MIN
from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.echelle import USUELLE, Echelle
from referentiels.enums import NiveauCritere
from referentiels.errors import RetoucheImpossible
from referentiels.redaction import listes
from referentiels.redaction.retouche import Retouche, liste_et_rang, valeur

# What each meaning does to a capacité, for the person who chooses it.
EFFETS = (
    (NiveauCritere.ACQUIS, "La capacité est proposée acquise quand tous ses critères le sont."),
    (
        NiveauCritere.NON_ACQUIS,
        "Un seul, et la capacité est proposée non acquise. Un commentaire l'explique.",
    ),
    (NiveauCritere.NON_EVALUE, "Le critère reste à évaluer. Un niveau, et un seul, le dit."),
    (
        NiveauCritere.NON_OBSERVABLE,
        "Le critère ne bloque rien, mais le jury le voit. Un commentaire l'explique.",
    ),
)


def depliee(document: dict) -> dict:
    """The document with its scale written out: the usual one otherwise says nothing to edit."""
    return document | {"echelle": Echelle.lire(document.get("echelle", [])).lignes}


def est_usuelle(document: dict) -> bool:
    return Echelle.lire(document.get("echelle", [])) == USUELLE


def ajouter(document: dict, chemin: Chemin) -> Retouche:
    """Put a level without a word at the end; it counts as non acquis until somebody says.

    Raises RetoucheImpossible when the scale is full.
    """
    nouveau = copy.deepcopy(document)
    niveaux = valeur(nouveau, chemin)
    if len(niveaux) >= NIVEAUX_MAX:
        raise RetoucheImpossible(
            f"une échelle a {NIVEAUX_MAX} niveaux au plus. Retirez-en un avant d'en ajouter."
        )
    code = _code_libre(niveau["code"] for niveau in niveaux)
    niveaux.append({"code": code, "libelle": "", "sens": NiveauCritere.NON_ACQUIS.value})
    ici = (*chemin, len(niveaux) - 1)
    return Retouche(nouveau, f"{en_clair(ici, nouveau)} : ajout", ici)


def _code_libre(pris: Iterable[str]) -> str:
    connus = set(pris)
    return next(f"niveau_{n}" for n in range(1, len(connus) + 2) if f"niveau_{n}" not in connus)


def retirer(document: dict, chemin: Chemin) -> Retouche:
    """Take a level away. Raises LieuIntrouvable, or RetoucheImpossible when two are left."""
    _, niveaux, _ = liste_et_rang(document, chemin)
    if len(niveaux) <= NIVEAUX_MIN:
        raise RetoucheImpossible(
            f"une échelle a au moins {NIVEAUX_MIN} niveaux. Ajoutez-en un, puis retirez celui-ci."
        )
    return listes.retirer(document, chemin)


def reprendre_l_usuelle(document: dict, chemin: Chemin) -> Retouche:
    """Give the usual scale back. Raises RetoucheImpossible when it is already that one."""
    if est_usuelle(document):
        raise RetoucheImpossible("c'est déjà l'échelle usuelle.")
    return Retouche(document | {"echelle": USUELLE.lignes}, "Échelle usuelle reprise", chemin)
