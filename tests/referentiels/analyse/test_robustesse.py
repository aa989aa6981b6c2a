"""Whatever the text: a référentiel with its proof, or a refusal; and in bounded time."""

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referentiels.analyse.document import MOTS_MAX, analyser
from referentiels.analyse.source import Case, Ligne, NatureSource, Source
from referentiels.analyse.texte import depuis_octets
from referentiels.errors import PasUnReferentiel
from tests.referentiels.analyse.preuves import defauts
from tests.referentiels.comparaison import NOMS, SOURCES

OFFICIELS = [(SOURCES / f"{nom}.txt").read_text(encoding="utf-8").splitlines() for nom in NOMS]
MORCEAUX = [
    *("II REFERENTIEL DE CERTIFICATION", "2.2. Conditions", "III CONDITIONS D’ADMISSIBILITE"),
    *("Capacités professionnelles", "Conditions de réalisation", "Critères observables", "IV.1 X"),
    *("Modalités d’évaluation", "Intitulé des regroupements", "1", "1)", "2.", "3-", "1)Un", "12"),
    *(" ", "  ", "", "•", "• un", "-", "sous-", "mot-", "Ou", "Et", "Ou Evaluation en situation"),
    *("a)", "b) Avis de l’entreprise", "A) Validation", "(", ")", "(…", "...).", "*", "« ", ":"),
    *("Catégorie : C", "Qualification", "Dernière modification : 31/02/99", "Titre du CQPM :"),
    *("MQ 2018 04 38 0324 Titre Page 3 sur 8", "Page 1", "3/8", "____________", " " * 40),
    *("1 Le terme générique", "candidat1", "Elle est.", "Les pièces sont prêtes :", "x" * 300),
]
TETE = (
    "2. REFERENTIEL DE CERTIFICATION\nCapacités professionnelles Conditions de réalisation "
    "Critères observables Modalités d’évaluation\n"
)
REGLAGES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def eprouver(source: Source) -> list[str]:
    try:
        return defauts(source, analyser(source))
    except PasUnReferentiel:
        return []


def du_texte(texte: str) -> Source:
    return depuis_octets(texte.encode(), nom="essai.txt")


@REGLAGES
@given(st.lists(st.sampled_from(MORCEAUX), max_size=60), st.randoms(use_true_random=False))
def test_any_pile_of_fragments_is_accounted_for(morceaux, hasard):
    suite = "".join(morceau + hasard.choice(["\n", "\n\n", " "]) for morceau in morceaux)

    assert eprouver(du_texte(hasard.choice(["", TETE]) + suite)) == []


@REGLAGES
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_text_is_accounted_for(texte):
    assert eprouver(du_texte(f"II REFERENTIEL DE CERTIFICATION\n1. {texte}\n2. {texte}")) == []


@REGLAGES
@given(
    st.sampled_from(OFFICIELS),
    st.lists(st.tuples(st.integers(0, 480), st.sampled_from(["", *MORCEAUX])), max_size=12),
    st.integers(0, 480),
)
def test_a_damaged_official_text_is_accounted_for(lignes, degats, debut):
    abimees = list(lignes)
    for rang, morceau in degats:
        abimees[rang % len(abimees)] = morceau
    texte = "\n".join([*abimees[debut:], *abimees[: debut // 2]])

    assert eprouver(du_texte(texte)) == []


@st.composite
def pages(draw) -> Source:
    """A PDF of any shape: lines with or without cells, tables of any size."""
    texte, lignes = "", []
    for _ in range(draw(st.integers(0, 40))):
        contenu = draw(st.sampled_from([m for m in MORCEAUX if m.strip()]))
        case = draw(
            st.none()
            | st.builds(
                Case, st.integers(0, 2), st.integers(0, 4), st.integers(0, 3), st.integers(1, 3)
            )
        )
        lignes.append(
            Ligne(
                len(texte),
                len(texte) + len(contenu),
                page=draw(st.integers(1, 3)),
                case=case,
                blanc_avant=draw(st.booleans()),
                courte=draw(st.none() | st.booleans()),
            )
        )
        texte += contenu + "\n"
    return Source("essai.pdf", NatureSource.PDF, texte, tuple(lignes))


@REGLAGES
@given(pages())
def test_any_pages_are_accounted_for(source):
    assert eprouver(source) == []


@pytest.mark.parametrize(
    ("motif", "mots"),
    [
        *(
            (motif, MOTS_MAX)
            for motif in ("1. Un\n", "• A :\n", "REFERENTIEL D’ACTIVITE\n", "A. B ")
        ),
        *((motif, 2**21) for motif in ("x ", "Ou\n", "(")),
    ],
)
def test_a_document_of_any_size_takes_a_few_seconds(motif, mots):
    """Just under the number of words that a référentiel may have, then all of two megabytes."""
    fois = (2**21 - len(TETE) - 100) // len(motif.encode())
    source = du_texte(TETE + motif * min(fois, (mots - 100) // len(motif.split())))
    debut = time.process_time()

    eprouver_vite(source)

    assert time.process_time() - debut < 10


def eprouver_vite(source: Source) -> None:
    """Without the proof, which takes longer than the analysis."""
    with contextlib.suppress(PasUnReferentiel):
        analyser(source)
