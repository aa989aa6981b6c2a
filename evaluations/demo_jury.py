"""What the staff of the invented centre do before a jury: unions asked, members convened."""

import datetime

from cqpm.comptes.models import Centre, Utilisateur
from evaluations.enums import College, ModeSession, ReponseSyndicat
from evaluations.models import SessionJury
from evaluations.selectors.composition import organisations_en_vigueur
from evaluations.services import jury
from evaluations.services.jury import convocations, demandes

# One union names somebody, another one nobody; the others are silent.
REPONSES = {"CFDT": ReponseSyndicat.DESIGNE, "CFTC": ReponseSyndicat.AUCUN}


def saisir_les_syndicats(session: SessionJury, le: datetime.date, par: Utilisateur) -> None:
    """Ask every union by post on that day; two of them answer the week after."""
    for organisation in organisations_en_vigueur(session.date):
        demandes.noter_courrier(session, organisation, le=le, par=par)
        if reponse := REPONSES.get(organisation.sigle):
            demandes.repondre(
                session,
                organisation,
                reponse=reponse,
                le=le + datetime.timedelta(days=7),
                par=par,
            )
    SessionJury.objects.filter(pk=session.pk).update(demandes_syndicats_le=le)


def remettre_les_convocations(session: SessionJury, le: datetime.date, par: Utilisateur) -> None:
    """Hand the convocations over on that day."""
    for membre in session.membres.all():
        convocations.remettre(membre, le=le, par=par)


def preparer_une_session(centre: Centre, aujourd_hui: datetime.date, par: Utilisateur) -> None:
    """The next session, in five weeks: two unions asked, one member seated, nobody convened."""
    session = jury.creer_session(
        centre=centre,
        date=aujourd_hui + datetime.timedelta(days=35),
        heure=datetime.time(14),
        lieu="Maison de la métallurgie, Grenoble",
        mode=ModeSession.VISIO,
        lien_visio="https://visio.demo.example/jury-cqpm",
        par=par,
    )
    for organisation in organisations_en_vigueur(session.date)[:2]:
        demandes.noter_courrier(session, organisation, le=aujourd_hui, par=par)
    jury.ajouter_membre(
        session,
        prenom="Samir",
        nom="Haddad",
        college=College.EMPLOYEURS,
        organisation="UIMM Isère",
        courriel="samir.haddad@demo.example",
        est_president=True,
        par=par,
    )
