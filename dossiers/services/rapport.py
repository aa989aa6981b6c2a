"""The candidate's report: deposited, received on paper, late and decided about (R13).

A deposit in time replaces the one before it; a late one waits for the centre and never takes the
place of a report that counts. Of what was replaced, the bytes go and the row stays.
"""

import datetime
import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import effacer_document, enregistrer_document
from cqpm.commun.models import Document, sujet_de
from cqpm.commun.pdf_recu import lire_pdf
from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_JURY, DEPOT_OUVERT, Acte, NaturePiece, SuiteDepot
from dossiers.errors import DepotRefuse, PieceRefusee, RapportRefuse
from dossiers.models import DepotRapport, Dossier
from dossiers.regles import verifier_date
from dossiers.selectors.rapport import RapportDuDossier, attend_decision, rapport_du_dossier
from dossiers.services.journal import noter

NATURE_RECU = "recu_rapport"
NATURE_DECISION = "decision_rapport"


# --- A file ---------------------------------------------------------------------------------------


def deposer(
    dossier: Dossier,
    fichier: UploadedFile,
    *,
    par: Utilisateur | None,
    recu_le: datetime.date | None = None,
) -> DepotRapport:
    """Keep the report that the candidate sends (`par` None), or that staff file for them.

    It counts from the moment it reached the server, on the calendar of the centre; staff may say
    `recu_le`, the day it reached them. The same file sent again is the same deposit.
    Raises FichierRefuse (20 MB, a PDF that does nothing), DepotRefuse, DateImpossible (R8).
    """
    depose_le = timezone.now()
    jour = recu_le if par and recu_le else timezone.localdate(depose_le)
    _verifier(Dossier.objects.get(pk=dossier.pk), jour, par)
    return _deposer(dossier, _nom(fichier), lire_pdf(fichier), depose_le, jour, par)


@transaction.atomic
def _deposer(
    dossier: Dossier,
    nom: str,
    contenu: bytes,
    depose_le: datetime.datetime,
    jour: datetime.date,
    par: Utilisateur | None,
) -> DepotRapport:
    dossier = _verrouiller(dossier)
    rapport = _verifier(dossier, jour, par)
    if par is None and _est_le_meme(rapport.courant, contenu):
        return rapport.courant
    document = enregistrer_document(
        sujet_de(dossier), NaturePiece.RAPPORT, "Rapport du candidat", nom, contenu, par=par
    )
    remplace = _effacer_les_precedents(rapport)
    depot = DepotRapport.objects.create(
        dossier=dossier,
        document=document,
        nom=document.nom,
        taille=document.taille,
        sha256=document.sha256,
        depose_le=depose_le,
        attendu_le=dossier.rapport_attendu_le,
        en_retard=rapport.sera_en_retard,
        **_deja_accepte(dossier, rapport, depose_le),
    )
    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=jour)
    _noter_depot(dossier, depot, remplace, jour, par)
    _prevenir(NATURE_RECU, depot, par)
    return depot


def _verifier(dossier: Dossier, jour: datetime.date, par: Utilisateur | None) -> RapportDuDossier:
    """Raises DepotRefuse, DateImpossible."""
    verifier_date(
        "Le rapport", jour, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate()
    )
    rapport = rapport_du_dossier(dossier, jour=jour, au_centre=par is not None)
    if rapport.pourquoi_pas:
        raise DepotRefuse(rapport.pourquoi_pas)
    if par is not None and not rapport.sera_en_retard:
        _exiger_une_decision(rapport)
    return rapport


def _exiger_une_decision(rapport: RapportDuDossier) -> None:
    """A late report is accepted with a reason, or refused with one; it is never dated back."""
    if rapport.attend_decision:
        raise DepotRefuse(
            "Un rapport déposé en retard attend une décision : acceptez-le ou refusez-le d'abord, "
            "avec un motif, sur la page du dossier."
        )


def _nom(fichier: UploadedFile) -> str:
    """Its own name, under the extension of what it was found to be."""
    nom = fichier.name or "rapport"
    return nom if nom.lower().endswith(".pdf") else f"{nom}.pdf"


def _est_le_meme(courant: DepotRapport | None, contenu: bytes) -> bool:
    """A second click, or the same file again: nothing new arrived."""
    return courant is not None and courant.sha256 == hashlib.sha256(contenu).hexdigest()


def _effacer_les_precedents(rapport: RapportDuDossier) -> dict | None:
    """Erase the bytes that this deposit replaces; tell what the last one was."""
    gardes = [un for un in rapport.depots if un.document]
    for ancien in gardes:
        document, ancien.document = ancien.document, None
        ancien.save(update_fields=["document"])
        effacer_document(document)
    return _trace(gardes[0]) if gardes else None


def _deja_accepte(
    dossier: Dossier, rapport: RapportDuDossier, moment: datetime.datetime
) -> dict[str, object]:
    """A delay that the manager has allowed beforehand waits for nobody."""
    if not (rapport.sera_en_retard and dossier.rapport_derogation):
        return {}
    return {
        "suite": SuiteDepot.ACCEPTE,
        "motif": dossier.rapport_derogation[:2000],
        "decide_le": moment,
    }


def _noter_depot(
    dossier: Dossier,
    depot: DepotRapport,
    remplace: dict | None,
    jour: datetime.date,
    par: Utilisateur | None,
) -> None:
    suite = f", reçu le {jour:%d/%m/%Y}" if par else ""
    if depot.en_retard:
        suite += f", après la date limite du {depot.attendu_le:%d/%m/%Y}"
    if remplace:
        suite += " ; il remplace le précédent, dont le fichier est effacé"
    noter(
        dossier,
        Acte.RAPPORT,
        f"Rapport du candidat déposé : {depot.nom}{suite}.",
        par=par,
        signataire="" if par else str(dossier.candidat),
        avant=remplace,
        apres=_trace(depot),
    )


def _trace(depot: DepotRapport) -> dict:
    return {"fichier": depot.nom, "taille": depot.taille, "sha256": depot.sha256}


def detacher(dossier: Dossier, document: Document) -> None:
    """Staff take back the file of a deposit: the report is awaited again; `dossier` is locked.

    Does nothing for another paper. Raises PieceRefusee: the commission has concluded on it.
    """
    depot = DepotRapport.objects.filter(document=document).first()
    if depot is None:
        return
    if depot.suite != SuiteDepot.REFUSE:
        if dossier.etat not in DEPOT_OUVERT:
            raise PieceRefusee(
                "La commission a conclu sur ce rapport : il reste dans le dossier tel quel."
            )
        champs = {"rapport_recu_le": None}
        if depot.suite == SuiteDepot.ACCEPTE and depot.decide_par_id:
            champs["rapport_derogation"] = ""  # it was given to that very file
        Dossier.objects.filter(pk=dossier.pk).update(**champs)
    depot.document = None
    depot.save(update_fields=["document"])


# --- A paper, or none -----------------------------------------------------------------------------


@transaction.atomic
def recevoir_rapport(dossier: Dossier, *, date: datetime.date, par: Utilisateur) -> Dossier:
    """Record the arrival of the candidate's report: its capacités may be evaluated (R13).

    Raises DepotRefuse: a late deposit waits, and a date alone does not decide about it.
    """
    dossier = _rapport_modifiable(dossier)
    _exiger_une_decision(rapport_du_dossier(dossier))
    verifier_date(
        "Le rapport", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate()
    )
    en_retard = dossier.rapport_attendu_le and date > dossier.rapport_attendu_le
    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=date)
    noter(
        dossier,
        Acte.RAPPORT,
        f"Rapport du candidat reçu le {date:%d/%m/%Y}"
        + (
            f", après la date limite du {dossier.rapport_attendu_le:%d/%m/%Y}."
            if en_retard
            else "."
        ),
        par=par,
    )
    dossier.refresh_from_db()
    return dossier


@transaction.atomic
def deroger_au_rapport(dossier: Dossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Let the commission evaluate without the report, with the manager's reason (R13).

    A late deposit that waits is thereby accepted.
    """
    dossier = _rapport_modifiable(dossier)
    rapport = rapport_du_dossier(dossier)
    if rapport.attend_decision:
        _accepter(dossier, rapport.courant, motif, par)
    else:
        Dossier.objects.filter(pk=dossier.pk).update(rapport_derogation=motif)
        noter(dossier, Acte.RAPPORT, f"Évaluation autorisée sans le rapport : {motif}", par=par)
    dossier.refresh_from_db()
    return dossier


# --- A late one -----------------------------------------------------------------------------------


@transaction.atomic
def accepter(depot: DepotRapport, *, motif: str, par: Utilisateur) -> DepotRapport:
    """The manager accepts a late report: its capacités may be evaluated (R13).

    Raises DepotRefuse (already decided, replaced, not late) or RapportRefuse (the dossier moved).
    """
    dossier, depot = _a_decider(depot)
    return _accepter(dossier, depot, motif, par)


@transaction.atomic
def refuser(depot: DepotRapport, *, motif: str, par: Utilisateur) -> DepotRapport:
    """Staff refuse a late report: it is awaited again, and the commission does not read it (R13).

    Its file stays with the staff until another deposit takes its place. Raises as `accepter`.
    """
    dossier, depot = _a_decider(depot)
    recu_le = dossier.rapport_recu_le
    _decider(depot, SuiteDepot.REFUSE, motif, par)
    Document.objects.filter(pk=depot.document_id).update(
        nature=NaturePiece.AUTRE, titre="Rapport du candidat, refusé"
    )
    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=None)
    noter(
        dossier,
        Acte.RAPPORT,
        f"Rapport arrivé en retard, le {recu_le:%d/%m/%Y}, refusé : {motif}",
        par=par,
        avant=_trace(depot),
    )
    return depot


def _accepter(dossier: Dossier, depot: DepotRapport, motif: str, par: Utilisateur) -> DepotRapport:
    _decider(depot, SuiteDepot.ACCEPTE, motif, par)
    Dossier.objects.filter(pk=dossier.pk).update(rapport_derogation=motif)
    noter(
        dossier,
        Acte.RAPPORT,
        f"Rapport arrivé en retard, le {dossier.rapport_recu_le:%d/%m/%Y}, accepté : {motif}",
        par=par,
        apres=_trace(depot),
    )
    return depot


def _decider(depot: DepotRapport, suite: SuiteDepot, motif: str, par: Utilisateur) -> None:
    depot.suite, depot.motif = suite, motif
    depot.decide_par, depot.decide_le = par, timezone.now()
    depot.save(update_fields=["suite", "motif", "decide_par", "decide_le"])
    _prevenir(NATURE_DECISION, depot, par)


def _a_decider(depot: DepotRapport) -> tuple[Dossier, DepotRapport]:
    """Take the dossier's row, and make sure that this deposit still waits."""
    dossier = _rapport_modifiable(depot.dossier)
    depot = DepotRapport.objects.select_related("decide_par").get(pk=depot.pk)
    if depot.suite:
        raise DepotRefuse(
            f"{depot.decide_par or 'Le centre'} a déjà répondu le "
            f"{timezone.localtime(depot.decide_le):%d/%m/%Y} : "
            f"« {depot.get_suite_display()} ». Rechargez la page du dossier."
        )
    if rapport_du_dossier(dossier).courant != depot:
        raise DepotRefuse(
            "Un autre dépôt a remplacé ce rapport pendant ce temps. Rechargez la page du dossier "
            "pour lire le dernier."
        )
    if not attend_decision(dossier, depot):
        raise DepotRefuse(
            "Ce rapport n'attend pas de décision : il n'est pas en retard, ou l'évaluation est "
            "déjà autorisée. Rechargez la page du dossier."
        )
    return dossier, depot


def _rapport_modifiable(dossier: Dossier) -> Dossier:
    dossier = _verrouiller(dossier)
    if dossier.etat not in AVANT_JURY:
        raise RapportRefuse(dossier)
    return dossier


def _verrouiller(dossier: Dossier) -> Dossier:
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("candidat")
        .get(pk=dossier.pk)
    )


def _prevenir(nature: str, depot: DepotRapport, par: Utilisateur | None) -> None:
    """Write to the candidate, once per deposit and decision, if they have an address."""
    if depot.dossier.candidat.courriel:
        travaux.demander(
            nature,
            sujet=sujet_de(depot),
            cle=f"{nature}:{depot.pk}",
            parametres={"depot": depot.pk},
            par=par,
        )
