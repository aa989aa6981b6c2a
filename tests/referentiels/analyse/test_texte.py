"""Bytes become a text whatever their encoding, or a sentence says why not."""

import pytest

from referentiels.analyse.source import Ligne, NatureSource
from referentiels.analyse.texte import depuis_octets
from referentiels.errors import DocumentInvalide

PHRASE = "L’évaluation « réelle » du cœur… coûte 3 € à l'Été"


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encodage):
    source = depuis_octets(PHRASE.encode(encodage), nom="essai.txt")

    assert (source.texte, source.nature, source.nom) == (PHRASE, NatureSource.TEXTE, "essai.txt")


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        ("à l’été\n".encode() + "à l’été\n".encode("cp1252"), "à l’été\nà l’été\n"),
        ("à l’été ".encode() + "à l’été".encode("cp1252"), "à l’été à l’été"),
        ("QUALITÉ\xa0» et É’\n".encode("cp1252"), "QUALITÉ\xa0» et É’\n"),
        ("qualifié…» é".encode("cp1252"), "qualifié…» é"),
        (b"\xef\xbb\xbf" + "é".encode("cp1252"), "é"),
        (b"vide \x81\x90 fin \xe9", "vide \x81\x90 fin é"),
        ("glyphe \uf0b7 ".encode() + "é".encode("cp1252"), "glyphe \uf0b7 é"),
    ],
)
def test_a_file_that_mixes_encodings_loses_and_garbles_nothing(octets, attendu):
    assert depuis_octets(octets, nom="essai.txt").texte == attendu


def test_line_ends_are_the_only_thing_changed():
    source = depuis_octets(b"un\r\ndeux\rtrois\x0bquatre\ncinq  \n\t six", nom="essai.txt")

    assert source.texte == "un\ndeux\ntrois\nquatre\ncinq  \n\t six"


def test_lines_know_the_blank_before_them():
    source = depuis_octets(b"un\n \n\n deux \ntrois", nom="essai.txt")

    assert source.lignes == (
        Ligne(0, 2),
        Ligne(6, 12, blanc_avant=True),
        Ligne(12 + 1, 18),
    )


def test_form_feeds_number_the_pages():
    source = depuis_octets(b"un\ndeux\n\ftrois\fquatre\n\n\fcinq", nom="essai.txt")

    assert [(source.lire(ligne), ligne.page, ligne.blanc_avant) for ligne in source.lignes] == [
        ("un", 1, False),
        ("deux", 1, False),
        ("trois", 2, False),
        ("quatre", 3, False),
        ("cinq", 4, True),
    ]
    assert source.texte == "un\ndeux\n\ntrois\nquatre\n\n\ncinq"


@pytest.mark.parametrize(
    ("octets", "raison"),
    [
        (
            b"un\ndeux\x00",
            "ligne 2 : ce n'est pas un texte : il contient un caractère de commande. Donnez le "
            "PDF d'origine, ou son texte.",
        ),
        (
            b"PK\x03\x04rien",
            "ligne 1 : ce n'est pas un texte : il contient un caractère de commande. Donnez le "
            "PDF d'origine, ou son texte.",
        ),
        (
            b"\xff\xfea",
            "le texte UTF-16 est abîmé. Enregistrez-le de nouveau, en UTF-8.",
        ),
        (
            b"x" * (2**21 + 1),
            "le fichier dépasse 2 Mo. Vérifiez que c'est le bon.",
        ),
    ],
)
def test_what_is_not_a_text_is_refused(octets, raison):
    with pytest.raises(DocumentInvalide) as refus:
        depuis_octets(octets, nom="essai.txt")

    assert str(refus.value) == (
        f"Le document « essai.txt » est refusé, rien n'a été importé (1 problème) :\n- {raison}"
    )
