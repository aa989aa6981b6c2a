"""Critères are cut, joined, moved and lowered: no word is lost, the source is left alone."""

import copy
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiels.echange.lignes import depuis_texte, en_texte
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction import capacites, criteres, listes
from referentiels.redaction.retouche import valeur
from tests.referentiels.documents import document


def critere(texte: str, *sous_points: str, groupe: int = 1) -> dict:
    return {"texte": texte, "groupe": groupe, "sous_points": list(sous_points)}


def avec(*decrits: dict, autre: tuple = ()) -> dict:
    """A document whose first capacité has these critères, and the second one `autre`."""
    complet = document()
    complet["capacites"][0]["criteres"] = list(decrits)
    complet["capacites"][1]["criteres"] = list(autre)
    return complet


A, B, C = critere("A."), critere("B.", "b1.", "b2.", groupe=2), critere("C.", groupe=2)
LIGNES = critere("Un.\nDeux.", "sous.")
ICI = "capacites[0].criteres"

# What is done, on what, where; the critères that result, the history's sentence, the new place.
CAS = [
    (
        criteres.monter,
        avec(A, B),
        f"{ICI}[1]",
        (),
        [critere("B.", "b1.", "b2."), critere("A.", groupe=2)],
        "Capacité 1, critère 2 : remonté d'un rang",
        f"{ICI}[0]",
    ),
    (
        criteres.descendre,
        avec(A, B, C),
        f"{ICI}[1]",
        (),
        [A, C, B],
        "Capacité 1, critère 2 : descendu d'un rang",
        f"{ICI}[2]",
    ),
    (
        criteres.ajouter,
        avec(A, B),
        ICI,
        (),
        [A, B, critere("", groupe=2)],
        "Capacité 1, critère 3 : ajout",
        f"{ICI}[2]",
    ),
    (
        criteres.scinder,
        avec(LIGNES, B),
        f"{ICI}[0]",
        (),
        [critere("Un."), critere("Deux.", "sous."), B],
        "Capacité 1, critère 1 : scindé en deux",
        f"{ICI}[1]",
    ),
    (
        criteres.scinder,
        avec(critere("Un deux trois.")),
        f"{ICI}[0]",
        ("7",),
        [critere("Un deux"), critere("trois.")],
        "Capacité 1, critère 1 : scindé en deux",
        f"{ICI}[1]",
    ),
    (
        criteres.scinder,
        avec(critere("Un.", "b c")),
        f"{ICI}[0].sous_points[0]",
        ("1",),
        [critere("Un.", "b", "c")],
        "Capacité 1, critère 1, sous-point 1 : scindé en deux",
        f"{ICI}[0].sous_points[1]",
    ),
    (
        criteres.fondre,
        avec(A, B, C),
        f"{ICI}[0]",
        (),
        [critere("A. B.", "b1.", "b2."), C],
        "Capacité 1, critère 1 : fusionné avec le suivant",
        f"{ICI}[0]",
    ),
    (
        criteres.fondre,
        avec(B),
        f"{ICI}[0].sous_points[0]",
        (),
        [critere("B.", "b1. b2.", groupe=2)],
        "Capacité 1, critère 1, sous-point 1 : fusionné avec le suivant",
        f"{ICI}[0].sous_points[0]",
    ),
    (
        criteres.abaisser,
        avec(A, B),
        f"{ICI}[1]",
        (),
        [critere("A.", "B.", "b1.", "b2.")],
        "Capacité 1, critère 2 : devenu capacité 1, critère 1, sous-point 1",
        f"{ICI}[0].sous_points[0]",
    ),
    (
        criteres.relever,
        avec(A, B, C),
        f"{ICI}[1].sous_points[0]",
        (),
        [A, critere("B.", groupe=2), critere("b1.", "b2.", groupe=2), C],
        "Capacité 1, critère 2, sous-point 1 : devenu capacité 1, critère 3",
        f"{ICI}[2]",
    ),
    (
        listes.retirer,
        avec(A, B),
        f"{ICI}[1]",
        (),
        [A],
        "Capacité 1, critère 2 : retrait",
        f"{ICI}[0]",
    ),
]


@pytest.mark.parametrize(("acte", "depart", "lieu", "precisions", "resultat", "libelle", "ou"), CAS)
def test_each_act_gives_the_new_criteres_its_sentence_and_its_place(
    acte, depart, lieu, precisions, resultat, libelle, ou
):
    avant = copy.deepcopy(depart)

    retouche = acte(depart, depuis_texte(lieu), *precisions)

    assert valeur(retouche.document, ("capacites", 0, "criteres")) == resultat
    assert retouche.libelle == libelle
    assert en_texte(retouche.chemin) == ou
    assert depart == avant


def test_deplacer_puts_the_critere_at_the_end_of_the_other_capacite_in_its_last_group():
    retouche = criteres.deplacer(avec(A, B, autre=(C,)), ("capacites", 0, "criteres", 0), "2")

    assert [c["criteres"] for c in retouche.document["capacites"]] == [
        [B],
        [C, critere("A.", groupe=2)],
    ]
    assert retouche.libelle == "Capacité 1, critère 1 : déplacé dans la capacité 2"


REFUS = [
    (criteres.monter, f"{ICI}[0]", (), "déjà le premier élément"),
    (criteres.descendre, f"{ICI}[1]", (), "déjà le dernier élément"),
    (criteres.scinder, f"{ICI}[0]", (), "placez le curseur"),
    (criteres.scinder, f"{ICI}[0]", ("0",), "placez le curseur"),
    (criteres.scinder, f"{ICI}[0]", ("99",), "placez le curseur"),
    (criteres.scinder, f"{ICI}[0]", ("-1",), "placez le curseur"),
    (criteres.fondre, f"{ICI}[1]", (), "pas d'élément suivant"),
    (criteres.abaisser, f"{ICI}[0]", (), "pas de critère au-dessus"),
    (criteres.deplacer, f"{ICI}[0]", ("1",), "choisissez la capacité"),
    (criteres.deplacer, f"{ICI}[0]", ("9",), "choisissez la capacité"),
    (criteres.deplacer, f"{ICI}[0]", ("",), "choisissez la capacité"),
]


@pytest.mark.parametrize(("acte", "lieu", "precisions", "raison"), REFUS)
def test_an_act_that_makes_no_sense_says_why(acte, lieu, precisions, raison):
    with pytest.raises(RetoucheImpossible, match=raison):
        acte(avec(A, B), depuis_texte(lieu), *precisions)


@pytest.mark.parametrize(
    ("acte", "lieu", "precisions"),
    [
        (criteres.monter, f"{ICI}[7]", ()),
        (criteres.fondre, "capacites[9].criteres[0]", ()),
        (criteres.scinder, "titre", ()),
        (criteres.scinder, "capacites[0]", ()),
        (criteres.abaisser, "capacites[1]", ()),
        (criteres.descendre, f"{ICI}[1].sous_points[0]", ()),
        (criteres.relever, f"{ICI}[1]", ()),
        (criteres.deplacer, "capacites[0]", ("2",)),
        (listes.ajouter, "capacites[0].numero", ()),
        (listes.ajouter, "", ()),
        (listes.retirer, ICI, ()),
    ],
)
def test_a_place_that_does_not_exist_is_refused(acte, lieu, precisions):
    with pytest.raises(LieuIntrouvable):
        acte(avec(A, B), depuis_texte(lieu), *precisions)


# --- No word is ever lost ---------------------------------------------------------------------

MOTS = st.sampled_from(["", "a", "a b", "c\nd", "é a\n\nb"])
CRITERES = st.lists(
    st.builds(critere, MOTS, MOTS, groupe=st.integers(1, 3)), min_size=1, max_size=3
)
PLACES = [("capacites", un, "criteres", deux) for un in (0, 1) for deux in range(4)]
LIEUX = st.sampled_from([lieu for un in PLACES for lieu in (un, (*un, "sous_points", 0))])
ACTES = st.sampled_from(
    [
        (criteres.monter,),
        (criteres.descendre,),
        (criteres.fondre,),
        (criteres.scinder,),
        (criteres.abaisser,),
        (criteres.relever,),
        (criteres.deplacer, "1"),
        (criteres.deplacer, "2"),
        (capacites.monter,),
        (capacites.descendre,),
        (capacites.renumeroter,),
    ]
)


def mots(noeud) -> Counter:
    if isinstance(noeud, str):
        return Counter(noeud.split())
    dessous = noeud.values() if isinstance(noeud, dict) else noeud
    return sum((mots(un) for un in dessous if isinstance(un, str | dict | list)), Counter())


@given(un=CRITERES, deux=CRITERES, suite=st.lists(st.tuples(ACTES, LIEUX), max_size=8))
def test_no_chain_of_acts_loses_or_invents_a_word(un, deux, suite):
    depart = courant = avec(*un, autre=tuple(deux))
    avant = copy.deepcopy(depart)

    for (acte, *precisions), lieu in suite:
        ici = lieu[:2] if acte.__module__ == capacites.__name__ else lieu
        try:
            courant = acte(courant, ici, *precisions).document
        except (LieuIntrouvable, RetoucheImpossible):
            continue

    assert mots(courant["capacites"]) == mots(depart["capacites"])
    assert depart == avant
