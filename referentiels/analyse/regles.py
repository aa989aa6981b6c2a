"""The rule flags that the words of the document say (R3), and the names of its bodies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import joindre, plier_mots
from referentiels.analyse.titres import Modele
from referentiels.enums import GranulariteAvis, NatureDoute, NiveauModalites, VocabulaireDecision

_JURY = re.compile(r"jury(?:\s+paritaire)?\s+de\s+délibération", re.IGNORECASE)
_CENTRE = re.compile(r"UIMM,?\s+centre\s+de\s+ressources?", re.IGNORECASE)
_PAR_DEFAUT = {
    "entretien_requis": "aucune phrase ne demande d'entretien avec le candidat",
    "avis_vae_exempt": "aucune phrase ne dispense la VAE de l'avis de l'entreprise",
    "avis_granularite": "rien ne dit sur quoi porte l'avis de l'entreprise, les capacités ou plus",
    "blocs": "aucun tableau ne regroupe les capacités",
    "vocabulaire_decision": (
        "les conditions d'admissibilité ne disent pas, ou pas seulement, « admissible » ou "
        "« attribué »"
    ),
}


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


@dataclass(frozen=True)
class Dit:
    """What the document says, and where: the lines of each part, the shape of its tables."""

    validation: Sequence[LigneLue]
    avis: Sequence[LigneLue]
    admissibilite: Sequence[LigneLue]
    par_capacite: bool
    blocs: bool
    modele: Modele


def lire_regles(dit: Dit, carnet: Carnet) -> dict:
    """The flags; each one that no sentence settles is a doubt."""
    validation, avis, admission = map(lettres, (dit.validation, dit.avis, dit.admissibilite))
    entretien = "entretienaveclecandidat" in validation
    exempt = "horsdispositifvae" in validation + avis + admission
    grain_fin = "etoucriteres" in avis
    vocabulaire = _vocabulaire(admission)
    sues = {
        "entretien_requis": entretien,
        "avis_vae_exempt": exempt,
        "avis_granularite": grain_fin or "capacitesprofessionnelles" in avis,
        "blocs": dit.blocs or dit.modele == Modele.ROMAIN,
        "vocabulaire_decision": vocabulaire is not None,
    }
    for regle in (regle for regle, sue in sues.items() if not sue):
        explication = f"Règle déduite : {_PAR_DEFAUT[regle]}. Vérifiez-la."
        carnet.douter(NatureDoute.REGLE, explication, chemin=f"regles.{regle}")
    grain = GranulariteAvis.CAPACITE_CRITERE if grain_fin else GranulariteAvis.CAPACITE
    niveau = NiveauModalites.CAPACITE if dit.par_capacite else NiveauModalites.DOCUMENT
    return {
        "entretien_requis": entretien,
        "avis_vae_exempt": exempt,
        "avis_granularite": grain.value,
        "modalites_niveau": niveau.value,
        "blocs": dit.blocs,
        "vocabulaire_decision": (vocabulaire or _defaut(dit.modele)).value,
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
