"""« Mes données »: what the centre holds, in a page and in a file, and what is asked about it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cqpm.commun.models import sujet_de
from dossiers.enums import Acte, QualiteConvoque
from dossiers.models import DemandeCandidat
from dossiers.services.demandes_candidat import traiter
from dossiers.services.rapport import deposer
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import candidat_entre
from tests.factories.commun import CourrielFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AmenagementFactory, CommentaireFactory, DossierFactory
from tests.factories.seances import ConvocationFactory, SeanceFactory
from tests.outils import planifier
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

pytestmark = pytest.mark.django_db
PDF = pdf_brut(ecrire("Mon rapport", 50, 700))


@pytest.fixture
def dossier():
    return planifier(
        DossierFactory(
            transmis=True,
            candidat__nom="Lefèvre",
            candidat__courriel="anais@example.org",
            candidat__telephone="0612345678",
            rapport_attendu_le=timezone.localdate() + datetime.timedelta(days=5),
        )
    )


def test_the_page_says_what_is_held_why_and_how_to_have_it(dossier):
    AmenagementFactory(dossier=dossier, mesure="Un tiers de temps en plus")
    un = candidat_entre(dossier)

    reponse = un.client.get(un.url("espace_donnees"))

    assert_page_accessible(reponse)
    page = un.lire("espace_donnees")
    for mot in ("Lefèvre", "anais@example.org", "0612345678", "Un tiers de temps en plus"):
        assert mot in page
    assert f'action="{un.url("espace_telecharger")}"' in page


def test_the_file_holds_everything_in_order(dossier):
    AmenagementFactory(dossier=dossier, mesure="Un tiers de temps en plus")
    seance = SeanceFactory(dossier=dossier, lieu="Atelier 3")
    ConvocationFactory(seance=seance, envoyee=True)
    depot = deposer(dossier, SimpleUploadedFile("rapport.pdf", PDF), par=None)
    CourrielFactory(sujet=sujet_de(dossier), destinataires=["Anais@example.org"], objet="À vous")
    un = candidat_entre(dossier)

    reponse = un.client.post(un.url("espace_telecharger"))

    assert reponse["Content-Type"] == "application/json"
    assert dossier.journal.first().libelle == f"{dossier.candidat} télécharge ses données."
    assert dossier.numero in reponse["Content-Disposition"]
    donnees = reponse.json()
    assert (donnees["identite"]["nom"], donnees["identite"]["prenoms"]) == ("Lefèvre", ["Anaïs"])
    assert donnees["identite"]["naissance"] == str(dossier.candidat.naissance)
    assert donnees["dossier"]["numero"] == dossier.numero
    assert donnees["amenagements"][0]["mesure"] == "Un tiers de temps en plus"
    assert [un["capacite"] for un in donnees["plan"]["modalites"]] == [1, 2]
    assert donnees["seances"][0]["lieu"] == "Atelier 3"
    assert donnees["seances"][0]["convocation"]["a"] == "anais@example.org"
    assert donnees["rapports_deposes"][0]["sha256"] == depot.sha256
    assert donnees["pieces"][0]["sha256"] == depot.sha256
    assert [un["objet"] for un in donnees["courriels"]] == ["À vous"]
    assert donnees["resultats"] is None


def test_the_file_names_neither_what_staff_say_nor_other_peoples_mails(dossier):
    CommentaireFactory(dossier=dossier, texte="Entre nous.")
    CourrielFactory(sujet=sujet_de(dossier), destinataires=["karim@example.org"], objet="Au tuteur")
    CourrielFactory(sujet="dossiers.dossier:0", destinataires=["anais@example.org"], objet="Autre")
    seance = SeanceFactory(dossier=dossier)
    ConvocationFactory(
        seance=seance, qualite=QualiteConvoque.EVALUATEUR, nom="N", courriel="nadia@example.org"
    )

    un = candidat_entre(dossier)
    texte = un.client.post(un.url("espace_telecharger")).content.decode()

    absents = ("Entre nous.", "Au tuteur", "Autre", "nadia@example.org")
    assert [mot for mot in absents if mot in texte] == []


def test_a_request_is_kept_and_its_answer_is_read_in_the_page(dossier):
    un = candidat_entre(dossier)

    reponse = un.client.post(
        un.url("espace_donnees"),
        {"nature": "rectification", "texte": "Mon nom s'écrit Lefebvre."},
    )

    assert reponse["Location"] == f"{un.url('espace_donnees')}#demandes"
    demande = DemandeCandidat.objects.get()
    assert (demande.dossier, demande.texte) == (dossier, "Mon nom s'écrit Lefebvre.")
    assert dossier.journal.filter(acte=Acte.ESPACE, signataire=str(dossier.candidat)).count() == 2
    assert "Reçue, en attente" in un.lire("espace_donnees")
    traiter(demande, reponse="C'est corrigé.", par=UtilisateurFactory(gestionnaire=dossier.centre))
    page = un.lire("espace_donnees").replace("&#x27;", "'")
    assert "Répondu" in page
    assert "C'est corrigé." in page
    assert_page_accessible(un.client.get(un.url("espace_donnees")))


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        ({"nature": "autre", "texte": " "}, "Écrivez ce que vous demandez"),
        ({"nature": "autre", "texte": "x" * 4001}, "4000"),
        ({"nature": "supprimer", "texte": "Tout."}, "Choisissez une demande de la liste."),
    ],
)
def test_a_refused_request_keeps_what_was_typed(dossier, envoi, dit):
    un = candidat_entre(dossier)

    reponse = un.client.post(un.url("espace_donnees"), envoi)

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    assert dit in reponse.content.decode()
    assert envoi["texte"].strip() in reponse.content.decode()
    assert not DemandeCandidat.objects.exists()


def test_too_many_open_requests_are_refused_in_the_page(dossier, settings):
    settings.CQPM_DEMANDES_CANDIDAT_MAX = 1
    un = candidat_entre(dossier)
    un.client.post(un.url("espace_donnees"), {"nature": "autre", "texte": "Une."})

    reponse = un.client.post(un.url("espace_donnees"), {"nature": "autre", "texte": "Deux."})

    assert "attendent déjà une réponse" in reponse.content.decode()
    assert "Deux." in reponse.content.decode()
