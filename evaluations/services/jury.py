"""Prepare, open, close and sign a jury session."""

import datetime
import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import est_intact
from cqpm.commun.models import Document, Travail, sujet_de
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from cqpm.comptes.permissions import verifier_mot_de_passe
from dossiers import transitions
from dossiers.enums import Acte, EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations.enums import College, DecisionJury, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    ConclusionCapacite,
    Deliberation,
    MembreJury,
    SessionJury,
    SignaturePV,
)
from evaluations.regles_jury import Siege, obstacles_ouverture, quorum_manquant
from evaluations.selectors.conservation import benefices
from evaluations.services.conflits import refuser_conflit
from evaluations.services.evaluation import rouvrir
from evaluations.vocabulaire import RESULTATS, decision_du_dossier

NATURE_PV = "pv"
NATURE_PV_SIGNE = "pv_signe"

# --- Preparation ------------------------------------------------------------------------------


@transaction.atomic
def creer_session(
    *, centre: Centre, date: datetime.date, lieu: str, mode: str, par: Utilisateur, **champs: Any
) -> SessionJury:
    """Plan a meeting of the jury; its number is drawn from its key, so two never share one."""
    session = SessionJury.objects.create(
        numero=uuid.uuid4().hex[:20],
        centre=centre,
        date=date,
        lieu=lieu,
        mode=mode,
        **champs,
    )
    session.numero = f"J-{date.year}-{session.pk:04d}"
    session.save(update_fields=["numero"])
    return session


@transaction.atomic
def modifier_session(session: SessionJury, *, par: Utilisateur, **champs: Any) -> SessionJury:
    """Change date, place, mode, notices or observations, as long as it is not closed.

    The date is final once the session is open: it starts the conservation (R38).
    """
    session = _verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if session.etat == EtatSession.OUVERTE and champs.get("date", session.date) != session.date:
        raise SessionRefusee("La session est ouverte : sa date ne change plus.")
    changes = [champ for champ, valeur in champs.items() if getattr(session, champ) != valeur]
    for champ, valeur in champs.items():
        setattr(session, champ, valeur)
    for deliberation in session.deliberations.select_related("dossier"):
        _verifier_date(session, deliberation.dossier)
    session.save(update_fields=[*champs, "modifie_le"])
    if changes:
        noms = ", ".join(session._meta.get_field(un).verbose_name for un in changes)
        _noter_tous(session, f"Session {session.numero} modifiée : {noms}.", par)
    return session


@transaction.atomic
def supprimer_session(session: SessionJury, *, par: Utilisateur) -> None:
    """Remove a session in preparation whose list is empty; its seats go with it.

    A line of the journal of a dossier that was once on its list still names it.
    """
    session = _verrouiller(session, EtatSession.PREPARATION)
    if session.deliberations.exists():
        raise SessionRefusee(
            f"Des candidats sont inscrits à la session {session.numero} : retirez-les d'abord, ou "
            "changez sa date."
        )
    session.membres.all().delete()
    session.delete()


@transaction.atomic
def ajouter_membre(
    session: SessionJury,
    *,
    prenom: str,
    nom: str,
    college: str,
    organisation: str,
    qualite: str = "",
    est_president: bool = False,
    utilisateur: Utilisateur | None = None,
    par: Utilisateur,
) -> MembreJury:
    """Seat a member; with an account, the session's dossiers open to them (R22).

    Refused: a president outside the délégation patronale or a second one (R26), someone who sits
    already, an account without the role, the evaluator or tutor of a listed candidate (R30).
    """
    session = _verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    _verifier_siege(session, f"{prenom} {nom}", utilisateur)
    if est_president and college != College.EMPLOYEURS:
        raise SessionRefusee(
            "Le président est un membre de la délégation patronale : choisissez ce collège, ou "
            "désignez un autre président."
        )
    if est_president and session.membres.filter(est_president=True).exists():
        raise SessionRefusee(
            "La session a déjà un président : retirez-le d'abord, ou ajoutez un simple membre."
        )
    dossiers = [un.dossier for un in session.deliberations.select_related("dossier__tuteur")]
    for dossier in dossiers:
        refuser_conflit(dossier, nom=f"{prenom} {nom}", utilisateur=utilisateur)
    membre = MembreJury.objects.create(
        session=session,
        utilisateur=utilisateur,
        prenom=prenom,
        nom=nom,
        college=college,
        organisation=organisation,
        qualite=qualite,
        est_president=est_president,
    )
    if utilisateur:
        _affecter(dossiers, [utilisateur.pk])
        _noter_tous(session, f"{membre}, membre du jury, peut lire le dossier.", par)
    return membre


@transaction.atomic
def retirer_membre(membre: MembreJury, *, par: Utilisateur) -> None:
    """Take a member off the session; its dossiers close to them."""
    session = _verrouiller(membre.session, EtatSession.PREPARATION)
    if membre.utilisateur_id:
        Affectation.objects.filter(
            role=RoleAffectation.JURY,
            utilisateur=membre.utilisateur_id,
            dossier__deliberations__session=session,
        ).delete()
        _noter_tous(session, f"{membre} ne fait plus partie du jury.", par)
    membre.delete()


@transaction.atomic
def noter_presences(session: SessionJury, presents: set[int], *, par: Utilisateur) -> None:
    """Record who is here, by member key; the others are absent."""
    session = _verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    sieges = [
        Siege(un.college, un.est_president, un.pk in presents) for un in session.membres.all()
    ]
    if session.etat == EtatSession.OUVERTE and (manques := quorum_manquant(sieges)):
        raise SessionRefusee(
            "La session est ouverte et ne peut pas continuer ainsi, les présences n'ont pas "
            "changé. " + " ".join(manques)
        )
    membres = list(session.membres.all())
    assis = presents & {un.pk for un in membres}
    if assis == {un.pk for un in membres if un.present}:
        return
    session.membres.filter(pk__in=assis).update(present=True)
    session.membres.exclude(pk__in=assis).update(present=False)
    noms = ", ".join(str(un) for un in membres if un.pk in assis) or "personne"
    _noter_tous(session, f"Présents à la session {session.numero} : {noms}.", par)


@transaction.atomic
def inscrire_dossier(session: SessionJury, dossier: Dossier, *, par: Utilisateur) -> Deliberation:
    """Put a dossier that is ready on the list (R31); the members with an account see it (R22)."""
    session = _verrouiller(session, EtatSession.PREPARATION)
    if dossier.centre_id != session.centre_id:
        raise SessionRefusee("Ce dossier dépend d'un autre centre d'examen.")
    if dossier.etat != EtatDossier.PRET_POUR_JURY:
        raise SessionRefusee(
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : seul un dossier « Prêt "
            "pour jury » s'inscrit à une session. Sa page dit ce qui manque."
        )
    _verifier_date(session, dossier)
    membres = list(session.membres.select_related("utilisateur"))
    for membre in membres:
        refuser_conflit(dossier, nom=str(membre), utilisateur=membre.utilisateur)
    comptes = [membre.utilisateur for membre in membres]
    transitions.inscrire_en_session(dossier, session=session.numero, par=par)
    dernier = session.deliberations.aggregate(rang=Max("rang"))["rang"] or 0
    deliberation = Deliberation.objects.create(session=session, dossier=dossier, rang=dernier + 1)
    _affecter([dossier], [un.pk for un in filter(None, comptes)])
    return deliberation


@transaction.atomic
def retirer_dossier(deliberation: Deliberation, *, par: Utilisateur) -> None:
    """Take an undecided dossier off the list; it is ready for another session."""
    session = _verrouiller(deliberation.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
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
    Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY).delete()
    deliberation.delete()


# --- The meeting ------------------------------------------------------------------------------


@transaction.atomic
def ouvrir(session: SessionJury, *, par: Utilisateur) -> SessionJury:
    """Open the meeting: president and both sides present, at least one dossier (R26)."""
    session = _verrouiller(session, EtatSession.PREPARATION)
    jours_avant = (session.date - timezone.localdate()).days
    if obstacles := obstacles_ouverture(
        session.sieges, session.deliberations.count(), jours_avant=jours_avant
    ):
        raise SessionRefusee("La session ne peut pas s'ouvrir. " + " ".join(obstacles))
    session.etat, session.ouverte_le = EtatSession.OUVERTE, timezone.now()
    session.save(update_fields=["etat", "ouverte_le", "modifie_le"])
    for deliberation in session.deliberations.select_related("dossier"):
        noter(deliberation.dossier, Acte.JURY, f"Session {session.numero} ouverte.", par=par)
    return session


@transaction.atomic
def clore(session: SessionJury, *, observations: str = "", par: Utilisateur) -> Travail:
    """Close the meeting: decisions no longer change (R40) and the PV is produced by a job.

    Raises SessionRefusee naming the candidates still to decide.
    """
    session = _verrouiller(session, EtatSession.OUVERTE)
    deliberations = list(session.deliberations.select_related("dossier__candidat"))
    if reste := [str(un.dossier.candidat) for un in deliberations if not un.decision]:
        raise SessionRefusee(
            "Le jury n'a pas décidé pour : " + ", ".join(reste) + ". Décidez, renvoyez pour "
            "complément ou retirez le dossier avant de clore."
        )
    if not deliberations:
        raise SessionRefusee("La session n'a aucun dossier : il n'y a rien à clore.")
    session.etat, session.close_le = EtatSession.CLOSE, timezone.now()
    session.observations = observations or session.observations
    session.save(update_fields=["etat", "close_le", "observations", "modifie_le"])
    for deliberation in deliberations:
        noter(deliberation.dossier, Acte.JURY, f"Session {session.numero} close.", par=par)
    return demander_pv(session, par=par)


def demander_pv(session: SessionJury, *, par: Utilisateur) -> Travail:
    """Ask for the PV of a closed session; asked again after a failure, it is queued again."""
    return travaux.demander(
        NATURE_PV,
        sujet=sujet_de(session),
        cle=f"pv:{session.pk}",
        parametres={"session": session.pk},
        par=par,
    )


# --- The signature ----------------------------------------------------------------------------


def signer_pv(session: SessionJury, *, mot_de_passe: str, par: Utilisateur) -> SignaturePV:
    """Sign the exact PDF of the PV; when every present member has, the results are final (R52).

    Raises SessionRefusee or the refusal of a wrong password, counted outside the transaction.
    """
    membre = session.membres.filter(utilisateur=par, present=True).first()
    if membre is None:
        raise SessionRefusee("Seuls les membres présents à la session signent le PV.")
    verifier_mot_de_passe(par, mot_de_passe)
    with transaction.atomic():
        session = _verrouiller(session, EtatSession.CLOSE)
        document = pv_de(session)
        if document is None:
            raise SessionRefusee(
                "Le PV n'est pas encore produit : attendez qu'il soit prêt, lisez-le, puis signez."
            )
        signature, cree = SignaturePV.objects.get_or_create(
            membre=membre, defaults={"session": session, "empreinte": document.sha256}
        )
        if not cree:
            raise SessionRefusee("Vous avez déjà signé ce PV.")
        if not est_intact(document):
            raise SessionRefusee(
                "Le fichier du PV n'est plus celui qui a été produit : rien n'est signé. Prévenez "
                "l'administrateur, qui le rétablira depuis la dernière sauvegarde."
            )
        _noter_tous(session, f"{membre} a signé le PV de la session {session.numero}.", par)
        presents = session.membres.filter(present=True)
        if not presents.filter(signature__isnull=True).exists():
            _rendre_definitif(session, document, par=par)
    return signature


@transaction.atomic
def deposer_pv_signe(session: SessionJury, *, contenu: bytes, par: Utilisateur) -> Document:
    """Keep the scan of the PV signed by hand; the results become final."""
    session = _verrouiller(session, EtatSession.CLOSE)
    produit = pv_de(session)
    if produit is None:
        raise SessionRefusee("Le PV n'est pas encore produit : il n'a pas pu être signé.")
    if hashlib.sha256(contenu).hexdigest() == produit.sha256:
        raise SessionRefusee(
            "Ce fichier est le PV tel qu'il a été produit, sans signature. Déposez la "
            "numérisation du PV signé par tous les membres présents."
        )
    document = travaux.enregistrer_document(
        sujet_de(session),
        NATURE_PV_SIGNE,
        f"PV signé de la session {session.numero}",
        f"pv-signe-{session.numero}.pdf",
        contenu,
        par=par,
    )
    _noter_tous(session, f"PV signé de la session {session.numero} déposé.", par)
    _rendre_definitif(session, document, par=par)
    return document


def _rendre_definitif(session: SessionJury, document: Document, *, par: Utilisateur) -> None:
    """Lock the session and give each dossier its result, or back to its commission (10d)."""
    session.etat, session.signee_le = EtatSession.SIGNEE, timezone.now()
    session.pv_signe = document
    session.save(update_fields=["etat", "signee_le", "pv_signe", "modifie_le"])
    for deliberation in session.deliberations.select_related("dossier__referentiel"):
        dossier = deliberation.dossier
        libelle = decision_du_dossier(dossier, deliberation.decision)
        if deliberation.decision == DecisionJury.RENVOI:
            rouvrir(
                dossier,
                motif=f"{libelle} ({deliberation.motif})",
                par=par,
                par_le_jury=True,
            )
            Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY).delete()
        else:
            transitions.prononcer(
                dossier,
                RESULTATS[deliberation.decision],
                libelle=f"{libelle} par le jury de la session {session.numero}.",
                par=par,
                conservation_jusqu_au=_fin_du_benefice(deliberation),
            )


def _fin_du_benefice(deliberation: Deliberation) -> datetime.date | None:
    """Until when all that a partial result, or blocs alone, gave still counts (R38)."""
    entier = deliberation.decision == DecisionJury.ADMIS and not (
        deliberation.dossier.blocs_vises.exists()
    )
    if entier or deliberation.decision == DecisionJury.REFUSE:
        return None
    return min((un.jusqu_au for un in benefices(deliberation.dossier)), default=None)


# --- What these acts share --------------------------------------------------------------------


def dernier_pv(session: SessionJury) -> Travail | None:
    """The job that produces this session's PV, with its document once it is done."""
    return travaux.dernier(sujet_de(session), NATURE_PV)


def pv_de(session: SessionJury) -> Document | None:
    """The PV as produced, before any signature."""
    return Document.objects.filter(
        sujet=sujet_de(session), nature=NATURE_PV, travail__isnull=False
    ).first()


def _verrouiller(session: SessionJury, *etats: EtatSession) -> SessionJury:
    """Take the session's row for this transaction, if it is in one of these states."""
    session = SessionJury.objects.select_for_update().get(pk=session.pk)
    if session.etat not in etats:
        raise SessionRefusee(
            f"La session {session.numero} est « {session.get_etat_display()} » : cet acte "
            "n'est plus possible. Rechargez la page pour voir où elle en est."
        )
    return session


def _verifier_date(session: SessionJury, dossier: Dossier) -> None:
    verifier_date(
        f"Le passage de {dossier.candidat} devant le jury",
        session.date,
        inscrit_le=dossier.inscrit_le,
    )
    faits = ConclusionCapacite.objects.filter(evaluation__dossier=dossier)
    dernier = faits.aggregate(date=Max("evaluee_le"))["date"]
    if dernier and dernier > session.date:
        raise SessionRefusee(
            f"{dossier.candidat} a été évalué le {dernier:%d/%m/%Y}, après la session du "
            f"{session.date:%d/%m/%Y} : corrigez la date de la session ou choisissez-en une autre."
        )


def _verifier_siege(session: SessionJury, nom: str, utilisateur: Utilisateur | None) -> None:
    """A person sits once, and an account holds the role in this centre."""
    assis = session.membres.filter(utilisateur=utilisateur) if utilisateur else ()
    homonymes = [un for un in session.membres.all() if str(un).casefold() == nom.casefold()]
    if assis or homonymes:
        raise SessionRefusee(f"{nom} siège déjà dans cette session.")
    if utilisateur and not utilisateur.a_role(Role.JURY, session.centre_id):
        raise SessionRefusee(
            f"{utilisateur} n'est pas membre de jury du {session.centre}. Demandez à "
            "l'administrateur de lui donner ce rôle, ou choisissez une autre personne."
        )


def _affecter(dossiers: list[Dossier], utilisateurs: list[int]) -> None:
    Affectation.objects.bulk_create(
        [
            Affectation(dossier=dossier, utilisateur_id=pk, role=RoleAffectation.JURY)
            for dossier in dossiers
            for pk in utilisateurs
        ],
        ignore_conflicts=True,
    )


def _noter_tous(session: SessionJury, libelle: str, par: Utilisateur) -> None:
    for deliberation in session.deliberations.select_related("dossier"):
        noter(deliberation.dossier, Acte.JURY, libelle, par=par)
