"""One act on many dossiers: a lot that a person confirmed, a line and a job per dossier."""

from django.db import transaction

from cqpm.commun import travaux
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import EtatTravail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers import lots
from dossiers.enums import EtatLigne
from dossiers.errors import LotRefuse
from dossiers.lots import DOSSIERS_MAX, ActeGroupe, ParametresForm
from dossiers.models import Dossier, LigneLot, Lot
from dossiers.selectors.lots import dossiers_choisis

NATURE = "ligne_de_lot"


@transaction.atomic
def creer_lot(
    acte: ActeGroupe, dossiers: list[Dossier], form: ParametresForm, *, par: Utilisateur
) -> Lot:
    """Start a batch: the lot, its lines, and one job each. Raises LotRefuse.

    `dossiers` are those that the preview included; each job checks its own again.
    """
    if not dossiers:
        raise LotRefuse(
            "Aucun des dossiers choisis ne peut être traité : l'aperçu dit pourquoi, dossier par "
            "dossier."
        )
    if len(dossiers) > DOSSIERS_MAX:
        raise LotRefuse(
            f"Vous avez choisi {len(dossiers)} dossiers et un lot en traite {DOSSIERS_MAX} au "
            "plus : filtrez la liste, puis recommencez."
        )
    resume = f"{acte.libelle} : {form.resume}" if form.resume else acte.libelle
    lot = Lot.objects.create(
        centre=form.centre,
        acte=acte.code,
        libelle=resume[:200],
        parametres=form.parametres,
        demande_par=par,
    )
    for dossier in dossiers:
        _demander(LigneLot.objects.create(lot=lot, dossier=dossier), par)
    return lot


@transaction.atomic
def relancer(lot: Lot, *, par: Utilisateur) -> int:
    """Try again the lines that were refused or whose job failed; tells how many."""
    lignes = lot.lignes.select_for_update(of=("self",)).select_related("travail")
    a_reprendre = [
        ligne
        for ligne in lignes.exclude(etat=EtatLigne.FAITE)
        if ligne.etat == EtatLigne.REFUSEE
        or (ligne.travail and ligne.travail.etat == EtatTravail.ECHEC)
    ]
    for ligne in a_reprendre:
        ligne.etat, ligne.message = EtatLigne.EN_ATTENTE, ""
        _demander(ligne, par)
    return len(a_reprendre)


def _demander(ligne: LigneLot, par: Utilisateur) -> None:
    ligne.travail = travaux.demander(
        NATURE,
        sujet=sujet_de(ligne.lot),
        cle=f"lot:{ligne.lot_id}:{ligne.dossier_id}",
        parametres={"ligne": ligne.pk, "par": par.pk},
        par=par,
    )
    ligne.save()


def executer_ligne(ligne_pk: int, *, par: Utilisateur) -> None:
    """Do the act on one dossier, as that person; a line already done is left alone.

    The act and the line's result are one transaction, so that a killed worker leaves both or
    neither. A refusal is kept on the line, then raised for the job.
    """
    with transaction.atomic():
        ligne = _prendre(ligne_pk)
        if ligne is None:
            return
        refus = _tenter(ligne, par)
        ligne.etat = EtatLigne.REFUSEE if refus else EtatLigne.FAITE
        ligne.message = refus
        ligne.save()
    if refus:
        raise LotRefuse(refus)


def _prendre(ligne_pk: int) -> LigneLot | None:
    lignes = LigneLot.objects.select_for_update(of=("self",)).select_related("lot")
    return lignes.filter(pk=ligne_pk).exclude(etat=EtatLigne.FAITE).first()


def _tenter(ligne: LigneLot, par: Utilisateur) -> str:
    """Why the act is refused; empty once it is done."""
    acte = lots.par_code(ligne.lot.acte)
    dossier = next(iter(dossiers_choisis(par, [ligne.dossier_id])), None)
    if acte is None or dossier is None or not par.is_active:
        return f"Le dossier n'est plus ouvert à {par}, ou cet acte n'existe plus."
    if motif := acte.obstacle(dossier, ligne.lot.parametres, par):
        return motif[0].upper() + motif[1:]
    try:
        with transaction.atomic():
            acte.executer(dossier, ligne.lot.parametres, par)
    except ErreurMetier as refus:
        return str(refus)
    return ""
