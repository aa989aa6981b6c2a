"""The rules of the company's opinion, without a database."""

import datetime

import pytest

from dossiers.enums import Parcours
from evaluations.enums import EtatAvis, EtatLien, SensAvis
from evaluations.regles_avis import (
    AvisDonne,
    FauteAvis,
    Reponse,
    avis_requis,
    echeance_acceptable,
    etat_avis,
    etat_lien,
    expiration,
    motif_suffisant,
    verifier_avis,
    verifier_repondant,
    verifier_signature,
)

CAPACITES = {1: (1, 2), 2: (1, 2)}
FAVORABLES = [Reponse(1, SensAvis.FAVORABLE), Reponse(2, SensAvis.FAVORABLE)]


@pytest.mark.parametrize(
    ("parcours", "exempt", "requis"),
    [
        (Parcours.FORMATION, True, True),
        (Parcours.FORMATION, False, True),
        (Parcours.APPRENTISSAGE, True, True),
        (Parcours.INTERIM, True, True),
        (Parcours.VAE, True, False),
        (Parcours.VAE, False, True),
    ],
)
def test_r15_only_a_vae_exempted_by_its_version_needs_no_avis(parcours, exempt, requis):
    assert avis_requis(parcours, exempt) is requis


@pytest.mark.parametrize("exempt", [True, False])
def test_r16_a_demandeur_d_emploi_needs_an_avis(exempt):
    assert avis_requis(Parcours.DEMANDEUR_EMPLOI, exempt) is True


@pytest.mark.parametrize(
    ("situation", "etat"),
    [
        ({"requis": False}, EtatAvis.EXEMPTE),
        ({"requis": True}, EtatAvis.A_DEMANDER),
        ({"requis": True, "demande": True}, EtatAvis.DEMANDE),
        ({"requis": True, "dispense": True}, EtatAvis.DISPENSE),
        ({"requis": True, "repondu": True}, EtatAvis.REPONDU),
        ({"requis": False, "repondu": True}, EtatAvis.REPONDU),
        ({"requis": True, "dispense": True, "demande": True}, EtatAvis.DISPENSE),
    ],
)
def test_r15_the_state_of_the_avis_sums_up_the_situation(situation, etat):
    assert etat_avis(**situation) == etat


@pytest.mark.parametrize(
    ("issue", "repondu", "expire", "dossier_ouvert", "etat"),
    [
        ("", False, False, True, EtatLien.OUVERT),
        ("", False, False, False, EtatLien.FERME),
        ("", True, False, True, EtatLien.REPONDU),
        ("", True, False, False, EtatLien.REPONDU),
        ("", False, True, True, EtatLien.EXPIRE),
        ("", True, True, True, EtatLien.EXPIRE),
        ("annulee", False, False, True, EtatLien.REVOQUE),
        ("annulee", False, True, True, EtatLien.REVOQUE),
        ("transferee", False, False, True, EtatLien.TRANSFERE),
        ("declinee", False, False, True, EtatLien.DECLINE),
    ],
)
def test_r22_a_link_opens_only_what_it_was_given_for(issue, repondu, expire, dossier_ouvert, etat):
    situation = {"issue": issue, "repondu": repondu, "expire": expire}
    assert etat_lien(**situation, dossier_ouvert=dossier_ouvert) == etat


def test_a_link_lives_its_days_and_never_dies_before_the_answer_is_due():
    maintenant = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    bientot = datetime.datetime(2026, 3, 8, tzinfo=datetime.UTC)
    plus_tard = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)

    assert expiration(maintenant, bientot, 30) == datetime.datetime(
        2026, 3, 31, 12, tzinfo=datetime.UTC
    )
    assert expiration(maintenant, plus_tard, 30) == plus_tard


@pytest.mark.parametrize(
    ("ecart", "acceptable"), [(-1, False), (0, True), (21, True), (180, True), (181, False)]
)
def test_the_answer_is_due_from_today_on_within_six_months(ecart, acceptable):
    jour = datetime.date(2026, 3, 1)

    assert echeance_acceptable(jour + datetime.timedelta(days=ecart), jour) is acceptable


@pytest.mark.parametrize(
    ("motif", "suffisant"),
    [
        ("", False),
        ("   ", False),
        ("sans objet", False),
        ("Aucune entreprise d'accueil.", True),
        ("mot " * 501, False),
    ],
)
def test_r15_a_dispense_takes_a_few_words(motif, suffisant):
    assert motif_suffisant(motif) is suffisant


def test_r17_one_favorable_answer_per_capacite_is_enough():
    assert verifier_avis(FAVORABLES, CAPACITES, par_critere=False) == []


def test_r17_a_capacite_without_answer_is_named():
    reponses = [Reponse(1, SensAvis.FAVORABLE), Reponse(2, "")]

    assert verifier_avis(reponses, CAPACITES, par_critere=False) == [
        FauteAvis("sens-2", "Capacité 2 : choisissez un avis.")
    ]
    assert verifier_avis(FAVORABLES[:1], CAPACITES, par_critere=False) == [
        FauteAvis("sens-2", "Capacité 2 : choisissez un avis.")
    ]


def test_r17_an_answer_outside_the_four_is_refused():
    reponses = [Reponse(1, "excellent"), FAVORABLES[1]]

    assert [faute.champ for faute in verifier_avis(reponses, CAPACITES, False)] == ["sens-1"]


def test_r17_a_capacite_that_is_not_targeted_or_answered_twice_is_refused():
    etranger = [*FAVORABLES, Reponse(3, SensAvis.FAVORABLE)]
    double = [*FAVORABLES, Reponse(1, SensAvis.DEFAVORABLE, "Non.")]

    assert [faute.champ for faute in verifier_avis(etranger, CAPACITES, False)] == [""]
    assert [faute.champ for faute in verifier_avis(double, CAPACITES, False)] == [""]


@pytest.mark.parametrize(
    ("sens", "attendu"),
    [
        (SensAvis.RESERVE, "Capacité 1 : expliquez votre avis réservé, le jury le lira."),
        (SensAvis.DEFAVORABLE, "Capacité 1 : expliquez votre avis défavorable, le jury le lira."),
        (
            SensAvis.NON_OBSERVE,
            "Capacité 1 : dites pourquoi vous n'avez pas pu l'observer, le jury le lira.",
        ),
    ],
)
def test_r15_an_answer_that_is_not_favorable_takes_a_comment(sens, attendu):
    sans = [Reponse(1, sens, "  "), FAVORABLES[1]]
    avec = [Reponse(1, sens, "Une seule occasion."), FAVORABLES[1]]

    assert verifier_avis(sans, CAPACITES, False) == [FauteAvis("commentaire-1", attendu)]
    assert verifier_avis(avec, CAPACITES, False) == []


def test_an_over_long_comment_says_its_length_and_the_limit():
    reponses = [Reponse(1, SensAvis.FAVORABLE, "a" * 4001), FAVORABLES[1]]

    assert verifier_avis(reponses, CAPACITES, False) == [
        FauteAvis(
            "commentaire-1",
            "Capacité 1 : votre texte a 4001 caractères, 4000 au plus. Raccourcissez-le, puis "
            "envoyez à nouveau.",
        )
    ]


@pytest.mark.parametrize(("par_critere", "refuses"), [(True, 0), (False, 1)])
def test_r17_criteres_are_answered_only_where_the_version_opens_them(par_critere, refuses):
    reponses = [Reponse(1, SensAvis.FAVORABLE, criteres={2: SensAvis.RESERVE}), FAVORABLES[1]]

    assert len(verifier_avis(reponses, CAPACITES, par_critere)) == refuses


@pytest.mark.parametrize("criteres", [{3: SensAvis.FAVORABLE}, {1: "excellent"}])
def test_r17_a_critere_that_does_not_exist_or_an_unknown_answer_is_refused(criteres):
    reponses = [Reponse(1, SensAvis.FAVORABLE, criteres=criteres), FAVORABLES[1]]

    assert [faute.champ for faute in verifier_avis(reponses, CAPACITES, True)] == ["sens-1"]


def signature(**champs) -> AvisDonne:
    return AvisDonne(
        **{
            "reponses": FAVORABLES,
            "signataire": "Karim Bensaïd",
            "qualite": "tuteur",
            "fonction": "Chef d'atelier",
            "declaration": True,
            **champs,
        }
    )


@pytest.mark.parametrize(
    ("champs", "fautifs"),
    [
        ({}, []),
        ({"signataire": "Karim"}, ["signataire"]),
        ({"signataire": ""}, ["signataire"]),
        ({"signataire": f"Karim {'B' * 120}"}, ["signataire"]),
        ({"declaration": False}, ["declaration"]),
        ({"signataire": "", "declaration": False}, ["signataire", "declaration"]),
    ],
)
def test_r15_a_name_and_the_declaration_make_the_signature(champs, fautifs):
    assert [faute.champ for faute in verifier_signature(signature(**champs))] == fautifs


@pytest.mark.parametrize(
    ("champs", "fautifs"),
    [
        ({}, []),
        ({"qualite": "patron"}, ["qualite"]),
        ({"fonction": " "}, ["fonction"]),
        ({"fonction": "x" * 121}, ["fonction"]),
        ({"observations": "a" * 4001}, ["observations"]),
        ({"qualite": "", "fonction": ""}, ["qualite", "fonction"]),
    ],
)
def test_r15_who_answers_says_in_what_capacity(champs, fautifs):
    assert [faute.champ for faute in verifier_repondant(signature(**champs))] == fautifs
