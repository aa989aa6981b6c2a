"""What a replacement changes in a plan, capacité by capacité."""

from collections.abc import Iterable
from dataclasses import dataclass

from dossiers.enums import MODALITES_EN_BREF, Variante
from dossiers.models import Dossier
from dossiers.plan import Plan, Situation
from dossiers.regles import Choix, comporte_presentation
from referentiels.models import Capacite


@dataclass(frozen=True)
class LigneRemplacee:
    """One capacité: what is planned, what would be, each in few words."""

    capacite: Capacite
    avant: list[str]
    apres: list[str]

    @property
    def change(self) -> bool:
        return self.avant != self.apres


@dataclass(frozen=True)
class Comparaison:
    lignes: list[LigneRemplacee]
    situations_avant: tuple[Situation, ...]
    situations_apres: tuple[Situation, ...]
    retire_l_accord: bool
    sans_echeance: bool

    @property
    def change_les_situations(self) -> bool:
        return self.situations_avant != self.situations_apres

    @property
    def change(self) -> bool:
        return self.change_les_situations or any(ligne.change for ligne in self.lignes)


def comparer_plans(dossier: Dossier, actuel: Plan, nouveau: Plan) -> Comparaison:
    """Put both plans side by side, with what the replacement asks afterwards."""
    lignes = [
        LigneRemplacee(
            capacite,
            _en_mots(actuel.choix, capacite.numero),
            _en_mots(nouveau.choix, capacite.numero),
        )
        for capacite in dossier.capacites_visees()
    ]
    return Comparaison(
        lignes,
        actuel.situations,
        nouveau.situations,
        retire_l_accord=dossier.accord_le is not None and actuel.modalites != nouveau.modalites,
        sans_echeance=comporte_presentation(nouveau.choix) and nouveau.rapport_attendu_le is None,
    )


def _en_mots(choix: Iterable[Choix], numero: int) -> list[str]:
    siens = {un.code: un for un in choix if un.capacite == numero}
    return [_en_mot(siens[code]) for code in MODALITES_EN_BREF if code in siens]


def _en_mot(choix: Choix) -> str:
    bref = MODALITES_EN_BREF[choix.code]
    if not choix.variante:
        return bref
    variante = Variante(choix.variante).label
    return f"{bref} ({variante[0].lower()}{variante[1:]}). Motif : {choix.motif}"
