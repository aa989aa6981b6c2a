"""The page of the grid on paper: what to do, how far each PDF is, the deposit of the scan."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cqpm.commun import pdf
from cqpm.commun.models import Document, EtatTravail, Travail
from dossiers.enums import EtatDossier, RoleAffectation
from dossiers.models import Dossier
from evaluations.models import Evaluation, ResultatCritere, SignaturePapier
from tests.accessibilite import assert_page_accessible
from tests.factories.commun import TravailFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux, noter_tout, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sans_dessin(monkeypatch):
    """What the PDFs say is read back in test_papier_pdf."""
    monkeypatch.setattr(pdf, "rendre", lambda gabarit, contexte: b"%PDF-1.7")


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, vae=True))


@pytest.fixture
def par(dossier):
    evaluatrice = UtilisateurFactory(prenom="Nadia", nom="Benali")
    AffectationFactory(dossier=dossier, utilisateur=evaluatrice)
    return evaluatrice


@pytest.fixture
def conclu(dossier, par):
    noter_tout(dossier, par)
    return dossier


def adresse(dossier, quoi="grille_papier", **cles) -> str:
    return reverse(f"evaluations:{quoi}", kwargs={"pk": dossier.pk, **cles})


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


def boutons(reponse) -> list[str]:
    """The acts that the page offers, by the address where each form is sent."""
    actions = [f"papier_{nom}" for nom in ("vierge", "remplie", "deposer")]
    dossier = reponse.context["dossier"]
    return [un for un in actions if f'action="{adresse(dossier, un)}"' in texte(reponse)]


def imprimer(client, dossier, quoi="papier_remplie") -> Travail:
    client.post(adresse(dossier, quoi))
    executer_les_travaux()
    return Travail.objects.select_related("document").first()


def envoi(**champs) -> dict:
    return {"fichier": SimpleUploadedFile("grille.pdf", b"%PDF-1.7"), "relu": "on"} | champs


# --- Step by step -----------------------------------------------------------------------------


def test_before_the_conclusions_only_the_blank_grid_is_printed(client_de, dossier, par):
    reponse = client_de(par).get(adresse(dossier))

    assert_page_accessible(reponse)
    assert boutons(reponse) == ["papier_vierge"]
    assert "Aucune capacité n'est évaluée pour l'instant." in texte(reponse)


def test_the_page_says_which_conclusions_are_missing(client_de, conclu, par):
    conclu.evaluation.conclusions.last().delete()

    reponse = client_de(par).get(adresse(conclu))

    assert boutons(reponse) == ["papier_vierge"]
    assert "Concluez d'abord chaque capacité. Il manque : 2." in texte(reponse)


def test_once_all_is_concluded_the_grid_is_printed_then_signed_then_deposited(
    client_de, conclu, par
):
    client = client_de(par)
    reponse = client.get(adresse(conclu))
    assert boutons(reponse) == ["papier_vierge", "papier_remplie"]

    client.post(adresse(conclu, "papier_remplie"))
    reponse = client.get(adresse(conclu))
    assert_page_accessible(reponse)
    assert boutons(reponse) == ["papier_vierge"]
    assert "en attente, la production commence" in texte(reponse)

    executer_les_travaux()
    reponse = client.get(adresse(conclu))
    assert_page_accessible(reponse)
    assert boutons(reponse) == ["papier_vierge", "papier_remplie", "papier_deposer"]
    assert "signées par Nadia Benali." in texte(reponse)
    empreinte = reponse.context["papier"].empreinte
    assert f'<span class="cq-chiffres">{empreinte[:12]}</span>' in texte(reponse)


def test_a_print_that_is_out_of_date_is_told(client_de, conclu, par):
    client = client_de(par)
    imprimer(client, conclu)
    ResultatCritere.objects.update(commentaire="Un mot de plus.")

    reponse = client.get(adresse(conclu))

    assert_page_accessible(reponse)
    assert "a changé depuis cette impression" in texte(reponse)
    assert boutons(reponse) == ["papier_vierge", "papier_remplie"]


@pytest.mark.parametrize("quoi", ["papier_vierge", "papier_remplie"])
def test_a_print_that_failed_is_asked_again(client_de, conclu, par, quoi):
    client = client_de(par)
    client.post(adresse(conclu, quoi))
    Travail.objects.update(etat=EtatTravail.ECHEC, erreur="La police est introuvable.")

    reponse = client.get(adresse(conclu))
    assert_page_accessible(reponse)
    assert "La police est introuvable." in texte(reponse)
    assert boutons(reponse) == ["papier_vierge", "papier_remplie"]

    client.post(adresse(conclu, quoi))
    assert Travail.objects.get().etat == EtatTravail.EN_ATTENTE


def test_a_refusal_to_print_is_said_on_the_page(client_de, dossier, par):
    reponse = client_de(par).post(adresse(dossier, "papier_remplie"), follow=True)

    assert [str(un) for un in reponse.context["messages"]] == [
        "Concluez d'abord chaque capacité. Il manque : 1, 2."
    ]
    assert not Travail.objects.exists()


# --- The PDFs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("quoi", ["papier_vierge", "papier_remplie"])
def test_the_progress_is_polled_until_the_file_can_be_downloaded(client_de, conclu, par, quoi):
    client = client_de(par)
    client.post(adresse(conclu, quoi))
    travail = Travail.objects.get()
    etat = adresse(conclu, "papier_travail", travail_pk=travail.pk)
    assert f'hx-get="{etat}"' in texte(client.get(etat))

    executer_les_travaux()

    document = Document.objects.get()
    fichier = adresse(conclu, "papier_document", document_pk=document.pk)
    assert f'href="{fichier}"' in texte(client.get(etat))
    reponse = client.get(fichier)
    assert reponse.headers["Content-Disposition"] == f'attachment; filename="{document.nom}"'
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize(("quoi", "relue"), [("papier_vierge", None), ("papier_remplie", "true")])
def test_the_page_asks_for_the_scan_as_soon_as_the_grid_to_sign_is_there(
    client_de, conclu, par, quoi, relue
):
    client = client_de(par)
    client.post(adresse(conclu, quoi))
    etat = adresse(conclu, "papier_travail", travail_pk=Travail.objects.get().pk)
    assert "HX-Refresh" not in client.get(etat, headers={"HX-Request": "true"}).headers

    executer_les_travaux()

    assert client.get(etat, headers={"HX-Request": "true"}).headers.get("HX-Refresh") == relue
    assert "HX-Refresh" not in client.get(etat).headers


def test_other_jobs_and_papers_of_the_dossier_are_not_opened_here(client_de, conclu, par):
    client = client_de(par)
    imprimer(client, conclu)
    autre = Document.objects.create(
        sujet=Travail.objects.get().sujet, nature="piece_autre", titre="Lettre", taille=1
    )
    etranger = TravailFactory(sujet=autre.sujet)

    assert client.get(adresse(conclu, "papier_document", document_pk=autre.pk)).status_code == 404
    assert client.get(adresse(conclu, "papier_travail", travail_pk=etranger.pk)).status_code == 404


def test_the_dossier_s_own_page_names_the_paper_that_is_being_made(client_de, dossier, par):
    client_de(par).post(adresse(dossier, "papier_vierge"))
    gestionnaire = UtilisateurFactory(gestionnaire=dossier.centre)

    reponse = client_de(gestionnaire).get(dossier.get_absolute_url())

    assert_page_accessible(reponse)
    assert f"<b>Grille à remplir {dossier.numero}</b> : en attente" in texte(reponse)


def personne(role: str, dossier):
    if role == "etranger":
        return UtilisateurFactory(responsable=True)
    personne = UtilisateurFactory(**{role: dossier.centre})
    if role in RoleAffectation.values:
        AffectationFactory(dossier=dossier, utilisateur=personne, role=role)
    return personne


@pytest.mark.parametrize(
    ("role", "statut"),
    [
        ("gestionnaire", 200),
        ("responsable", 200),
        ("evaluateur", 200),
        ("jury", 403),
        ("etranger", 404),
    ],
)
def test_r22_the_commission_and_staff_read_the_grid_on_paper(client_de, conclu, par, role, statut):
    document = imprimer(client_de(par), conclu).document
    client = client_de(personne(role, conclu))

    reponses = [
        client.get(adresse(conclu)),
        client.get(adresse(conclu, "papier_document", document_pk=document.pk)),
        client.get(adresse(conclu, "papier_travail", travail_pk=document.travail_id)),
    ]

    assert [une.status_code for une in reponses] == [statut] * 3
    for une in reponses:
        une.close()


# --- The scan ---------------------------------------------------------------------------------


def test_the_deposit_closes_the_grid_and_the_scan_stays_readable(client_de, conclu, par):
    client = client_de(par)
    imprimer(client, conclu)

    reponse = client.post(adresse(conclu, "papier_deposer"), envoi())

    assert reponse.headers["Location"] == adresse(conclu, "grille")
    assert Dossier.objects.get().etat == EtatDossier.PRET_POUR_JURY
    page = client.get(adresse(conclu))
    assert_page_accessible(page)
    assert "Grille signée à la main, déposée par Nadia Benali le" in texte(page)
    scan = adresse(conclu, "papier_document", document_pk=SignaturePapier.objects.get().document_id)
    assert f'href="{scan}"' in texte(page)
    assert "papier_deposer" not in boutons(page)


@pytest.mark.parametrize(
    ("champs", "champ", "dit"),
    [
        ({"fichier": ""}, "fichier", "Choisissez le fichier de la grille signée."),
        ({"fichier": SimpleUploadedFile("g.pdf", b"MZ")}, "fichier", "n'est ni un PDF"),
        ({"fichier": SimpleUploadedFile("g.pdf", b"")}, "fichier", "« g.pdf » est vide"),
        ({"relu": ""}, "relu", "Relisez le fichier, puis cochez"),
    ],
)
def test_a_refusal_stands_beside_its_field(client_de, conclu, par, champs, champ, dit):
    client = client_de(par)
    imprimer(client, conclu)

    reponse = client.post(adresse(conclu, "papier_deposer"), envoi(**champs))

    assert_page_accessible(reponse)
    assert list(reponse.context["form"].errors) == [champ]
    assert dit in texte(reponse)
    assert not SignaturePapier.objects.exists()


def test_a_scan_too_big_is_told_and_not_kept(client_de, conclu, par, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 100
    client = client_de(par)
    imprimer(client, conclu)

    gros = SimpleUploadedFile("gros.pdf", b"%PDF-" + bytes(200))
    reponse = client.post(adresse(conclu, "papier_deposer"), envoi(fichier=gros))

    assert_page_accessible(reponse)
    assert "« gros.pdf » n'a pas été reçu" in texte(reponse)
    assert not SignaturePapier.objects.exists()


def test_a_scan_of_another_content_tells_to_print_again(client_de, conclu, par):
    client = client_de(par)
    imprimer(client, conclu)
    ResultatCritere.objects.update(commentaire="Un mot de plus.")

    reponse = client.post(adresse(conclu, "papier_deposer"), envoi())

    assert_page_accessible(reponse)
    assert "Imprimez-la de nouveau, faites-la signer" in texte(reponse)
    assert boutons(reponse) == ["papier_vierge", "papier_remplie", "papier_deposer"]
    assert Evaluation.objects.get().verrouillee_le is None


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_the_same_queries_whatever_the_sizes(
    client_de, nombre, django_assert_num_queries
):
    dossier = planifier(DossierFactory(transmis=True, referentiel__nombre_capacites=nombre))
    par, *_ = (AffectationFactory(dossier=dossier).utilisateur for _ in range(nombre))
    noter_tout(dossier, par)
    client = client_de(par)
    imprimer(client, dossier)

    # session, user, roles, dossier, affectations, their people, blocs; evaluation, conclusions,
    # capacités; the fingerprint (3), commission, scans; the printed job, the blank one; signature
    with django_assert_num_queries(20):
        client.get(adresse(dossier))
