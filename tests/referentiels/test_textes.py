"""Footnote marks and template leftovers."""

import pytest

from referentiels.templatetags.notes import a_remplir, avec_notes, sans_notes
from referentiels.textes import est_appelee
from tests.factories.referentiels import ReferentielFactory

NOTE = {"numero": "1", "appel": "candidat1", "texte": "Candidat ou candidate."}
BLOCS = {"numero": "2", "appel": "unités 2", "texte": "Blocs de compétences."}
SANS_APPEL = {"numero": "3", "appel": "", "texte": "Sans appel."}


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("Le candidat1 réussit.", "Le candidat réussit."),
        ("Deux unités 2", "Deux unités"),
        ("candidat12, précandidat1", "candidat12, précandidat1"),
        ("Le candidat réussit.", "Le candidat réussit."),
    ],
)
def test_marks_are_left_out_of_a_plain_text(texte, lu):
    assert sans_notes(texte, [NOTE, BLOCS, SANS_APPEL]) == lu


def test_marks_become_links_and_the_text_is_escaped():
    assert avec_notes("<b> le candidat1", [NOTE]) == (
        '&lt;b&gt; le candidat<sup><a href="#note-1" aria-label="Note 1">1</a></sup>'
    )
    assert avec_notes("<i> l'unités 2", [BLOCS | {"appel": "l'unités 2"}]) == (
        '&lt;i&gt; l&#x27;unités<sup><a href="#note-2" aria-label="Note 2">2</a></sup>'
    )


@pytest.mark.django_db
def test_the_admissibility_and_the_modalities_are_readable_without_marks_nor_leftovers():
    referentiel = ReferentielFactory(admissibilite="Le candidat1 réussit.", notes=[NOTE])
    modalite = referentiel.modalites.first()
    modalite.texte = "Au poste :\n(Supprimer la rubrique inutile si nécessaire)"

    assert referentiel.admissibilite_lisible == "Le candidat réussit."
    assert modalite.paragraphes_utiles == ["Au poste :"]


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("Au poste :\n(Supprimer la rubrique inutile si nécessaire)", "Au poste :"),
        ("Au poste (supprimer la rubrique inutile) avec le candidat1", "Au poste avec le candidat"),
        ("Au poste. Supprimer la rubrique inutile", "Au poste."),
        ("Un\n\nDeux", "Un\nDeux"),
        ("(high purity vacuum) *", "(high purity vacuum) *"),
    ],
)
def test_r6_a_form_prints_neither_leftovers_nor_marks(texte, lu):
    assert a_remplir(texte, [NOTE]) == lu


@pytest.mark.parametrize(
    ("note", "texte", "appelee"),
    [
        (NOTE, "le candidat1 réussit", True),
        (NOTE, "le candidat12 réussit", False),
        (SANS_APPEL, "3 Sans appel.", False),
    ],
)
def test_a_note_is_called_by_its_mark(note, texte, appelee):
    assert est_appelee(note, texte) is appelee
