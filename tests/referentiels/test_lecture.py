"""A document comes from a file: what cannot be read is refused, what is odd is flagged."""

import pytest

from referentiels.echange.coherence import avertissements
from referentiels.echange.lecture import TAILLE_MAX, analyser, decoder, lire_fichier
from referentiels.errors import DocumentInvalide
from tests.referentiels.comparaison import FIXTURES
from tests.referentiels.documents import document


def refus(chemin) -> str:
    with pytest.raises(DocumentInvalide) as refuse:
        lire_fichier(chemin)
    return str(refuse.value.problemes[0])


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    trop = tmp_path / "trop.json"
    trop.write_bytes(b" " * (TAILLE_MAX + 1))
    latin = tmp_path / "latin.json"
    latin.write_bytes('{\n"titre": "é"}'.encode("latin-1"))
    absent = tmp_path / "absent.json"

    assert refus(trop) == "le fichier dépasse 2 Mo. Vérifiez que c'est le bon document."
    assert refus(latin) == (
        "ligne 2 : le fichier n'est pas en UTF-8. Enregistrez-le avec cet encodage."
    )
    assert refus(absent) == f"le fichier « {absent} » n'existe pas. Vérifiez son chemin."
    assert refus(tmp_path) == f"« {tmp_path} » est un dossier. Donnez le fichier JSON."
    assert refus(latin / "dessous") == "le fichier ne peut pas être lu (Not a directory)."


def test_bytes_too_heavy_are_refused_before_being_decoded():
    with pytest.raises(DocumentInvalide, match="dépasse 2 Mo"):
        decoder(b" " * (TAILLE_MAX + 1), nom="envoi.json")


def test_a_byte_order_mark_is_accepted():
    assert decoder(b"\xef\xbb\xbf{}", nom="envoi.json") == "{}"


# --- What deserves a look ---------------------------------------------------------------------


def constats(complet: dict) -> list[str]:
    return [doute.explication for doute in avertissements(complet)]


@pytest.mark.parametrize(
    ("nom", "attendus"),
    [
        (
            "1991-06-42-0083",
            [
                "Modalité « Evaluation à partir d’une situation professionnelle reconstituée » : "
                "une consigne du modèle vierge est restée dans le texte."
            ],
        ),
        (
            "MQ-2018-04-38-0324",
            [
                "Capacité 1, critère 7 : un astérisque ne renvoie à aucune note.",
                "Capacité 2, critère 7 : un astérisque ne renvoie à aucune note.",
            ],
        ),
    ],
)
def test_r6_leftovers_of_the_template_are_flagged(nom, attendus):
    texte = (FIXTURES / f"{nom}.json").read_text(encoding="utf-8")

    assert constats(analyser(texte, nom=nom)) == attendus


def test_a_capacite_outside_the_blocs_is_flagged():
    assert constats(document(blocs=[{"intitule": "Un", "capacites": [1]}])) == [
        "Capacité 2 : elle n'est dans aucun regroupement."
    ]
