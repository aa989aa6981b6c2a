"""A comparison tells exactly what was edited: each edit once, with its words, and nothing else."""

import copy
import time

import pytest

from referentiels.differences.comparaison import comparer
from tests.referentiels.comparaison import NOMS
from tests.referentiels.differences import retouches
from tests.referentiels.differences.lecture import (
    changes,
    criteres,
    en_signes,
    fiches,
    mots,
    officiel,
    totaux,
)
from tests.referentiels.differences.retouches import RETOUCHES
from tests.referentiels.documents import document, par_capacite, pose


def retouche(modifier) -> tuple[dict, dict]:
    avant = officiel()
    apres = copy.deepcopy(avant)
    modifier(apres)
    return avant, apres


def nombre(lignes: list[str]) -> int:
    return sum(int(ligne.split()[0]) for ligne in lignes)


@pytest.mark.parametrize(("modifier", "attendus"), RETOUCHES)
def test_an_edited_copy_shows_exactly_the_edit(modifier, attendus):
    assert totaux(*retouche(modifier)) == attendus


@pytest.mark.parametrize(("modifier", "attendus"), RETOUCHES)
def test_read_backwards_an_edit_is_as_small(modifier, attendus):
    avant, apres = retouche(modifier)

    assert nombre(totaux(apres, avant)) == nombre(attendus)


@pytest.mark.parametrize("nom", NOMS)
def test_a_version_does_not_differ_from_itself(nom):
    differences = comparer(officiel(nom), officiel(nom))

    assert (differences.change, differences.totaux) == (False, [])


@pytest.mark.parametrize(
    ("modifier", "attendu"),
    [
        (
            retouches.reformuler_un_mot,
            (
                "Capacité 1",
                ["reformule"],
                "",
                ["Les paramètres de [-réglage-] {+conduite+} sont ajustés."],
            ),
        ),
        (
            retouches.deplacer_vers_une_capacite,
            (
                "Capacité 5",
                ["deplace"],
                "était dans la capacité 3, au rang 4",
                ["La documentation technique est utilisée"],
            ),
        ),
        (
            retouches.deplacer_et_reformuler,
            (
                "Capacité 5",
                ["deplace", "reformule"],
                "était dans la capacité 3, au rang 6",
                [
                    "Le remontage de la pompe est effectué dans le {+strict+} respect des "
                    "procédures de maintenance et des jeux de calage."
                ],
            ),
        ),
        (
            retouches.scinder,
            (
                "Capacité 5",
                ["scinde"],
                "était au rang 7",
                [
                    "Les interventions à réaliser sont identifiées [-et-]",
                    "{+Elles sont+} hiérarchisées (dépannage, démontage, remplacement, remontage…)",
                ],
            ),
        ),
    ],
)
def test_a_change_says_its_words_and_where_it_was(modifier, attendu):
    assert changes(comparer(*retouche(modifier))) == [attendu]


def test_a_merge_says_what_it_joins():
    ((_, natures, origine, (texte,)),) = changes(comparer(*retouche(retouches.fondre)))

    assert (natures, origine) == (["fondu"], "étaient aux rangs 3 et 4")
    assert texte.startswith("La ou les hypothèses de pannes sont identifiées. La méthodologie de")


def test_a_split_shares_the_sub_points():
    differences = comparer(*retouche(retouches.scinder_avec_ses_sous_points))

    ((_, liste),) = [(f, une) for f, une in criteres(differences) if une.change]
    (ligne,) = liste.changees
    assert [len(morceau.points) for morceau in ligne.morceaux] == [2, 2]
    assert [
        n for morceau in ligne.morceaux for point in morceau.points for n in point.natures
    ] == []


def test_sub_points_are_compared_in_their_critere():
    differences = comparer(*retouche(retouches.retoucher_les_sous_points))

    ((_, liste),) = [(f, une) for f, une in criteres(differences) if une.change]
    points = liste.changees[0].morceaux[0].points
    assert [mots(point) for point in points if point.natures] == [
        [
            "Les informations sont communiquées aux personnes concernées"
            " [-(participants à l’action, responsable, …)-]."
        ],
        ["{+Un bilan est tenu.+}"],
    ]


def test_what_left_a_capacite_leaves_its_trace():
    differences = comparer(*retouche(retouches.deplacer_vers_une_capacite))

    traces = [(f.etiquette, d) for f, liste in criteres(differences) for d in liste.departs]
    ((etiquette, depart),) = traces
    assert (etiquette, str(depart.ancien), str(depart.nouveau), depart.arrivee) == (
        "Capacité 3",
        "au rang 4",
        "dans la capacité 5, au rang 3",
        "capacite-5-critere-3",
    )


def test_a_number_pushed_along_is_said_and_not_counted():
    differences = comparer(*retouche(retouches.ajouter_une_capacite_en_tete))

    assert [
        (f.etiquette, f.origine, [str(n) for n in f.natures])
        for f in fiches(differences, "capacites")
    ][:3] == [
        ("Capacité 1", "", ["ajoute"]),
        ("Capacité 2", "était la capacité 1", []),
        ("Capacité 3", "était la capacité 2", []),
    ]


def test_a_sentence_that_every_capacite_repeats_stays_at_home():
    """« Les protocoles de sécurité… » recurs under five capacités: one removal is one removal."""
    avant = officiel()
    apres = copy.deepcopy(avant)
    repetee = retouches.criteres(apres, 1).pop(5)

    (change,) = changes(comparer(avant, apres))

    assert change == ("Capacité 1", ["retire"], "", [f"[-{repetee['texte']}-]"])


def test_r3_flags_are_compared_in_words():
    regles = {
        "entretien_requis": True,
        "avis_vae_exempt": False,
        "avis_granularite": "capacite_et_ou_critere",
        "modalites_niveau": "capacite",
        "blocs": False,
        "vocabulaire_decision": "admissible",
    }
    differences = comparer(document(), document(regles=regles))

    (chapitre,) = [un for un in differences.chapitres if un.ancre == "regles"]
    assert {fait.libelle: en_signes(fait.texte) for fait in chapitre.faits} == {
        "Entretien avec le candidat": "[-non demandé-] {+requis avant le jury+}",
        "Avis de l'entreprise en VAE": "[-non demandé-] {+demandé aussi en VAE+}",
        "Avis de l'entreprise": "[-Par capacité-] {+Par capacité et/ou critère+}",
        "Modalités d'évaluation": (
            "[-Définies pour tout le document-] {+Définies pour chaque capacité+}"
        ),
        "Regroupements de capacités": "[-oui-] {+aucun+}",
        "Décision du jury": (
            "[-Le CQPM est « attribué »-] {+Le candidat est « déclaré admissible »+}"
        ),
    }


def test_the_modalities_of_a_capacite_are_recognised_by_their_code():
    avant = par_capacite()
    detail = [
        {"code": "avis_entreprise", "connecteur": "", "libelle": "avis de l’entreprise"},
        {"code": "situation_reelle", "connecteur": "ou", "libelle": "Au poste de travail"},
    ]
    apres = pose(avant, "capacites.0.modalites_detail", detail)

    (liste,) = [une for une in fiches(comparer(avant, apres), "capacites")[0].listes if une.change]

    assert [([str(n) for n in ligne.natures], mots(ligne)) for ligne in liste.lignes] == [
        (["deplace", "reformule"], ["[-Et-] avis de l’entreprise"]),
        (["reformule"], ["[-En situation réelle-] {+Ou Au poste de travail+}"]),
    ]


def test_an_empty_brouillon_is_compared_like_any_other():
    vide = document(
        titre="",
        date_modification=None,
        libelle_jury="",
        regles={},
        blocs=[],
        capacites=[],
        modalites=[],
        admissibilite="",
        sections=[],
        notes=[],
    )

    assert totaux(vide, vide) == []
    assert totaux(document(), vide) == [
        "3 champs d'identité modifiés",
        "6 règles modifiées",
        "1 bloc retiré",
        "2 capacités retirées",
        "2 modalités retirées",
        "1 texte d'admissibilité modifié",
        "1 section retirée",
        "1 note retirée",
    ]


def test_what_a_brouillon_left_empty_is_said_to_be_filled():
    vide = pose(document(), "capacites.0.criteres.0.texte", "")
    vide = pose(vide, "capacites.1", vide["capacites"][1] | {"intitule": "", "criteres": []})

    assert totaux(vide, document()) == [
        "1 critère reformulé",
        "1 critère ajouté",
        "1 capacité reformulée",
    ]


def test_the_largest_documents_take_less_than_half_a_second():
    """Three times the larger of the two real ones, every sentence changed, nothing in its order."""
    avant, apres = officiel(), officiel()
    for cote, ajout in ((avant, ""), (apres, " autrement")):
        modele = copy.deepcopy(cote["capacites"])
        cote["capacites"] = []
        for fois in range(3):
            for capacite in copy.deepcopy(modele):
                capacite["numero"] = len(cote["capacites"]) + 1
                capacite["intitule"] += f" {fois}{ajout}"
                for critere in capacite["criteres"]:
                    critere["texte"] += f" {fois}{ajout}"
                cote["capacites"].append(capacite)
    for capacite in apres["capacites"]:
        capacite["criteres"].reverse()
    debut = time.process_time()

    resultat = totaux(avant, apres)

    assert time.process_time() - debut < 0.5
    assert "135 critères reformulés" in resultat
