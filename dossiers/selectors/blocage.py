"""« Ce qui bloque »: the missing acts of a dossier, those of the reader apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur, Attente, toutes
from dossiers.avancement import ActeAttendu
from dossiers.enums import RoleAffectation
from dossiers.models import Dossier
from dossiers.permissions import (
    est_affecte,
    est_evaluateur,
    est_gestionnaire,
    est_responsable,
)


@dataclass(frozen=True)
class Blocage:
    """What this person must do, then what others must do."""

    a_vous: list[ActeAttendu] = field(default_factory=list)
    aux_autres: list[ActeAttendu] = field(default_factory=list)

    @property
    def est_vide(self) -> bool:
        return not (self.a_vous or self.aux_autres)


def acteurs_de(utilisateur: Utilisateur, dossier: Dossier) -> set[Acteur]:
    """The parts that this person plays on this dossier; no query once `affectations` is loaded."""
    parts = {
        Acteur.CENTRE: est_gestionnaire(utilisateur, dossier),
        Acteur.RESPONSABLE: est_responsable(utilisateur, dossier),
        Acteur.COMMISSION: est_evaluateur(utilisateur, dossier),
        Acteur.JURY: est_affecte(utilisateur, dossier, RoleAffectation.JURY),
    }
    return {acteur for acteur, tenu in parts.items() if tenu}


def blocage(attendus: Iterable[ActeAttendu], dossier: Dossier, utilisateur: Utilisateur) -> Blocage:
    """Share the missing acts between the reader and the others, in their order."""
    genres = {un.code: un for un in toutes()}
    acteurs = acteurs_de(utilisateur, dossier)
    partage = Blocage()
    for attendu in attendus:
        a_vous = _est_pour(attendu, genres.get(attendu.code), acteurs, utilisateur)
        (partage.a_vous if a_vous else partage.aux_autres).append(attendu)
    return partage


def _est_pour(
    attendu: ActeAttendu, genre: Attente | None, acteurs: set[Acteur], utilisateur: Utilisateur
) -> bool:
    if attendu.personnes:
        return utilisateur.pk in attendu.personnes
    return genre is not None and not acteurs.isdisjoint(genre.acteurs)
