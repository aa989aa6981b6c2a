"""The acts of this app that can be done on many dossiers at once (`dossiers.lots`)."""

import datetime

from django.db import transaction

from cqpm.comptes.models import Centre, Utilisateur
from dossiers import transitions
from dossiers.enums import EVALUATION_OUVERTE, PLAN_MODIFIABLE, EtatDossier
from dossiers.forms.lots import (
    AccordGroupeForm,
    CommissionGroupeeForm,
    PlanHabituelGroupeForm,
    TransmissionGroupeeForm,
)
from dossiers.lots import ActeGroupe, Parametres
from dossiers.models import Dossier
from dossiers.permissions import (
    est_gestionnaire,
    peut_composer_commission,
    peut_planifier,
    peut_transmettre,
)
from dossiers.services.accord import enregistrer_accord
from dossiers.services.commission import affecter_evaluateur
from dossiers.services.plan_habituel import appliquer
from referentiels.enums import CodeModalite

AUTRE_CENTRE = "il dépend d'un autre centre d'examen."
# Fixed afterwards, it would withdraw the agreement just given (R10, R13).
SANS_DATE_DE_RAPPORT = "la date limite de son rapport n'est pas fixée : ses modalités la demandent."


def _etat(dossier: Dossier) -> str:
    return f"il est « {dossier.libelle_etat} »"


def _pas_maintenant(dossier: Dossier, verbe: str) -> str:
    """« Not yet » while the VAE request is being decided, « no longer » afterwards."""
    quand = "pas encore" if dossier.etat == EtatDossier.RECEVABILITE else "plus"
    return f"ne {verbe} {quand}"


def _trop_tot(dossier: Dossier, parametres: Parametres) -> str:
    """The act would precede the registration (R8)."""
    if datetime.date.fromisoformat(parametres["date"]) < dossier.inscrit_le:
        return f"il a été inscrit après cette date, le {dossier.inscrit_le:%d/%m/%Y}."
    return ""


# --- The usual plan ---------------------------------------------------------------------------


def _obstacle_plan(dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur) -> str:
    if not est_gestionnaire(utilisateur, dossier):
        return AUTRE_CENTRE
    if not peut_planifier(utilisateur, dossier) or dossier.etat not in PLAN_MODIFIABLE:
        return f"{_etat(dossier)} : ses modalités {_pas_maintenant(dossier, 'changent')}."
    if dossier.modalites_prevues.all():
        return "son plan est déjà commencé : remplacez-le depuis sa page, s'il le faut."
    if dossier.referentiel_id not in parametres["versions"]:
        return (
            "votre centre n'a pas de plan habituel pour cette version de ce CQPM. Choisissez les "
            "modalités d'un premier dossier, puis, au bas de leur page, « Enregistrer comme plan "
            "habituel du centre »."
        )
    return ""


def _appliquer(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    date = parametres.get("rapport_attendu_le")
    rapport_attendu_le = datetime.date.fromisoformat(date) if date else None
    appliquer(dossier, par=par, rapport_attendu_le=rapport_attendu_le)


# --- The agreement ----------------------------------------------------------------------------


def _obstacle_accord(dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur) -> str:
    if not est_gestionnaire(utilisateur, dossier):
        return AUTRE_CENTRE
    if not peut_planifier(utilisateur, dossier) or dossier.etat not in PLAN_MODIFIABLE:
        return f"{_etat(dossier)} : l'accord s'enregistre avant la transmission."
    if dossier.accord_le:
        return f"l'accord y est déjà enregistré, le {dossier.accord_le:%d/%m/%Y}."
    if not dossier.modalites_prevues.all():
        return "aucune modalité n'y est prévue : il n'y a rien sur quoi s'accorder."
    if _sans_date_de_rapport(dossier):
        return SANS_DATE_DE_RAPPORT
    if not _signataire(dossier, parametres):
        return "son entreprise n'a pas de tuteur : indiquez le signataire."
    return _trop_tot(dossier, parametres)


def _signataire(dossier: Dossier, parametres: Parametres) -> str:
    """Whoever was named for all, else the tutor, else the candidate without a company (R10)."""
    if parametres["signataire"]:
        return parametres["signataire"]
    if dossier.tuteur:
        qui = filter(None, [dossier.tuteur.nom_complet, dossier.tuteur.fonction])
        return ", ".join(qui)[:120]
    return "" if dossier.entreprise_id else dossier.candidat.nom_complet[:120]


def _accorder(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    enregistrer_accord(
        dossier,
        signataire=_signataire(dossier, parametres),
        date=datetime.date.fromisoformat(parametres["date"]),
        par=par,
    )


# --- The transmission -------------------------------------------------------------------------


def _obstacle_transmission(
    dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur
) -> str:
    if not est_gestionnaire(utilisateur, dossier):
        return AUTRE_CENTRE
    if dossier.etat == EtatDossier.INSCRIT:
        if _sans_date_de_rapport(dossier):
            return SANS_DATE_DE_RAPPORT
        return "son dossier de modalités est incomplet : sa page dit ce qui manque."
    if not peut_transmettre(utilisateur, dossier):
        return f"{_etat(dossier)} : seul un dossier aux modalités complètes se transmet."
    return _trop_tot(dossier, parametres)


def _sans_date_de_rapport(dossier: Dossier) -> bool:
    codes = {une.modalite.code for une in dossier.modalites_prevues.all()}
    return CodeModalite.PRESENTATION_PROJETS in codes and dossier.rapport_attendu_le is None


def _transmettre(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    transitions.transmettre(
        dossier,
        centre_ressources=Centre.objects.get(pk=parametres["centre_ressources"]),
        date=datetime.date.fromisoformat(parametres["date"]),
        par=par,
    )


# --- The commission ---------------------------------------------------------------------------


def _obstacle_commission(dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur) -> str:
    if not est_gestionnaire(utilisateur, dossier):
        return AUTRE_CENTRE
    if not peut_composer_commission(utilisateur, dossier) or (
        dossier.etat not in PLAN_MODIFIABLE | EVALUATION_OUVERTE
    ):
        return f"{_etat(dossier)} : la commission {_pas_maintenant(dossier, 'change')}."
    presents = {membre.pk for membre in dossier.commission}
    if not set(parametres["evaluateurs"]) - presents:
        return "ces évaluateurs font déjà partie de sa commission."
    courriel = dossier.tuteur.courriel.casefold() if dossier.tuteur else ""
    for cle, adresse in parametres["courriels"].items():
        if courriel and adresse.casefold() == courriel:
            return f"{parametres['noms'][cle]} est le tuteur du candidat et ne peut pas l'évaluer."
    return ""


def _affecter(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    """Everyone named enters the commission, or nobody."""
    with transaction.atomic():
        for evaluateur in Utilisateur.objects.filter(pk__in=parametres["evaluateurs"]):
            affecter_evaluateur(dossier, evaluateur, par=par)


ACTES = [
    ActeGroupe(
        "plan",
        "Appliquer le plan habituel",
        "Le plan habituel de votre centre devient celui de chaque dossier qui n'en a pas encore.",
        PlanHabituelGroupeForm,
        _obstacle_plan,
        _appliquer,
    ),
    ActeGroupe(
        "accord",
        "Enregistrer l'accord sur les modalités",
        "L'entreprise, ou le candidat qui n'en a pas, est d'accord avec les modalités prévues. "
        "Un plan complet devient transmissible.",
        AccordGroupeForm,
        _obstacle_accord,
        _accorder,
    ),
    ActeGroupe(
        "transmission",
        "Transmettre au centre de ressources",
        "Chaque dossier de modalités part en PDF. Les évaluations peuvent alors commencer, et les "
        "modalités ne changent plus.",
        TransmissionGroupeeForm,
        _obstacle_transmission,
        _transmettre,
    ),
    ActeGroupe(
        "commission",
        "Nommer la commission",
        "Les évaluateurs cochés entrent dans la commission de chaque candidat ; ceux qui y sont "
        "déjà y restent.",
        CommissionGroupeeForm,
        _obstacle_commission,
        _affecter,
    ),
]
