"""What the resource centre answers to a transmission, and what the exam centre does of it (R14)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import TERMINES, Acte, EtatDossier, PartieDossier, ReponseRessources
from dossiers.errors import ReponseRefusee
from dossiers.models import DemandeCorrection, Dossier, Transmission
from dossiers.services.journal import noter
from referentiels.models import Capacite


@dataclass(frozen=True)
class Correction:
    """One part to correct, as the resource centre says it."""

    partie: str
    commentaire: str
    capacite: Capacite | None = None


@transaction.atomic
def accuser_reception(transmission: Transmission, *, par: Utilisateur) -> Transmission:
    """Say that the dossier arrived; once is enough. Raises ReponseRefusee on a stopped dossier."""
    transmission = _verrouiller(transmission)
    if transmission.accusee_le is None:
        _accuser(transmission, par)
        transmission.save()
        _noter(transmission, f"{transmission.centre} a bien reçu le dossier de modalités.", par)
    return transmission


@transaction.atomic
def donner_accord(
    transmission: Transmission, *, commentaire: str, par: Utilisateur
) -> Transmission:
    """Agree to the modalités. Raises ReponseRefusee (already answered, stopped)."""
    transmission = _repondre(transmission, ReponseRessources.ACCORD, commentaire, par)
    suite = f" : {commentaire}" if commentaire else "."
    _noter(transmission, f"{transmission.centre} donne son accord{suite}", par)
    _prevenir(transmission, par)
    return transmission


@transaction.atomic
def enregistrer_accord_recu(
    transmission: Transmission, *, commentaire: str, par: Utilisateur
) -> Transmission:
    """The exam centre writes down an agreement received by mail or telephone, and says how."""
    transmission = _repondre(transmission, ReponseRessources.ACCORD, commentaire, par)
    _noter(
        transmission,
        f"Accord de {transmission.centre} reçu par un autre moyen : {commentaire}",
        par,
    )
    return transmission


@transaction.atomic
def demander_corrections(
    transmission: Transmission,
    corrections: Iterable[Correction],
    *,
    commentaire: str = "",
    par: Utilisateur,
) -> Transmission:
    """Ask for corrections, part by part. Raises ReponseRefusee.

    Before any evaluation the dossier goes back to the exam centre, which sends it again (4b→3);
    afterwards the corrections are remarks to treat.
    """
    corrections = list(corrections)
    if not corrections:
        raise ReponseRefusee("Indiquez au moins une partie à corriger, avec un commentaire.")
    transmission = _repondre(transmission, ReponseRessources.CORRECTION, commentaire, par)
    DemandeCorrection.objects.bulk_create(
        DemandeCorrection(
            transmission=transmission,
            partie=une.partie,
            capacite=une.capacite,
            commentaire=une.commentaire,
        )
        for une in corrections
    )
    parties = ", ".join(
        dict.fromkeys(PartieDossier(une.partie).label.lower() for une in corrections)
    )
    _noter(
        transmission,
        f"{transmission.centre} demande des corrections ({parties}).",
        par,
        apres=[[une.partie, une.commentaire] for une in corrections],
    )
    if transmission.dossier.etat == EtatDossier.TRANSMIS:
        transitions.retourner(transmission.dossier, par=par)
    _prevenir(transmission, par)
    return transmission


@transaction.atomic
def traiter_correction(correction: DemandeCorrection, *, par: Utilisateur) -> DemandeCorrection:
    """The exam centre has done what was asked; a second click does nothing more."""
    correction = DemandeCorrection.objects.select_for_update().get(pk=correction.pk)
    if correction.traitee_le is None:
        correction.traitee_le, correction.traitee_par = timezone.now(), par
        correction.save(update_fields=["traitee_le", "traitee_par", "modifie_le"])
        noter(
            correction.transmission.dossier,
            Acte.TRANSMISSION,
            f"Correction traitée ({correction.get_partie_display().lower()}) : "
            f"{correction.commentaire}",
            par=par,
        )
    return correction


def _repondre(
    transmission: Transmission, reponse: str, commentaire: str, par: Utilisateur
) -> Transmission:
    """Write the one answer of a transmission; answering also says that it arrived."""
    transmission = _verrouiller(transmission)
    if transmission.reponse:
        raise ReponseRefusee(
            f"{transmission.repondue_par} a déjà répondu à cette transmission le "
            f"{timezone.localtime(transmission.repondue_le):%d/%m/%Y} : "
            f"« {transmission.get_reponse_display()} ». Rechargez la page."
        )
    _accuser(transmission, par)
    transmission.reponse, transmission.commentaire = reponse, commentaire
    transmission.repondue_le, transmission.repondue_par = timezone.now(), par
    transmission.save()
    return transmission


def _accuser(transmission: Transmission, par: Utilisateur) -> None:
    if transmission.accusee_le is None:
        transmission.accusee_le, transmission.accusee_par = timezone.now(), par


def _verrouiller(transmission: Transmission) -> Transmission:
    """Take the dossier's row, then the transmission's: answers and acts follow one another."""
    dossier = Dossier.objects.select_for_update().get(pk=transmission.dossier_id)
    transmission = Transmission.objects.select_for_update().get(pk=transmission.pk)
    transmission.dossier = dossier
    if dossier.etat in TERMINES:
        raise ReponseRefusee(
            f"Le dossier {dossier.numero} est terminé ou arrêté par le centre d'examen : aucune "
            "réponse n'est plus attendue."
        )
    return transmission


def _noter(transmission: Transmission, libelle: str, par: Utilisateur, apres=None) -> None:
    noter(transmission.dossier, Acte.TRANSMISSION, libelle, par=par, apres=apres)


def _prevenir(transmission: Transmission, par: Utilisateur) -> None:
    """Mail the answer to the exam centre, which reads it on the dossier's page in any case."""
    if transmission.dossier.centre.courriel:
        travaux.demander(
            "reponse_ressources",
            sujet=sujet_de(transmission),
            cle=f"reponse_ressources:{transmission.pk}",
            parametres={"transmission": transmission.pk},
            par=par,
        )
