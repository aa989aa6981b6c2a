"""The pages that publish, archive and copy a version."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel, NatureDoute
from referentiels.models import PointARelire, Referentiel
from referentiels.services import brouillon, versions
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory

pytestmark = pytest.mark.django_db

BROUILLON, PUBLIE, ARCHIVE = EtatReferentiel.values


@pytest.fixture
def responsable():
    return UtilisateurFactory(responsable=True)


@pytest.fixture
def page(client_de, responsable):
    """`page("publier", version)` asks for a page; with fields, sends its form."""
    client = client_de(responsable)

    def demander(nom, referentiel, **champs):
        url = reverse(f"referentiels:{nom}", args=[referentiel.pk])
        return client.post(url, champs) if champs else client.get(url)

    return demander


def dits(reponse) -> list[str]:
    return [str(message) for message in get_messages(reponse.wsgi_request)]


def etats() -> list[str]:
    return list(Referentiel.objects.order_by("pk").values_list("etat", flat=True))


def adresse(nom: str, referentiel) -> str:
    return reverse(f"referentiels:{nom}", args=[referentiel.pk])


def liens_de(reponse) -> list[tuple[str, str]]:
    """The links of the card: their text, and where they lead."""
    carte = (
        reponse.content.decode().partition('<section class="cq-carte')[2].partition("</section>")[0]
    )
    liens = re.findall(r'<a\b[^>]*href="([^"]+)"[^>]*>([^<]+)</a>', carte)
    return [(texte.strip(), url) for url, texte in liens]


def test_what_is_missing_leads_to_its_page_instead_of_the_form(page):
    vide = ReferentielFactory(etat=BROUILLON, titre="")
    PointARelire.objects.create(referentiel=vide, rang=1, nature=NatureDoute.TITRE)

    reponse = page("publier", vide)

    assert_page_accessible(reponse)
    assert liens_de(reponse) == [
        ("1 point à relire", adresse("relire", vide)),
        ("Titre du CQPM : à écrire.", adresse("modifier_identite", vide)),
        ("Compléter le brouillon", adresse("modifier", vide)),
        ("Relire les points signalés", adresse("relire", vide)),
        ("Revenir à la version", vide.get_absolute_url()),
    ]
    assert 'name="publier"' not in reponse.content.decode()


def test_when_only_points_remain_reading_them_is_the_main_act(page):
    complet = ReferentielFactory(etat=BROUILLON)
    PointARelire.objects.create(referentiel=complet, rang=1, nature=NatureDoute.TITRE)

    reponse = page("publier", complet)

    boutons = re.findall(r'class="(btn btn-[a-z]+)"\s+href="([^"]+)"', reponse.content.decode())
    assert boutons == [("btn btn-primary", adresse("relire", complet))]


def test_a_published_version_is_not_asked_about_again(page):
    referentiel = ReferentielFactory()

    reponse = page("publier", referentiel)

    assert reponse.status_code == 302
    assert reponse.url == referentiel.get_absolute_url()
    assert dits(reponse) == [f"« {referentiel} » est déjà publié."]


def test_an_incomplete_version_is_not_published_by_a_direct_post(page):
    vide = ReferentielFactory(etat=BROUILLON, titre="")

    reponse = page("publier", vide, publier="1")

    assert "Titre du CQPM : à écrire." in reponse.context["form"].non_field_errors()[0]
    assert etats() == [BROUILLON]


def test_a_correction_proposes_to_take_the_place_of_its_origin(page, responsable):
    origine = ReferentielFactory()
    lointaine = ReferentielFactory(numero=origine.numero, date_modification="2010-01-01")
    copie = versions.dupliquer(origine, par=responsable)

    reponse = page("publier", copie)

    assert_page_accessible(reponse)
    form = reponse.context["form"]
    assert set(form.fields["remplace"].queryset) == {origine, lointaine}
    assert form["remplace"].initial == [origine.pk]


def test_publishing_archives_what_was_chosen_and_leads_to_the_version(page, responsable):
    origine = ReferentielFactory()
    copie = versions.dupliquer(origine, par=responsable)

    reponse = page("publier", copie, remplace=[origine.pk], publier="1")

    copie.refresh_from_db()
    assert reponse.url == copie.get_absolute_url()
    assert dits(reponse) == [
        f"« {copie} » est publié. « {origine} » est archivée : on n'y inscrit plus personne."
    ]
    assert etats() == [ARCHIVE, PUBLIE]


def test_words_that_the_person_did_not_see_are_not_published(page, responsable):
    copie = versions.dupliquer(ReferentielFactory(), par=responsable)
    vue = page("publier", copie).context["form"]["vue"].value()
    change = exporter(copie) | {"admissibilite": "Jamais vu."}
    brouillon.enregistrer(copie, change, revision=0, par=UtilisateurFactory(), libelle="Ailleurs")

    reponse = page("publier", copie, vue=vue, mention="bis", publier="1")

    assert reponse.context["form"].non_field_errors() == [
        f"Le référentiel « {copie} » ne peut pas être publié : il a été modifié depuis que vous "
        "avez ouvert cette page. Relisez-le."
    ]
    assert etats() == [PUBLIE, BROUILLON]


def test_a_homonym_left_open_needs_a_mention_and_loses_nothing_typed(page, responsable):
    origine = ReferentielFactory()
    copie = versions.dupliquer(origine, par=responsable)

    refus = page("publier", copie, mention="", publier="1")
    accord = page("publier", copie, mention="corrigé", publier="1")

    assert "donnez à celle-ci une mention" in refus.context["form"].non_field_errors()[0]
    assert accord.status_code == 302
    assert etats() == [PUBLIE, PUBLIE]


def test_a_version_of_another_number_is_not_archived_by_a_forged_choice(page):
    autre, brouillon = ReferentielFactory(), ReferentielFactory(etat=BROUILLON)

    page("publier", brouillon, remplace=[autre.pk], publier="1")

    assert Referentiel.objects.get(pk=autre.pk).etat == PUBLIE


def test_archiving_says_what_it_means(page):
    referentiel = ReferentielFactory()

    reponse = page("archiver", referentiel, oui="1")
    refus = page("archiver", referentiel, oui="1")

    assert dits(reponse) == [f"« {referentiel} » est archivé : on n'y inscrit plus personne."]
    assert "seule une version publiée s'archive" in dits(refus)[-1]


def test_a_copy_opens_in_its_editor(page):
    referentiel = ReferentielFactory()

    reponse = page("dupliquer", referentiel, oui="1")

    copie = Referentiel.objects.get(etat=BROUILLON)
    assert reponse.url == reverse("referentiels:modifier", args=[copie.pk])
    assert exporter(copie) == exporter(referentiel)


@pytest.mark.parametrize("nom", ["archiver", "dupliquer"])
def test_acts_are_not_done_by_a_link(page, nom):
    assert page(nom, ReferentielFactory()).status_code == 405
    assert etats() == [PUBLIE]
