"""The plan of modalités: what was chosen, what it lacks."""

from dataclasses import dataclass, replace

from django.urls import reverse

from dossiers.avancement import ActeAttendu
from dossiers.enums import MODALITES_EN_BREF, Acte, PartieAccord
from dossiers.models import Dossier, EntreeJournal, ModalitePrevue
from dossiers.plan import Plan, Situation
from dossiers.regles import Choix, capacites_sans_modalite, comporte_presentation
from referentiels.enums import CodeModalite
from referentiels.models import Capacite


def choix_du_plan(dossier: Dossier) -> list[Choix]:
    """The plan as the rules read it. One query."""
    return [
        Choix(prevue.capacite.numero, prevue.modalite.code, prevue.variante, prevue.motif)
        for prevue in dossier.modalites_prevues.select_related("capacite", "modalite")
    ]


def situations_du_plan(dossier: Dossier) -> list[Situation]:
    """The situations in order, with the numbers of their critères. Two queries."""
    situations = dossier.situations.prefetch_related("criteres__capacite")
    return [
        Situation(
            une.nature,
            une.intitule,
            une.contexte,
            frozenset((un.capacite.numero, un.rang) for un in une.criteres.all()),
        )
        for une in situations
    ]


def lire_plan(dossier: Dossier) -> Plan:
    """The whole plan, about the target capacités alone."""
    plan = Plan(
        choix=frozenset(choix_du_plan(dossier)),
        rapport_attendu_le=dossier.rapport_attendu_le,
        rapport_forme=dossier.rapport_forme,
        situations=tuple(situations_du_plan(dossier)),
    )
    return plan.restreint(un.numero for un in dossier.capacites_visees())


def modele_pour(dossier: Dossier, plan: Plan) -> Plan:
    """What another plan gives to this dossier: its target capacités (R9, R39), its own parties.

    Without a company, nobody can give the company's opinion: it is left out.
    """
    modele = plan.restreint(un.numero for un in dossier.capacites_visees())
    if dossier.entreprise_id:
        return modele
    avis = CodeModalite.AVIS_ENTREPRISE
    return replace(modele, choix=frozenset(un for un in modele.choix if un.code != avis))


def dernier_changement(dossier: Dossier) -> EntreeJournal | None:
    """The journal's line of the last change of the plan; undoing brings back its `avant`.

    Lines of before the plan was kept whole tell its choices only: they cannot be undone.
    """
    changements = dossier.journal.filter(acte=Acte.MODALITES, avant__has_key="choix")
    return changements.select_related("auteur").first()


def manques_du_plan(dossier: Dossier) -> list[str]:
    """What the plan lacks before it can be transmitted, one French sentence each (R10–R13)."""
    return [attendu.libelle for attendu in attendus_du_plan(dossier)]


def attendus_du_plan(dossier: Dossier) -> list[ActeAttendu]:
    """The same as acts, each with its actor and its page."""
    numeros = [un.numero for un in dossier.capacites_visees()]
    plan = [un for un in choix_du_plan(dossier) if un.capacite in numeros]
    page = reverse("dossiers:modalites", args=[dossier.pk])
    attendus = []
    if sans := capacites_sans_modalite(plan, numeros):
        quoi = "la capacité" if len(sans) == 1 else "les capacités"
        attendus.append(
            ActeAttendu(
                "modalites",
                f"Choisir une modalité d'évaluation pour {quoi} {_enumerer(sans)}.",
                "Centre d'examen",
                page,
            )
        )
    if comporte_presentation(plan) and dossier.rapport_attendu_le is None:
        attendus.append(
            ActeAttendu(
                "rapport_attendu",
                "Fixer la date limite du rapport : une présentation de projets est prévue.",
                "Centre d'examen",
                page,
            )
        )
    if dossier.accord_le is None:
        attendus.append(_accord_attendu(dossier))
    return attendus


def _accord_attendu(dossier: Dossier) -> ActeAttendu:
    de_l_entreprise = dossier.partie_de_l_accord == PartieAccord.ENTREPRISE
    return ActeAttendu(
        "accord",
        f"Enregistrer l'accord {'de l’entreprise' if de_l_entreprise else 'du candidat'} sur les "
        "modalités.",
        "Centre d'examen, avec " + ("l'entreprise" if de_l_entreprise else "le candidat"),
        reverse("dossiers:accord", args=[dossier.pk]),
    )


def _enumerer(numeros: list[int]) -> str:
    return ", ".join(str(numero) for numero in numeros)


@dataclass(frozen=True)
class CapacitePrevue:
    """A target capacité and how it will be evaluated."""

    capacite: Capacite
    modalites: list[ModalitePrevue]


def modalites_en_bref(dossier: Dossier) -> dict[int, list[str]]:
    """How each capacité is shown to the commission, in a few words, by its number. One query."""
    prevues: dict[int, list[str]] = {}
    for prevue in dossier.modalites_prevues.select_related("modalite", "capacite"):
        if prevue.modalite.code != CodeModalite.AVIS_ENTREPRISE:
            libelle = MODALITES_EN_BREF[prevue.modalite.code]
            prevues.setdefault(prevue.capacite.numero, []).append(libelle)
    return prevues


def plan_par_capacite(dossier: Dossier) -> list[CapacitePrevue]:
    """The target capacités in order, each with its planned modalités. Two queries."""
    prevues: dict[int, list[ModalitePrevue]] = {}
    for prevue in dossier.modalites_prevues.select_related("modalite", "capacite"):
        prevues.setdefault(prevue.capacite_id, []).append(prevue)
    return [
        CapacitePrevue(capacite, prevues.get(capacite.pk, []))
        for capacite in dossier.capacites_visees()
    ]
