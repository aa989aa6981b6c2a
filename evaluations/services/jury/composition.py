"""Who sits on a jury, and who is here."""

from django.db import transaction

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from evaluations.enums import College, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    MembreJury,
    SessionJury,
)
from evaluations.services.jury.conflits import detecter
from evaluations.services.jury.convocations import annuler
from evaluations.services.jury.socle import (
    affecter,
    dossiers_de,
    fermer_acces,
    membre_de,
    noter_tous,
    verrouiller,
)


@transaction.atomic
def ajouter_membre(
    session: SessionJury,
    *,
    prenom: str,
    nom: str,
    college: str,
    organisation: str,
    qualite: str = "",
    courriel: str = "",
    est_president: bool = False,
    utilisateur: Utilisateur | None = None,
    par: Utilisateur,
) -> MembreJury:
    """Seat a member; with an account, the session's dossiers open to them (R22).

    Refused: a president outside the délégation patronale or a second one (R26), someone who sits
    already, an account without the role. Whoever is linked to a listed candidate withdraws for that
    candidate alone (R30).
    """
    session = verrouiller(session, EtatSession.PREPARATION, EtatSession.OUVERTE)
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
    membre = MembreJury.objects.create(
        session=session,
        utilisateur=utilisateur,
        prenom=prenom,
        nom=nom,
        college=college,
        organisation=organisation,
        qualite=qualite,
        courriel=courriel,
        est_president=est_president,
    )
    if utilisateur:
        affecter(dossiers_de(session), [utilisateur.pk])
        noter_tous(session, f"{membre}, membre du jury, peut lire le dossier.", par)
    detecter(session, membres=[membre], par=par)
    return membre


@transaction.atomic
def retirer_membre(membre: MembreJury, *, par: Utilisateur) -> None:
    """Take a member off a session in preparation; its dossiers close to them."""
    session = verrouiller(membre.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    if session.etat == EtatSession.OUVERTE:
        raise SessionRefusee(
            f"La session est ouverte : {membre} y a siégé, son nom reste au PV. Notez son départ, "
            "avec l'heure."
        )
    membre = membre_de(session, membre)
    if membre.utilisateur_id:
        fermer_acces(session, dossiers_de(session), [membre])
        noter_tous(session, f"{membre} ne fait plus partie du jury.", par)
    annuler(membre, sujet=session, par=par)
    membre.delete()


@transaction.atomic
def corriger_membre(membre: MembreJury, *, par: Utilisateur, **champs: str) -> MembreJury:
    """Change a member's address, organisation or quality, before the closing.

    A new address has received nothing: the convocation leaves again when it is asked for.
    """
    session = verrouiller(membre.session, EtatSession.PREPARATION, EtatSession.OUVERTE)
    membre = membre_de(session, membre)
    ancienne = membre.adresse
    changes = [nom for nom, valeur in champs.items() if getattr(membre, nom) != valeur]
    for nom, valeur in champs.items():
        setattr(membre, nom, valeur)
    if membre.adresse != ancienne:
        membre.convocation_recue = None
    membre.save()
    detecter(session, membres=[membre], par=par)
    if changes:
        noms = ", ".join(membre._meta.get_field(un).verbose_name for un in changes)
        noter_tous(session, f"{membre}, membre du jury, correction : {noms}.", par)
    return membre


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
