"""The plan of modalités: what was chosen, what it lacks."""

from dataclasses import dataclass

from django.urls import reverse

from dossiers.avancement import ActeAttendu
from dossiers.enums import PartieAccord
from dossiers.models import Dossier, ModalitePrevue
from dossiers.regles import Choix, capacites_sans_modalite, comporte_presentation
from referentiels.models import Capacite


def choix_du_plan(dossier: Dossier) -> list[Choix]:
    """The plan as the rules read it. One query, or none if `modalites_prevues` is prefetched."""
    return [
        Choix(prevue.capacite.numero, prevue.modalite.code, prevue.variante, prevue.motif)
        for prevue in dossier.modalites_prevues.select_related("capacite", "modalite")
    ]


def manques_du_plan(dossier: Dossier) -> list[str]:
    """What the plan lacks before it can be transmitted, one French sentence each (R10–R13)."""
    return [attendu.libelle for attendu in attendus_du_plan(dossier)]


def attendus_du_plan(dossier: Dossier) -> list[ActeAttendu]:
    """The same as acts, each with its actor and its page."""
    plan = choix_du_plan(dossier)
    sans = capacites_sans_modalite(plan, [un.numero for un in dossier.capacites_visees()])
    attendus = []
    if sans:
        quoi = "la capacité" if len(sans) == 1 else "les capacités"
        numeros = ", ".join(str(numero) for numero in sans)
        attendus.append(
            ActeAttendu(
                "modalites",
                f"Choisir une modalité d'évaluation pour {quoi} {numeros}.",
                "Centre d'examen",
                reverse("dossiers:modalites", args=[dossier.pk]),
            )
        )
    if comporte_presentation(plan) and dossier.rapport_attendu_le is None:
        attendus.append(
            ActeAttendu(
                "rapport_attendu",
                "Fixer la date limite du rapport : une présentation de projets est prévue.",
                "Centre d'examen",
                reverse("dossiers:modalites", args=[dossier.pk]),
            )
        )
    if dossier.accord_le is None:
        de_l_entreprise = dossier.partie_de_l_accord == PartieAccord.ENTREPRISE
        attendus.append(
            ActeAttendu(
                "accord",
                "Enregistrer l'accord "
                f"{'de l’entreprise' if de_l_entreprise else 'du candidat'} sur les modalités.",
                "Centre d'examen, avec " + ("l'entreprise" if de_l_entreprise else "le candidat"),
                reverse("dossiers:accord", args=[dossier.pk]),
            )
        )
    return attendus


@dataclass(frozen=True)
class CapacitePrevue:
    """A target capacité and how it will be evaluated."""

    capacite: Capacite
    modalites: list[ModalitePrevue]


def plan_par_capacite(dossier: Dossier) -> list[CapacitePrevue]:
    """The target capacités in order, each with its planned modalités. Two queries."""
    prevues: dict[int, list[ModalitePrevue]] = {}
    for prevue in dossier.modalites_prevues.select_related("modalite", "capacite"):
        prevues.setdefault(prevue.capacite_id, []).append(prevue)
    return [
        CapacitePrevue(capacite, prevues.get(capacite.pk, []))
        for capacite in dossier.capacites_visees()
    ]
