"""What comes late, or twice, changes nothing that the PV says (R28, R29, R40)."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import EtatSession, ModeSession, MoyenDEnvoi
from evaluations.errors import SessionRefusee
from evaluations.models import DemandeSyndicat, SessionJury
from evaluations.selectors.conduite import pas_de
from evaluations.services.jury import convocations, creer_session, demandes, modifier_session
from tests.factories.comptes import CentreFactory
from tests.factories.evaluations import OrganisationSyndicaleFactory
from tests.outils import executer_les_travaux, reunir

JOUR = datetime.timedelta(days=1)


@pytest.fixture
def reunion(db):
    reunion = reunir(CentreFactory(), date=timezone.localdate() + 21 * JOUR)
    SessionJury.objects.update(demandes_syndicats_le=None, convocations_le=None)
    reunion.session.refresh_from_db()
    return reunion


@pytest.fixture
def cfdt(db):
    return OrganisationSyndicaleFactory()


def par_courrier(reunion, organisation, il_y_a: int) -> DemandeSyndicat:
    jour = timezone.localdate() - il_y_a * JOUR
    return demandes.noter_courrier(reunion.session, organisation, le=jour, par=reunion.secretaire)


# --- Jobs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("etat", [EtatSession.CLOSE, EtatSession.SIGNEE])
def test_r40_a_job_that_waited_past_the_closing_changes_no_date(reunion, cfdt, etat):
    demandes.demander(reunion.session, {cfdt: "cfdt@exemple.org"}, par=reunion.secretaire)
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    SessionJury.objects.update(etat=etat)

    executer_les_travaux()

    session = SessionJury.objects.get()
    assert (session.demandes_syndicats_le, session.convocations_le) == (None, None)
    assert DemandeSyndicat.objects.get().envoyee_le is None
    assert not session.membres.exclude(convoque_le=None).exists()
    assert mail.outbox == []


# --- By post ----------------------------------------------------------------------------------


def test_r28_a_second_letter_is_a_reminder_and_the_first_date_stays(client_de, reunion, cfdt):
    par_courrier(reunion, cfdt, 10)
    url = reverse("evaluations:demande", args=[reunion.session.pk, cfdt.pk])

    page = client_de(reunion.secretaire).post(
        url, {"le": f"{timezone.localdate():%Y-%m-%d}", "envoi": "1"}, follow=True
    )

    demande = DemandeSyndicat.objects.get()
    premier = timezone.localdate() - 10 * JOUR
    assert demande.envoyee_le == SessionJury.objects.get().demandes_syndicats_le == premier
    assert f"sa demande reste celle du {premier:%d/%m/%Y}" in page.content.decode()


def test_r28_a_letter_that_left_before_the_mail_is_the_request(reunion, cfdt):
    demandes.demander(reunion.session, {cfdt: "cfdt@exemple.org"}, par=reunion.secretaire)
    executer_les_travaux()

    demande = par_courrier(reunion, cfdt, 5)

    assert demande.envoyee_le == timezone.localdate() - 5 * JOUR
    assert demande.moyen == MoyenDEnvoi.COURRIER


# --- A remote session -------------------------------------------------------------------------


def test_a_remote_session_is_not_planned_without_its_link(reunion):
    with pytest.raises(SessionRefusee, match="l'adresse de la visioconférence"):
        creer_session(
            centre=reunion.centre,
            date=timezone.localdate(),
            lieu="À distance",
            mode=ModeSession.VISIO,
            par=reunion.secretaire,
        )
    with pytest.raises(SessionRefusee, match="l'adresse de la visioconférence"):
        modifier_session(reunion.session, mode=ModeSession.VISIO, par=reunion.secretaire)

    assert SessionJury.objects.get().mode == ModeSession.PRESENTIEL


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nombre", "phrase"), [(1, "1 saisie sur 4, 0 a répondu"), (2, "2 saisies sur 4, 0 a répondu")]
)
def test_the_number_of_unions_asked_agrees(reunion, nombre, phrase):
    for sigle in ["CFDT", "CGT"][:nombre]:
        par_courrier(reunion, OrganisationSyndicaleFactory(sigle=sigle), 1)

    (premier, *_) = pas_de(SessionJury.objects.get(), attendues=4, candidats=0, liens=0)

    assert premier.detail == phrase
