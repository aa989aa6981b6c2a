"""The notes of the interview, capacité by capacité: rules, form, where they are read (R19)."""

import datetime
import html

import pytest
from django.urls import reverse

from evaluations.errors import EntretienModifie, EntretienRefuse
from evaluations.models import Entretien, NoteEntretien
from evaluations.services import entretien as service
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import EntretienFactory, NoteEntretienFactory
from tests.outils import dossier_pret, reunir

pytestmark = pytest.mark.django_db

JOUR = datetime.date(2026, 2, 10)
SAISIE = {
    "date": "2026-02-10",
    "participants": "Anaïs Lefèvre",
    "notes": "Elle explique.",
    "note-1": "Elle règle seule.",
    "note-2": "",
}


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def dossier(centre):
    return DossierFactory(centre=centre, transmis=True, referentiel__modele_2013=True)


@pytest.fixture
def par(centre):
    return UtilisateurFactory(gestionnaire=centre)


def adresse(dossier) -> str:
    return reverse("evaluations:entretien", args=[dossier.pk])


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


def enregistrer(dossier, par, notes_capacites, lu_le=None) -> Entretien:
    saisie = {"date": JOUR, "participants": "Anaïs Lefèvre", "notes": ""}
    return service.enregistrer(
        dossier, **saisie, notes_capacites=notes_capacites, lu_le=lu_le, par=par
    )


def notes() -> dict[int, str]:
    return dict(NoteEntretien.objects.values_list("capacite__numero", "texte"))


# --- Writing them -----------------------------------------------------------------------------


def test_r19_each_capacite_may_have_its_note(dossier, par):
    enregistrer(dossier, par, {1: " Elle règle seule. ", 2: "  "})

    assert notes() == {1: "Elle règle seule."}


def test_r19_a_note_is_corrected_taken_back_or_left_as_it_is(dossier, par):
    premier = enregistrer(dossier, par, {1: "Elle règle seule.", 2: "Elle hésite."})

    enregistrer(dossier, par, {2: "Elle est sûre."}, premier.modifie_le)
    assert notes() == {1: "Elle règle seule.", 2: "Elle est sûre."}

    enregistrer(dossier, par, {1: ""}, Entretien.objects.get().modifie_le)
    assert notes() == {2: "Elle est sûre."}


def test_r50_the_journal_keeps_the_notes_before_and_after(dossier, par):
    premier = enregistrer(dossier, par, {1: "Elle règle seule."})
    enregistrer(dossier, par, {1: "Elle règle.", 2: "Elle hésite."}, premier.modifie_le)

    ligne = dossier.journal.first()

    assert ligne.avant["capacites"] == {"1": "Elle règle seule."}
    assert ligne.apres["capacites"] == {"1": "Elle règle.", "2": "Elle hésite."}


def test_a_capacite_that_is_not_evaluated_has_no_note(dossier, par):
    with pytest.raises(EntretienRefuse, match="La capacité 3 n'est pas à évaluer"):
        enregistrer(dossier, par, {3: "Elle règle seule."})

    assert not Entretien.objects.exists()


def test_notes_are_never_written_over_what_the_page_did_not_show(dossier, par):
    enregistrer(dossier, UtilisateurFactory(), {1: "Le texte de l'autre."})

    with pytest.raises(EntretienModifie):
        enregistrer(dossier, par, {1: "Mon texte."})

    assert notes() == {1: "Le texte de l'autre."}


# --- Their page -------------------------------------------------------------------------------


def test_the_page_asks_a_note_on_each_capacite_to_evaluate(client_de, centre, par):
    dossier = DossierFactory(
        centre=centre, transmis=True, referentiel__modele_2013=True, referentiel__blocs=2
    )
    dossier.blocs_vises.add(dossier.referentiel.blocs.last())

    reponse = client_de(par).get(adresse(dossier))

    assert_page_accessible(reponse)
    assert [un for un in reponse.context["form"].fields if un.startswith("note-")] == ["note-2"]
    assert "Capacité 2. Régler l'installation n° 2" in texte(reponse)


def test_the_page_saves_the_notes_and_shows_them_again(client_de, dossier, par):
    reponse = client_de(par).post(adresse(dossier), SAISIE, follow=True)

    assert_page_accessible(reponse)
    assert reponse.context["form"]["note-1"].value() == "Elle règle seule."
    assert notes() == {1: "Elle règle seule."}


def test_a_note_too_long_is_kept_on_the_page_and_nothing_is_cut(client_de, dossier, par):
    long = "é" * 4001

    reponse = client_de(par).post(adresse(dossier), SAISIE | {"note-2": long})

    assert_page_accessible(reponse)
    assert "Cette note dépasse 4 000 signes" in texte(reponse)
    assert long in texte(reponse)
    assert 'maxlength="4000"' not in texte(reponse)
    assert notes() == {}


def test_a_note_of_the_greatest_length_counts_line_ends_once(client_de, dossier, par):
    pleine = "é" * 1999 + "\r\n" + "é" * 2000

    client_de(par).post(adresse(dossier), SAISIE | {"note-2": pleine})

    assert len(notes()[2]) == 4000


def test_two_people_noting_at_once_lose_nothing(client_de, dossier, par):
    lise = UtilisateurFactory(gestionnaire=dossier.centre, prenom="Lise", nom="Roy")
    client_de(lise).post(adresse(dossier), SAISIE | {"note-1": "De Lise.", "note-2": "Deux."})
    client = client_de(par)

    conflit = client.post(adresse(dossier), SAISIE | {"note-1": "De moi.", "note-2": ""})

    assert_page_accessible(conflit)
    assert "Lise Roy a enregistré cet entretien entre-temps" in texte(conflit)
    assert "De Lise." in texte(conflit)
    form = conflit.context["form"]
    assert (form["note-1"].value(), form["note-2"].value()) == ("De moi.", "Deux.")
    assert notes() == {1: "De Lise.", 2: "Deux."}

    repris = {nom: form[nom].value() for nom in form.fields}
    client.post(adresse(dossier), repris)
    assert notes() == {1: "De moi.", 2: "Deux."}


# --- Where they are read ----------------------------------------------------------------------


def test_the_notes_are_read_once_the_jury_has_the_dossier(client_de, centre, par):
    dossier = DossierFactory(centre=centre, en_session=True, referentiel__modele_2013=True)
    NoteEntretienFactory(entretien=EntretienFactory(dossier=dossier))

    reponse = client_de(par).get(adresse(dossier))

    assert_page_accessible(reponse)
    assert "Capacité 1. Régler l'installation n° 1" in texte(reponse)
    assert "Il compare les deux réglages." in texte(reponse)


def test_r19_the_jury_reads_the_notes_of_each_capacite(client_de, centre):
    dossier = dossier_pret(centre=centre, referentiel__modele_2013=True)
    NoteEntretienFactory(entretien=EntretienFactory(dossier=dossier))
    reunion = reunir(centre)
    (ligne,) = reunion.inscrire(dossier)
    page = reverse("evaluations:deliberation", args=[ligne.session_id, dossier.pk])

    reponse = client_de(reunion.presidente).get(page)

    assert_page_accessible(reponse)
    assert "<b>Entretien :</b> Il compare les deux réglages." in texte(reponse)
