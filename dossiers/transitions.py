"""Every change of a dossier's state: the only door, with its lock and its journal line."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import (
    REPRENABLES,
    SEANCES_OUVERTES,
    Acte,
    EtatDossier,
    EtatSeance,
    NatureArret,
)
from dossiers.errors import ArretRefuse, CorrectionsOuvertes, PlanIncomplet, TransitionInterdite
from dossiers.models import Dossier, Transmission
from dossiers.regles import verifier_date
from dossiers.regles_dates import verifier_apres_accord
from dossiers.selectors.plan import manques_du_plan
from dossiers.selectors.transmission import (
    contenu_a_transmettre,
    corrections_ouvertes,
    recherche_de,
)
from dossiers.services.journal import noter


@transaction.atomic
def revenir_a_la_recevabilite(dossier: Dossier, *, par: Utilisateur, libelle: str) -> Dossier:
    """The VAE admissibility is to be decided, or decided anew (state 1v)."""
    return _changer_etat(
        dossier, EtatDossier.RECEVABILITE, par=par, acte=Acte.RECEVABILITE, libelle=libelle
    )


@transaction.atomic
def sortir_de_la_recevabilite(
    dossier: Dossier, vers: EtatDossier, *, par: Utilisateur, libelle: str
) -> Dossier:
    """The VAE was answered, or is no VAE any more: INSCRIT, else NON_RECEVABLE (R43)."""
    return _changer_etat(dossier, vers, par=par, acte=Acte.RECEVABILITE, libelle=libelle)


@transaction.atomic
def completer_modalites(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """Declare the plan complete (state 3). Raises PlanIncomplet or TransitionInterdite."""
    if manques := manques_du_plan(dossier):
        raise PlanIncomplet(dossier, manques)
    return _changer_etat(
        dossier, EtatDossier.MODALITES_COMPLETES, par=par, libelle="Modalités complètes."
    )


@transaction.atomic
def rouvrir_modalites(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """The plan has changed and is no longer complete."""
    return _changer_etat(
        dossier, EtatDossier.INSCRIT, par=par, libelle="Modalités de nouveau à définir."
    )


@transaction.atomic
def transmettre(
    dossier: Dossier,
    *,
    centre_ressources: Centre,
    par: Utilisateur,
    date: datetime.date | None = None,
) -> Dossier:
    """Send the dossier de modalités to the resource centre (state 4): evaluation may start (R14).

    `date` is the day it really left, today unless told. The PDF is produced and mailed by a job.
    Raises PlanIncomplet, CorrectionsOuvertes, DateImpossible or TransitionInterdite.
    """
    date = date or timezone.localdate()
    _verifier_transmission(dossier, date)
    _changer_etat(
        dossier,
        EtatDossier.TRANSMIS,
        par=par,
        acte=Acte.TRANSMISSION,
        libelle=f"Dossier de modalités transmis à {centre_ressources}.",
        transmis_le=_moment(date),
        centre_ressources=centre_ressources,
    )
    contenu = contenu_a_transmettre(dossier)
    transmission = Transmission.objects.create(
        dossier=dossier,
        centre=centre_ressources,
        date=date,
        par=par,
        contenu=contenu,
        recherche=recherche_de(dossier, contenu),
    )
    transmission.travail = travaux.demander(
        "transmission_modalites",
        sujet=sujet_de(dossier),
        cle=f"transmission:{dossier.pk}:{transmission.pk}",
        parametres={"dossier": dossier.pk, "transmission": transmission.pk},
        par=par,
    )
    transmission.save(update_fields=["travail"])
    return dossier


def _verifier_transmission(dossier: Dossier, date: datetime.date) -> None:
    verifier_date(
        "La transmission", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate()
    )
    verifier_apres_accord(date, accord_le=dossier.accord_le)
    if manques := manques_du_plan(dossier):
        raise PlanIncomplet(dossier, manques)
    if ouvertes := corrections_ouvertes(dossier):
        raise CorrectionsOuvertes(dossier, len(ouvertes))


def _moment(date: datetime.date) -> datetime.datetime:
    """Now for today; noon for a day that is past."""
    if date == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time(12)))


@transaction.atomic
def retourner(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """The resource centre asks for corrections before any evaluation: back to state 3 (4b)."""
    return _changer_etat(
        dossier,
        EtatDossier.MODALITES_COMPLETES,
        par=par,
        acte=Acte.TRANSMISSION,
        libelle="Dossier de modalités retourné par le centre de ressources : il est à corriger, "
        "puis à transmettre de nouveau.",
        transmis_le=None,
    )


@transaction.atomic
def demarrer_evaluation(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """The commission scores its first critère (state 6)."""
    return _changer_etat(
        dossier, EtatDossier.EN_EVALUATION, par=par, libelle="Les évaluations commencent."
    )


@transaction.atomic
def clore_evaluations(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """Every member of the commission has signed the grid (state 7)."""
    return _changer_etat(
        dossier,
        EtatDossier.EVALUATIONS_CLOSES,
        par=par,
        libelle="Toute la commission a signé : la grille est close.",
    )


@transaction.atomic
def rouvrir_evaluation(dossier: Dossier, *, par: Utilisateur | None, motif: str) -> Dossier:
    """Send the dossier back to the commission: grid unlocked, or jury asking for more (10d)."""
    return _changer_etat(
        dossier,
        EtatDossier.EN_EVALUATION,
        par=par,
        libelle=f"Retour en évaluation : {motif}",
    )


@transaction.atomic
def declarer_pret(dossier: Dossier, *, par: Utilisateur | None) -> Dossier:
    """Nothing is missing any more (state 8); the upper app checked it."""
    return _changer_etat(
        dossier,
        EtatDossier.PRET_POUR_JURY,
        par=par,
        libelle="Rien ne manque : le dossier est prêt pour le jury.",
    )


@transaction.atomic
def n_etre_plus_pret(dossier: Dossier, *, par: Utilisateur, manque: str) -> Dossier:
    """Something is awaited again, which no jury has seen: back to state 7."""
    return _changer_etat(
        dossier,
        EtatDossier.EVALUATIONS_CLOSES,
        par=par,
        libelle=f"Le dossier n'est plus prêt pour le jury : {manque}",
    )


@transaction.atomic
def inscrire_en_session(dossier: Dossier, *, session: str, par: Utilisateur) -> Dossier:
    """Put the dossier on a jury session's list (state 9, R31)."""
    return _changer_etat(
        dossier,
        EtatDossier.EN_SESSION,
        par=par,
        acte=Acte.JURY,
        libelle=f"Inscrit à la session de jury {session}.",
    )


@transaction.atomic
def retirer_de_session(dossier: Dossier, *, session: str, par: Utilisateur) -> Dossier:
    """Take the dossier off a session that has not decided it."""
    return _changer_etat(
        dossier,
        EtatDossier.PRET_POUR_JURY,
        par=par,
        acte=Acte.JURY,
        libelle=f"Retiré de la session de jury {session}.",
    )


@transaction.atomic
def prononcer(
    dossier: Dossier,
    resultat: EtatDossier,
    *,
    libelle: str,
    par: Utilisateur | None,
    conservation_jusqu_au: datetime.date | None = None,
) -> Dossier:
    """Give the dossier the result of the signed PV (10a, 10b, 10c) and how long it counts (R38)."""
    return _changer_etat(
        dossier,
        resultat,
        par=par,
        acte=Acte.JURY,
        libelle=libelle,
        conservation_jusqu_au=conservation_jusqu_au,
    )


@transaction.atomic
def rectifier(
    dossier: Dossier,
    resultat: EtatDossier,
    *,
    libelle: str,
    par: Utilisateur | None,
    conservation_jusqu_au: datetime.date | None = None,
) -> Dossier:
    """Give the dossier the result of a signed PV rectificatif, in place of an earlier one (R40).

    Raises TransitionInterdite when no jury has decided on it.
    """
    return _changer_etat(
        dossier,
        resultat,
        par=par,
        acte=Acte.JURY,
        libelle=libelle,
        permis=dossier.est_decide,
        conservation_jusqu_au=conservation_jusqu_au,
    )


@transaction.atomic
def abandonner(
    dossier: Dossier, *, motif: str, par: Utilisateur, nature: str = NatureArret.ABANDON
) -> Dossier:
    """Stop the dossier before any jury's decision, with the reason.

    Raises ArretRefuse on a jury session's list or while a meeting is to come (nobody could cancel
    it any more, nor tell who was convened), or TransitionInterdite.
    """
    if dossier.etat == EtatDossier.EN_SESSION:
        raise ArretRefuse(
            f"Le dossier {dossier.numero} est inscrit à une session de jury : retirez-le d'abord "
            "de cette session, puis arrêtez-le."
        )
    if dossier.etat in SEANCES_OUVERTES and (prevues := _seances_a_venir(dossier)):
        raise ArretRefuse(
            f"Le dossier {dossier.numero} a une séance prévue le {' et le '.join(prevues)} : "
            "annulez-la d'abord depuis ses séances, prévenez les personnes convoquées, puis "
            "arrêtez le dossier."
        )
    return _changer_etat(
        dossier,
        EtatDossier.ABANDONNE,
        par=par,
        acte=Acte.ABANDON,
        libelle=f"Dossier arrêté ({NatureArret(nature).label.lower()}) : {motif}",
        motif_arret=motif,
        nature_arret=nature,
        report_jusqu_au=None,
        report_motif="",
    )


def _seances_a_venir(dossier: Dossier) -> list[str]:
    seances = dossier.seances.filter(etat=EtatSeance.PREVUE, debut__gt=timezone.now())
    return [f"{timezone.localtime(une.debut):%d/%m/%Y}" for une in seances.order_by("debut")]


@transaction.atomic
def reprendre(dossier: Dossier, vers: EtatDossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Take up a stopped dossier in the state it had left (`services.arrets` finds it)."""
    return _changer_etat(
        dossier,
        vers,
        par=par,
        acte=Acte.ABANDON,
        libelle=f"Dossier repris : {motif}",
        permis=dossier.etat == EtatDossier.ABANDONNE and vers in REPRENABLES,
        motif_arret="",
        nature_arret="",
    )


def _changer_etat(
    dossier: Dossier,
    vers: EtatDossier,
    *,
    par: Utilisateur | None,
    libelle: str,
    acte: Acte = Acte.ETAT,
    permis: bool = False,
    **champs: Any,
) -> Dossier:
    """Compare and set: the filter on the old state is the lock between two people.

    `permis` opens a way that `SUIVANTS` does not list.
    """
    depart = dossier.etat
    inchange = Dossier.objects.filter(pk=dossier.pk, etat=depart)
    change = (permis or dossier.peut_passer_a(vers)) and inchange.update(
        etat=vers, modifie_le=timezone.now(), **champs
    )
    dossier.refresh_from_db(fields=["etat", "modifie_le", *champs])
    if not change:
        raise TransitionInterdite(dossier, vers)
    noter(dossier, acte, libelle, par=par, de=depart, vers=vers)
    return dossier
