"""The data of a dossier's page when a queryset is not enough."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Avancement, Etape, EtatEtape
from dossiers.enums import PLAN_MODIFIABLE, EtatDossier, PartieAccord
from dossiers.models import Dossier, ModalitePrevue
from dossiers.permissions import peut_planifier
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
    return [attendu.libelle for attendu in _attendus_du_plan(dossier)]


def _attendus_du_plan(dossier: Dossier) -> list[ActeAttendu]:
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


def avancement_modalites(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """Steps 1 to 4: registration, plan, transmission; links only for who may follow them."""
    modifiable = dossier.etat in PLAN_MODIFIABLE
    manques = _attendus_du_plan(dossier) if modifiable else []
    attendus = list(manques)
    agit = utilisateur is not None and peut_planifier(utilisateur, dossier)
    if modifiable and not manques:
        attendus.append(
            ActeAttendu(
                "transmission",
                "Transmettre le dossier de modalités à l'"
                f"{dossier.referentiel.libelle_centre_ressources}.",
                "Centre d'examen",
                reverse("dossiers:transmettre", args=[dossier.pk]),
            )
        )
    arrete = dossier.etat == EtatDossier.ABANDONNE and dossier.transmis_le is None
    etapes = [
        Etape("inscription", "Inscription", EtatEtape.FAITE, f"le {dossier.inscrit_le:%d/%m/%Y}"),
        Etape(
            "modalites",
            "Modalités",
            _etat(not manques and not arrete, modifiable),
            "" if manques or arrete else "complètes",
            reverse("dossiers:modalites", args=[dossier.pk]) if agit else "",
        ),
        Etape(
            "transmission",
            "Transmission",
            _etat(dossier.transmis_le is not None, modifiable and not manques),
            f"le {dossier.transmis_le:%d/%m/%Y}" if dossier.transmis_le else "",
        ),
    ]
    if not agit:
        attendus = [replace(attendu, url="") for attendu in attendus]
    return Avancement(etapes, attendus)


def _etat(faite: bool, en_cours: bool) -> EtatEtape:
    if faite:
        return EtatEtape.FAITE
    return EtatEtape.EN_COURS if en_cours else EtatEtape.A_VENIR


def avancement(dossier: Dossier, utilisateur: Utilisateur) -> Avancement:
    """Gather what every app knows of this dossier, in the order of `settings.CQPM_AVANCEMENT`."""
    total = Avancement()
    for chemin in settings.CQPM_AVANCEMENT:
        partie = import_string(chemin)(dossier, utilisateur)
        total.etapes.extend(partie.etapes)
        total.attendus.extend(partie.attendus)
    return total


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
