"""Decide on a dossier: what is written, what is refused, two secretaries at once."""

from functools import partial

import pytest

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.errors import DecisionModifiee, DecisionRefusee, SessionRefusee
from evaluations.models import ConclusionCapacite, DecisionCapacite, Deliberation
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.concurrence import en_meme_temps
from tests.factories.comptes import CentreFactory
from tests.outils import dossier_pret, reunir

TOUT = {1: True, 2: True}


def ouvrir(*, non_acquises=(), **champs):
    """An open session of one candidate."""
    reunion = reunir(CentreFactory())
    (ligne,) = reunion.inscrire(
        dossier_pret(centre=reunion.centre, non_acquises=non_acquises, **champs)
    )
    reunion.ouvrir()
    return reunion, ligne


@pytest.fixture
def seance(db):
    return ouvrir()


def decider(reunion, ligne, validees=None, *, version=0, conditions=True, **vote) -> Deliberation:
    un_vote = Vote(TOUT if validees is None else validees, conditions_verifiees=conditions, **vote)
    return deliberation.decider(ligne, un_vote, version=version, par=reunion.presidente)


def test_the_decision_follows_from_the_capacites(seance):
    reunion, ligne = seance

    decidee = decider(reunion, ligne)

    assert (decidee.decision, decidee.version, decidee.conditions_verifiees) == ("admis", 1, True)
    assert list(decidee.capacites.values_list("capacite__numero", "validee")) == [
        (1, True),
        (2, True),
    ]


def test_the_findings_of_the_commission_stay_apart(db):
    reunion, ligne = ouvrir(non_acquises=[2])
    avant = list(ConclusionCapacite.objects.values_list("capacite_id", "conclusion", "commentaire"))

    decider(reunion, ligne, TOUT, motifs={2: "Preuves lues en séance."})

    apres = ConclusionCapacite.objects.values_list("capacite_id", "conclusion", "commentaire")
    assert list(apres) == avant
    assert DecisionCapacite.objects.get(capacite__numero=2).motif == "Preuves lues en séance."


def test_r53_the_dossier_takes_no_result_before_the_pv_is_signed(seance):
    reunion, ligne = seance

    decider(reunion, ligne)

    assert Dossier.objects.get().etat == EtatDossier.EN_SESSION


def test_the_journal_tells_who_decided_what_before_and_after(seance):
    reunion, ligne = seance
    decider(reunion, ligne)

    entree = ligne.dossier.journal.first()

    numero = reunion.session.numero
    assert entree.libelle == f"Décision du jury, session {numero} : CQPM attribué."
    assert (entree.auteur, entree.avant) == (reunion.presidente, "")
    assert entree.apres == {"decision": "admis", "validees": [1, 2]}


@pytest.mark.parametrize(
    ("vote", "champ"),
    [
        ({"conditions": False}, "conditions_verifiees"),
        ({"validees": {1: True, 2: False}}, "capacite_2"),
        ({"validees": {1: True}}, "capacite_2"),
        ({"decision": "partiel"}, "decision"),
        ({"decision": "renvoi"}, "motif"),
    ],
)
def test_a_refused_decision_writes_nothing(seance, vote, champ):
    reunion, ligne = seance

    with pytest.raises(DecisionRefusee) as refusee:
        decider(reunion, ligne, **vote)

    assert [un.champ for un in refusee.value.refus] == [champ]
    ligne.refresh_from_db()
    assert (ligne.decision, ligne.version, DecisionCapacite.objects.count()) == ("", 0, 0)


def test_r32_the_whole_is_refused_with_a_capacite_missing(db):
    reunion, ligne = ouvrir(non_acquises=[2], referentiel__modele_2013=True)

    with pytest.raises(DecisionRefusee, match="il manque la capacité 2"):
        decider(reunion, ligne, {1: True, 2: False}, decision=DecisionJury.ADMIS)


def test_r34_a_capacite_that_the_commission_never_concluded_is_not_validated(seance):
    reunion, ligne = seance
    ConclusionCapacite.objects.filter(capacite__numero=2).delete()

    with pytest.raises(DecisionRefusee, match="ne l'a pas évaluée"):
        decider(reunion, ligne, motifs={2: "Le jury l'admet."})


def test_a_number_that_the_referentiel_does_not_have_counts_for_nothing(seance):
    reunion, ligne = seance

    decider(reunion, ligne, {**TOUT, 99: True})

    assert DecisionCapacite.objects.count() == 2
    assert ligne.dossier.journal.first().apres == {"decision": "admis", "validees": [1, 2]}


def test_deciding_again_replaces_the_decision(seance):
    reunion, ligne = seance
    decider(reunion, ligne)

    decider(reunion, ligne, {1: True, 2: False}, motifs={2: "Doute."}, version=1)

    ligne.refresh_from_db()
    assert (ligne.decision, ligne.version, DecisionCapacite.objects.count()) == ("partiel", 2, 2)


def test_a_renvoi_erases_the_capacites_judged_before(seance):
    reunion, ligne = seance
    decider(reunion, ligne)

    decider(reunion, ligne, {}, decision="renvoi", motif="Grille à compléter.", version=1)

    assert DecisionCapacite.objects.count() == 0


@pytest.mark.parametrize("version", [-1, 0, 2])
def test_an_old_page_overwrites_nothing_and_says_what_is_recorded(seance, version):
    reunion, ligne = seance
    decider(reunion, ligne)

    with pytest.raises(DecisionModifiee, match="« CQPM attribué »"):
        decider(reunion, ligne, {}, decision="renvoi", motif="Doute.", version=version)

    assert Deliberation.objects.get().decision == "admis"


@pytest.mark.django_db(transaction=True)
def test_of_two_secretaries_at_once_one_is_told():
    reunion, ligne = ouvrir()
    votes = [
        Vote(TOUT, conditions_verifiees=True),
        Vote({}, decision="renvoi", motif="Doute.", conditions_verifiees=True),
    ]

    issues = en_meme_temps(
        *(
            partial(deliberation.decider, ligne, vote, version=0, par=reunion.presidente)
            for vote in votes
        )
    )

    assert {type(une) for une in issues} == {DecisionModifiee, Deliberation}
    assert Deliberation.objects.get().version == 1


def test_no_decision_outside_an_open_session(db):
    reunion = reunir(CentreFactory())
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))

    with pytest.raises(SessionRefusee, match="En préparation"):
        decider(reunion, ligne)


def test_a_dossier_taken_off_is_not_decided(seance):
    reunion, ligne = seance
    jury.retirer_dossier(ligne, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="retiré"):
        decider(reunion, ligne)


def test_a_decision_is_undone_until_the_closing(seance):
    reunion, ligne = seance
    decider(reunion, ligne)

    deliberation.annuler_decision(ligne, version=1, par=reunion.secretaire)

    ligne.refresh_from_db()
    assert (ligne.decision, ligne.decidee_le, ligne.conditions_verifiees) == ("", None, False)
    assert DecisionCapacite.objects.count() == 0
    entree = ligne.dossier.journal.first()
    assert entree.libelle == f"Décision du jury annulée, session {reunion.session.numero}."
    assert (entree.avant, entree.apres) == ("admis", "")


def test_undoing_from_an_old_page_changes_nothing(seance):
    reunion, ligne = seance
    decider(reunion, ligne)

    with pytest.raises(DecisionModifiee):
        deliberation.annuler_decision(ligne, version=0, par=reunion.secretaire)

    assert Deliberation.objects.get().decision == "admis"
