"""The dispatch pack of a signed session: its files, its bundle, and what may go wrong (R42)."""

import datetime
import io
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from cqpm.commun.stockage import EspaceInsuffisant
from evaluations.errors import SessionRefusee
from evaluations.models import PieceJury, SessionJury
from evaluations.selectors.liasse import derniere_impression
from evaluations.selectors.transmission import echeance_gtp_de
from evaluations.services.jury import liasse
from tests.evaluations.session_signee import SCAN, longue_session, session_tenue, signer
from tests.factories.comptes import UtilisateurFactory
from tests.lecture_pdf import pages
from tests.outils import executer_les_travaux
from tests.referentiels.pdfs_bruts import protege

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionJury:
    return longue_session(2)


def preparer(session: SessionJury) -> Travail:
    """Ask, and do here what the workers would do."""
    travail = liasse.demander(session, par=UtilisateurFactory(gestionnaire=session.centre))
    executer_les_travaux()
    executer_les_travaux()  # the bundle is asked for by the pack
    travail.refresh_from_db()
    return travail


def archive(travail: Travail) -> dict[str, bytes]:
    with travail.document.fichier.open() as fichier, zipfile.ZipFile(fichier) as zip_:
        return {nom: zip_.read(nom) for nom in zip_.namelist()}


def est_balise(octets: bytes) -> bool:
    with pikepdf.open(io.BytesIO(octets)) as document:
        return "/StructTreeRoot" in document.Root


def octets_de(document: Document) -> bytes:
    with document.fichier.open() as fichier:
        return fichier.read()


def sans_pages() -> bytes:
    """A PDF that opens, and whose pages are no pages."""
    sortie = io.BytesIO()
    with pikepdf.open(io.BytesIO(SCAN)) as document:
        document.Root.Pages = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Catalog))
        document.save(sortie)
    return sortie.getvalue()


# --- What is in it ----------------------------------------------------------------------------


def test_the_archive_holds_tagged_files_under_french_names():
    reunion = session_tenue()
    signer(reunion)

    fichiers = archive(preparer(reunion.session))

    numeros = {
        une.dossier.candidat.nom: une.dossier.numero for une in reunion.session.deliberations.all()
    }
    candidats = "Candidats/{nom} Anaïs ({numero})/{piece}.pdf"
    attendus = [
        *("Lisez-moi.txt", "Groupe technique paritaire/1 - Lettre d'envoi.pdf"),
        f"Groupe technique paritaire/2 - PV de délibération {reunion.session.numero}.pdf",
        "Groupe technique paritaire/3 - Composition et saisines.pdf",
        "Groupe technique paritaire/4 - Feuille d'émargement.pdf",
        *(
            candidats.format(nom=nom, numero=numeros[nom], piece=piece)
            for nom, siennes in {
                "Admis": ["Notification individuelle", "Attestation"],
                "Partiel": [
                    "Notification individuelle",
                    "Lettre du président",
                    "Attestation",
                ],
                "Refus": ["Notification individuelle"],
                "Renvoi": ["Notification individuelle"],
            }.items()
            for piece in siennes
        ),
    ]
    assert list(fichiers) == attendus
    assert [nom for nom, un in fichiers.items() if "pdf" in nom and not est_balise(un)] == []
    assert derniere_impression(reunion.session).etat == EtatTravail.TERMINE


def test_the_first_page_says_until_when_the_gtp_waits(session):
    texte = archive(preparer(session))["Lisez-moi.txt"].decode()

    assert "au plus tard le 15 septembre 2026" in texte
    assert echeance_gtp_de(session).date.isoformat() == "2026-09-15"
    assert "Nom0001 Anaïs" in texte


def test_the_letter_says_that_each_candidate_is_notified_individually(session):
    lettre = archive(preparer(session))["Groupe technique paritaire/1 - Lettre d'envoi.pdf"]

    lu = " ".join(pages(lettre))
    assert "La décision est notifiée à chaque candidat individuellement" in lu
    assert "qui a délibéré sur 2 candidats" in lu
    assert "Nom0000" not in lu


def test_the_bundle_is_for_paper_all_pages_in_order_with_bookmarks(session):
    fichiers = archive(preparer(session))
    bundle = octets_de(derniere_impression(session).document)

    lus = [page for nom, un in fichiers.items() if nom.endswith(".pdf") for page in pages(un)]
    assert sorted(pages(bundle)) == sorted(lus)
    assert not est_balise(bundle)
    with pikepdf.open(io.BytesIO(bundle)) as document, document.open_outline() as plan:
        titres = [un.title for un in plan.root]
        assert document.Root.ViewerPreferences.Duplex == "/Simplex"
    assert titres[:2] == [
        "Notification individuelle, Anaïs Nom0000",
        "Lettre du président, Anaïs Nom0000",
    ]
    assert titres[-1] == f"Feuille d'émargement, session {session.numero}"


@pytest.mark.parametrize("scan", [b"%PDF-1.7 abime", protege(), sans_pages()])
def test_a_scan_that_does_not_open_leaves_the_archive_and_says_so(session, scan):
    session.pv_signe.fichier.storage.delete(session.pv_signe.fichier.name)
    session.pv_signe = travaux.enregistrer_document(
        sujet_de(session), "pv_signe", "PV signé", "pv.pdf", scan
    )
    session.save()

    travail = preparer(session)

    assert "Groupe technique paritaire/2 - PV signé.pdf" in archive(travail)
    impression = derniere_impression(session)
    assert impression.etat == EtatTravail.ECHEC
    assert "« PV signé » ne s'ouvre pas, ou est protégé" in impression.erreur
    assert "déposez" not in impression.erreur


# --- Once -------------------------------------------------------------------------------------


def test_the_same_pack_again_draws_nothing(session):
    premier = preparer(session)
    avant = set(Document.objects.values_list("pk", flat=True))

    second = preparer(session)

    assert second.pk != premier.pk
    nouveaux = Document.objects.exclude(pk__in=avant)
    assert list(nouveaux) == [second.document]
    assert octets_de(second.document) == octets_de(premier.document)


def test_one_candidate_changed_draws_their_papers_alone(session):
    preparer(session)
    avant = set(PieceJury.objects.values_list("document", flat=True))
    passage = session.deliberations.first()
    passage.dossier.candidat.nom_usage = "Corrigé"
    passage.dossier.candidat.save()

    preparer(session)

    changees = PieceJury.objects.exclude(document__in=avant)
    assert {une.deliberation_id for une in changees} == {passage.pk}
    assert changees.count() == 3


def test_asked_for_twice_while_it_is_being_made_it_is_made_once(session):
    par = UtilisateurFactory(gestionnaire=session.centre)

    premier = liasse.demander(session, par=par)
    assert liasse.demander(session, par=par) == premier
    executer_les_travaux()
    assert liasse.demander(session, par=par) != premier
    assert Document.objects.filter(nature="liasse").count() == 1


def test_r53_nothing_is_prepared_before_the_signature():
    reunion = session_tenue()

    with pytest.raises(SessionRefusee, match="Close, PV à signer"):
        liasse.demander(reunion.session, par=reunion.secretaire)


# --- What may go wrong ------------------------------------------------------------------------


@pytest.fixture
def disque_plein():
    """Files may not grow over a limit that the test sets: what a full disk answers."""
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda octets: resource.setrlimit(resource.RLIMIT_FSIZE, (octets, dure))
    resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


def tous_les_fichiers() -> set[str]:
    lieu = Path(default_storage.location)
    return {str(un.relative_to(lieu)) for un in lieu.rglob("*") if un.is_file()}


@pytest.mark.parametrize("octets", [4096, 30_000])
def test_a_full_disk_gives_its_sentence_no_half_document_and_is_taken_up_again(
    session, disque_plein, octets
):
    """Full at the first paper, then at the archive, which is larger than any of them."""
    disque_plein(octets)
    travail = preparer(session)

    assert travail.etat == EtatTravail.ECHEC
    assert travail.erreur == str(EspaceInsuffisant())
    assert tous_les_fichiers() == set(Document.objects.values_list("fichier", flat=True))
    faites = PieceJury.objects.count()
    assert faites == (0 if octets == 4096 else 6)

    disque_plein(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    avant = set(PieceJury.objects.values_list("document", flat=True))
    repris = preparer(session)
    assert (repris.pk, repris.etat) == (travail.pk, EtatTravail.TERMINE)
    assert avant <= set(PieceJury.objects.values_list("document", flat=True))
    assert PieceJury.objects.count() == 6


def test_a_lot_whose_worker_died_at_its_last_attempt_ends_the_pack_with_its_sentence(session):
    travail = liasse.demander(session, par=UtilisateurFactory(gestionnaire=session.centre))
    lot = travaux.demander(
        "pieces_jury",
        sujet=sujet_de(session),
        cle=f"pieces_jury:{travail.pk}:0",
        parametres={"session": session.pk, "deliberations": []},
    )
    Travail.objects.filter(pk=lot.pk).update(
        etat=EtatTravail.EN_COURS,
        tentatives=F("tentatives_max"),
        bail=timezone.now() - datetime.timedelta(minutes=1),
    )

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ECHEC
    assert f"donnez à l'administrateur la référence T-{lot.pk}" in travail.erreur


def test_a_paper_whose_file_is_gone_says_so(session):
    preparer(session)
    une = PieceJury.objects.first().document
    une.fichier.storage.delete(une.fichier.name)

    travail = preparer(session)

    assert travail.etat == EtatTravail.ECHEC
    assert f"« {une.titre} » n'est plus sur le serveur" in travail.erreur


def test_neither_the_site_nor_a_waiting_worker_loads_what_weighs():
    code = (
        "import sys, django; django.setup();"
        "import cqpm.urls; from cqpm.celery import app; app.loader.import_default_modules();"
        "from evaluations.rapports.pieces import GABARITS;"
        "from cqpm.commun import pdf;"
        "assert all(pdf.empreinte_du_dessin(un) for un in GABARITS.values());"
        "print(sorted({'weasyprint', 'pikepdf', 'pyhanko', 'openpyxl'} & set(sys.modules)))"
    )
    fini = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "cqpm.settings_test", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert fini.stdout.strip() == "[]"
