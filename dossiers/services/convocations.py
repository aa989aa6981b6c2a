"""Convene people to a meeting: one job per person and version, so that nobody is told twice."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers import emails
from dossiers.agenda import invitation
from dossiers.documents import convocation_pdf
from dossiers.enums import Acte, EtatSeance
from dossiers.errors import SeanceRefusee
from dossiers.models import Convocation, Dossier, Seance
from dossiers.selectors.convocations import Destinataire, Envoi, destinataires
from dossiers.services.journal import noter


@transaction.atomic
def convoquer(seance: Seance, *, version: int, par: Utilisateur, tuteur: bool = False) -> list[str]:
    """Ask for the sending of what each person still lacks; gives their names.

    Asked twice, it sends once; after a failure it sends again. Raises SeanceRefusee when the
    meeting has changed since the person read the list, or is over.
    """
    dossier, seance = _verrouiller(seance)
    if seance.sequence != version:
        raise SeanceRefusee(
            "La séance a changé pendant ce temps : relisez qui va recevoir quoi, puis recommencez."
        )
    if seance.etat not in {EtatSeance.PREVUE, EtatSeance.ANNULEE} or seance.est_commencee:
        raise SeanceRefusee(
            "Cette séance est passée : il n'y a plus personne à convoquer. Planifiez-en une autre "
            "si nécessaire."
        )
    prevenus = [
        f"{un.nom} ({un.envoi})"
        for un in destinataires(seance, tuteur=tuteur)
        if un.envoi and _demander(seance, un, par)
    ]
    if prevenus:
        libelle = f"Séance du {seance.jour:%d/%m/%Y}, envoi demandé à : {', '.join(prevenus)}."
        noter(dossier, Acte.SEANCE, libelle, par=par)
    return prevenus


def _demander(seance: Seance, un: Destinataire, par: Utilisateur) -> bool:
    """Ask for one person's job; False when it waits already."""
    convocation = _inscrire(seance, un)
    cle = _cle(convocation, seance, un.envoi)
    if travaux.est_demande(cle):
        return False
    travaux.demander(
        "convocation",
        sujet=sujet_de(seance),
        cle=cle,
        parametres={
            "convocation": convocation.pk,
            "sequence": seance.sequence,
            "envoi": un.envoi.value,
        },
        par=par,
    )
    return True


def _inscrire(seance: Seance, un: Destinataire) -> Convocation:
    """The person's row, at their present address; a new address has received nothing."""
    connue = un.convocation
    if connue is None:
        return Convocation.objects.create(
            seance=seance,
            qualite=un.qualite,
            utilisateur=un.utilisateur,
            nom=un.nom,
            courriel=un.courriel,
        )
    if un.envoi == Envoi.CONVOCATION and connue.sequence is not None:
        connue.sequence, connue.annulee = None, False
    if (connue.nom, connue.courriel) != (un.nom, un.courriel):
        connue.nom, connue.courriel = un.nom, un.courriel
    connue.save()
    return connue


def _cle(convocation: Convocation, seance: Seance, envoi: Envoi) -> str:
    """One key per person, version, address, and per time that something really reached them."""
    recue = convocation.envoyee_le.isoformat() if convocation.envoyee_le else ""
    reste = hashlib.sha256(f"{envoi}|{convocation.courriel}|{recue}".encode()).hexdigest()[:16]
    return f"convocation:{convocation.pk}:{seance.sequence}:{reste}"


def executer(
    convocation: Convocation, *, sequence: int, envoi: Envoi, cle: str
) -> travaux.Produit | None:
    """Do one person's job: draw the paper and mail it, unless they have received it already.

    A job that a newer version has overtaken does nothing; a mail whose `cle`, the job's, has
    already left does not leave again.
    """
    seance = convocation.seance
    if seance.sequence != sequence:
        return None
    if envoi == Envoi.ANNULATION:
        if convocation.courriel and not convocation.annulee:
            emails.envoyer_annulation(convocation, invitation(convocation, annulee=True), cle=cle)
            _recue(convocation, annulee=True)
        return None
    produit = convocation_pdf(convocation)
    if convocation.courriel and convocation.sequence != sequence:
        pieces = [produit, invitation(convocation)]
        emails.envoyer_convocation(convocation, envoi, pieces, cle=cle)
        _recue(convocation, sequence=sequence, annulee=False, en_main_propre=False)
    return produit


def _recue(convocation: Convocation, **champs) -> None:
    Convocation.objects.filter(pk=convocation.pk).update(
        envoyee_le=timezone.now(), modifie_le=timezone.now(), **champs
    )


@transaction.atomic
def remettre(
    convocation: Convocation, *, version: int, par: Utilisateur, le: datetime.date | None = None
) -> Convocation:
    """Someone was given the paper, or told of the end, face to face. Raises SeanceRefusee."""
    dossier, seance = _verrouiller(convocation.seance)
    if seance.sequence != version:
        raise SeanceRefusee(
            "La séance a changé pendant ce temps : remettez le papier de la nouvelle version."
        )
    un = next(
        (un for un in destinataires(seance) if un.convocation and un.convocation == convocation),
        None,
    )
    if un is None or not un.envoi:
        raise SeanceRefusee(f"{convocation.nom} a déjà reçu cette version.")
    champs = (
        {"annulee": True}
        if un.envoi == Envoi.ANNULATION
        else {"sequence": version, "annulee": False, "courriel": un.courriel}
    )
    _recue(convocation, en_main_propre=True, **champs)
    le = le or timezone.localdate()
    noter(
        dossier,
        Acte.SEANCE,
        f"Séance du {seance.jour:%d/%m/%Y} : {un.envoi} remise en main propre à {convocation.nom} "
        f"le {le:%d/%m/%Y}.",
        par=par,
    )
    convocation.refresh_from_db()
    return convocation


def _verrouiller(seance: Seance) -> tuple[Dossier, Seance]:
    Dossier.objects.select_for_update(of=("self",)).get(pk=seance.dossier_id)
    actuelle = Seance.objects.get(pk=seance.pk)
    actuelle.dossier = Dossier.objects.pour_fiche().get(pk=seance.dossier_id)
    return actuelle.dossier, actuelle
