"""What an edit refuses: nothing is written, and nothing that was typed is lost."""

import pytest

from referentiels.services import brouillon, versions
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.documents import document
from tests.referentiels.edition import ICI, contenu, envoyer, libelles, page
from tests.referentiels.formulaires import champs_de

pytestmark = pytest.mark.django_db

# --- Nothing typed is lost ----------------------------------------------------------------------

LONG = "le texte a {} caractères, {} au plus. Raccourcissez-le."
INVISIBLE = "le texte contient un caractère invisible. Retirez-le."
DATE = "il faut une date AAAA-MM-JJ qui existe, comme « 2018-04-05 »."
BOOLEEN = "il faut true ou false, et non un texte."
UNE_LIGNE = "le texte doit tenir sur une ligne, sans tabulation."


@pytest.mark.parametrize(
    ("nom", "champ", "valeur", "faute"),
    [
        ("modifier_identite", "titre", "x" * 251, LONG.format(251, 250)),
        ("modifier_identite", "titre", "a\x07b", INVISIBLE),
        ("modifier_identite", "date_modification", "2030-02-31", DATE),
        ("modifier_identite", "regles.entretien_requis", "peut-être", BOOLEEN),
        ("modifier_capacites", "capacites[0].intitule", "a\nb", UNE_LIGNE),
        ("modifier_textes", "notes[0].numero", "123456", LONG.format(6, 5)),
    ],
)
def test_a_wrong_field_keeps_what_was_typed_beside_its_error(
    client, version, nom, champ, valeur, faute
):
    reponse = envoyer(client, version, nom, {champ: valeur, "acte": "ajouter:notes"})

    assert reponse.status_code == 400
    assert_page_accessible(reponse)
    feuille = reponse.context["feuille"]
    assert feuille.fautes == {champ: faute}
    if not champ.startswith("regles"):
        assert champs_de(reponse)[champ] == [valeur]
    assert contenu(version) == document()


def test_a_number_that_is_none_stays_in_its_field(client, version):
    champ = f"{ICI}[0].groupe"

    reponse = envoyer(client, version, "modifier_capacite", {champ: "beaucoup"}, 1)

    assert champs_de(reponse)[champ] == ["beaucoup"]
    assert reponse.context["feuille"].fautes == {
        champ: "il faut un nombre entier, et non un texte."
    }


def test_an_act_without_sense_keeps_what_was_typed(client, version):
    champs = {f"{ICI}[0].texte": "Nouveau texte", "acte": f"scinder:{ICI}[0]"}

    reponse = envoyer(client, version, "modifier_capacite", champs, 1)

    assert reponse.status_code == 400
    assert reponse.context["feuille"].erreur == (
        "Rien n'a été changé : placez le curseur dans le texte à l'endroit de la coupure, ou "
        "allez-y à la ligne, puis recommencez."
    )
    assert champs_de(reponse)[f"{ICI}[0].texte"] == ["Nouveau texte"]
    assert contenu(version) == document()


def modifier_ailleurs(version, personne, **changements) -> None:
    version.refresh_from_db()
    brouillon.enregistrer(
        version,
        document(**changements),
        revision=version.revision,
        par=personne,
        libelle="Par ailleurs",
    )


def test_a_conflict_shows_what_was_typed_in_place_and_keeps_the_others_change(
    client, version, personne
):
    modifier_ailleurs(version, personne, titre="Leur titre", niveau="3")
    champs = {"titre": "Mon titre", "niveau": "", "categorie": "B"}

    reponse = envoyer(client, version, "modifier_identite", champs, revision=0)

    assert reponse.status_code == 400
    assert_page_accessible(reponse)
    feuille = reponse.context["feuille"]
    assert [(e.lieu, e.ecrit, e.actuel) for e in feuille.ecarts] == [
        ("Titre du CQPM", "Mon titre", "Leur titre"),
        ("Catégorie", "B", "A"),
    ]
    repris = champs_de(reponse)
    assert (repris["titre"], repris["niveau"], repris["categorie"]) == (["Mon titre"], ["3"], ["B"])
    assert repris["revision"] == ["1"]
    assert contenu(version)["titre"] == "Leur titre"
    assert client.post(page(version, "modifier_identite"), repris).status_code == 302
    assert contenu(version) == document(titre="Mon titre", niveau="3", categorie="B")


def test_a_conflict_of_structure_shows_what_was_typed_beside_the_brouillon(
    client, version, personne
):
    modifier_ailleurs(version, personne, capacites=document()["capacites"][1:], blocs=[])
    champ = f"{ICI}[0].texte"

    reponse = envoyer(client, version, "modifier_capacite", {champ: "Mon texte"}, 2, revision=0)

    assert_page_accessible(reponse)
    feuille = reponse.context["feuille"]
    assert not feuille.reporte
    assert [(e.lieu, e.ecrit, e.actuel) for e in feuille.ecarts] == [
        ("Capacité 1, critère 1", "Mon texte", "Le compte rendu est clair.")
    ]
    assert "Cette capacité n'est plus dans le brouillon." in reponse.content.decode()


def test_a_stale_act_without_a_text_does_not_speak_of_what_was_typed(client, version, personne):
    modifier_ailleurs(version, personne, titre="Leur titre")

    acte = {"acte": f"descendre:{ICI}[0]"}
    reponse = envoyer(client, version, "modifier_capacite", acte, 1, revision=0)

    feuille = reponse.context["feuille"]
    assert feuille.erreur == (
        "Le brouillon a été modifié par ailleurs depuis que vous avez ouvert cette page : rien n'a "
        "été changé. Vous le voyez ci-dessous tel qu'il est maintenant ; recommencez si vous le "
        "voulez encore."
    )
    assert feuille.ecarts == []
    assert contenu(version) == document(titre="Leur titre")


# --- Forged requests ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "champs",
    [
        {"revision": "x" * 50},
        {"acte": "scinder"},
        {"acte": "effacer:capacites[0]"},
        {"acte": "monter:blocs[0].capacites[1]"},
        {"acte": "monter:capacites[0].modalites[1]"},
        {"acte": f"retirer:capacites[{'9' * 5000}]"},
        {"acte": f"scinder:{ICI}[0]:" + "9" * 5000},
        {"acte": "ajouter:modalites:inconnue"},
        {"acte": "retirer:modalites"},
        {"acte": "deplacer:titre"},
        {"acte": "\x00"},
        {f"capacites[{'9' * 5000}].intitule": "x", "acte": "retirer:capacites[7]"},
        {"capacites[0].numero": "2"},
        {"regles.modalites_niveau": "nulle_part"},
    ],
)
def test_a_forged_request_is_refused_and_writes_nothing(client, version, champs):
    reponse = envoyer(client, version, "modifier_capacites", champs)

    assert reponse.status_code == 400
    assert contenu(version) == document()
    assert len(libelles()) == 1


@pytest.mark.parametrize(
    "champs",
    [
        {"regles.blocs": "non"},
        {"capacites": "x"},
        {"": "x"},
        {"blocs[0].capacites": "1"},
        {"modalites[0].code": "x"},
        {"modalites[0].code": "presentation_projets"},
    ],
)
def test_what_is_no_field_is_passed_over(client, version, champs):
    assert envoyer(client, version, "modifier_blocs", champs).status_code == 302
    assert contenu(version) == document()


# --- Between the reading of the page and the writing --------------------------------------------


def test_a_change_that_arrives_meanwhile_is_a_conflict_too(client, version, personne, monkeypatch):
    ecrire = brouillon.enregistrer

    def enregistrer_en_second(referentiel, voulu, **suite):
        ecrire(version, document(niveau="3"), revision=0, par=personne, libelle="Premier")
        return ecrire(referentiel, voulu, **suite)

    monkeypatch.setattr(brouillon, "enregistrer", enregistrer_en_second)

    reponse = envoyer(client, version, "modifier_identite", {"titre": "Mien"}, revision=0)

    assert [(e.ecrit, e.actuel) for e in reponse.context["feuille"].ecarts] == [
        ("Mien", document()["titre"])
    ]
    repris = champs_de(reponse)
    assert (repris["titre"], repris["niveau"], repris["revision"]) == (["Mien"], ["3"], ["1"])


def test_r2_a_publication_that_arrives_meanwhile_keeps_what_was_typed(client, version, monkeypatch):
    ecrire = brouillon.enregistrer

    def enregistrer_trop_tard(referentiel, voulu, **suite):
        versions.publier(version)
        return ecrire(referentiel, voulu, **suite)

    monkeypatch.setattr(brouillon, "enregistrer", enregistrer_trop_tard)

    reponse = envoyer(client, version, "modifier_identite", {"titre": "Mien"})

    assert reponse.status_code == 403
    assert "son contenu ne change plus" in reponse.context["feuille"].erreur
    assert [e.ecrit for e in reponse.context["feuille"].ecarts] == ["Mien"]
    assert contenu(version) == document()


@pytest.mark.parametrize(
    ("nom", "champ", "suite"),
    [
        ("modifier_identite", "titre", ()),
        ("modifier_capacites", "capacites[0].intitule", ()),
        ("modifier_capacite", f"{ICI}[0].texte", (1,)),
        ("modifier_blocs", "blocs[0].intitule", ()),
        ("modifier_modalites", "modalites[0].texte", ()),
        ("modifier_textes", "admissibilite", ()),
    ],
)
def test_r2_what_was_typed_before_the_publication_is_shown_back(client, version, nom, champ, suite):
    versions.publier(version)

    champs = {champ: "Tapé avant.", "acte": "retirer:capacites[0]"}
    reponse = envoyer(client, version, nom, champs, *suite)

    assert reponse.status_code == 403
    assert_page_accessible(reponse)
    assert [e.ecrit for e in reponse.context["feuille"].ecarts] == ["Tapé avant."]
    assert "Nouvelle version à partir de celle-ci" in reponse.content.decode()
    assert contenu(version) == document()


def test_who_does_not_prepare_the_versions_writes_in_none(client_de, version):
    versions.publier(version)
    gestionnaire = client_de(UtilisateurFactory(gestionnaire=True))

    reponse = envoyer(gestionnaire, version, "modifier_identite", {"titre": "Mien"})

    assert reponse.status_code == 403
    assert "Mien" not in reponse.content.decode()
    assert contenu(version) == document()
