"""The critères on which the evaluators differ, once their capacité is in common."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from evaluations.fragments import TONS, mots_de
from evaluations.selectors.page_grille import lire_contenu
from referentiels.enums import NiveauCritere


@dataclass(frozen=True)
class Position:
    """What one evaluator scored."""

    auteur: str
    libelle: str
    ton: str
    commentaire: str


@dataclass(frozen=True)
class Desaccord:
    """One critère; `choix` are the levels that someone scored: (code, word, who)."""

    critere: int
    capacite: int
    intitule: str
    mots: SafeString
    positions: list[Position]
    choix: list[tuple[str, str, str]]
    retenu: str
    divergence: str
    version: int

    @property
    def est_tranche(self) -> bool:
        return bool(self.retenu)


def desaccords_de(dossier: Dossier, utilisateur: Utilisateur) -> list[Desaccord]:
    """What is still to decide first, then what was, each in the référentiel's order."""
    mots = mots_de(dossier.referentiel)
    contenu = lire_contenu(dossier, utilisateur, mots)
    trouves = []
    for capacite in mots.capacites:
        for critere in capacite.criteres:
            siennes = contenu.desaccords.get(critere.pk)
            commune = contenu.communes.get(critere.pk)
            if not siennes or commune is None:
                continue
            trouves.append(
                Desaccord(
                    critere.pk,
                    capacite.numero,
                    capacite.intitule,
                    critere.html,
                    [_position(mots.echelle, une) for une in siennes],
                    _choix(mots.echelle, siennes),
                    mots.echelle.libelle(commune.niveau) if commune.niveau else "",
                    commune.divergence,
                    commune.version,
                )
            )
    return sorted(trouves, key=lambda un: un.est_tranche)


def _position(echelle, une) -> Position:
    sens = echelle.sens(une.niveau)
    return Position(
        une.auteur, echelle.libelle(une.niveau), TONS.get(sens, "neutre"), une.commentaire
    )


def _choix(echelle, siennes) -> list[tuple[str, str, str]]:
    """The levels scored, in the order of the scale; « non évalué » is no position."""
    qui: dict[str, list[str]] = {}
    for une in siennes:
        if echelle.sens(une.niveau) not in {None, NiveauCritere.NON_EVALUE}:
            qui.setdefault(une.niveau, []).append(une.auteur)
    return [
        (un.code, un.libelle, ", ".join(qui[un.code])) for un in echelle.niveaux if un.code in qui
    ]
