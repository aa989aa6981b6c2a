"""Take up a stopped dossier, postpone one: each with its reason (DOMAINE.md §2.2, x)."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import REPRENABLES, TERMINES, Acte, EtatDossier
from dossiers.errors import ArretRefuse
from dossiers.models import Dossier
from dossiers.regles_dates import verifier_report
from dossiers.services.journal import noter


@transaction.atomic
def reprendre(dossier: Dossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Take up a stopped dossier where it was left, as the journal remembers it.

    Raises ArretRefuse: not stopped, or the same person has another dossier for this CQPM since.
    """
    dossier = _verrouiller(dossier)
    if dossier.etat != EtatDossier.ABANDONNE:
        raise ArretRefuse(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : il n'est pas arrêté, il "
            "n'y a rien à reprendre."
        )
    if autre := _autre_dossier(dossier):
        raise ArretRefuse(
            f"Cette personne a un autre dossier en cours pour ce CQPM : {autre.numero}. Continuez "
            f"avec lui, ou arrêtez-le avant de reprendre le dossier {dossier.numero}."
        )
    return transitions.reprendre(dossier, _etat_quitte(dossier), motif=motif, par=par)


@transaction.atomic
def reporter(dossier: Dossier, *, jusqu_au: datetime.date, motif: str, par: Utilisateur) -> Dossier:
    """Put a dossier aside until that day: nobody is reminded of it before.

    Raises ArretRefuse (ended, on a session's list) or DateImpossible (past, or too far).
    """
    dossier = _verrouiller(dossier)
    if dossier.etat not in REPRENABLES:
        raise ArretRefuse(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : "
            + (
                "il est terminé, il n'y a rien à reporter."
                if dossier.etat in TERMINES
                else "retirez-le d'abord de sa session de jury, puis reportez-le."
            )
        )
    verifier_report(jusqu_au, aujourd_hui=timezone.localdate())
    return _poser_report(
        dossier, jusqu_au, motif, f"Dossier reporté jusqu'au {jusqu_au:%d/%m/%Y} : {motif}", par
    )


@transaction.atomic
def lever_report(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """Bring a postponed dossier back before its day; a second click does nothing more."""
    dossier = _verrouiller(dossier)
    if dossier.report_jusqu_au is None:
        return dossier
    return _poser_report(dossier, None, "", "Report levé : le dossier reprend son cours.", par)


def _poser_report(dossier, jusqu_au, motif: str, libelle: str, par: Utilisateur) -> Dossier:
    avant = dossier.report_jusqu_au
    dossier.report_jusqu_au, dossier.report_motif = jusqu_au, motif
    dossier.save(update_fields=["report_jusqu_au", "report_motif", "modifie_le"])
    noter(
        dossier,
        Acte.REPORT,
        libelle,
        par=par,
        avant=avant and avant.isoformat(),
        apres=jusqu_au and jusqu_au.isoformat(),
    )
    return dossier


def _etat_quitte(dossier: Dossier) -> EtatDossier:
    arret = dossier.journal.filter(acte=Acte.ABANDON, vers=EtatDossier.ABANDONNE).first()
    if arret is None or arret.de not in REPRENABLES:
        raise ArretRefuse(
            f"Le journal du dossier {dossier.numero} ne dit pas où il en était : il ne peut pas "
            "être repris. Inscrivez de nouveau le candidat."
        )
    return EtatDossier(arret.de)


def _autre_dossier(dossier: Dossier) -> Dossier | None:
    """Another living dossier of the same person for this CQPM, in any of its versions."""
    lui = dossier.candidat
    return (
        Dossier.objects.filter(
            centre=dossier.centre_id,
            referentiel__numero=dossier.referentiel.numero,
            candidat__nom__iexact=lui.nom,
            candidat__prenom__iexact=lui.prenom,
            candidat__naissance_annee=lui.naissance_annee,
            candidat__naissance_mois=lui.naissance_mois,
            candidat__naissance_jour=lui.naissance_jour,
        )
        .exclude(pk=dossier.pk)
        .exclude(etat__in=TERMINES)
        .first()
    )


def _verrouiller(dossier: Dossier) -> Dossier:
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("referentiel", "candidat")
        .get(pk=dossier.pk)
    )
