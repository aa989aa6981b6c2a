"""The pages that compare two versions: who, what is shown, in what words, at what cost."""

import pytest
from django.urls import reverse

from referentiels.enums import EtatReferentiel
from referentiels.importation import importer
from referentiels.models import Referentiel
from tests.accessibilite import Element, PageParser, assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.differences import retouches
from tests.referentiels.differences.lecture import officiel
from tests.referentiels.documents import document, en_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecteur(client):
    """Somebody signed in, without any role."""
    client.force_login(UtilisateurFactory())
    return client


def importe(complet: dict) -> Referentiel:
    return importer(en_json(complet), nom="essai.json", publier=True, relu=True).referentiel


def corrige(**changements) -> dict:
    """A later version of the small document, with edits of every kind."""
    apres = document(date_modification="2031-02-01", **changements)
    un, deux = apres["capacites"]
    un["criteres"][0]["texte"] = "Le banc est prêt."
    un["criteres"].insert(0, {"texte": "Les plans sont lus.", "groupe": 1, "sous_points": []})
    un["criteres"][2]["sous_points"].pop()
    deux["conditions"].append("Un modèle est fourni.")
    return apres


def adresse(ancien: Referentiel, nouveau: Referentiel) -> str:
    return reverse("referentiels:comparer", args=[ancien.pk, nouveau.pk])


def page(reponse) -> Element:
    parser = PageParser()
    parser.feed(reponse.content.decode())
    return parser.page


def partie(reponse, ancre: str) -> str:
    """The text of a part of the page, as a screen reader reads it."""
    (trouvee,) = [e for e in page(reponse).all() if e.attrs.get("id") == ancre]
    return trouvee.text()


def parties(reponse) -> list[str]:
    """The titles of the parts that are shown."""
    return [titre.text() for titre in page(reponse).all("h2")]


def resume(reponse) -> list[tuple[str, str]]:
    (liste,) = [e for e in page(reponse).all("ul") if e.attrs.get("class") == "cq-ecart-totaux"]
    return [(lien.text(), lien.attrs["href"]) for lien in liste.all("a")]


def test_only_the_changes_are_shown_each_with_its_words(lecteur):
    ancien, nouveau = importe(document()), importe(corrige())

    reponse = lecteur.get(adresse(ancien, nouveau))

    assert parties(reponse) == ["Ce qui change", "Identité", "Capacités"]
    assert resume(reponse) == [
        ("1 champ d'identité modifié", "#champ-date_modification"),
        ("1 critère ajouté", "#capacite-1-critere-1"),
        ("2 critères reformulés", "#capacite-1-critere-2"),
        ("1 condition ajoutée", "#capacite-2-condition-1"),
    ]
    assert partie(reponse, "identite") == (
        "Identité Dernière modification [retiré : 31/01/2030 ] [ajouté : 01/02/2031 ] "
        "8 champs d'identité inchangés Afficher : 8 champs d'identité inchangés"
    )
    assert partie(reponse, "capacite-1") == (
        "Capacité 1 Préparer l’essai Critères "
        "Ajouté Critère 1 : [ajouté : Les plans sont lus. ] "
        "Reformulé Critère 2 : Le [retiré : poste ] [ajouté : banc ] est prêt. "
        "Reformulé Critère 3 : L’essai est conduit : Un. Retiré [retiré : Deux. ]"
    )
    assert partie(reponse, "capacite-2") == (
        "Capacité 2 Rendre compte Conditions de réalisation "
        "Ajoutée Condition 1 : [ajouté : Un modèle est fourni. ]"
    )
    assert_page_accessible(reponse)


def test_everything_is_shown_when_asked(lecteur):
    ancien, nouveau = importe(document()), importe(corrige())

    reponse = lecteur.get(adresse(ancien, nouveau), {"afficher": "tout"})

    assert parties(reponse) == [
        "Ce qui change",
        "Identité",
        "Règles",
        "Échelle des critères",
        "Blocs",
        "Capacités",
        "Modalités d'évaluation",
        "Conditions d'admissibilité",
        "Sections du document",
        "Notes de bas de page",
    ]
    assert partie(reponse, "capacite-2") == (
        "Capacité 2 Rendre compte Conditions de réalisation "
        "Ajoutée Condition 1 : [ajouté : Un modèle est fourni. ] "
        "Critères Critère 1 : Le compte rendu est clair."
    )
    assert_page_accessible(reponse)


@pytest.mark.parametrize("valeur", ["", "rien", "tout' --"])
def test_another_value_of_the_filter_shows_the_changes(lecteur, valeur):
    ancien, nouveau = importe(document()), importe(corrige())

    reponse = lecteur.get(adresse(ancien, nouveau), {"afficher": valeur})

    assert parties(reponse) == ["Ce qui change", "Identité", "Capacités"]


@pytest.mark.parametrize("filtre", [{}, {"afficher": "tout"}])
@pytest.mark.parametrize(
    "modifier",
    [
        retouches.scinder,
        retouches.fondre,
        retouches.deplacer_et_reformuler,
        retouches.retirer_les_blocs,
    ],
)
def test_every_link_of_the_page_finds_its_place(lecteur, modifier, filtre):
    apres = officiel()
    modifier(apres)
    apres["date_modification"] = "2031-02-01"

    reponse = lecteur.get(adresse(importe(officiel()), importe(apres)), filtre)

    lue = page(reponse)
    ancres = {e.attrs["id"] for e in lue.all() if "id" in e.attrs}
    liens = {a.attrs["href"] for a in lue.all("a") if a.attrs["href"].startswith("#")}
    assert {lien for lien in liens if lien[1:] not in ancres} == set()
    assert_page_accessible(reponse)


def test_a_critere_that_changed_of_capacite_is_told_on_both_sides(lecteur):
    apres = officiel()
    retouches.deplacer_vers_une_capacite(apres)
    apres["date_modification"] = "2031-02-01"

    reponse = lecteur.get(adresse(importe(officiel()), importe(apres)))

    assert partie(reponse, "avant-capacite-3-critere-4") == (
        "Désormais dans la capacité 5, au rang 3 "
        "Critère 4 d'avant : La documentation technique est utilisée"
    )
    assert partie(reponse, "capacite-5-critere-3") == (
        "Déplacé était dans la capacité 3, au rang 4 "
        "Critère 3 : La documentation technique est utilisée"
    )


def test_the_order_can_be_reversed(lecteur):
    ancien, nouveau = importe(document()), importe(corrige())

    reponse = lecteur.get(adresse(ancien, nouveau), {"afficher": "tout"})

    (lien,) = [a for a in page(reponse).all("a") if a.text() == "Inverser"]
    assert lien.attrs["href"] == f"{adresse(nouveau, ancien)}?afficher=tout"


def test_two_versions_of_one_content_say_so(lecteur):
    ancien = importe(document())

    reponse = lecteur.get(adresse(ancien, ancien))

    assert parties(reponse) == ["Ce qui change"]
    (section,) = page(reponse).all("section")
    assert section.text() == (
        "Ce qui change Tout afficher Ces deux versions ont le même contenu, mot pour mot."
    )
    assert_page_accessible(reponse)


def test_the_two_official_documents_are_compared(lecteur):
    versions = [importe(officiel(nom)) for nom in ("1991-06-42-0083", "MQ-2018-04-38-0324")]

    reponse = lecteur.get(adresse(*versions))

    assert [texte for texte, _ in resume(reponse)][:6] == [
        "7 champs d'identité modifiés",
        "6 règles modifiées",
        "3 blocs ajoutés",
        "6 capacités retirées",
        "7 capacités ajoutées",
        "1 critère déplacé",
    ]
    assert_page_accessible(reponse)


def test_texts_are_escaped(lecteur):
    ancien = importe(document(titre="<b>Titre</b>"))
    nouveau = importe(corrige(titre="<script>alert(1)</script>", admissibilite="<i>Oui</i>"))

    html = lecteur.get(adresse(ancien, nouveau)).content.decode()

    assert [mal for mal in ("<b>Titre", "<script>alert", "<i>Oui") if mal in html] == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_comparison_runs_no_query_per_capacite(lecteur, nombre, django_assert_num_queries):
    versions = [
        ReferentielFactory(nombre_capacites=nombre, modele_2013=True, blocs=1) for _ in range(2)
    ]

    with django_assert_num_queries(17):  # session, user, roles, versions (2), contents (2 x 6)
        reponse = lecteur.get(adresse(*versions))

    assert len(resume(reponse)) == 1  # their numbers


# --- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("personne", "code"), [({}, 404), ({"gestionnaire": True}, 404), ({"responsable": True}, 200)]
)
def test_a_brouillon_is_compared_by_those_who_may_read_it(client_de, personne, code):
    publie, brouillon = ReferentielFactory(), ReferentielFactory(etat=EtatReferentiel.BROUILLON)
    client = client_de(UtilisateurFactory(**personne))

    codes = [
        client.get(adresse(publie, brouillon)).status_code,
        client.get(adresse(brouillon, publie)).status_code,
        client.get(reverse("referentiels:comparer_avec", args=[brouillon.pk])).status_code,
    ]
    offertes = choix(client.get(reverse("referentiels:comparer_avec", args=[publie.pk])))

    assert codes == [code] * 3
    assert list(offertes.values()) == ([] if code == 404 else [[f"{brouillon} Brouillon"]])


@pytest.mark.parametrize("autre", [0, 10**30])
def test_an_unknown_version_answers_404(lecteur, autre):
    connue = ReferentielFactory()

    assert lecteur.get(f"/referentiels/{connue.pk}/comparer/{autre}/").status_code == 404
    assert lecteur.get(f"/referentiels/{autre}/comparer/{connue.pk}/").status_code == 404


def test_a_brouillon_just_begun_is_compared_too(client_de):
    publie = ReferentielFactory()
    brouillon = ReferentielFactory(
        etat=EtatReferentiel.BROUILLON,
        numero="",
        titre="",
        date_modification=None,
        libelle_jury="",
        admissibilite="",
        nombre_capacites=0,
    )
    client = client_de(UtilisateurFactory(responsable=True))

    reponse = client.get(adresse(publie, brouillon), {"afficher": "tout"})
    renvoi = client.get(
        reverse("referentiels:comparer_avec", args=[brouillon.pk]), {"autre": publie.pk}
    )

    assert [texte for texte, _ in resume(reponse)] == [
        "4 champs d'identité modifiés",
        "2 capacités retirées",
        "1 texte d'admissibilité modifié",
    ]
    assert_page_accessible(reponse)
    assert renvoi.url == adresse(publie, brouillon)  # without a date, it comes last


# --- Choosing -----------------------------------------------------------------------------------


def choix(reponse) -> dict[str, list[str]]:
    """The versions offered, group by group."""
    return {
        next(groupe.all("legend")).text(): [label.text() for label in groupe.all("label")]
        for groupe in page(reponse).all("fieldset")
    }


def test_the_other_versions_are_offered_those_of_the_same_number_first(lecteur):
    lue = importe(document())
    suivante = importe(corrige())
    archivee = importe(document(date_modification="2029-01-31"))
    Referentiel.objects.filter(pk=archivee.pk).update(etat=EtatReferentiel.ARCHIVE)
    autre = importe(officiel())

    reponse = lecteur.get(reverse("referentiels:comparer_avec", args=[lue.pk]))

    assert choix(reponse) == {
        "Même numéro": [f"{suivante} Publié", f"{archivee} Archivé"],
        "Autres numéros": [f"{autre} Publié"],
    }
    assert_page_accessible(reponse)


@pytest.mark.parametrize("depuis_la_plus_ancienne", [True, False])
def test_the_older_version_is_read_first(lecteur, depuis_la_plus_ancienne):
    nouvelle, ancienne = importe(corrige()), importe(document())
    lue, autre = (ancienne, nouvelle) if depuis_la_plus_ancienne else (nouvelle, ancienne)

    reponse = lecteur.get(reverse("referentiels:comparer_avec", args=[lue.pk]), {"autre": autre.pk})

    assert (reponse.status_code, reponse.url) == (302, adresse(ancienne, nouvelle))


@pytest.mark.parametrize(
    ("valeur", "phrase"),
    [
        ("", "Choisissez la version à comparer."),
        ("0", "Cette version n'est pas dans la liste. Choisissez-en une autre."),
        ("dernière", "Cette version n'est pas dans la liste. Choisissez-en une autre."),
        ("9" * 400, "Cette version n'est pas dans la liste. Choisissez-en une autre."),
        ("soi", "Cette version n'est pas dans la liste. Choisissez-en une autre."),
    ],
)
def test_a_choice_out_of_the_list_is_refused_in_words(lecteur, valeur, phrase):
    lue, _ = ReferentielFactory.create_batch(2)
    valeur = str(lue.pk) if valeur == "soi" else valeur

    reponse = lecteur.get(reverse("referentiels:comparer_avec", args=[lue.pk]), {"autre": valeur})

    assert [e.text() for e in page(reponse).all("div") if e.attrs.get("role") == "alert"][:1] == [
        phrase
    ]
    assert_page_accessible(reponse)


def test_a_lonely_version_says_that_there_is_nothing_to_compare(lecteur):
    reponse = lecteur.get(reverse("referentiels:comparer_avec", args=[ReferentielFactory().pk]))

    (section,) = page(reponse).all("section")
    assert section.text() == "Il n'y a pas encore d'autre version à comparer."
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_choice_runs_no_query_per_version(lecteur, nombre, django_assert_num_queries):
    lue = ReferentielFactory()
    ReferentielFactory.create_batch(nombre)

    with django_assert_num_queries(5):  # session, user, roles, the version, the others
        reponse = lecteur.get(reverse("referentiels:comparer_avec", args=[lue.pk]))

    assert len(choix(reponse)["Autres numéros"]) == nombre


def test_the_page_of_a_version_leads_there(lecteur):
    lue = ReferentielFactory()

    liens = page(lecteur.get(lue.get_absolute_url())).all("a")

    assert {a.attrs["href"] for a in liens if a.text().startswith("Comparer")} == {
        reverse("referentiels:comparer_avec", args=[lue.pk])
    }
