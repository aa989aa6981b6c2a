"""A partial drawn once gives what the partial gives, escaped alike."""

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cqpm.commun.patrons import Patron, patron
from evaluations.dessin import _CRITERE as _CASES

RANGEE = "evaluations/grille/_critere.html"
HOSTILE = "<script>alert(\"l'un\") & l'autre</script> \ue000pk\ue001"


def valeurs(**champs):
    return {nom: f"valeur de {nom}" for nom in _CASES} | champs


@pytest.mark.parametrize(
    "texte", ["Vu au poste.", "", HOSTILE, "{{ pk }} {% now 'Y' %}", "é" * 4000]
)
def test_a_row_is_what_its_template_draws(texte):
    donnees = valeurs(commentaire=texte, mots=SafeString("<p>Le critère</p>"))

    assert patron(RANGEE, _CASES).rendre(donnees) == render_to_string(RANGEE, donnees)


def test_what_is_drawn_already_is_not_escaped_and_the_rest_is():
    une = Patron("<b>\ue000a\ue001</b>\ue000b\ue001")

    assert une.rendre({"a": "<i>", "b": SafeString("<i>")}) == "<b>&lt;i&gt;</b><i>"
    assert isinstance(une.rendre({"a": 1, "b": 2}), SafeString)


def test_a_value_that_is_missing_is_told():
    with pytest.raises(KeyError):
        patron(RANGEE, _CASES).rendre({"pk": 1})


def test_a_name_that_the_partial_does_not_use_is_told():
    with pytest.raises(KeyError, match="inconnu"):
        patron(RANGEE, (*_CASES, "inconnu"))
