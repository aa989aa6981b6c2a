"""The rule flags that the words of the document say (R3), and the names of its bodies."""

import re
from collections.abc import Sequence

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import joindre, plier_mots
from referentiels.analyse.titres import Modele
from referentiels.enums import GranulariteAvis, NatureDoute, NiveauModalites, VocabulaireDecision

_JURY = re.compile(r"jury(?:\s+paritaire)?\s+de\s+délibération", re.IGNORECASE)
_CENTRE = re.compile(r"UIMM,?\s+centre\s+de\s+ressources?", re.IGNORECASE)


def lettres(lignes: Sequence[LigneLue]) -> str:
    return "".join(plier_mots(ligne.mots) for ligne in lignes)


def libelles(lignes: Sequence[LigneLue], carnet: Carnet) -> dict[str, str]:
    """The names of the jury and of the resource centre, as the text writes them."""
    texte = joindre([mot for ligne in lignes for mot in ligne.mots])
    noms = {}
    for champ, motif, quoi in (
        ("libelle_jury", _JURY, "Le nom du jury"),
        ("libelle_centre_ressources", _CENTRE, "Le nom du centre de ressources"),
    ):
        trouve = motif.search(texte)
        noms[champ] = trouve.group() if trouve else ""
        if not trouve:
            constat = f"{quoi} est introuvable dans le texte : écrivez-le."
            carnet.douter(NatureDoute.IDENTITE, constat, chemin=champ)
    return noms


def lire_regles(
    *,
    validation: Sequence[LigneLue],
    avis: Sequence[LigneLue],
    admissibilite: Sequence[LigneLue],
    par_capacite: bool,
    blocs: bool,
    modele: Modele,
    carnet: Carnet,
) -> dict:
    """The flags; each one that no sentence settles is a doubt."""
    de_validation, d_avis, d_admission = map(lettres, (validation, avis, admissibilite))
    entretien = "entretienaveclecandidat" in de_validation
    exempt = "horsdispositifvae" in de_validation + d_avis + d_admission
    grain_fin = "etoucriteres" in d_avis
    niveau = NiveauModalites.CAPACITE if par_capacite else NiveauModalites.DOCUMENT
    defauts = {
        "entretien_requis": (entretien, "aucune phrase ne demande d'entretien avec le candidat"),
        "avis_vae_exempt": (exempt, "aucune phrase ne dispense la VAE de l'avis de l'entreprise"),
        "avis_granularite": (
            grain_fin or "capacitesprofessionnelles" in d_avis,
            "l'avis de l'entreprise n'est défini par rapport à rien : par capacité est retenu",
        ),
        "blocs": (blocs or modele == Modele.ROMAIN, "aucun tableau ne regroupe les capacités"),
    }
    vocabulaire = _vocabulaire(d_admission)
    defauts["vocabulaire_decision"] = (
        vocabulaire is not None,
        "les conditions d'admissibilité ne disent ni « admissible » ni « attribué »",
    )
    _douter(defauts, carnet)
    grain = GranulariteAvis.CAPACITE_CRITERE if grain_fin else GranulariteAvis.CAPACITE
    return {
        "entretien_requis": entretien,
        "avis_vae_exempt": exempt,
        "avis_granularite": grain.value,
        "modalites_niveau": niveau.value,
        "blocs": blocs,
        "vocabulaire_decision": (vocabulaire or _defaut(modele)).value,
    }


def _vocabulaire(lettres_d_admission: str) -> VocabulaireDecision | None:
    admissible = "admissible" in lettres_d_admission
    attribue = "attribue" in lettres_d_admission
    if admissible == attribue:
        return None
    return VocabulaireDecision.ADMISSIBLE if admissible else VocabulaireDecision.ATTRIBUE


def _defaut(modele: Modele) -> VocabulaireDecision:
    roman = modele == Modele.ROMAIN
    return VocabulaireDecision.ADMISSIBLE if roman else VocabulaireDecision.ATTRIBUE


def _douter(defauts: dict[str, tuple[bool, str]], carnet: Carnet) -> None:
    for regle, (dite, constat) in defauts.items():
        if not dite:
            explication = f"Règle déduite : {constat}. Vérifiez-la."
            carnet.douter(NatureDoute.REGLE, explication, chemin=f"regles.{regle}")
