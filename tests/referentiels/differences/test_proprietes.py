"""Whatever is edited, everything is accounted for and no more is told than what was done."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.differences.comparaison import comparer
from referentiels.differences.mots import decouper
from referentiels.differences.natures import Nature
from referentiels.differences.ordre import restes_en_ordre
from tests.referentiels.differences.lecture import criteres, officiel
from tests.referentiels.differences.retouches import critere

OFFICIEL = officiel()
for _capacite in OFFICIEL["capacites"]:
    for _critere in _capacite["criteres"]:
        _critere["groupe"] = 1  # the blank lines have their own test


def listes(document: dict) -> list[list[dict]]:
    return [capacite["criteres"] for capacite in document["capacites"]]


@st.composite
def retouches(draw) -> tuple[dict, int]:
    """An edited copy, and how many edits were made."""
    apres = copy.deepcopy(OFFICIEL)
    nombre = draw(st.integers(1, 6))
    for rang in range(nombre):
        depart = draw(st.sampled_from([une for une in listes(apres) if len(une) > 1]))
        place = draw(st.integers(0, len(depart) - 1))
        arrivee = draw(st.sampled_from(listes(apres)))
        ici = draw(st.integers(0, len(arrivee)))
        geste = draw(st.sampled_from(["ajouter", "retirer", "deplacer", "reformuler"]))
        if geste == "ajouter":
            arrivee.insert(ici, critere(f"Neuf{rang} wagon{rang} zinc{rang} kiwi{rang}."))
        elif geste == "reformuler":
            depart[place]["texte"] += f" mot{rang}"
        elif geste == "retirer":
            del depart[place]
        else:
            arrivee.insert(ici, depart.pop(place))
    return apres, nombre


@settings(max_examples=60, deadline=None)
@given(retouches())
def test_no_more_is_told_than_what_was_done(retouche):
    apres, nombre = retouche

    lignes = [ligne for _, liste in criteres(comparer(OFFICIEL, apres)) for ligne in liste.changees]

    assert sum(len(ligne.natures) for ligne in lignes) <= nombre


@settings(max_examples=60, deadline=None)
@given(retouches())
def test_each_critere_of_both_versions_is_in_one_line(retouche):
    apres, _ = retouche
    differences = comparer(OFFICIEL, apres)

    lignes = [ligne for _, liste in criteres(differences) for ligne in liste.lignes]

    for document, cote in ((OFFICIEL, "anciens"), (apres, "nouveaux")):
        attendus = sum(len(liste) for liste in listes(document))
        assert sum(len(getattr(ligne, cote)) for ligne in lignes) == attendus
    textes = [
        morceau.texte.nouveau for ligne in lignes if ligne.nouveaux for morceau in ligne.morceaux
    ]
    assert textes == [un["texte"] for liste in listes(apres) for un in liste]


@settings(max_examples=40, deadline=None)
@given(retouches())
def test_the_words_of_a_line_are_those_of_its_criteres(retouche):
    apres, _ = retouche

    for _, liste in criteres(comparer(OFFICIEL, apres)):
        for ligne in liste.lignes:
            for morceau in ligne.morceaux:
                gardes = [p for p in morceau.texte.passages if p.nature != Nature.RETIRE]
                mots = [mot.mot for passage in gardes for mot in decouper(passage.texte)]
                assert mots == [mot.mot for mot in decouper(morceau.texte.nouveau)]


@given(st.permutations(range(7)))
def test_what_stays_in_order_is_in_order_and_as_long_as_can_be(rangs):
    gardes = [rangs[indice] for indice in sorted(restes_en_ordre(rangs))]

    assert gardes == sorted(gardes)
    assert len(gardes) == max(
        sum(1 << bit & masque > 0 for bit in range(7))
        for masque in range(1, 1 << 7)
        if _croissante([rangs[bit] for bit in range(7) if 1 << bit & masque])
    )


def _croissante(rangs: list[int]) -> bool:
    return rangs == sorted(rangs)


def _feuilles(noeud, chemin=()):
    """The path of every text, but for the codes of the modalities: another code is another one."""
    if isinstance(noeud, dict | list):
        paires = noeud.items() if isinstance(noeud, dict) else enumerate(noeud)
        for cle, valeur in paires:
            yield from _feuilles(valeur, (*chemin, cle))
    elif isinstance(noeud, str) and chemin[-1] != "code":
        yield chemin


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(_feuilles(OFFICIEL), key=str)))
def test_a_change_of_any_text_is_seen_once(chemin):
    apres = copy.deepcopy(OFFICIEL)
    noeud = apres
    for pas in chemin[:-1]:
        noeud = noeud[pas]
    noeud[chemin[-1]] = _autre(chemin[-1], noeud[chemin[-1]])

    (total,) = comparer(OFFICIEL, apres).totaux

    assert total.texte.split()[0] == "1"


def _autre(cle, valeur: str) -> str:
    """Another value of the same kind: a code stays a code."""
    choix = {
        "avis_granularite": "capacite_et_ou_critere",
        "modalites_niveau": "capacite",
        "vocabulaire_decision": "admissible",
        "date_modification": "2031-12-31",
        "contenu": "" if valeur else "modalites",
    }
    return choix.get(cle, f"{valeur} mot")
