"""The commission of a dossier: who sits, who may not (R24), and how busy each one is."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EtatSeance, RoleAffectation
from dossiers.models import Affectation, Dossier, Seance
from dossiers.regles_seances import meme_personne


@dataclass(frozen=True)
class Incompatibilite:
    """Why a person may not evaluate this candidate; the manager may override some reasons."""

    raison: str
    derogeable: bool = False


def incompatibilite(dossier: Dossier, evaluateur: Utilisateur) -> Incompatibilite | None:
    """Check the independence of an evaluator (R24): the tutor, the candidate, a juror, the trainer.

    Known by the address of the account, the tutor and the trainer also by their name.
    """
    if _est(evaluateur, dossier.candidat.courriel):
        return Incompatibilite("est le candidat lui-même")
    tuteur = dossier.tuteur
    if tuteur and _est(evaluateur, tuteur.courriel, tuteur.nom_complet):
        return Incompatibilite(
            "est le tuteur du candidat : il donne l'avis de l'entreprise et ne peut pas l'évaluer"
        )
    if dossier.affectations.filter(utilisateur=evaluateur, role=RoleAffectation.JURY).exists():
        return Incompatibilite(
            "siège au jury qui décide de ce dossier et ne peut pas l'avoir évalué"
        )
    if _est(evaluateur, dossier.formateur_courriel, dossier.formateur_nom):
        return Incompatibilite("est le formateur du candidat", derogeable=True)
    return None


def _est(evaluateur: Utilisateur, courriel: str, nom: str = "") -> bool:
    meme_adresse = courriel.strip().lower() == evaluateur.email.lower()
    return meme_adresse or meme_personne(nom, evaluateur.nom_complet)


@dataclass(frozen=True)
class Membre:
    """A member of the commission as its page shows it."""

    affectation: Affectation
    en_exercice: bool
    charge: int = 0
    conflits: tuple[str, ...] = ()

    @property
    def utilisateur(self) -> Utilisateur:
        return self.affectation.utilisateur


def evaluateurs_du_centre(centre_id: int):
    """The people who may be named today in a centre."""
    return Utilisateur.objects.filter(
        is_active=True, habilitations__role=Role.EVALUATEUR, habilitations__centre=centre_id
    ).distinct()


def membres(dossier: Dossier) -> list[Membre]:
    """The evaluators, each with whether they still hold the role in the centre. One query."""
    affectations = [
        une for une in dossier.affectations.all() if une.role == RoleAffectation.EVALUATEUR
    ]
    ids = [une.utilisateur_id for une in affectations]
    actifs = set(
        evaluateurs_du_centre(dossier.centre_id).filter(pk__in=ids).values_list("pk", flat=True)
        if ids
        else ()
    )
    return [Membre(une, une.utilisateur_id in actifs) for une in affectations]


def seances_a_venir(centre_id: int) -> list[Seance]:
    """The planned meetings of a centre that are not over. Three queries."""
    return list(
        Seance.objects.filter(
            dossier__centre_id=centre_id, etat=EtatSeance.PREVUE, fin__gt=timezone.now()
        ).avec_personnes()
    )


def membres_et_charge(dossier: Dossier, a_venir: list[Seance]) -> list[Membre]:
    """The evaluators, with their load and what clashes with the meetings of this dossier."""
    charge = charges(a_venir)
    siennes = [une for une in a_venir if une.dossier_id == dossier.pk]
    autres = [une for une in a_venir if une.dossier_id != dossier.pk]
    return [
        Membre(
            un.affectation,
            un.en_exercice,
            charge[un.utilisateur.pk],
            tuple(
                f"le {une.jour:%d/%m/%Y}, en même temps que le dossier {autre.dossier.numero}"
                for une in siennes
                for autre in autres
                if autre.debut < une.fin
                and autre.fin > une.debut
                and un.utilisateur in une.commission
                and un.utilisateur in autre.commission
            ),
        )
        for un in membres(dossier)
    ]


def charges(a_venir: list[Seance]) -> Counter[int]:
    """How many coming meetings each person has, by key."""
    return Counter(personne.pk for une in a_venir for personne in une.commission)
