"""A brouillon is edited page by page; each act saves with it what was typed."""

import pytest

from referentiels.importation import importer
from referentiels.services import brouillon
from tests.accessibilite import assert_page_accessible
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.documents import document, en_json, par_capacite, pose
from tests.referentiels.edition import ICI, PAGES, contenu, envoyer, libelles, page
from tests.referentiels.formulaires import champs_de

pytestmark = pytest.mark.django_db

# --- Reading the pages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nom", ["modifier", *[f"modifier_{p}" for p in PAGES], "historique", "supprimer"]
)
@pytest.mark.parametrize("etat", ["complet", "par_capacite", "vide"])
def test_every_page_is_accessible_whatever_the_brouillon_holds(client, personne, nom, etat):
    complet = par_capacite() if etat == "par_capacite" else document()
    version = importer(en_json(complet), nom="a.json", par=personne).referentiel
    if etat == "vide":
        nu = {"blocs": [], "capacites": [], "modalites": [], "sections": [], "notes": []}
        rien = {**nu, "titre": "", "numero": "", "date_modification": None, "admissibilite": ""}
        brouillon.enregistrer(
            version, document(**rien), revision=0, par=personne, libelle="Tout vider"
        )

    assert_page_accessible(client.get(page(version, nom)))


@pytest.mark.parametrize("complet", [document(), par_capacite()], ids=["document", "capacite"])
def test_the_page_of_a_capacite_is_accessible(client, personne, complet):
    version = importer(en_json(complet), nom="a.json", par=personne).referentiel

    assert_page_accessible(client.get(page(version, "modifier_capacite", 1)))


def test_a_page_sent_back_as_it_is_changes_nothing(client, version):
    for nom, *suite in [*[(f"modifier_{p}",) for p in PAGES], ("modifier_capacite", 1)]:
        reponse = client.get(page(version, nom, *suite))
        champs = champs_de(reponse)

        assert client.post(page(version, nom, *suite), champs).status_code == 302

    assert libelles() == ["Import de « a.json »"]
    assert contenu(version) == document()


def test_a_capacite_that_does_not_exist_leads_to_the_list(client, version):
    for rang in (0, 3, 10**6):
        reponse = client.get(page(version, "modifier_capacite", rang))

        assert reponse.headers["Location"] == page(version, "modifier_capacites")


@pytest.mark.parametrize("nombre", [1, 4])
def test_the_pages_run_the_same_queries_whatever_the_size(
    client, nombre, django_assert_max_num_queries
):
    version = ReferentielFactory(etat="brouillon", nombre_capacites=nombre, blocs=nombre)

    for nom in [*[f"modifier_{p}" for p in PAGES]]:
        with django_assert_max_num_queries(14):
            client.get(page(version, nom))
    with django_assert_max_num_queries(15):
        client.get(page(version, "modifier_capacite", 1))


def test_the_front_page_leads_to_what_is_missing(client, version, personne):
    creux = pose(document(admissibilite=""), "capacites.1.criteres", [])
    brouillon.enregistrer(version, creux, revision=0, par=personne, libelle="Creuser")

    reponse = client.get(page(version, "modifier"))

    assert reponse.context["manques"] == [
        (
            "Capacité 2 : ajoutez au moins un critère.",
            page(version, "modifier_capacite", 2),
        ),
        ("Conditions d'admissibilité : à écrire.", page(version, "modifier_textes")),
    ]
    assert [(p.titre, p.resume) for p, _ in reponse.context["parties"]] == [
        ("Identité et règles", "Opérateur.trice d’essais, MQ 2030 01 01 0001, datée"),
        ("Capacités", "2 capacités, 2 critères"),
        ("Regroupements", "1 regroupement, 0 capacité hors de tout regroupement"),
        ("Modalités d'évaluation", "2 modalités, les mêmes pour tout le document"),
        ("Autres textes", "Conditions d'admissibilité à écrire, 1 section, 1 note"),
    ]


# --- Writing ------------------------------------------------------------------------------------

# Page and its arguments, what is sent, the path that changed and its value, the history's line.
SAISIES = [
    ("modifier_identite", (), {"titre": " Autre "}, "titre", "Autre", "Titre du CQPM"),
    (
        "modifier_identite",
        (),
        {"date_modification": ""},
        "date_modification",
        None,
        "Dernière modification",
    ),
    (
        "modifier_identite",
        (),
        {"regles.entretien_requis": "oui"},
        "regles.entretien_requis",
        True,
        "Règles, entretien requis",
    ),
    (
        "modifier_capacites",
        (),
        {"capacites[1].intitule": "Rendre"},
        "capacites.1.intitule",
        "Rendre",
        "Capacité 2, intitulé",
    ),
    (
        "modifier_capacite",
        (1,),
        {f"{ICI}[1].sous_points[0]": "Un,\r\ndeux."},
        "capacites.0.criteres.1.sous_points.0",
        "Un,\ndeux.",
        "Capacité 1, critère 2, sous-point 1",
    ),
    (
        "modifier_capacite",
        (1,),
        {f"{ICI}[0].groupe": "2"},
        "capacites.0.criteres.0.groupe",
        2,
        "Capacité 1, critère 1",
    ),
    (
        "modifier_capacite",
        (1,),
        {f"{ICI}[0].texte": ""},
        "capacites.0.criteres.0.texte",
        "",
        "Capacité 1, critère 1",
    ),
    (
        "modifier_blocs",
        (),
        {"capacites[0].bloc": ""},
        "blocs.0.capacites",
        [2],
        "Capacité 1, regroupement",
    ),
    (
        "modifier_modalites",
        (),
        {"modalites[0].lettre": "c"},
        "modalites.0.lettre",
        "c",
        "Modalité « Évaluation en situation réelle », lettre",
    ),
    (
        "modifier_textes",
        (),
        {"sections[0].paragraphes[0].points[0]": "1. agir"},
        "sections.0.paragraphes.0.points.0",
        "1. agir",
        "Section 1, paragraphe 1, point 1",
    ),
    ("modifier_textes", (), {"notes[0].texte": "Ou elle."}, "notes.0.texte", "Ou elle.", "Note 1"),
]


@pytest.mark.parametrize(("nom", "suite", "champs", "chemin", "valeur", "lieu"), SAISIES)
def test_what_is_typed_is_saved_with_its_line_of_history(
    client, version, nom, suite, champs, chemin, valeur, lieu
):
    reponse = envoyer(client, version, nom, champs, *suite)

    assert reponse.headers["Location"] == page(version, nom, *suite)
    assert contenu(version) == pose(document(), chemin, valeur)
    assert libelles() == [f"{lieu} : modification", "Import de « a.json »"]


def test_an_act_saves_the_texts_with_it_and_leads_to_where_the_element_is(client, version):
    champs = {
        f"{ICI}[0].texte": "Le poste est prêt.\nIl est propre.",
        "capacites[0].intitule": "Préparer",
        "acte": f"scinder:{ICI}[0]",
    }

    reponse = envoyer(client, version, "modifier_capacite", champs, 1)

    assert reponse.headers["Location"].endswith(f"/modifier/capacites/1/#{ICI}[1]")
    capacite = contenu(version)["capacites"][0]
    assert capacite["intitule"] == "Préparer"
    assert [c["texte"] for c in capacite["criteres"]] == [
        "Le poste est prêt.",
        "Il est propre.",
        "L’essai est conduit :",
    ]
    assert libelles()[0] == "Capacité 1, critère 1 : scindé en deux ; Capacité : 2 modifications"


@pytest.mark.parametrize("cle", [f"scinder:{ICI}[0]", "acte"])
def test_the_cut_is_at_the_cursor_that_the_page_tells(client, version, cle):
    champs = {"acte": f"scinder:{ICI}[0]"}
    champs[cle] = "8" if cle != "acte" else f"scinder:{ICI}[0]:8"

    envoyer(client, version, "modifier_capacite", champs, 1)

    assert [c["texte"] for c in contenu(version)["capacites"][0]["criteres"]][:2] == [
        "Le poste",
        "est prêt.",
    ]


def test_the_choice_beside_a_button_says_where_a_critere_goes(client, version):
    champs = {"acte": f"deplacer:{ICI}[0]", f"deplacer:{ICI}[0]": "2"}

    envoyer(client, version, "modifier_capacite", champs, 1)

    assert [len(c["criteres"]) for c in contenu(version)["capacites"]] == [1, 2]


def test_the_modalities_of_a_capacite_are_ticked_and_keep_their_words(client, personne):
    version = importer(en_json(par_capacite()), nom="a.json", par=personne).referentiel
    champs = {
        "capacites[0].modalites": ["", "avis_entreprise"],
        "capacites[0].modalites_detail[1].libelle": "Avis du tuteur",
    }

    envoyer(client, version, "modifier_capacite", champs, 1)

    assert contenu(version)["capacites"][0]["modalites_detail"] == [
        {"code": "avis_entreprise", "connecteur": "et", "libelle": "Avis du tuteur"}
    ]


def test_the_level_of_modalities_keeps_what_it_can(client, version):
    envoyer(client, version, "modifier_identite", {"regles.modalites_niveau": "capacite"})
    assert [c["modalites"] for c in contenu(version)["capacites"]] == [
        ["situation_reelle", "avis_entreprise"]
    ] * 2

    envoyer(client, version, "modifier_identite", {"regles.modalites_niveau": "document"})
    assert contenu(version) == document()


@pytest.mark.parametrize(
    ("nom", "acte", "chemin", "nombre"),
    [
        ("modifier_capacites", "ajouter:capacites", "capacites", 3),
        ("modifier_capacites", "retirer:capacites[1]", "capacites", 1),
        ("modifier_blocs", "ajouter:blocs", "blocs", 2),
        ("modifier_blocs", "retirer:blocs[0]", "blocs", 0),
        ("modifier_modalites", "ajouter:modalites:presentation_projets", "modalites", 3),
        ("modifier_modalites", "retirer:modalites[0]", "modalites", 1),
        ("modifier_textes", "ajouter:sections", "sections", 2),
        ("modifier_textes", "retirer:notes[0]", "notes", 0),
    ],
)
def test_the_lists_of_the_document_grow_and_shrink(client, version, nom, acte, chemin, nombre):
    envoyer(client, version, nom, {"acte": acte})

    apres = contenu(version)
    assert len(apres[chemin]) == nombre
    assert apres["regles"]["blocs"] == bool(apres["blocs"])
    assert_page_accessible(client.get(page(version, nom)))


def test_a_published_version_is_refused_with_the_way_out(client, personne):
    version = ReferentielFactory()

    for nom in ["modifier", *[f"modifier_{p}" for p in PAGES], "historique", "supprimer"]:
        reponse = client.get(page(version, nom))

        assert reponse.status_code == 403
        assert "faites une nouvelle version" in reponse.content.decode()
