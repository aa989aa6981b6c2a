"""The jury's rules, one by one (DOMAINE.md §4 and §8)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.accords import ACCORDS, accord_en_vigueur
from evaluations.enums import College, Conclusion, DecisionJury
from evaluations.regles_composition import (
    Siege,
    avertissements,
    obstacles_ouverture,
    quorum_manquant,
)
from evaluations.regles_conservation import blocs_valides, fin_conservation, fins_de_conservation
from evaluations.regles_jury import Vote, decision_globale, refus_de_decider
from evaluations.vocabulaire import RESULTATS, TONS_DECISION, libelle_decision
from referentiels.enums import VocabulaireDecision
from referentiels.models import Referentiel

PRESIDENT = Siege(College.EMPLOYEURS, est_president=True, present=True)
SALARIE = Siege(College.SALARIES, est_president=False, present=True)
EMPLOYEUR = Siege(College.EMPLOYEURS, est_president=False, present=True)
LE_JOUR = datetime.date(2026, 11, 21)


def absent(siege: Siege) -> Siege:
    return Siege(siege.college, siege.est_president, present=False)


def avant(jours: int) -> datetime.date:
    return LE_JOUR - datetime.timedelta(days=jours)


# --- R4, R38: the agreement and what it keeps -------------------------------------------------


@pytest.mark.parametrize("annee", [2014, 2019, 2024, 2026])
def test_r4_the_agreement_is_chosen_by_the_session_s_date(annee):
    accord = accord_en_vigueur(datetime.date(annee, 6, 1))

    assert accord in ACCORDS
    assert (accord.conservation_capacite_mois, accord.conservation_bloc_mois) == (24, 60)


@pytest.mark.parametrize(
    ("deliberation", "mois", "fin"),
    [
        ((2024, 3, 15), 24, (2026, 3, 15)),
        ((2024, 3, 15), 60, (2029, 3, 15)),
        ((2024, 2, 29), 24, (2026, 2, 28)),
        ((2024, 2, 29), 60, (2029, 2, 28)),
        ((2024, 2, 29), 48, (2028, 2, 29)),
        ((2025, 12, 31), 24, (2027, 12, 31)),
        ((2025, 8, 31), 6, (2026, 2, 28)),
        ((2025, 11, 30), 1, (2025, 12, 30)),
    ],
)
def test_r38_the_benefit_lasts_until_the_same_day_month_end_included(deliberation, mois, fin):
    assert fin_conservation(datetime.date(*deliberation), mois) == datetime.date(*fin)


# --- R26: who must be there -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sieges", "manquent"),
    [
        ([PRESIDENT, SALARIE], 0),
        ([PRESIDENT, EMPLOYEUR, SALARIE], 0),
        ([PRESIDENT, absent(SALARIE)], 1),
        ([EMPLOYEUR, SALARIE], 1),
        ([absent(PRESIDENT), EMPLOYEUR, SALARIE], 1),
        ([absent(PRESIDENT), SALARIE], 2),
        ([SALARIE], 2),
        ([], 3),
        ([Siege(College.SALARIES, est_president=True, present=True), EMPLOYEUR], 1),
    ],
)
def test_r26_president_and_both_sides_are_present(sieges, manquent):
    assert len(quorum_manquant(sieges)) == manquent


def test_r26_the_absent_side_is_named():
    assert quorum_manquant([PRESIDENT, absent(SALARIE)]) == [
        "Au moins un membre des organisations syndicales de salariés doit être présent."
    ]


@pytest.mark.parametrize(
    ("nombre", "jours_avant", "obstacles"),
    [(1, 0, 0), (3, -40, 0), (0, 0, 1), (1, 1, 1), (0, 2, 2)],
)
def test_r26_a_session_opens_with_a_dossier_and_on_its_day(nombre, jours_avant, obstacles):
    trouves = obstacles_ouverture([PRESIDENT, SALARIE], nombre, jours_avant=jours_avant)

    assert len(trouves) == obstacles


# --- R27, R28, R29: what the PV mentions ------------------------------------------------------


def mentions(demandes=20, convocations=10, sieges=(PRESIDENT, SALARIE)) -> list[str]:
    return avertissements(
        LE_JOUR,
        demandes_le=demandes and avant(demandes),
        convocations_le=convocations and avant(convocations),
        sieges=list(sieges),
    )


def test_a_regular_session_has_no_mention():
    assert mentions() == []


def test_r27_four_unions_and_three_employers_are_mentioned():
    sieges = [absent(PRESIDENT), *[absent(EMPLOYEUR)] * 2, *[absent(SALARIE)] * 4]

    assert mentions(sieges=sieges) == [
        "La composition du jury n'est pas paritaire : 3 membres de la délégation patronale, "
        "4 membres des organisations syndicales de salariés."
    ]


def test_r27_a_missing_member_breaks_the_parity_of_those_present():
    sieges = [PRESIDENT, EMPLOYEUR, SALARIE, absent(SALARIE)]

    assert mentions(sieges=sieges) == [
        "Le jury présent n'est pas paritaire : 2 membres de la délégation patronale, 1 membre des "
        "organisations syndicales de salariés."
    ]


@pytest.mark.parametrize(("jours", "mentionne"), [(14, True), (15, False), (16, False)])
def test_r28_the_unions_are_asked_fifteen_calendar_days_before(jours, mentionne):
    assert any("saisies" in texte for texte in mentions(demandes=jours)) is mentionne


@pytest.mark.parametrize(("jours", "mentionne"), [(7, True), (8, False), (9, False)])
def test_r29_the_members_are_convened_eight_calendar_days_before(jours, mentionne):
    assert any("convocations" in texte for texte in mentions(convocations=jours)) is mentionne


def test_r28_r29_a_missing_date_is_mentioned():
    assert mentions(demandes=None, convocations=None) == [
        "La date de saisine des organisations syndicales n'est pas renseignée.",
        "La date d'envoi des convocations n'est pas renseignée.",
    ]


# --- R31 to R34: what may be recorded ---------------------------------------------------------

CONCLUSIONS = {1: Conclusion.ACQUISE, 2: Conclusion.ACQUISE, 3: Conclusion.NON_ACQUISE}


def vote(validees=None, *, motifs=None, decision="", motif="", conditions=True) -> Vote:
    suit = {numero: une == Conclusion.ACQUISE for numero, une in CONCLUSIONS.items()}
    return Vote(suit | (validees or {}), motifs or {}, decision, motif, conditions)


def champs(un_vote: Vote, conclusions=CONCLUSIONS) -> list[str]:
    return [refus.champ for refus in refus_de_decider(un_vote, conclusions)]


def test_following_the_commission_is_accepted():
    assert champs(vote(decision=DecisionJury.PARTIEL)) == []
    assert champs(vote()) == []


def test_r31_no_decision_before_the_conditions_are_checked():
    assert champs(vote(conditions=False)) == ["conditions_verifiees"]


def test_r31_even_a_renvoi_checks_the_conditions_first():
    renvoi = vote(decision=DecisionJury.RENVOI, motif="Grille illisible.", conditions=False)

    assert champs(renvoi) == ["conditions_verifiees"]


@pytest.mark.parametrize(("numero", "validee"), [(1, False), (3, True)])
@pytest.mark.parametrize("motif", ["", "   \n"])
def test_r33_departing_from_the_commission_needs_a_reason(numero, validee, motif):
    ecart = vote({numero: validee}, motifs={numero: motif})

    assert champs(ecart) == [f"capacite_{numero}"]


@pytest.mark.parametrize(("numero", "validee"), [(1, False), (3, True)])
def test_r33_a_departure_with_its_reason_is_accepted(numero, validee):
    assert champs(vote({numero: validee}, motifs={numero: "Preuves lues en séance."})) == []


@pytest.mark.parametrize("motif", ["", "Le tuteur l'affirme."])
def test_r34_a_capacite_never_evaluated_cannot_be_validated(motif):
    conclusions = CONCLUSIONS | {3: None}

    assert champs(vote({3: True}, motifs={3: motif}), conclusions) == ["capacite_3"]
    assert champs(vote({3: False}), conclusions) == []


def test_every_capacite_is_answered():
    muet = Vote({1: True}, conditions_verifiees=True)

    assert champs(muet) == ["capacite_2", "capacite_3"]


def test_r32_the_whole_certification_is_refused_and_the_missing_capacites_named():
    (refus,) = refus_de_decider(
        vote({2: False}, motifs={2: "Doute."}, decision=DecisionJury.ADMIS), CONCLUSIONS
    )

    assert refus.champ == "decision"
    assert "il manque les capacités 2, 3" in refus.message


@pytest.mark.parametrize("decision", [DecisionJury.REFUSE, DecisionJury.ADMIS])
def test_r32_a_decision_that_the_capacites_do_not_make_is_refused(decision):
    assert champs(vote(decision=decision)) == ["decision"]


def test_r32_refusing_everything_while_all_is_validated_is_refused():
    tout = vote({3: True}, motifs={3: "Preuves."}, decision=DecisionJury.REFUSE)

    assert champs(tout) == ["decision"]


@pytest.mark.parametrize(("motif", "refuses"), [("", 1), ("  ", 1), ("Grille à compléter.", 0)])
def test_a_renvoi_says_why_and_judges_no_capacite(motif, refuses):
    renvoi = Vote({}, decision=DecisionJury.RENVOI, motif=motif, conditions_verifiees=True)

    assert champs(renvoi) == ["motif"] * refuses


@pytest.mark.parametrize(
    ("longueurs", "refuses"),
    [({"motif": 4001}, ["motif"]), ({"motif": 4000}, []), ({"motifs": 2001}, ["capacite_1"])],
)
def test_a_reason_too_long_is_refused_rather_than_cut(longueurs, refuses):
    long = vote(motif="é" * longueurs.get("motif", 0), motifs={1: "é" * longueurs.get("motifs", 0)})

    assert champs(long) == refuses


# --- R32, R35: what the capacités make --------------------------------------------------------

ENSEMBLES = st.frozensets(st.integers(1, 9), max_size=9)


@given(validees=ENSEMBLES, visees=ENSEMBLES)
def test_r32_the_certification_takes_every_target_capacite(validees, visees):
    decision = decision_globale(set(validees), set(visees))

    assert (decision == DecisionJury.ADMIS) is bool(visees and visees <= validees)
    assert (decision == DecisionJury.REFUSE) is not (validees & visees)
    assert decision != DecisionJury.RENVOI


@given(validees=ENSEMBLES, visees=ENSEMBLES, en_plus=ENSEMBLES)
def test_r32_validating_more_never_gives_less(validees, visees, en_plus):
    ordre = [DecisionJury.REFUSE, DecisionJury.PARTIEL, DecisionJury.ADMIS]
    moins = decision_globale(set(validees), set(visees))
    plus = decision_globale(set(validees | en_plus), set(visees))

    assert ordre.index(plus) >= ordre.index(moins)


def test_r32_six_capacites_out_of_seven_are_partial():
    assert decision_globale(set(range(1, 7)), set(range(1, 8))) == DecisionJury.PARTIEL


def test_r32_a_referentiel_without_capacite_certifies_nobody():
    assert decision_globale(set(), set()) == DecisionJury.REFUSE


UNITES = {10: {1, 2}, 20: {3, 4, 5}, 30: {6, 7}, 40: set()}


@given(validees=ENSEMBLES)
def test_r35_no_bloc_without_a_registration(validees):
    assert blocs_valides(UNITES, set(validees), enregistre_rncp=False) == set()


@given(validees=ENSEMBLES)
def test_r35_a_bloc_takes_all_its_capacites(validees):
    accordes = blocs_valides(UNITES, set(validees), enregistre_rncp=True)

    assert accordes == {cle for cle, numeros in UNITES.items() if numeros and numeros <= validees}


def test_r35_only_one_of_two_capacites_gives_no_bloc():
    assert blocs_valides(UNITES, {6}, enregistre_rncp=True) == set()
    assert blocs_valides(UNITES, {6, 7}, enregistre_rncp=True) == {30}


# --- R41: the words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulaire", "admis", "refuse"),
    [
        (VocabulaireDecision.ADMISSIBLE, "Déclaré admissible", "Non admissible"),
        (VocabulaireDecision.ATTRIBUE, "CQPM attribué", "CQPM non attribué"),
    ],
)
def test_r41_each_version_decides_in_its_own_words(vocabulaire, admis, refuse):
    referentiel = Referentiel(vocabulaire_decision=vocabulaire)

    assert libelle_decision(referentiel, DecisionJury.ADMIS) == admis
    assert libelle_decision(referentiel, DecisionJury.REFUSE) == refuse
    assert libelle_decision(referentiel, DecisionJury.PARTIEL).endswith("validation partielle")


def test_r41_a_candidate_for_blocs_is_not_given_the_whole_cqpm():
    referentiel = Referentiel(vocabulaire_decision=VocabulaireDecision.ATTRIBUE)

    libelles = [libelle_decision(referentiel, une, blocs_seuls=True) for une in DecisionJury]

    assert [libelle for libelle in libelles if "CQPM" in libelle] == []


@pytest.mark.parametrize("vocabulaire", VocabulaireDecision)
@pytest.mark.parametrize("decision", DecisionJury)
def test_r41_no_decision_is_without_words_nor_tone(vocabulaire, decision):
    assert libelle_decision(Referentiel(vocabulaire_decision=vocabulaire), decision)
    assert TONS_DECISION[decision]


def test_nothing_decided_yet_says_so():
    assert libelle_decision(Referentiel(), "") == "À décider"


def test_every_decision_but_a_renvoi_is_a_result():
    assert set(RESULTATS) == set(DecisionJury) - {DecisionJury.RENVOI}


def test_r38_a_bloc_completed_by_a_later_jury_is_kept_five_years_from_it():
    fins = fins_de_conservation(
        datetime.date(2026, 3, 15),
        nouvelles={2},
        anciennes={1: datetime.date(2026, 6, 1), 3: datetime.date(2026, 3, 14)},
        blocs={10: {1, 2}, 11: {3}},
        enregistre_rncp=True,
    )

    assert fins == {1: datetime.date(2031, 3, 15), 2: datetime.date(2031, 3, 15)}


def test_r38_without_rncp_each_capacite_keeps_its_own_day():
    fins = fins_de_conservation(
        datetime.date(2026, 3, 15),
        nouvelles={2},
        anciennes={1: datetime.date(2026, 6, 1)},
        blocs={10: {1, 2}},
        enregistre_rncp=False,
    )

    assert fins == {1: datetime.date(2026, 6, 1), 2: datetime.date(2028, 3, 15)}
