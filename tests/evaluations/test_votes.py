"""The votes of the jury: totals only, and the president's choice on a tie (R36)."""

import pytest

from evaluations.enums import College
from evaluations.errors import DecisionRefusee
from evaluations.models import DecisionCapacite, Deliberation, MembreJury, SessionJury
from evaluations.rapports.pv import produire_pv
from evaluations.regles_jury import Vote
from evaluations.regles_vote import SaisieVoix, Voix, refus_du_vote
from evaluations.services import deliberation, jury
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import SUIVRE, lire
from tests.evaluations.test_deliberation_pages import adresse as adresse_de
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir


def refus(pour="", contre="", abstentions="", *, validee=True, votants=8) -> str:
    return refus_du_vote(SaisieVoix(pour, contre, abstentions), validee=validee, votants=votants)


# --- The rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize("validee", [True, False])
def test_r36_on_a_tie_the_president_s_choice_prevails_whatever_it_is(validee):
    assert refus("4", "4", validee=validee) == ""
    assert str(Voix(4, 4, 0)) == "4 voix pour, 4 voix contre : voix prépondérante du président"


def test_r36_the_result_is_the_majority_s():
    assert refus("5", "3", validee=True) == refus("3", "5", validee=False) == ""
    assert "la capacité est donc « validée »" in refus("5", "3", validee=False)
    assert "la capacité est donc « non validée »" in refus("3", "5", validee=True)


def test_r36_there_are_no_more_votes_than_voters():
    assert refus("5", "2", "1") == ""
    assert "9 voix comptées pour 8 membres du jury en séance" in refus("5", "2", "2")
    assert "1 membre du jury" in refus("2", "0", votants=1)


def test_r36_abstentions_count_as_voters_and_decide_nothing():
    assert refus("2", "1", "5", validee=True) == ""
    assert str(Voix(2, 1, 5)) == "2 voix pour, 1 voix contre, 5 abstentions"
    assert "personne n'a voté pour ni contre" in refus("0", "0", "8")


@pytest.mark.parametrize(
    "voix",
    [("-1", "2"), ("x", "2"), ("1.5", "2"), ("²", "2"), ("3", ""), ("", "", "1"), ("9" * 9,)],
)
def test_r36_a_count_that_is_not_a_whole_number_is_refused(voix):
    assert "nombres entiers" in refus(*voix)


def test_r36_without_a_vote_nothing_is_asked():
    assert refus() == refus(validee=False) == ""


# --- What is kept, shown and printed ----------------------------------------------------------


@pytest.fixture
def seance(db):
    """Eight voters before one candidate, whose second capacité the commission did not find."""
    reunion = reunir(CentreFactory())
    for rang in range(6):
        MembreJury.objects.create(
            session=reunion.session,
            prenom="Membre",
            nom=f"Numéro{rang}",
            college=College.EMPLOYEURS if rang % 2 else College.SALARIES,
            organisation="Métaux",
        )
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre, non_acquises=[2]))
    reunion.ouvrir()
    return reunion, ligne


def voter(reunion, ligne, validee: bool, *voix: str) -> Deliberation:
    vote = Vote(
        {1: True, 2: validee},
        {2: "Preuves lues." if validee else ""},
        conditions_verifiees=True,
        voix={1: SaisieVoix(), 2: SaisieVoix(*voix)},
    )
    return deliberation.decider(ligne, vote, version=0, par=reunion.presidente)


@pytest.mark.parametrize(("validee", "decision"), [(True, "admis"), (False, "partiel")])
def test_r36_a_tie_is_kept_and_printed_with_the_casting_vote(seance, validee, decision):
    reunion, ligne = seance

    decidee = voter(reunion, ligne, validee, "4", "4", "0")
    jury.clore(reunion.session, par=reunion.secretaire)

    assert decidee.decision == decision
    gardees = DecisionCapacite.objects.order_by("capacite__numero")
    assert [une.voix for une in gardees] == [None, Voix(4, 4, 0)]
    session = SessionJury.objects.get()
    lu = " ".join(pages(produire_pv(session, lambda *_: None).contenu))
    assert lu.count("Vote :") == 1
    assert "Vote : 4 voix pour, 4 voix contre : voix prépondérante du président" in lu


@pytest.mark.parametrize(
    ("voix", "phrase"),
    [(("5", "3"), "la capacité est donc « validée »"), (("3", "6"), "9 voix comptées")],
)
def test_r36_a_vote_that_says_the_contrary_writes_nothing(seance, voix, phrase):
    reunion, ligne = seance

    with pytest.raises(DecisionRefusee, match=phrase):
        voter(reunion, ligne, False, *voix)

    assert DecisionCapacite.objects.count() == 0


def test_r36_a_refused_vote_loses_nothing_typed_then_is_shown(client_de, seance):
    reunion, ligne = seance
    url = adresse_de(reunion, ligne.dossier)
    client = client_de(reunion.secretaire)
    saisie = {**SUIVRE, "capacite_2": "non", "decision": "partiel", "motif": "Un mot."}

    refusee = client.post(url, {**saisie, "pour_2": "5", "contre_2": "trois"})
    assert "Capacité 2 : comptez le vote en nombres entiers" in lire(refusee)
    assert 'value="trois"' in lire(refusee)
    assert "Un mot." in lire(refusee)
    assert_page_accessible(refusee)

    client.post(url, {**saisie, "pour_2": "3", "contre_2": "5"})
    assert DecisionCapacite.objects.get(capacite__numero=2).voix == Voix(3, 5, 0)
    assert "Vote : 3 voix pour, 5 voix contre" in lire(client_de(reunion.salarie).get(url))
