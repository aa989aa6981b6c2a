"""The words of a reminder: variables checked, replaced once, defaults sound."""

import pytest

from dossiers.attentes import Acteur
from dossiers.errors import TexteRefuse
from dossiers.relances.textes import (
    EXEMPLE,
    VARIABLES,
    Genre,
    Texte,
    remplir,
    texte_par_defaut,
    variables_permises,
    verifier,
)

CENTRE = Genre("modalites", "Modalités à définir", Acteur.CENTRE)
CANDIDAT = Genre("rapport", "Rapport", Acteur.CANDIDAT)
ENTREPRISE = Genre("avis", "Avis", Acteur.ENTREPRISE)
GENRES = [Genre("essai", "Essai", acteur, sur) for acteur in Acteur for sur in (True, False)]


@pytest.mark.parametrize("genre", GENRES, ids=str)
def test_every_default_text_is_sound_and_leaves_no_brace(genre):
    texte = texte_par_defaut(genre)

    if genre.sur_dossier:
        verifier(genre, texte)
    rempli = remplir(texte, EXEMPLE)
    assert [signe for signe in rempli.objet + rempli.corps if signe in "{}"] == []


@pytest.mark.parametrize(
    ("genre", "texte", "champ", "dit"),
    [
        (CENTRE, Texte("{nom}", "x"), "objet", "La variable « {nom} » n'existe pas"),
        (CENTRE, Texte("x", "{Candidat}"), "texte", "La variable « {Candidat} » n'existe pas"),
        (CENTRE, Texte("x", "{candidat.nir}"), "texte", "« {candidat.nir} » n'existe pas"),
        (CENTRE, Texte("x", "{}"), "texte", "La variable « {} » n'existe pas"),
        (CENTRE, Texte("x", "a { b"), "texte", "Une accolade « { » est seule"),
        (CENTRE, Texte("x", "a } b"), "texte", "Une accolade « } » est seule"),
        (CENTRE, Texte("x", "{{candidat}}"), "texte", "Une accolade « { » est seule"),
        (ENTREPRISE, Texte("x", "Bonjour"), "texte", "Gardez {lien} dans le texte"),
        (ENTREPRISE, Texte("{lien}", "{lien}"), "objet", "« {lien} » n'existe pas dans l'objet"),
        (
            Genre("r", "R", Acteur.RESSOURCES),
            Texte("x", "{lien}"),
            "texte",
            "« {lien} » n'existe pas",
        ),
        (
            Genre("s", "S", Acteur.CENTRE, sur_dossier=False),
            Texte("{candidat}", "x"),
            "objet",
            "« {candidat} » n'existe pas",
        ),
    ],
)
def test_verifier_refuses_with_the_field_and_a_clear_sentence(genre, texte, champ, dit):
    with pytest.raises(TexteRefuse) as refus:
        verifier(genre, texte)

    assert refus.value.champ == champ
    assert dit in str(refus.value)


def test_the_refusal_of_a_variable_lists_those_that_exist():
    with pytest.raises(TexteRefuse) as refus:
        verifier(CENTRE, Texte("x", "{tuteur}"))

    assert str(refus.value) == (
        "La variable « {tuteur} » n'existe pas pour ce rappel. Vous pouvez écrire {destinataire}, "
        "{acte}, {candidat}, {dossier}, {echeance}, {lien}, {centre}."
    )


def test_remplir_replaces_once_and_keeps_the_subject_on_one_line():
    texte = Texte("{candidat}\n{dossier}", "{candidat} {candidat} {centre.nom} {x}")

    rempli = remplir(texte, {"candidat": "{dossier}", "dossier": "D\r\nBcc: x", "x": "{"})

    assert rempli == Texte("{dossier} D Bcc: x", "{dossier} {dossier} {centre.nom} {")


def test_the_example_knows_every_variable():
    assert set(EXEMPLE) == set(VARIABLES) == set(variables_permises(CENTRE))
