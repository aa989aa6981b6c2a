"""The staff's pages about an opinion on paper: prepare the form, key it in, read it again."""

import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cqpm.commun import pdf
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from dossiers import transitions
from evaluations.enums import DocumentAvis, OrigineAvis
from evaluations.models import AvisEntreprise
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis_donnes import envoi, scan
from tests.evaluations.pieces import PDF
from tests.factories.commun import DocumentFactory, TravailFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, DemandeAvisFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, executer_les_travaux, planifier, reunir

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True))


@pytest.fixture
def client(client_de, dossier):
    return client_de(UtilisateurFactory(prenom="Claire", nom="Moreau", gestionnaire=dossier.centre))


def adresse(dossier, quoi="avis_saisir", **cles) -> str:
    return reverse(f"evaluations:{quoi}", kwargs={"pk": dossier.pk, **cles})


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


# --- Key it in --------------------------------------------------------------------------------


def test_the_paper_is_keyed_in_then_read_again_with_its_scan_and_its_copy(client, dossier):
    assert_page_accessible(client.get(adresse(dossier)))

    reponse = client.post(adresse(dossier), envoi(dossier), follow=True)

    assert_page_accessible(reponse)
    page = texte(reponse)
    assert "L'avis signé par Karim Bensaïd est enregistré." in page
    assert "Chef d'atelier, le 20/02/2026, sur papier, saisi par Claire Moreau." in page
    assert "00:00" not in page
    assert "en attente, la production commence" in page
    papier = AvisEntreprise.objects.get().scan
    assert client.get(adresse(dossier, "avis_document", document_pk=papier.pk)).getvalue() == PDF

    executer_les_travaux()
    assert_page_accessible(client.get(adresse(dossier, "avis")))
    copie = Document.objects.get(nature=DocumentAvis.SIGNE)
    lien = adresse(dossier, "avis_document", document_pk=copie.pk)
    assert f'href="{lien}"' in texte(client.get(adresse(dossier, "avis")))
    assert "sur papier, saisi par Claire Moreau" in pages(client.get(lien).getvalue())[0]


def test_r17_the_criteres_are_asked_where_the_version_opens_them(client_de):
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    client = client_de(UtilisateurFactory(gestionnaire=dossier.centre))
    champs = client.get(adresse(dossier)).context["form"].fields
    assert [nom for nom in champs if nom.startswith("critere-1")] == ["critere-1-1", "critere-1-2"]

    client.post(adresse(dossier), envoi(dossier, **{"critere-1-2": "reserve"}))

    avis = AvisEntreprise.objects.get()
    assert avis.criteres.get().sens == "reserve"


def test_a_refusal_gives_back_everything_but_the_file_and_says_so(client, dossier):
    incomplet = envoi(
        dossier, fonction="", signataire="Karim", signe_le="", **{"sens-2": "reserve"}
    )

    reponse = client.post(adresse(dossier), incomplet | {"observations": "Sérieux."})

    assert_page_accessible(reponse)
    page = texte(reponse)
    assert "est gardé, sauf le fichier : choisissez-le de nouveau." in page
    form = reponse.context["form"]
    assert (form["observations"].value(), form["sens-2"].value()) == ("Sérieux.", "reserve")
    assert [message for _, message in form.fautes] == [
        "Capacité 2 : recopiez le commentaire, qu'un avis non favorable demande. S'il manque sur "
        "le papier, demandez-le au signataire.",
        "Recopiez le prénom et le nom du signataire, en 120 caractères au plus.",
        "Recopiez la fonction du signataire, en 120 caractères au plus.",
        "Recopiez la date de la signature.",
    ]
    assert not AvisEntreprise.objects.exists()


@pytest.mark.parametrize(
    ("champs", "champ", "mots"),
    [
        ({"scan": ""}, "scan", "Choisissez le fichier du formulaire signé."),
        ({"scan": scan(b"MZ programme")}, "scan", "n'est ni un PDF"),
        ({"signe_le": "1999-01-01"}, "signe_le", "précède toute démarche"),
        (
            {"signe_le": (timezone.localdate() + timedelta(days=2)).isoformat()},
            "signe_le",
            "pas encore passée",
        ),
        ({"signe_le": "hier"}, "signe_le", "Cette date est mal écrite"),
    ],
)
def test_r8_each_refusal_is_beside_its_field(client, dossier, champs, champ, mots):
    reponse = client.post(adresse(dossier), envoi(dossier, **champs))

    assert_page_accessible(reponse)
    (faute,) = reponse.context["form"].errors[champ]
    assert mots in faute
    assert set(reponse.context["form"].errors) == {champ}
    assert not AvisEntreprise.objects.exists()


def test_a_file_of_21_mb_is_refused_and_the_answers_stay(client, dossier, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 2 * 2**20
    lourd = SimpleUploadedFile("avis.pdf", b"%PDF-" + b"0" * 2 * 2**20)

    reponse = client.post(adresse(dossier), envoi(dossier, scan=lourd, observations="Sérieux."))

    (faute,) = reponse.context["form"].errors["scan"]
    assert "ne peut pas dépasser 2 Mo" in faute
    assert reponse.context["form"]["observations"].value() == "Sérieux."


def test_r24_the_name_of_an_evaluator_is_refused_beside_the_name(client, dossier):
    reponse = client.post(adresse(dossier), envoi(dossier, signataire=str(dossier.candidat)))

    assert list(reponse.context["form"].errors) == ["signataire"]


def test_what_is_typed_is_not_lost_when_the_dossier_is_abandoned_meanwhile(client, dossier):
    transitions.abandonner(
        dossier, motif="Le candidat renonce à la certification.", par=UtilisateurFactory()
    )

    reponse = client.post(adresse(dossier), envoi(dossier, observations="Sérieux."))

    assert_page_accessible(reponse)
    assert "« Abandon" in texte(reponse)
    assert "Sérieux." in texte(reponse)
    assert not AvisEntreprise.objects.exists()


def test_the_page_says_why_there_is_nothing_to_key_in(client, dossier):
    AvisEntrepriseFactory(demande__dossier=dossier)

    reponse = client.get(adresse(dossier))

    assert_page_accessible(reponse)
    assert "L'entreprise a déjà signé son avis" in texte(reponse)
    assert "<textarea" not in texte(reponse)


# --- The form to fill -------------------------------------------------------------------------


def test_the_form_to_fill_is_prepared_then_downloaded(client, dossier, monkeypatch):
    monkeypatch.setattr(pdf, "rendre", lambda gabarit, contexte: b"%PDF-1.7")
    DemandeAvisFactory(dossier=dossier)
    assert f'action="{adresse(dossier, "avis_vierge")}"' in texte(
        client.get(adresse(dossier, "avis"))
    )

    reponse = client.post(adresse(dossier, "avis_vierge"), follow=True)
    assert_page_accessible(reponse)
    travail = Travail.objects.get(nature=DocumentAvis.VIERGE)
    etat = adresse(dossier, "avis_travail", travail_pk=travail.pk)
    assert f'hx-get="{etat}"' in texte(reponse)

    executer_les_travaux()
    lien = adresse(dossier, "avis_document", document_pk=Document.objects.get().pk)
    assert f'href="{lien}"' in texte(client.get(etat))
    assert client.get(lien).getvalue() == b"%PDF-1.7"


def test_a_failed_copy_is_started_again_from_the_page(client, dossier):
    AvisEntrepriseFactory(demande__dossier=dossier)
    travail = TravailFactory(
        sujet=sujet_de(dossier),
        nature=DocumentAvis.SIGNE,
        echoue=True,
        parametres={"titre": "Copie"},
    )
    relance = reverse("dossiers:travail_relancer", args=[dossier.pk, travail.pk])
    assert f'action="{relance}"' in texte(client.get(adresse(dossier, "avis")))

    client.post(relance)

    travail.refresh_from_db()
    assert travail.etat == EtatTravail.EN_ATTENTE


def test_only_the_papers_of_the_opinion_are_given_here(client, dossier):
    autre = DocumentFactory(sujet=sujet_de(dossier), nature="piece_rapport")

    assert client.get(adresse(dossier, "avis_document", document_pk=autre.pk)).status_code == 404


# --- The jury ---------------------------------------------------------------------------------


def test_the_jury_s_page_and_the_pv_say_that_it_was_on_paper(client_de):
    dossier = dossier_pret()
    claire = UtilisateurFactory(prenom="Claire", nom="Moreau")
    AvisEntrepriseFactory(
        demande__dossier=dossier,
        origine=OrigineAvis.PAPIER,
        saisi_par=claire,
        scan=DocumentFactory(sujet=sujet_de(dossier)),
    )
    reunion = reunir(dossier.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    seance = reverse("evaluations:deliberation", args=[reunion.session.pk, dossier.pk])

    page = texte(client_de(reunion.presidente).get(seance))
    reunion.suivre_la_commission()
    reunion.clore()

    assert "sur papier, saisi par Claire Moreau" in page
    with Document.objects.get(nature="pv").fichier.open("rb") as fichier:
        assert "sur papier, saisi par Claire Moreau" in " ".join(pages(fichier.read()))
