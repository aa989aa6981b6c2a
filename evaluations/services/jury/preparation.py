"""Plan a jury session: its date and place, and the dossiers of its list."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from cqpm.commun.errors import ErreurMetier
from cqpm.comptes.models import Centre, Utilisateur
from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    Deliberation,
    SessionJury,
)
from evaluations.regles_rectification import refus_de_la_date
from evaluations.selectors.preparation import admet
from evaluations.services.jury.conflits import detecter
from evaluations.services.jury.convocations import ANNONCES, annuler, prevenir_du_changement
from evaluations.services.jury.socle import (
    affecter,
    fermer_acces,
    noter_tous,
    verifier_date_de_session,
    verifier_le_lien,
    verrouiller,
)
from referentiels.models import Referentiel


@transaction.atomic
def creer_session(
    *,
    centre: Centre,
    date: datetime.date,
    lieu: str,
    mode: str,
    referentiels: Iterable[Referentiel] = (),
    par: Utilisateur,
    **champs: Any,
) -> SessionJury:
    """Plan a meeting of the jury; its number is drawn from its key, so two never share one.

    Raises SessionRefusee for a remote session without its link.
    """
    session = SessionJury(
        numero=uuid.uuid4().hex[:20],
        centre=centre,
        date=date,
        lieu=lieu,
        mode=mode,
        **champs,
    )
    verifier_le_lien(session)
    session.save()
    session.numero = f"J-{date.year}-{session.pk:04d}"
    session.save(update_fields=["numero"])
    session.referentiels.set(referentiels)
    return session


@transaction.atomic
def modifier_session(
    session: SessionJury,
    *,
    referentiels: Iterable[Referentiel] | None = None,
    par: Utilisateur,
    **champs: Any,
) -> SessionJury:
    """Change date, place, mode, notices or observations, as long as it is not closed.

    The date is final once the session is open: it starts the conservation (R38). Those who are
    convened already are sent what changes for them.
    """
    session = verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if session.etat == EtatSession.OUVERTE and champs.get("date", session.date) != session.date:
        raise SessionRefusee("La session est ouverte : sa date ne change plus.")
    origine = session.rectifie
    if origine and (
        phrase := refus_de_la_date(champs.get("date", session.date), origine=origine.date)
    ):
        raise SessionRefusee(phrase)
    changes = [champ for champ, valeur in champs.items() if getattr(session, champ) != valeur]
    for champ, valeur in champs.items():
        setattr(session, champ, valeur)
    verifier_le_lien(session)
    versions = list(session.referentiels.all() if referentiels is None else referentiels)
    for deliberation in session.deliberations.select_related("dossier__referentiel"):
        verifier_date_de_session(session, deliberation.dossier)
        _verifier_cqpm(versions, deliberation.dossier)
    session.save(update_fields=[*champs, "modifie_le"])
    session.referentiels.set(versions)
    if ANNONCES & set(changes):
        prevenir_du_changement(session, par=par)
    if changes:
        noms = ", ".join(session._meta.get_field(un).verbose_name for un in changes)
        noter_tous(session, f"Session {session.numero} modifiée : {noms}.", par)
    return session


@transaction.atomic
def supprimer_session(session: SessionJury, *, par: Utilisateur) -> None:
    """Remove a session in preparation whose list is empty; its seats go with it.

    Those who are convened are told.
    A line of the journal of a dossier that was once on its list still names it.
    """
    session = verrouiller(session, EtatSession.PREPARATION)
    if session.deliberations.exists():
        raise SessionRefusee(
            f"Des candidats sont inscrits à la session {session.numero} : retirez-les d'abord, ou "
            "changez sa date."
        )
    membres = session.membres.select_related("session__centre", "utilisateur")
    for membre in membres:
        annuler(membre, sujet=session.centre, par=par)
    membres.delete()
    session.delete()


@transaction.atomic
def inscrire_dossier(session: SessionJury, dossier: Dossier, *, par: Utilisateur) -> Deliberation:
    """Put a dossier that is ready on the list (R31); the members with an account see it (R22)."""
    session = verrouiller(session, EtatSession.PREPARATION)
    if session.rectifie_id:
        raise SessionRefusee(
            "Cette session rectifie un PV signé : un autre candidat s'inscrit à une session "
            "ordinaire."
        )
    if dossier.centre_id != session.centre_id:
        raise SessionRefusee("Ce dossier dépend d'un autre centre d'examen.")
    if dossier.etat != EtatDossier.PRET_POUR_JURY:
        raise SessionRefusee(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : seul un dossier « Prêt "
            "pour jury » s'inscrit à une session. Sa page dit ce qui manque."
        )
    verifier_date_de_session(session, dossier)
    _verifier_cqpm(session.referentiels.all(), dossier)
    comptes = session.membres.exclude(utilisateur=None).values_list("utilisateur", flat=True)
    transitions.inscrire_en_session(dossier, session=session.numero, par=par)
    dernier = session.deliberations.aggregate(rang=Max("rang"))["rang"] or 0
    deliberation = Deliberation.objects.create(session=session, dossier=dossier, rang=dernier + 1)
    affecter([dossier], list(comptes))
    detecter(session, deliberations=[deliberation], par=par)
    return deliberation


def _verifier_cqpm(versions: Iterable[Referentiel], dossier: Dossier) -> None:
    versions = list(versions)
    if not admet(versions, dossier.referentiel):
        raise SessionRefusee(
            f"{dossier.candidat} se présente au CQPM « {dossier.referentiel.titre} », que cette "
            f"session ne juge pas ({', '.join(une.titre for une in versions)}) : ajoutez ce CQPM à "
            "la session, ou choisissez-en une autre."
        )


def inscrire_dossiers(
    session: SessionJury, dossiers: Iterable[Dossier], *, par: Utilisateur
) -> tuple[list[Dossier], list[str]]:
    """Put several on the list, each on its own: those that entered, and why the others did not."""
    inscrits, refus = [], []
    for dossier in dossiers:
        try:
            inscrire_dossier(session, dossier, par=par)
        except ErreurMetier as erreur:
            refus.append(f"{dossier.candidat} : {erreur}")
        else:
            inscrits.append(dossier)
    return inscrits, refus


@transaction.atomic
def retirer_dossier(deliberation: Deliberation, *, par: Utilisateur) -> None:
    """Take an undecided dossier off the list; it is ready for another session."""
    session = verrouiller(deliberation.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if session.rectifie_id:
        raise SessionRefusee(
            "Les candidats d'un PV rectificatif ne changent pas : abandonnez-le, puis préparez-en "
            "un autre avec les bons candidats."
        )
    deliberation = (
        session.deliberations.select_related("dossier").filter(pk=deliberation.pk).first()
    )
    if deliberation is None:
        raise SessionRefusee("Ce dossier n'est déjà plus inscrit à la session.")
    if deliberation.decision:
        raise SessionRefusee(
            "Le jury a décidé de ce dossier : annulez d'abord la décision pour le retirer."
        )
    dossier = deliberation.dossier
    transitions.retirer_de_session(dossier, session=session.numero, par=par)
    fermer_acces(session, [dossier])
    deliberation.delete()
