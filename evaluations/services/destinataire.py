"""What the person asked for an opinion does with their link, beside signing it (ADR 10)."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.commun.liens import verifier_code
from cqpm.commun.limites import est_permis
from cqpm.commun.models import sujet_de
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations import liens
from evaluations.enums import EtatLien, IssueDemande
from evaluations.errors import AvisImpossible, LienFerme
from evaluations.liens import LienAvis
from evaluations.models import DemandeAvis
from evaluations.regles_avis import MOTIF_MAX
from evaluations.services.avis import (
    clore,
    demander_courriel,
    verifier_destinataire,
    verrouiller,
)

# A request goes from colleague to colleague so many times; then the centre chooses.
TRANSFERTS_MAX = 3
# Days that a colleague has at least, whatever is left of the first delay.
DELAI_MIN = datetime.timedelta(days=7)


@transaction.atomic
def confier(lien: LienAvis, *, nom: str, courriel: str, code: str) -> DemandeAvis:
    """Pass the request on to a colleague, who is written to at once; the links held close.

    The former request says to whom it went. Raises LienFerme, CodeRefuse, or AvisImpossible: an
    evaluator or the candidate named (R24), oneself, or passed on too often.
    """
    demande, dossier = _verrouiller(lien)
    nom, courriel = " ".join(nom.split()), courriel.strip()
    _verifier_le_relais(demande, courriel)
    echeance = max(demande.echeance, timezone.localdate() + DELAI_MIN)
    verifier_destinataire(dossier, nom, courriel, echeance)
    verifier_code(lien.lien, code)
    clore(demande, IssueDemande.TRANSFEREE)
    suite = DemandeAvis.objects.create(
        dossier=dossier,
        nom=nom,
        courriel=courriel,
        echeance=echeance,
        demandee_par=demande.demandee_par,
        origine=demande,
    )
    noter(
        dossier,
        Acte.AVIS,
        f"{demande.nom} confie la demande d'avis à {nom} ({courriel}), pour le "
        f"{echeance:%d/%m/%Y}.",
        signataire=demande.nom,
        apres={"nom": nom, "courriel": courriel, "echeance": echeance.isoformat()},
    )
    demander_courriel(suite, par=None)
    return suite


@transaction.atomic
def decliner(lien: LienAvis, *, motif: str, code: str) -> DemandeAvis:
    """Say that one will not answer: the request closes, the centre looks for someone else.

    Raises LienFerme, CodeRefuse, AvisImpossible (no reason, or too long a one).
    """
    demande, dossier = _verrouiller(lien)
    motif = motif.strip()
    if not motif or len(motif) > MOTIF_MAX:
        raise AvisImpossible(
            f"Dites en quelques mots pourquoi vous ne répondez pas ({MOTIF_MAX} caractères au "
            "plus) : le centre d'examen cherchera une autre personne."
        )
    verifier_code(lien.lien, code)
    clore(demande, IssueDemande.DECLINEE, motif=motif)
    noter(
        dossier,
        Acte.AVIS,
        f"{demande.nom} ne donnera pas l'avis de l'entreprise : {motif}",
        signataire=demande.nom,
    )
    return demande


@transaction.atomic
def redemander(demande: DemandeAvis, courriel: str) -> bool:
    """Send another message, link and code, if the address is the right one; tells nobody which.

    Three an hour and ten a day are sent; a wrong address counts for nothing. Raises AvisImpossible:
    too many, or the request is closed.
    """
    if liens.etat_sans_lien(demande) == EtatLien.OUVERT and not _est_la_sienne(demande, courriel):
        return False
    dossier = verrouiller(demande.dossier)
    demande = DemandeAvis.objects.get(pk=demande.pk)
    demande.dossier = dossier
    if liens.etat_sans_lien(demande) != EtatLien.OUVERT:
        raise AvisImpossible(
            "Cet avis n'est plus attendu : si vous deviez le donner, prévenez le centre d'examen."
        )
    if not _est_la_sienne(demande, courriel):
        return False
    if not est_permis("message", sujet_de(demande)):
        raise AvisImpossible(
            "Plusieurs messages viennent de partir : cherchez-les, aussi dans les courriers "
            "indésirables. Sinon, recommencez plus tard ou appelez le centre d'examen."
        )
    noter(
        dossier,
        Acte.AVIS,
        f"Nouveau lien demandé par {demande.nom}, envoyé à {demande.courriel}.",
        signataire=demande.nom,
    )
    demander_courriel(demande, par=None, redemande=True)
    return True


def _est_la_sienne(demande: DemandeAvis, courriel: str) -> bool:
    return courriel.strip().lower() == demande.courriel.lower()


def _verrouiller(lien: LienAvis) -> tuple[DemandeAvis, Dossier]:
    dossier = verrouiller(lien.demande.dossier)
    demande = DemandeAvis.objects.get(pk=lien.demande.pk)
    demande.dossier, lien.demande = dossier, demande
    etat = liens.etat(lien)
    if etat != EtatLien.OUVERT:
        raise LienFerme(etat)
    return demande, dossier


def _verifier_le_relais(demande: DemandeAvis, courriel: str) -> None:
    if courriel.lower() == demande.courriel.lower():
        raise AvisImpossible(
            "C'est l'adresse à laquelle la demande est déjà arrivée. Indiquez celle d'un collègue, "
            "ou donnez l'avis vous-même."
        )
    transferts = DemandeAvis.objects.filter(
        dossier=demande.dossier, issue=IssueDemande.TRANSFEREE
    ).count()
    if transferts >= TRANSFERTS_MAX:
        raise AvisImpossible(
            f"La demande a déjà changé {transferts} fois de destinataire : appelez le centre "
            "d'examen, qui choisira avec vous la bonne personne."
        )
