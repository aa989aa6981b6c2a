"""The PDFs of a version, from its page: asked, followed, downloaded."""

import json

import pytest
from django.urls import reverse
from django.utils.text import slugify

from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel, NatureDocument
from referentiels.errors import DocumentPerime
from referentiels.models import Referentiel
from referentiels.services.brouillon import enregistrer
from referentiels.services.ecriture import ecrire
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory, passer_a
from tests.lecture_pdf import pages
from tests.outils import executer_les_travaux
from tests.referentiels.documents import document

pytestmark = pytest.mark.django_db

NATURES = NatureDocument.values
BROUILLON, PUBLIE, ARCHIVE = EtatReferentiel.values


@pytest.fixture
def responsable():
    return UtilisateurFactory(responsable=True)


@pytest.fixture
def client(client_de, responsable):
    return client_de(responsable)


@pytest.fixture
def brouillon():
    return ecrire(document())


@pytest.fixture
def publie(brouillon):
    return passer_a(brouillon, PUBLIE)


def demander(client, referentiel: Referentiel, nature: str = "grille_vierge"):
    url = reverse("referentiels:produire_document", args=[referentiel.pk, nature])
    return client.post(url)


def lire(client, referentiel: Referentiel, papier: Document) -> bytes:
    url = reverse("referentiels:document", args=[referentiel.pk, papier.pk])
    return b"".join(client.get(url).streaming_content)


def modifier(referentiel: Referentiel, par, **changements) -> None:
    enregistrer(
        referentiel,
        document(**changements),
        revision=referentiel.revision,
        par=par,
        libelle="Correction",
    )


@pytest.mark.parametrize("nature", NATURES)
def test_a_document_is_asked_followed_and_downloaded(client, publie, nature):
    reponse = demander(client, publie, nature)
    travail = Travail.objects.get()
    assert reponse.url == f"/referentiels/{publie.pk}/#papier"
    assert (travail.nature, travail.sujet) == (nature, sujet_de(publie))
    etat = reverse("referentiels:travail", args=[publie.pk, travail.pk])
    assert "en attente" in client.get(etat).content.decode()
    assert_page_accessible(client.get(publie.get_absolute_url()))

    executer_les_travaux()

    papier = Document.objects.get()
    lien = f'href="/referentiels/{publie.pk}/documents/{papier.pk}/"'
    assert lien in client.get(etat).content.decode()
    page = client.get(publie.get_absolute_url())
    assert lien in page.content.decode()
    assert_page_accessible(page)
    assert "MQ 2030 01 01 0001" in pages(lire(client, publie, papier))[0]


def test_the_page_offers_each_document_once(client, publie):
    demander(client, publie, "avis_vierge")
    executer_les_travaux()

    papiers = client.get(publie.get_absolute_url()).context["documents"]

    assert [
        (papier.nature.value, papier.travail and papier.travail.etat) for papier in papiers
    ] == [
        ("referentiel", None),
        ("grille_vierge", None),
        ("avis_vierge", EtatTravail.TERMINE),
    ]


def test_r2_a_published_version_is_drawn_once_for_ever(client, publie):
    demander(client, publie)
    executer_les_travaux()
    demander(client, publie)
    passer_a(publie, ARCHIVE)
    demander(client, publie)
    executer_les_travaux()

    assert (Travail.objects.count(), Document.objects.count()) == (1, 1)


def refuse(client, referentiel, document) -> bool:
    """A document of a content that the version no longer has is not found any more."""
    adresse = reverse("referentiels:document", args=[referentiel.pk, document.pk])
    return client.get(adresse).status_code == 404


def test_a_changed_brouillon_has_another_document(client, brouillon, responsable):
    demander(client, brouillon)
    executer_les_travaux()
    modifier(brouillon, responsable, titre="Soudeur.euse")

    page = client.get(brouillon.get_absolute_url())
    assert [papier.travail for papier in page.context["documents"]] == [None, None, None]
    demander(client, brouillon)
    executer_les_travaux()

    nouveau, ancien = Document.objects.all()
    assert "Soudeur.euse" in pages(lire(client, brouillon, nouveau))[0]
    assert refuse(client, brouillon, ancien)


def test_a_published_brouillon_loses_its_banner(client, brouillon):
    demander(client, brouillon)
    executer_les_travaux()
    passer_a(brouillon, PUBLIE)
    demander(client, brouillon)
    executer_les_travaux()

    definitif, provisoire = Document.objects.all()
    assert refuse(client, brouillon, provisoire)
    assert "BROUILLON" not in pages(lire(client, brouillon, definitif))[0]


def test_a_brouillon_that_changes_meanwhile_is_asked_again(client, brouillon, responsable):
    demander(client, brouillon)
    modifier(brouillon, responsable, titre="Soudeur.euse")
    executer_les_travaux()

    travail = Travail.objects.get()
    brouillon.refresh_from_db()
    assert (travail.etat, travail.erreur) == (EtatTravail.ECHEC, str(DocumentPerime(brouillon)))
    assert Document.objects.count() == 0
    modifier(brouillon, responsable)
    demander(client, brouillon)
    executer_les_travaux()
    assert Document.objects.get().travail == travail


def test_a_failed_document_is_asked_again_from_the_page(client, publie):
    demander(client, publie)
    Travail.objects.update(etat=EtatTravail.ECHEC, erreur="Le disque est plein.")
    page = client.get(publie.get_absolute_url())
    assert "Le disque est plein." in page.content.decode()
    url = f"/referentiels/{publie.pk}/produire/grille_vierge/"
    assert f'action="{url}"' in page.content.decode()
    assert_page_accessible(page)

    client.post(url)

    assert Travail.objects.get().etat == EtatTravail.EN_ATTENTE


def test_a_lost_file_says_what_to_do(client, publie):
    demander(client, publie)
    executer_les_travaux()
    papier = Document.objects.get()
    papier.fichier.storage.delete(papier.fichier.name)

    url = reverse("referentiels:document", args=[publie.pk, papier.pk])

    reponse = client.get(url, follow=True)
    assert reponse.redirect_chain == [(f"/referentiels/{publie.pk}/", 302)]
    assert "rétablir depuis la dernière sauvegarde" in reponse.content.decode()


@pytest.mark.parametrize("nature", ["pv", "dossier_modalites", "x" * 300])
def test_an_invented_nature_is_a_404(client, publie, nature):
    assert demander(client, publie, nature).status_code == 404
    assert Travail.objects.count() == 0


def test_what_belongs_to_another_version_is_a_404(client, publie):
    autre = passer_a(ecrire(document(numero="2031")), PUBLIE)
    demander(client, autre)
    executer_les_travaux()
    travail, papier = Travail.objects.get(), Document.objects.get()

    for nom, pk in (("travail", travail.pk), ("document", papier.pk)):
        url = reverse(f"referentiels:{nom}", args=[publie.pk, pk])
        assert client.get(url).status_code == 404


def test_the_papers_of_a_brouillon_are_for_those_who_prepare_it(client, client_de, brouillon):
    demander(client, brouillon)
    executer_les_travaux()
    lecteur = client_de(UtilisateurFactory(evaluateur=True))

    assert demander(lecteur, brouillon).status_code == 404
    for nom, pk in (("travail", Travail.objects.get().pk), ("document", Document.objects.get().pk)):
        url = reverse(f"referentiels:{nom}", args=[brouillon.pk, pk])
        assert lecteur.get(url).status_code == 404


def test_whoever_reads_a_published_version_has_its_papers(client_de, publie):
    lecteur = client_de(UtilisateurFactory(evaluateur=True))

    demander(lecteur, publie, "referentiel")
    executer_les_travaux()

    assert lire(lecteur, publie, Document.objects.get()).startswith(b"%PDF-")


def test_the_exchange_document_is_what_another_installation_imports(client_de):
    referentiel = ReferentielFactory(blocs=1)
    adresse = reverse("referentiels:echange", args=[referentiel.pk])

    reponse = client_de(UtilisateurFactory(evaluateur=True)).get(adresse)

    assert json.loads(reponse.content) == exporter(referentiel)
    assert reponse["Content-Disposition"] == (
        f'attachment; filename="{slugify(referentiel.numero)}-05-04-2018.json"'
    )
