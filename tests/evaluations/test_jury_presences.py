"""Who is here, late, gone or excused; a session without its quorum is suspended (R26)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Document
from evaluations.enums import College, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_composition import Siege, suspension
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir

PRESIDENT = Siege(College.EMPLOYEURS, est_president=True, present=True)
EMPLOYEUR = Siege(College.EMPLOYEURS, est_president=False, present=True)
SALARIE = Siege(College.SALARIES, est_president=False, present=True)


@pytest.fixture
def reunion(db) -> Reunion:
    """A session of one candidate, opened two hours ago with its president and one employee."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    SessionJury.objects.update(ouverte_le=timezone.now() - datetime.timedelta(hours=2))
    reunion.session.refresh_from_db()
    return reunion


def membre(reunion, compte) -> MembreJury:
    return reunion.session.membres.get(utilisateur=compte)


def asseoir(reunion, college=College.EMPLOYEURS, **champs) -> MembreJury:
    personne = {"prenom": "Ali", "nom": "Roux", "organisation": "UIMM"}
    return jury.ajouter_membre(
        reunion.session, college=college, par=reunion.secretaire, **personne | champs
    )


def heure(il_y_a: int = 0) -> datetime.time:
    """An hour of the meeting, some minutes ago."""
    quand = timezone.localtime() - datetime.timedelta(minutes=il_y_a)
    return quand.time().replace(second=0, microsecond=0)


def partir(reunion, compte, il_y_a: int = 0) -> None:
    jury.noter_depart(membre(reunion, compte), heure=heure(il_y_a), par=reunion.secretaire)


def texte_du_pv(session) -> str:
    with Document.objects.get(nature="pv").fichier.open() as fichier:
        return " ".join(" ".join(pages(fichier.read())).split())


def assert_suspendue(reunion) -> None:
    """Neither a decision nor the closing is taken."""
    ligne = reunion.session.deliberations.get()
    vote = Vote({}, decision="renvoi", motif="Doute.", conditions_verifiees=True)
    actes = [
        lambda: deliberation.decider(ligne, vote, version=0, par=reunion.presidente),
        lambda: jury.clore(reunion.session, par=reunion.secretaire),
    ]
    for acte in actes:
        with pytest.raises(SessionRefusee, match="La session est suspendue"):
            acte()
    ligne.refresh_from_db()
    assert (ligne.decision, SessionJury.objects.get().etat) == ("", EtatSession.OUVERTE)


# --- The rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sieges", "suspendue"),
    [
        ([PRESIDENT, SALARIE], False),
        ([PRESIDENT, EMPLOYEUR], True),
        ([EMPLOYEUR, SALARIE], True),
        ([SALARIE], True),
        ([], True),
    ],
)
def test_r26_a_session_goes_on_with_its_president_and_one_of_each_side(sieges, suspendue):
    assert bool(suspension(sieges)) == suspendue


# --- Before the opening -----------------------------------------------------------------------


def test_r26_excused_is_not_absent_and_is_written(db):
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    salarie = membre(reunion, reunion.salarie)

    jury.noter_presences(reunion.session, set(), excuses={salarie.pk}, par=reunion.secretaire)

    salarie.refresh_from_db()
    assert (salarie.present, salarie.excuse) == (False, True)
    assert dossier.journal.first().libelle.endswith("personne. Excusés : Yves Pham.")


def test_r26_nobody_is_both_present_and_excused(db):
    reunion = reunir(CentreFactory())
    cles = set(reunion.session.membres.values_list("pk", flat=True))

    with pytest.raises(SessionRefusee, match="à la fois présent et excusé : Hélène Vasseur"):
        jury.noter_presences(reunion.session, cles, excuses=cles, par=reunion.secretaire)

    assert reunion.session.membres.filter(present=True).count() == 0


def test_r26_once_open_presence_has_an_hour(reunion):
    with pytest.raises(SessionRefusee, match="notez l'heure de chaque arrivée"):
        jury.noter_presences(reunion.session, set(), par=reunion.secretaire)

    assert reunion.session.membres.filter(present=True).count() == 2


# --- Comings and goings -----------------------------------------------------------------------


def test_r26_a_departure_that_breaks_the_quorum_is_recorded_and_suspends(reunion):
    partir(reunion, reunion.salarie)

    assert membre(reunion, reunion.salarie).en_seance is False
    assert_suspendue(reunion)


def test_r26_an_arrival_gives_the_quorum_back(reunion):
    partir(reunion, reunion.salarie, il_y_a=30)
    tardif = asseoir(reunion, College.SALARIES)

    jury.noter_arrivee(tardif, heure=heure(10), par=reunion.secretaire)
    reunion.suivre_la_commission()
    reunion.clore()

    tardif.refresh_from_db()
    assert (tardif.present, tardif.arrive_le is not None) == (True, True)
    assert reunion.session.etat == EtatSession.CLOSE


def test_r26_an_arrival_or_a_departure_recorded_by_mistake_is_taken_back(reunion):
    tardif = asseoir(reunion)
    jury.noter_arrivee(tardif, heure=heure(10), par=reunion.secretaire)
    partir(reunion, reunion.salarie)

    jury.annuler_mouvement(membre(reunion, reunion.salarie), par=reunion.secretaire)
    jury.annuler_mouvement(tardif, par=reunion.secretaire)

    tardif.refresh_from_db()
    assert membre(reunion, reunion.salarie).en_seance is True
    assert (tardif.present, tardif.arrive_le) == (False, None)
    with pytest.raises(SessionRefusee, match="Rien à annuler"):
        jury.annuler_mouvement(tardif, par=reunion.secretaire)


def test_r26_who_comes_back_leaves_a_trace_of_the_absence(reunion):
    partir(reunion, reunion.salarie, il_y_a=30)

    jury.noter_arrivee(membre(reunion, reunion.salarie), heure=heure(20), par=reunion.secretaire)

    reunion.session.refresh_from_db()
    assert membre(reunion, reunion.salarie).en_seance is True
    assert reunion.session.observations == (
        f"Yves Pham s'est absenté(e) de {heure(30):%H:%M} à {heure(20):%H:%M}."
    )


@pytest.mark.parametrize("il_y_a", [240, -30])
def test_r26_an_hour_out_of_the_meeting_is_refused(reunion, il_y_a):
    with pytest.raises(SessionRefusee, match="entre l'ouverture"):
        partir(reunion, reunion.salarie, il_y_a=il_y_a)


def test_r26_who_is_here_does_not_arrive_and_who_is_not_does_not_leave(reunion):
    absent = asseoir(reunion)

    with pytest.raises(SessionRefusee, match="déjà en séance"):
        jury.noter_arrivee(membre(reunion, reunion.salarie), heure=heure(), par=reunion.secretaire)
    with pytest.raises(SessionRefusee, match="n'est pas en séance"):
        jury.noter_depart(absent, heure=heure(), par=reunion.secretaire)


def test_r26_a_member_is_not_taken_off_in_mid_session(reunion):
    with pytest.raises(SessionRefusee, match="Notez son départ"):
        jury.retirer_membre(membre(reunion, reunion.salarie), par=reunion.secretaire)

    assert reunion.session.membres.count() == 2


# --- The chair --------------------------------------------------------------------------------


def test_r26_a_president_who_leaves_is_replaced_by_a_member_of_the_same_side(reunion):
    relais = asseoir(reunion)
    jury.noter_arrivee(relais, heure=heure(60), par=reunion.secretaire)
    partir(reunion, reunion.presidente, il_y_a=10)
    assert_suspendue(reunion)

    jury.designer_president(relais, par=reunion.secretaire)
    reunion.session.refresh_from_db()
    ligne = reunion.session.deliberations.get()
    vote = Vote({}, decision="renvoi", motif="Doute.", conditions_verifiees=True)
    deliberation.decider(ligne, vote, version=0, par=reunion.secretaire)
    reunion.clore()

    ancienne = membre(reunion, reunion.presidente)
    assert (ancienne.est_president, ancienne.presidence_cedee_le) == (False, ancienne.parti_le)
    texte = texte_du_pv(reunion.session)
    assert f"a présidé jusqu'à {heure(10):%H:%M}" in texte
    assert f"parti(e) à {heure(10):%H:%M}" in texte
    assert "Roux Ali, président(e) du jury" in texte


def test_r26_the_chair_does_not_change_while_the_president_is_here(reunion):
    relais = asseoir(reunion)
    jury.noter_arrivee(relais, heure=heure(60), par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="Hélène Vasseur préside et est en séance"):
        jury.designer_president(relais, par=reunion.secretaire)


@pytest.mark.parametrize("college", [College.SALARIES, College.EMPLOYEURS])
def test_r26_neither_the_other_side_nor_an_absent_member_presides(reunion, college):
    partir(reunion, reunion.presidente)

    with pytest.raises(SessionRefusee, match="ne peut pas présider"):
        jury.designer_president(asseoir(reunion, college), par=reunion.secretaire)


def test_r26_before_the_opening_the_chair_changes_freely(db):
    reunion = reunir(CentreFactory())
    autre = asseoir(reunion)

    jury.designer_president(autre, par=reunion.secretaire)

    assert reunion.session.membres.get(est_president=True) == autre
    assert membre(reunion, reunion.presidente).presidence_cedee_le is None


# --- Afterwards -------------------------------------------------------------------------------


def test_r26_who_left_before_the_closing_does_not_sign(reunion):
    partie = asseoir(reunion)
    jury.noter_arrivee(partie, heure=heure(60), par=reunion.secretaire)
    jury.noter_depart(partie, heure=heure(10), par=reunion.secretaire)
    tardif = asseoir(reunion, College.SALARIES, nom="Petit")
    MembreJury.objects.filter(pk=tardif.pk).update(excuse=True)
    reunion.suivre_la_commission()
    reunion.clore()

    for compte in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=compte)

    reunion.session.refresh_from_db()
    assert reunion.session.etat == EtatSession.SIGNEE
    texte = texte_du_pv(reunion.session)
    assert f"Présent, arrivé(e) à {heure(60):%H:%M}, parti(e) à {heure(10):%H:%M}" in texte
    assert "Excusé" in texte


def test_r26_an_account_that_left_is_refused_the_signature(reunion):
    second = asseoir(reunion, College.SALARIES)
    jury.noter_arrivee(second, heure=heure(60), par=reunion.secretaire)
    partir(reunion, reunion.salarie, il_y_a=5)
    reunion.suivre_la_commission()
    reunion.clore()

    with pytest.raises(SessionRefusee, match="en séance à la clôture"):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=reunion.salarie)


# --- The page ---------------------------------------------------------------------------------


def test_the_hub_records_a_departure_says_suspended_and_takes_it_back(client_de, reunion):
    client = client_de(reunion.secretaire)
    salarie = membre(reunion, reunion.salarie)
    url = reverse("evaluations:mouvement", args=[reunion.session.pk, salarie.pk])

    page = client.post(url, {"acte": "depart", "heure": f"{heure():%H:%M}"}, follow=True)
    assert_page_accessible(page)
    assert "Séance suspendue." in page.content.decode()

    page = client.post(url, {"acte": "annuler"}, follow=True)
    assert "Séance suspendue." not in page.content.decode()


@pytest.mark.parametrize(
    "donnees", [{}, {"acte": "depart"}, {"acte": "depart", "heure": "25:00"}, {"acte": "x"}]
)
def test_an_hour_that_cannot_be_read_is_a_sentence(client_de, reunion, donnees):
    salarie = membre(reunion, reunion.salarie)
    url = reverse("evaluations:mouvement", args=[reunion.session.pk, salarie.pk])

    page = client_de(reunion.secretaire).post(url, donnees, follow=True)

    assert "Écrivez l'heure" in page.content.decode().replace("&#x27;", "'")
    assert membre(reunion, reunion.salarie).en_seance is True


def test_the_hub_offers_the_chair_once_it_is_empty(client_de, reunion):
    relais = asseoir(reunion)
    jury.noter_arrivee(relais, heure=heure(60), par=reunion.secretaire)
    client = client_de(reunion.secretaire)
    url = reverse("evaluations:presider", args=[reunion.session.pk, relais.pk])
    assert url not in client.get(reunion.session.get_absolute_url()).content.decode()
    partir(reunion, reunion.presidente)
    assert url in client.get(reunion.session.get_absolute_url()).content.decode()

    client.post(url)

    assert reunion.session.membres.get(est_president=True) == relais
