"""The file of a session reaches the groupe technique paritaire within three months (R42)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.errors import SessionRefusee
from evaluations.models import SessionJury
from evaluations.rapports.envoi_gtp import produire_papier_gtp
from evaluations.regles_transmission import echeance_gtp
from evaluations.selectors.relances import hors_dossier
from evaluations.selectors.tableau import echeances_du_jury, groupes_du_jury
from evaluations.services import jury
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, executer_les_travaux, reunir

JOUR = datetime.date(2026, 3, 10)
SCAN = b"%PDF-1.7 signe a la main"


@pytest.fixture
def signee(db):
    """A session signed today."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    jury.deposer_pv_signe(reunion.session, contenu=SCAN, par=reunion.secretaire)
    reunion.session.refresh_from_db()
    return reunion


def reculer(reunion, jours: int) -> None:
    """The session was held and signed that long ago."""
    debut = timezone.now() - datetime.timedelta(days=jours)
    SessionJury.objects.update(date=timezone.localdate(debut), signee_le=debut)
    reunion.session.refresh_from_db()


# --- The rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "alerte", "retard"),
    [(0, False, False), (79, False, False), (80, True, False), (92, True, False), (93, True, True)],
)
def test_r42_alarms_from_the_80th_day_and_is_late_after_three_months(jours, alerte, retard):
    aujourd_hui = JOUR + datetime.timedelta(days=jours)

    echeance = echeance_gtp(JOUR, aujourd_hui, transmise_le=None, alerte_jours=80)

    assert echeance.date == datetime.date(2026, 6, 10)
    assert (echeance.en_alerte, echeance.en_retard) == (alerte, retard)


def test_r42_what_was_sent_alarms_nobody():
    tard = JOUR + datetime.timedelta(days=200)

    echeance = echeance_gtp(JOUR, tard, transmise_le=JOUR, alerte_jours=80)

    assert not echeance.en_alerte
    assert not echeance.en_retard


# --- The board and the reminders --------------------------------------------------------------


@pytest.mark.parametrize(("jours", "attendu"), [(79, []), (80, ["transmission_gtp"])])
def test_r42_the_board_of_the_staff_says_so_from_the_80th_day(signee, jours, attendu):
    reculer(signee, jours)

    groupes = groupes_du_jury(signee.secretaire, timezone.localdate())

    assert [un.code for un in groupes.a_vous] == attendu
    assert groupes_du_jury(signee.presidente, timezone.localdate()).a_vous == []


def test_r42_the_due_dates_and_the_reminders_wait_for_it_until_it_is_sent(signee):
    reculer(signee, 85)
    loin = timezone.localdate() + datetime.timedelta(days=400)
    centres = [signee.centre.pk]

    def attendus() -> tuple[list[str], set[str]]:
        echeances = echeances_du_jury(centres, timezone.localdate(), loin)
        return [une.code for une in echeances], {un.genre for un in hors_dossier()}

    assert attendus() == (["transmission_gtp"], {"transmission_gtp"})
    jury.noter_transmission(
        signee.session, le=timezone.localdate(), moyen="Courriel", par=signee.secretaire
    )
    assert attendus() == ([], set())


# --- The act ----------------------------------------------------------------------------------


def test_the_sending_is_noted_once_and_may_be_undone(signee):
    aujourd_hui = timezone.localdate()
    jury.noter_transmission(signee.session, le=aujourd_hui, moyen="Courriel", par=signee.secretaire)

    with pytest.raises(SessionRefusee, match="déjà enregistrée"):
        jury.noter_transmission(
            signee.session, le=aujourd_hui, moyen="Courrier", par=signee.secretaire
        )
    jury.annuler_transmission(signee.session, par=signee.secretaire)
    signee.session.refresh_from_db()
    assert (signee.session.transmise_gtp_le, signee.session.transmise_gtp_moyen) == (None, "")
    with pytest.raises(SessionRefusee, match="rien à annuler"):
        jury.annuler_transmission(signee.session, par=signee.secretaire)
    libelles = [un.libelle for un in signee.session.deliberations.get().dossier.journal.all()[:2]]
    assert "annulée, elle est à refaire" in libelles[0]
    assert "(Courriel)" in libelles[1]


@pytest.mark.parametrize("jours", [-1, 1])
def test_the_sending_neither_precedes_the_signature_nor_is_to_come(signee, jours):
    jour = timezone.localdate() + datetime.timedelta(days=jours)

    with pytest.raises(SessionRefusee, match="au plus tôt, d'aujourd'hui au plus tard"):
        jury.noter_transmission(signee.session, le=jour, moyen="Courriel", par=signee.secretaire)


def test_the_page_counts_the_days_and_keeps_what_was_typed(signee, client_de):
    client = client_de(signee.secretaire)
    page = client.get(signee.session.get_absolute_url())
    assert_page_accessible(page)
    assert "À transmettre" in page.content.decode()
    url = reverse("evaluations:noter_transmission", args=[signee.session.pk])

    refuse = client.post(url, {"le": "2001-01-01", "moyen": "Dépôt sur l'espace"})
    assert "Le PV a été signé le" in refuse.content.decode()
    assert "Dépôt sur l&#x27;espace" in refuse.content.decode()
    client.post(url, {"le": timezone.localdate().isoformat(), "moyen": "Courriel"})
    notee = client.get(signee.session.get_absolute_url()).content.decode()
    assert "Annuler cette transmission" in notee


# --- The papers that go with it ---------------------------------------------------------------


def test_the_papers_name_the_members_the_delays_and_no_candidate(signee):
    candidat = signee.session.deliberations.get().dossier.candidat
    feuille, lettre, saisie = (
        " ".join(pages(produire_papier_gtp(signee.session, nom).contenu))
        for nom in ("emargement", "lettre_gtp", "saisines")
    )

    for texte in (feuille, saisie):
        assert "Vasseur Hélène, président(e) du jury" in texte
        assert "Pham Yves" in texte
    assert "la parité est respectée" in saisie
    assert "groupe technique paritaire « Certifications »" in lettre
    assert "a délibéré sur un candidat" in lettre
    for texte in (feuille, lettre, saisie):
        assert candidat.nom not in texte


def test_the_sheet_is_drawn_on_demand_and_not_twice_for_the_same_members(signee, client_de):
    client = client_de(signee.secretaire)
    demander = reverse("evaluations:emargement_demander", args=[signee.session.pk])
    lire = reverse("evaluations:emargement", args=[signee.session.pk])
    assert client.get(lire).status_code == 404

    for _ in range(2):
        client.post(demander)
        executer_les_travaux()

    feuille = client.get(lire)
    assert b"".join(feuille.streaming_content).startswith(b"%PDF-")
    assert jury.emargement.dernier_travail(signee.session).tentatives == 1
