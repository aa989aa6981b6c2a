"""The modalities that the document defines, and those that each capacité allows."""

import copy
from collections.abc import Iterable

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.enums import CodeModalite, Connecteur, NiveauModalites
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction import listes
from referentiels.redaction.retouche import Retouche, valeur


def ajouter(document: dict, chemin: Chemin, code: str) -> Retouche:
    """Define a modality of the closed list, under its usual title.

    Raises RetoucheImpossible when it is unknown or already defined.
    """
    if code not in manquantes(document):
        raise RetoucheImpossible("choisissez une modalité qui n'est pas encore définie.")
    nouveau = copy.deepcopy(document)
    titre = CodeModalite(code).label
    nouveau["modalites"].append(
        {"code": code, "lettre": "", "titre": titre, "texte": "", "points": []}
    )
    ici = ("modalites", len(nouveau["modalites"]) - 1)
    return Retouche(nouveau, f"{en_clair(ici, nouveau)} : ajout", ici)


def manquantes(document: dict) -> list[str]:
    """The codes of the closed list that the document does not define."""
    definis = {modalite["code"] for modalite in document["modalites"]}
    return [code for code in CodeModalite.values if code not in definis]


def retirer(document: dict, chemin: Chemin) -> Retouche:
    """Take a definition away, and untick it in every capacité. Raises LieuIntrouvable."""
    code = valeur(document, (*chemin, "code"))
    retouche = listes.retirer(document, chemin)
    for rang, capacite in enumerate(document["capacites"]):
        gardes = [un for un in capacite["modalites"] if un != code]
        _cocher(retouche.document, rang, gardes)
    return retouche


def cocher(document: dict, rang: int, codes: Iterable[str]) -> dict:
    """Allow a capacité these modalities and no other; those it had keep order and wording.

    Raises LieuIntrouvable for a capacité or a modality that the document does not have.
    """
    nouveau = copy.deepcopy(document)
    _cocher(nouveau, rang, codes)
    return nouveau


def _cocher(document: dict, rang: int, codes: Iterable[str]) -> None:
    capacite = valeur(document, ("capacites", rang))
    titres = {modalite["code"]: modalite["titre"] for modalite in document["modalites"]}
    voulus = set(codes)
    if inconnus := voulus - titres.keys():
        raise LieuIntrouvable(", ".join(sorted(inconnus)))
    detail = [ligne for ligne in capacite["modalites_detail"] if ligne["code"] in voulus]
    presents = {ligne["code"] for ligne in detail}
    for code in titres:
        if code in voulus - presents:
            lien = _connecteur(code, premier=not detail)
            detail.append({"code": code, "connecteur": lien, "libelle": titres[code]})
    capacite["modalites_detail"] = detail
    capacite["modalites"] = [ligne["code"] for ligne in detail]


def _connecteur(code: str, *, premier: bool) -> str:
    """Evaluations are alternatives; the company's opinion comes on top of them (R11)."""
    if premier:
        return Connecteur.AUCUN.value
    return (Connecteur.ET if code == CodeModalite.AVIS_ENTREPRISE else Connecteur.OU).value


def monter_prevue(document: dict, chemin: Chemin) -> Retouche:
    """Put a capacité's modality before the previous one; the words that tie them stay in place.

    Raises LieuIntrouvable or RetoucheImpossible.
    """
    avant = valeur(document, chemin[:-1])
    retouche = listes.monter(document, chemin)
    apres = valeur(retouche.document, chemin[:-1])
    for ancienne, ligne in zip(avant, apres, strict=True):
        ligne["connecteur"] = ancienne["connecteur"]
    capacite = valeur(retouche.document, chemin[:-2])
    capacite["modalites"] = [ligne["code"] for ligne in apres]
    return retouche


def changer_niveau(document: dict, niveau: str) -> dict:
    """Say whether modalities stand beside each capacité or for the whole document (R3).

    Going to each capacité, a capacité without any gets all the defined ones, to untick; going to
    the document, what each capacité said goes, and undoing brings it back.
    """
    nouveau = copy.deepcopy(document)
    nouveau["regles"]["modalites_niveau"] = niveau
    par_capacite = niveau == NiveauModalites.CAPACITE
    tous = [modalite["code"] for modalite in nouveau["modalites"]]
    for rang, capacite in enumerate(nouveau["capacites"]):
        if not par_capacite or not capacite["modalites"]:
            _cocher(nouveau, rang, tous if par_capacite else [])
    return nouveau
