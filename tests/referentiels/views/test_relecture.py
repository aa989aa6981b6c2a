"""A brouillon is read again beside its source; each tick is saved, with who and when (R6)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from referentiels.analyse.resultat import Analyse, Attribution
from referentiels.analyse.source import Ligne, NatureSource, Source
from referentiels.echange.doutes import Doute
from referentiels.echange.suivi import Sort
from referentiels.enums import Destination, NatureDoute, NatureProvenance
from referentiels.importation import importer_officiel
from referentiels.models import PointARelire, Referentiel
from referentiels.relecture import relecture
from referentiels.services import brouillon, versions
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.documents import document, pose

pytestmark = pytest.mark.django_db

TEXTE = "TITRE DU CQPM : Opérateur d’essais\nPage 1 / 2\nIl a tout acquis.\nReste seul\n"
TITRE, ADMISSIBILITE = "Opérateur d’essais", "Il a tout acquis."


def place(morceau: str) -> tuple[int, int]:
    debut = TEXTE.index(morceau)
    return debut, debut + len(morceau)


@pytest.fixture
def personne():
    return UtilisateurFactory(responsable=True)


@pytest.fixture
def version(personne) -> Referentiel:
    source = Source("a.txt", NatureSource.TEXTE, TEXTE, (Ligne(0, len(TEXTE)),))
    runs = (
        ("TITRE DU CQPM :", Destination.REPERE, ""),
        (TITRE, Destination.CHAMP, "titre"),
        ("Page 1 / 2", Destination.PIED, ""),
        (ADMISSIBILITE, Destination.CHAMP, "admissibilite"),
        ("Reste seul", Destination.NON_ATTRIBUE, ""),
    )
    analyse = Analyse(
        "parties I à IV",
        document(titre=TITRE, admissibilite=ADMISSIBILITE),
        tuple(Attribution(*place(m), destination, chemin) for m, destination, chemin in runs),
        (
            Doute(NatureDoute.NON_ATTRIBUE, "À placer.", "", "Reste seul", *place("Reste seul")),
            Doute(NatureDoute.REGLE, "Entretien : aucune phrase.", "regles.entretien_requis"),
        ),
    )
    return importer_officiel(
        source, analyse, nature=NatureProvenance.TEXTE, sha256="0" * 64, par=personne
    ).referentiel


@pytest.fixture
def client(client_de, personne):
    return client_de(personne)


@pytest.fixture
def page(version) -> str:
    return reverse("referentiels:relire", args=[version.pk])


def relus() -> list[bool]:
    points = PointARelire.objects.order_by("rang")
    return [point.relu_le is not None for point in points]


# --- The data of the page ---------------------------------------------------------------------


def test_every_run_stands_beside_what_became_of_it(version):
    lus = relecture(version)

    assert [(p.texte, p.lieu or p.destination.label, p.change) for p in lus.passages] == [
        ("TITRE DU CQPM :", Destination.REPERE.label, False),
        (TITRE, "Titre du CQPM", False),
        ("Page 1 / 2", Destination.PIED.label, False),
        (ADMISSIBILITE, "Conditions d'admissibilité", False),
        ("Reste seul", Destination.NON_ATTRIBUE.label, False),
    ]
    assert [point.nature for point in lus.passages[-1].points] == [NatureDoute.NON_ATTRIBUE]
    assert [point.nature for point in lus.ailleurs] == [NatureDoute.REGLE]
    assert (lus.restants, lus.total) == (2, 2)


def test_a_passage_edited_since_the_import_says_so(version, personne):
    corrige = document(titre="Autre titre", admissibilite=ADMISSIBILITE)

    brouillon.enregistrer(version, corrige, revision=0, par=personne, libelle="Titre")

    assert [p.texte for p in relecture(version).passages if p.change] == [TITRE]


def test_a_place_of_the_content_stands_beside_its_field(version, personne):
    douteux = pose(document(titre=TITRE), "admissibilite", ADMISSIBILITE + " *")
    brouillon.enregistrer(version, douteux, revision=0, par=personne, libelle="Astérisque")

    [passage] = [p for p in relecture(version).passages if p.chemin == "admissibilite"]

    assert [point.nature for point in passage.points] == [NatureDoute.ASTERISQUE]


def deplace() -> dict:
    """The small document, once its first critère went to the second capacité, in front."""
    complet = document(titre=TITRE, admissibilite=ADMISSIBILITE)
    premiere, seconde = complet["capacites"]
    seconde["criteres"].insert(0, premiere["criteres"].pop(0))
    return complet


@pytest.fixture
def avec_critere(version) -> Referentiel:
    """A version whose source has a line for the first critère of its first capacité."""
    provenance = version.provenance
    debut = len(provenance.texte)
    provenance.texte += "Le poste est\n"
    run = [debut, len(provenance.texte) - 1, Destination.CHAMP, "capacites[0].criteres[0].texte"]
    provenance.attributions = [*provenance.attributions, run]
    provenance.save()
    PointARelire.objects.create(
        referentiel=version,
        rang=9,
        nature=NatureDoute.SAUT_DE_PAGE,
        chemin="capacites[0].criteres[0].texte",
        debut=debut,
        fin=debut + 5,
    )
    return version


def test_a_passage_with_a_point_shows_the_whole_text_of_its_field(client, page, avec_critere):
    contenu = client.get(page).content.decode()

    assert contenu.count('<blockquote class="cq-passage-brouillon">') == 1
    assert "Le poste est prêt." in contenu


def test_a_field_that_moved_is_named_and_corrected_where_it_is_now(avec_critere, personne):
    brouillon.enregistrer(avec_critere, deplace(), revision=0, par=personne, libelle="Ailleurs")

    passage = relecture(avec_critere).passages[-1]

    adresse = reverse("referentiels:modifier_capacite", args=[avec_critere.pk, 2])
    assert (passage.lieu, passage.suite.sort) == ("Capacité 2, critère 1", Sort.DEPLACE)
    assert passage.url == adresse + "#capacites[1].criteres[0].texte"
    assert passage.points[0].url == passage.url
    assert passage.suite.texte == "Le poste est prêt."


def test_a_field_that_is_gone_keeps_its_name_and_shows_what_stands_there(
    client, page, avec_critere, personne
):
    parti = deplace()
    del parti["capacites"][1]["criteres"][0]
    brouillon.enregistrer(avec_critere, parti, revision=0, par=personne, libelle="Retiré")

    passage = relecture(avec_critere).passages[-1]

    assert (passage.lieu, passage.suite.sort) == ("Capacité 1, critère 1", Sort.RETIRE)
    assert passage.suite.texte == "L’essai est conduit :"
    assert "À cette place, le brouillon dit maintenant :" in client.get(page).content.decode()


# --- The page ---------------------------------------------------------------------------------


def test_the_page_shows_what_is_doubtful_or_the_whole_document(client, page):
    douteux, entier = client.get(page), client.get(page, {"tout": ""})

    for reponse in (douteux, entier):
        assert_page_accessible(reponse)
    assert douteux.content.decode().count("cq-passage-source") == 2  # with the field before
    assert entier.content.decode().count("cq-passage-source") == 5


def test_the_page_runs_the_same_queries_whatever_the_number_of_points(
    client, page, version, django_assert_max_num_queries
):
    for rang in range(10, 40):
        PointARelire.objects.create(referentiel=version, rang=rang, nature=NatureDoute.TITRE)

    with django_assert_max_num_queries(16):
        client.get(page)


def test_a_tick_is_saved_at_once_with_who_and_the_bar_says_what_is_left(client, version, personne):
    point = version.points_a_relire.first()
    adresse = reverse("referentiels:pointer", args=[version.pk, point.pk])

    reponse = client.post(adresse, {"relu": [point.pk]})

    point.refresh_from_db()
    assert point.relu_par == personne
    assert relus() == [True, False]
    assert reponse.context["relecture"].restants == 1
    client.post(adresse, {"relu": []})
    assert relus() == [False, False]


def test_a_point_of_another_version_is_not_found(client, version, personne):

    autre = versions.dupliquer(version, par=personne)
    point = version.points_a_relire.first()

    reponse = client.post(reverse("referentiels:pointer", args=[autre.pk, point.pk]))

    assert reponse.status_code == 404
    assert relus()[:2] == [False, False]


def test_without_javascript_one_form_saves_only_what_changed(client, page, version):
    premier, second = version.points_a_relire.all()
    client.post(page, {"relu": [premier.pk], "etait": []})

    client.post(page, {"relu": [second.pk], "etait": []})  # an old page: the first was not ticked
    assert relus() == [True, True]
    client.post(page, {"relu": [second.pk], "etait": [premier.pk, second.pk]})
    assert relus() == [False, True]


@pytest.mark.parametrize("faux", ["x", "-1", "9" * 30, "٣"])
def test_a_forged_point_changes_nothing(client, page, faux):
    assert client.post(page, {"relu": [faux]}).status_code == 302
    assert relus() == [False, False]


@pytest.fixture
def serie(version) -> list[PointARelire]:
    """Three running heads of which one is read, then a place of another nature that says so too."""
    dit = "En-tête au milieu d'un tableau."
    return [
        PointARelire.objects.create(
            referentiel=version, rang=rang, nature=nature, explication=dit, relu_le=lu
        )
        for rang, nature, lu in (
            (10, NatureDoute.EN_TETE, None),
            (11, NatureDoute.EN_TETE, None),
            (12, NatureDoute.EN_TETE, timezone.now()),
            (13, NatureDoute.TITRE, None),
        )
    ]


def test_points_that_say_the_same_are_ticked_together(client, page, version, serie):
    contenu = client.get(page).content.decode()
    assert contenu.count("Cocher les 2 points semblables") == 2

    reponse = client.post(
        page, {"relu": [serie[2].pk], "etait": [serie[2].pk], "semblables": [serie[1].pk]}
    )

    assert reponse.url == f"{page}#point-{serie[1].pk}"
    assert relus() == [False, False, True, True, True, False]
    assert version.actes.first().libelle == "Points relus : 2"


def test_a_point_that_is_never_in_series_is_not_ticked_with_others(client, page, serie):
    client.post(page, {"relu": [serie[2].pk], "etait": [serie[2].pk], "semblables": [serie[3].pk]})

    assert relus() == [False, False, False, False, True, False]


def test_once_all_is_read_the_page_offers_to_publish(client, page, version):
    client.post(page, {"relu": list(version.points_a_relire.values_list("pk", flat=True))})

    contenu = client.get(page).content.decode()

    assert "Les 2 points sont relus." in contenu
    assert reverse("referentiels:publier", args=[version.pk]) in contenu
