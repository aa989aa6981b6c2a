"""PDFs of the official templates read back: words, cells, breaks, blanks."""

import json
import zlib
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

from referentiels.analyse.lecteur_pdf import document as lecteur
from referentiels.analyse.lecteur_pdf import temoin
from referentiels.analyse.source import Case, Ligne
from tests.referentiels import pdfs, pdfs_bruts
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

FIXTURES = settings.BASE_DIR / "fixtures" / "referentiels"
NOMS = {"2013": "1991-06-42-0083", "2018": "MQ-2018-04-38-0324"}
VARIANTES = {
    "officielle": pdfs.OFFICIELLE,
    "coupee": pdfs.COUPEE,
    "coupee sans répétition": pdfs.COUPEE_SANS_REPETITION,
    "sans répétition": pdfs.SANS_REPETITION,
    "ouverte": pdfs.OUVERTE,
    "sans veuves": pdfs.SANS_VEUVES,
}
TOUTES = [(modele, variante) for modele in NOMS for variante in VARIANTES]


@cache
def document(modele: str) -> dict:
    return json.loads((FIXTURES / f"{NOMS[modele]}.json").read_text(encoding="utf-8"))


@cache
def lire_modele(modele: str, variante: str = "officielle") -> tuple[str, list[Ligne]]:
    octets = pdfs.pdf_du_document(document(modele), modele=modele, variante=VARIANTES[variante])
    return lecteur.lire(octets)


def lire_html(corps: str, css: str = "") -> list[tuple]:
    """Each line with its cell, read from an HTML page printed as PDF."""
    police = '* { font: 10pt/1.2 "DejaVu Sans" } td { border: 1pt solid; padding: 2pt 5pt }'
    texte, lignes = lecteur.lire(pdfs.pdf_de_html(corps, police + css))
    return [(texte[une.debut : une.fin], une) for une in lignes]


def places(lues: list[tuple]) -> list[tuple[str, Case | None]]:
    return [(texte, ligne.case) for texte, ligne in lues]


def mots_de_colonne(texte: str, lignes: list[Ligne], colonne: int, nombre: int) -> list[str]:
    """The words of a column of the tables that have so many columns, headings included."""
    larges = {ligne.case.tableau for ligne in lignes if ligne.case and ligne.case.colonne >= nombre}
    mots: list[str] = []
    for ligne in lignes:
        if ligne.case and ligne.case.tableau in larges and ligne.case.colonne == colonne:
            suite = texte[ligne.debut : ligne.fin].split()
            if mots and mots[-1].endswith("-"):
                suite[0] = mots.pop() + suite[0]
            mots += suite
    return mots


def sans_tetes(mots: list[str], tete: str) -> list[str]:
    """The same words without the column headings, wherever they are repeated."""
    entiere = " ".join(mots)
    assert tete in entiere
    return entiere.replace(tete, " ").split()


@pytest.mark.parametrize(("modele", "variante"), TOUTES)
def test_each_column_of_the_table_holds_the_words_of_the_document(modele, variante):
    texte, lignes = lire_modele(modele, variante)
    table = next(s for s in document(modele)["sections"] if s["contenu"] == "capacites")
    capacites = document(modele)["capacites"]
    attendus = [[], [], []]
    for capacite in capacites:
        point = "." if modele == "2013" else ""
        attendus[0] += [f"{capacite['numero']}{point}", *capacite["intitule"].split()]
        attendus[1] += " ".join(capacite["conditions"]).split()
        for critere in capacite["criteres"]:
            attendus[2] += critere["texte"].split()
            for point in critere["sous_points"]:
                attendus[2] += [pdfs.PUCE_SYMBOL, *point.split()]

    lus = [
        sans_tetes(mots_de_colonne(texte, lignes, rang, 2), table["colonnes"][rang])
        for rang in range(3)
    ]

    assert lus == attendus


@pytest.mark.parametrize(("modele", "variante"), TOUTES)
def test_lines_hold_every_character_once_and_cells_stand_together(modele, variante):
    texte, lignes = lire_modele(modele, variante)

    assert "".join(texte[une.debut : une.fin] for une in lignes).replace(" ", "") == "".join(
        texte.split()
    )
    assert [une.debut for une in lignes] == sorted(une.debut for une in lignes)
    cases = [une.case for une in lignes]
    entrees = [case for case, avant in zip(cases, [None, *cases], strict=False) if case != avant]
    assert max(Counter(case for case in entrees if case).values()) == 1


def test_merged_cells_tell_how_many_rows_they_cover():
    _, lignes = lire_modele("2018")
    blocs = dict.fromkeys(une.case for une in lignes if une.case and une.case.tableau == 0)

    assert [case for case in blocs if case.colonne == 1] == [
        Case(0, 0, 1),
        Case(0, 1, 1, hauteur=2),
        Case(0, 3, 1, hauteur=3),
        Case(0, 6, 1, hauteur=2),
    ]


def test_pages_notes_and_feet_are_ordinary_lines():
    texte, lignes = lire_modele("2013")
    hors = [(une.page, texte[une.debut : une.fin]) for une in lignes if une.case is None]

    assert (2, "1991 06 42 0083 Page 2 / 5") in hors
    note = "Le terme générique « candidat » est utilisé pour désigner un candidat ou une candidate."
    assert (4, f"1 {note}") in hors
    assert any("candidat1 soit déclaré admissible" in ligne for _, ligne in hors)


def test_cells_merged_over_rows_and_columns_have_ranks_and_spans():
    lues = lire_html(
        "<table style='border-collapse: collapse'>"
        "<tr><td>A<td colspan=2>B C<tr><td rowspan=2>D<td>E<td>F<tr><td>G<td>H</table>"
    )

    assert places(lues) == [
        ("A", Case(0, 0, 0)),
        ("B C", Case(0, 0, 1, largeur=2)),
        ("D", Case(0, 1, 0, hauteur=2)),
        ("E", Case(0, 1, 1)),
        ("F", Case(0, 1, 2)),
        ("G", Case(0, 2, 1)),
        ("H", Case(0, 2, 2)),
    ]


def test_a_frame_around_a_text_is_not_a_table():
    lues = lire_html("<table><tr><td>Titre encadré<tr><td>Sous-titre</table>")

    assert places(lues) == [("Titre encadré", None), ("Sous-titre", None)]


def test_text_stands_before_and_after_the_table_where_it_is_on_the_page():
    lues = lire_html("<p>Avant</p><table><tr><td>A<td>B</table><p>Après</p>")

    assert [texte for texte, _ in lues] == ["Avant", "A", "B", "Après"]


def test_the_text_under_a_table_has_a_blank_before_it():
    lues = lire_html("<table><tr><td>A<td>B</table><p>Après</p>")

    assert [ligne.blanc_avant for _, ligne in lues] == [False, False, True]


def test_breaks_of_the_author_are_told_from_those_of_the_layout():
    lues = lire_html(
        "<p>Un paragraphe assez long pour que sa première ligne aille jusqu’au bord de la page et "
        "continue sur une autre ligne sans que personne ne l’ait voulu, puis encore une."
        "<br>Une ligne voulue.<br>Une autre ligne voulue, juste en dessous.</p>"
    )

    assert [ligne.courte for _, ligne in lues] == [False, True, True, None]


def test_a_blank_is_told_from_the_usual_gap_even_when_lines_are_wide_apart():
    corps = "<p>Un<br>Deux<br>Trois</p><p>Quatre<br>Cinq</p>"

    for interligne in ("1.1", "2"):
        lues = lire_html(corps, f"p {{ line-height: {interligne}; margin: 0 0 14pt }}")
        assert [ligne.blanc_avant for _, ligne in lues] == [False, False, False, True, False]


def test_a_page_with_few_lines_takes_its_usual_gap_from_the_other_pages():
    lues = lire_html(
        "<p>Un<br>Deux<br>Trois</p><p>Quatre<br>Cinq</p>"
        "<p style='break-before: page'>Six</p><p>Sept</p>",
        "p { line-height: 2; margin: 0 0 14pt }",
    )

    assert [texte for texte, ligne in lues if ligne.blanc_avant] == ["Quatre", "Sept"]


def test_columns_of_text_are_read_one_after_the_other():
    lues = lire_html(
        "<div style='columns: 2; column-gap: 40pt; height: 30pt; column-fill: auto'>"
        "Commission paritaire nationale de l’emploi<br>de la métallurgie, à gauche<br>"
        "Catégorie : B<br>Dernière modification : 05/04/2018</div>",
        "@page { size: 600pt 300pt }",
    )

    assert [texte for texte, _ in lues] == [
        "Commission paritaire nationale de l’emploi",
        "de la métallurgie, à gauche",
        "Catégorie : B",
        "Dernière modification : 05/04/2018",
    ]


def test_bullets_far_from_their_text_are_not_a_column():
    lues = lire_html("<p>• Un point</p><p>• Deux points</p>", "p { margin: 0; word-spacing: 30pt }")

    assert [texte for texte, _ in lues] == ["• Un point", "• Deux points"]


def lire_brut(*contenus: bytes, **options) -> list[str]:
    texte, lignes = lecteur.lire(pdf_brut(*contenus, **options))
    return [texte[une.debut : une.fin] for une in lignes]


def test_hidden_outside_and_turned_text_is_kept_and_false_bold_is_read_once():
    contenu = (
        ecrire("Normal", 50, 700)
        + ecrire("Invisible", 50, 650, etat="3 Tr")
        + ecrire("Hors de la page", 50, 900, etat="0 Tr")
        + ecrire("Gras", 50, 600)
        + ecrire("Gras", 50.4, 600)
        + b"BT /F1 10 Tf 0 1 -1 0 300 300 Tm (Vers le haut) Tj ET\n"
        + b"BT /F1 30 Tf .7 .7 -.7 .7 100 300 Tm (PROJET) Tj ET\n"
    )

    assert lire_brut(contenu) == [
        "Hors de la page",
        "Normal",
        "Invisible",
        "Gras",
        "Vers le haut",
        "PROJET",
    ]


def test_a_page_turned_by_its_own_rotation_reads_upright():
    contenu = b"BT /F1 10 Tf 0 1 -1 0 100 50 Tm (Page en paysage) Tj ET"

    assert lire_brut(contenu, page=b"/Rotate 90") == ["Page en paysage"]


def test_note_marks_stay_with_their_word_and_control_characters_are_replaced():
    contenu = (
        ecrire("candidat", 50, 700)
        + ecrire("1", 88.5, 705, taille=9)
        + ecrire("soit", 97, 700)
        + b"BT /F1 10 Tf 1 0 0 1 50 600 Tm (fin\\001) Tj ET\n"
    )

    assert lire_brut(contenu) == ["candidat1 soit", "fin\ufffd"]


def test_words_drawn_over_each_other_stay_whole():
    contenu = ecrire("Tampon", 50, 700) + ecrire("Dessus", 55, 700)

    assert lire_brut(contenu) == ["TamponDessus"]


def test_a_table_cut_by_the_page_needs_no_line_at_its_foot():
    traits = b"50 700 m 450 700 l S 50 650 m 450 650 l S " + b"".join(
        b"%d 700 m %d 400 l S " % (x, x) for x in (50, 250, 450)
    )
    texte, lignes = lecteur.lire(
        pdf_brut(
            traits
            + ecrire("A", 60, 680)
            + ecrire("B", 260, 680)
            + ecrire("C", 60, 630)
            + ecrire("D", 260, 630)
        )
    )

    assert {texte[une.debut : une.fin]: une.case for une in lignes} == {
        "A": Case(0, 0, 0),
        "B": Case(0, 0, 1),
        "C": Case(0, 1, 0),
        "D": Case(0, 1, 1),
    }


def test_unruled_words_with_no_space_character_are_split_by_their_gaps():
    contenu = b"BT /F1 10 Tf 1 0 0 1 50 700 Tm [(Sans)-300(espace)-20(ment)] TJ ET"

    assert lire_brut(contenu) == ["Sans espacement"]


def test_the_witness_sees_what_a_font_hides_from_the_reader(monkeypatch):
    """A table of codes inside the file: pdfminer answers no character at all for that font."""
    octets = pdfs.pdf_de_html(
        "<p>Un paragraphe que la police rend illisible, avec un glyphe absent \uf0b7</p>"
        "<h1>Un titre lisible</h1>",
        'p { font-family: "DejaVu Sans" } h1 { font-family: "DejaVu Sans Mono" }',
    )

    with pytest.raises(lecteur.RefusLecture) as refus:
        lecteur.lire(octets)

    assert (refus.value.refus, refus.value.pages) == (lecteur.Refus.POLICE, [1])


def test_a_damaged_stream_is_refused_even_if_some_of_it_can_be_read():
    octets = bytearray(
        pdfs_bruts.comprime(b"".join(ecrire(f"Ligne {n}", 50, n) for n in range(300)))
    )
    for place in range(700, 760):
        octets[place] ^= 0xFF

    with pytest.raises(lecteur.RefusLecture) as refus:
        lecteur.lire(bytes(octets))

    assert refus.value.refus == lecteur.Refus.ENDOMMAGE


@pytest.mark.parametrize(("oubli", "lisible"), [(0, True), (4, True), (40, False)])
def test_a_stream_may_lack_its_checksum_but_nothing_else(oubli, lisible):
    contenu = zlib.compress(b"".join(ecrire(f"Ligne {n}", 50, 20 * n) for n in range(40)))
    octets = pdf_brut(contenu[: len(contenu) - oubli], entete=b"/Filter /FlateDecode")

    if lisible:
        assert len(lecteur.lire(octets)[1]) == 40
    else:
        with pytest.raises(lecteur.RefusLecture):
            lecteur.lire(octets)


@pytest.mark.parametrize(
    ("mots", "brouille"),
    [
        (["Les", "moyens", "sont", "identifiés", "et", "disponibles"] * 9, False),
        (["•", "Un", "point", "du", "sommaire", ".............................", "12"] * 9, False),
        (list("identifier") * 9, True),
        (["✏✑✒✓", "✔✕✖"] * 20, True),
        (["✏✑✒✓", "✔✕✖"] * 19, False),
    ],
    ids=["phrases", "sommaire", "lettres éparses", "signes", "trop peu de mots"],
)
def test_est_brouille(mots, brouille):
    assert temoin.est_brouille(mots) == brouille
