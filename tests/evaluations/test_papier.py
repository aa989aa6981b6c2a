"""The grid on paper: asked for by content, signed by hand, its scan closing the grid (R23)."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cqpm.commun import pdf
from cqpm.commun.fichiers import FichierRefuse, est_intact
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from dossiers.enums import EtatDossier
from dossiers.models import Affectation, Dossier
from evaluations.errors import EvaluationFermee, PapierRefuse, ResultatRefuse
from evaluations.models import Evaluation, ResultatCritere, SignaturePapier
from evaluations.services import papier as service
from evaluations.services import signature
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux, noter_tout, planifier

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 grille signee"


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
def imprimee(dossier, par):
    """A grid concluded, and its PDF produced."""
    noter_tout(dossier, par)
    demander(dossier, par)
    executer_les_travaux()
    return dossier


def relire(dossier) -> Dossier:
    return Dossier.objects.pour_fiche().get(pk=dossier.pk)


def demander(dossier, par) -> Travail:
    return service.demander_remplie(relire(dossier), par=par)


def scan(contenu: bytes = PDF, nom: str = "grille.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu)


def image(format_: str) -> bytes:
    tampon = io.BytesIO()
    Image.new("RGB", (4, 4)).save(tampon, format_)
    return tampon.getvalue()


def docx() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return tampon.getvalue()


def deposer(dossier, par, fichier=None) -> SignaturePapier:
    return service.deposer_scan(relire(dossier), fichier or scan(), par=par)


def corriger(texte: str) -> None:
    ResultatCritere.objects.filter(critere__rang=2).update(commentaire=texte)


# --- Ask for the PDFs -------------------------------------------------------------------------


def test_the_same_blank_grid_asked_twice_is_made_once(dossier, par):
    premier = service.demander_vierge(relire(dossier), par=par)
    assert service.demander_vierge(relire(dossier), par=par) == premier

    AffectationFactory(dossier=dossier)
    assert service.demander_vierge(relire(dossier), par=par) != premier


def test_the_jobs_give_the_documents_of_the_dossier(dossier, par):
    noter_tout(dossier, par)
    service.demander_vierge(relire(dossier), par=par)
    demander(dossier, par)
    executer_les_travaux()

    documents = Document.objects.filter(sujet=sujet_de(dossier)).order_by("titre")
    assert [(un.titre, un.nom) for un in documents] == [
        (f"Grille de la commission {dossier.numero}", f"grille-a-signer-{dossier.numero}.pdf"),
        (f"Grille à remplir {dossier.numero}", f"grille-a-remplir-{dossier.numero}.pdf"),
    ]


def test_r20_the_filled_grid_waits_for_every_conclusion(dossier, par):
    with pytest.raises(ResultatRefuse, match="Il manque : 1, 2"):
        demander(dossier, par)
    assert not Evaluation.objects.exists()

    noter_tout(dossier, par)
    dossier.evaluation.conclusions.last().delete()
    with pytest.raises(ResultatRefuse, match="Il manque : 2"):
        demander(dossier, par)
    assert not Travail.objects.exists()


def test_the_same_grid_asked_again_is_the_same_document_even_after_a_detour(imprimee, par):
    premier = demander(imprimee, par)

    corriger("Un mot de plus.")
    assert demander(imprimee, par) != premier

    corriger("")
    assert demander(imprimee, par) == premier
    assert premier.document.titre == f"Grille de la commission {imprimee.numero}"


def test_a_grid_that_changes_before_it_is_drawn_is_not_drawn(dossier, par):
    noter_tout(dossier, par)
    travail = demander(dossier, par)
    corriger("Un mot de plus.")

    executer_les_travaux()

    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ECHEC
    assert "a changé depuis que vous l'avez demandée" in travail.erreur
    nouveau = demander(dossier, par)
    executer_les_travaux()
    nouveau.refresh_from_db()
    assert nouveau.etat == EtatTravail.TERMINE


# --- Deposit the scan -------------------------------------------------------------------------


@pytest.mark.parametrize("depositaire", ["membre", "gestionnaire"])
def test_r23_the_scan_closes_the_grid_as_the_last_signature_does(imprimee, par, depositaire):
    if depositaire == "gestionnaire":
        par = UtilisateurFactory(gestionnaire=imprimee.centre)

    papier = deposer(imprimee, par)

    evaluation = Evaluation.objects.get()
    assert evaluation.verrouillee_le is not None
    assert Dossier.objects.get().etat == EtatDossier.PRET_POUR_JURY
    assert (papier.evaluation, papier.depose_par) == (evaluation, par)
    assert papier.empreinte == signature.empreinte(evaluation)
    assert service.etat(relire(imprimee)).a_jour


def test_r52_the_scan_s_bytes_are_kept_with_their_fingerprint(imprimee, par):
    document = deposer(imprimee, par).document

    assert (document.sujet, document.nature, document.nom) == (
        sujet_de(imprimee),
        "grille_signee",
        "grille.pdf",
    )
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert est_intact(document)


def test_r50_the_journal_tells_who_deposited_what(imprimee, par):
    papier = deposer(imprimee, par)

    ligne = imprimee.journal.get(acte="signature")
    assert (ligne.libelle, ligne.auteur, ligne.apres) == (
        "Nadia Benali a déposé la grille d'évaluation signée à la main.",
        par,
        {
            "sha256": papier.empreinte,
            "fichier": "grille.pdf",
            "sha256_fichier": papier.document.sha256,
        },
    )


def test_some_may_sign_on_screen_and_all_on_paper(imprimee, par):
    evaluation = Evaluation.objects.get()
    evaluation.signatures.create(evaluateur=par, empreinte=signature.empreinte(evaluation))

    deposer(imprimee, par)

    assert Dossier.objects.get().etat == EtatDossier.PRET_POUR_JURY


@pytest.mark.parametrize(
    ("nom", "contenu", "type_mime"),
    [
        ("grille.PDF", PDF, "application/pdf"),
        ("photo.jpg", image("JPEG"), "image/jpeg"),
        ("photo.png", image("PNG"), "image/png"),
    ],
)
def test_a_scan_is_a_pdf_or_a_picture(imprimee, par, nom, contenu, type_mime):
    assert deposer(imprimee, par, scan(contenu, nom)).document.type_mime == type_mime


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("grille.docx", docx(), "n'est ni un PDF, ni une image JPEG ou PNG"),
        ("grille.pdf", image("PNG"), "n'est ni un PDF, ni une image JPEG ou PNG"),
        ("grille.pdf", b"MZ\x90", "n'est ni un PDF, ni une image JPEG ou PNG"),
        ("grille.pdf", b"", "est vide"),
        ("grille.pdf", PDF + bytes(20 * 2**20), "dépasse la limite de 20 Mo"),
    ],
)
def test_a_file_that_is_no_scan_closes_nothing(imprimee, par, nom, contenu, dit):
    with pytest.raises(FichierRefuse, match=dit):
        deposer(imprimee, par, scan(contenu, nom))

    rien_n_est_signe()


def rien_n_est_signe() -> None:
    assert not SignaturePapier.objects.exists()
    assert not Document.objects.filter(nature="grille_signee").exists()
    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION


def test_r20_no_scan_before_every_conclusion(imprimee, par):
    imprimee.evaluation.conclusions.last().delete()

    with pytest.raises(ResultatRefuse, match="Il manque : 2"):
        deposer(imprimee, par)
    rien_n_est_signe()


def test_a_grid_that_was_never_printed_was_not_signed(dossier, par):
    noter_tout(dossier, par)
    demander(dossier, par)  # asked, not produced yet

    with pytest.raises(PapierRefuse, match="Imprimez-la de nouveau"):
        deposer(dossier, par)
    rien_n_est_signe()


def test_a_grid_that_changed_since_it_was_printed_is_printed_again(imprimee, par):
    corriger("Un mot de plus.")

    with pytest.raises(PapierRefuse, match="a changé depuis qu'elle a été imprimée"):
        deposer(imprimee, par)
    rien_n_est_signe()

    demander(imprimee, par)
    executer_les_travaux()
    assert deposer(imprimee, par)


def test_the_print_of_another_dossier_is_not_this_one_s(imprimee, par):
    Travail.objects.update(sujet="dossiers.dossier:0")

    with pytest.raises(PapierRefuse, match="ne l'a jamais été d'ici"):
        deposer(imprimee, par)


def test_a_commission_that_changed_signs_a_new_print(imprimee, par):
    AffectationFactory(dossier=imprimee)

    with pytest.raises(PapierRefuse, match="ou sa commission, a changé"):
        deposer(imprimee, par)
    rien_n_est_signe()


def test_r22_who_left_the_commission_deposits_nothing(imprimee, par):
    AffectationFactory(dossier=imprimee)
    ancien = relire(imprimee)
    Affectation.objects.filter(utilisateur=par).delete()

    with pytest.raises(PapierRefuse, match="Vous ne faites plus partie de la commission"):
        service.deposer_scan(ancien, scan(), par=par)
    rien_n_est_signe()


def test_without_a_commission_nobody_signed(imprimee):
    Affectation.objects.all().delete()

    with pytest.raises(PapierRefuse, match="n'a pas de commission"):
        deposer(imprimee, UtilisateurFactory(gestionnaire=imprimee.centre))
    rien_n_est_signe()


def test_r23_a_closed_grid_takes_no_second_scan(imprimee, par):
    deposer(imprimee, par)

    with pytest.raises(EvaluationFermee):
        deposer(imprimee, par)
    assert SignaturePapier.objects.count() == 1


def test_r23_reopening_cancels_the_scan_and_pages_signed_before_do_not_count(imprimee, par):
    document = deposer(imprimee, par).document
    signature.rouvrir(relire(imprimee), motif="Erreur.", par=par)

    assert not SignaturePapier.objects.exists()
    assert est_intact(document)
    with pytest.raises(PapierRefuse, match="Imprimez-la de nouveau"):
        deposer(imprimee, par)

    demander(imprimee, par)
    executer_les_travaux()
    assert deposer(imprimee, par).document != document
