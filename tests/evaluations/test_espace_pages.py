"""What the candidate reads in their space: what to do, what is planned, the report."""

import datetime
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cqpm.commun.fichiers import ouvrir
from cqpm.commun.models import sujet_de
from dossiers.enums import EtatDossier, NatureSeance, QualiteConvoque, SuiteDepot
from dossiers.models import DepotRapport, ModalitePrevue
from referentiels.enums import CodeModalite
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import candidat_entre, visiteur
from tests.factories.commun import DocumentFactory, TravailFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.seances import ConvocationFactory, SeanceFactory
from tests.outils import planifier
from tests.referentiels.pdfs_bruts import assembler, ecrire, pdf_brut

pytestmark = pytest.mark.django_db
PDF = pdf_brut(ecrire("Mon rapport", 50, 700))
PDF_2 = pdf_brut(ecrire("Mon rapport, corrigé", 50, 700))
PROGRAMME = assembler(
    [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>",
    ]
)
DEMAIN = datetime.timedelta(days=1)


@pytest.fixture
def dossier():
    return DossierFactory(
        transmis=True,
        candidat__nom="Lefèvre",
        candidat__courriel="anais@example.org",
        rapport_attendu_le=timezone.localdate() + 5 * DEMAIN,
        rapport_forme="Vingt pages au plus.",
    )


def fichier(nom="rapport.pdf", contenu=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu, content_type="application/pdf")


# --- The first page -----------------------------------------------------------------------------


def test_the_first_page_says_what_to_send_and_by_when(dossier):
    un = candidat_entre(dossier)

    reponse = un.client.get(un.url())

    assert_page_accessible(reponse)
    page = un.lire()
    limite = dossier.rapport_attendu_le
    assert "Vos évaluations peuvent commencer." in page
    assert (
        "Envoyer votre rapport, d&#x27;ici le" in page or "Envoyer votre rapport, d'ici le" in page
    )
    assert f"{limite.day} " in page
    assert f'href="{un.url("espace_rapport")}"' in page


def test_without_a_report_there_is_nothing_to_send(dossier):
    dossier.rapport_attendu_le = None
    dossier.save()

    page = candidat_entre(dossier).lire()

    assert "Rien à envoyer pour l'instant." in page
    assert "Mon rapport" not in page


def test_each_capacite_says_in_plain_words_how_it_is_evaluated(dossier):
    planifier(dossier)
    reconstituee = dossier.referentiel.modalites.get(code=CodeModalite.SITUATION_RECONSTITUEE)
    ModalitePrevue.objects.create(
        dossier=dossier,
        capacite=dossier.capacites_visees()[0],
        modalite=reconstituee,
        variante="restitution",
        motif="Le poste n'existe plus.",
    )

    page = candidat_entre(dossier).lire()

    assert page.count("La commission vous observe au travail et vous questionne.") == 2
    assert "et vous en rendez compte par écrit ou à l'oral." in page.replace("&#x27;", "'")
    # Why the situation is reconstituted is the file's business, not a message to the candidate.
    assert "Le poste n" not in page


@pytest.mark.parametrize("etat", [EtatDossier.ABANDONNE, EtatDossier.NON_RECEVABLE])
def test_a_stopped_dossier_still_opens_says_so_and_keeps_the_data(dossier, etat):
    SeanceFactory(dossier=dossier)
    dossier.etat = etat
    dossier.save()
    un = candidat_entre(dossier)

    page = un.lire()

    assert "Vous n'avez plus rien à envoyer." in page
    assert "Envoyer mon rapport" not in page
    assert "Vos rendez-vous" not in page
    assert "Lefèvre" in un.lire("espace_donnees")
    assert un.client.post(un.url("espace_telecharger")).json()["identite"]["nom"] == "Lefèvre"
    assert "arrêté" in un.lire("espace_rapport") or "close" in un.lire("espace_rapport")


# --- The meetings -------------------------------------------------------------------------------


def test_a_meeting_to_come_has_its_date_place_calendar_and_convocation(dossier):
    seance = SeanceFactory(dossier=dossier, lieu="Atelier 3")
    papier = _papier(seance)
    un = candidat_entre(dossier)

    page = un.lire()

    assert "Vos rendez-vous" in page
    assert "Atelier 3" in page
    assert f'href="{un.url("espace_convocation", seance.pk)}"' in page
    ics = un.client.get(un.url("espace_agenda", seance.pk))
    assert ics["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:{seance.uid}@cqpm-dossiers" in ics.content.decode()
    pdf = un.client.get(un.url("espace_convocation", seance.pk))
    with ouvrir(papier) as attendu:
        assert pdf.getvalue() == attendu.read()


def _papier(seance, qualite=QualiteConvoque.CANDIDAT, sequence=None):
    convocation = ConvocationFactory(seance=seance, qualite=qualite, nom=f"Une {qualite}")
    travail = TravailFactory(
        sujet=sujet_de(seance),
        parametres={
            "convocation": convocation.pk,
            "sequence": seance.sequence if sequence is None else sequence,
        },
    )
    return DocumentFactory(sujet=sujet_de(seance), travail=travail)


def test_another_persons_convocation_never_opens(dossier):
    seance = SeanceFactory(dossier=dossier)
    _papier(seance, QualiteConvoque.EVALUATEUR)
    un = candidat_entre(dossier)

    assert un.client.get(un.url("espace_convocation", seance.pk)).status_code == 404
    assert "Votre convocation n'est pas encore prête." in un.lire().replace("&#x27;", "'")


def test_the_convocation_of_an_older_version_of_the_meeting_is_not_shown(dossier):
    seance = SeanceFactory(dossier=dossier, sequence=2)
    _papier(seance, sequence=1)
    un = candidat_entre(dossier)

    assert un.client.get(un.url("espace_convocation", seance.pk)).status_code == 404


def test_the_meetings_of_another_dossier_never_open(dossier):
    ailleurs = SeanceFactory()
    _papier(ailleurs)
    un = candidat_entre(dossier)

    for nom in ("espace_agenda", "espace_convocation"):
        assert un.client.get(un.url(nom, ailleurs.pk)).status_code == 404


def test_past_and_cancelled_meetings_say_so(dossier):
    SeanceFactory(dossier=dossier, tenue=True, nature=NatureSeance.ENTRETIEN)
    annulee = SeanceFactory(dossier=dossier, annulee=True)
    un = candidat_entre(dossier)

    page = un.lire()

    assert "Rendez-vous passés" in page
    assert "Tenue" in page
    assert "Annulée" in page
    assert un.client.get(un.url("espace_agenda", annulee.pk)).status_code == 404


@pytest.mark.parametrize("nombre", [1, 4])
def test_the_first_page_runs_no_query_per_meeting(dossier, nombre, django_assert_max_num_queries):
    for seance in SeanceFactory.create_batch(nombre, dossier=dossier):
        _papier(seance)
    un = candidat_entre(dossier)

    with django_assert_max_num_queries(18):
        un.lire()


# --- The report (R13) ---------------------------------------------------------------------------


def test_r13_a_deposit_gives_a_receipt_with_its_hash_and_time(dossier):
    un = candidat_entre(dossier)

    reponse = un.client.post(un.url("espace_rapport"), {"fichier": fichier()})

    assert reponse["Location"] == f"{un.url('espace_rapport')}#recu"
    depot = DepotRapport.objects.get()
    assert (depot.dossier, depot.en_retard) == (dossier, False)
    reponse = un.client.get(un.url("espace_rapport"))
    assert_page_accessible(reponse)
    page = un.lire("espace_rapport")
    assert hashlib.sha256(PDF).hexdigest() in page
    assert f"{timezone.localtime(depot.depose_le):%H:%M:%S}" in page
    assert "Le remplacer" in page
    rendu = un.client.get(un.url("espace_rapport_fichier", depot.pk))
    assert rendu.getvalue() == PDF


def test_r13_until_the_deadline_another_file_replaces_the_first(dossier):
    un = candidat_entre(dossier)
    un.client.post(un.url("espace_rapport"), {"fichier": fichier()})

    un.client.post(un.url("espace_rapport"), {"fichier": fichier("v2.pdf", PDF_2)})

    page = un.lire("espace_rapport")
    dernier, premier = DepotRapport.objects.all()
    assert "Envois précédents" in page
    assert "Remplacé ou retiré" in page
    assert un.client.get(un.url("espace_rapport_fichier", premier.pk)).status_code == 404
    assert un.client.get(un.url("espace_rapport_fichier", dernier.pk)).getvalue() == PDF_2


def test_r13_a_late_deposit_is_taken_and_says_what_follows(dossier):
    dossier.rapport_attendu_le = timezone.localdate() - DEMAIN
    dossier.save()
    un = candidat_entre(dossier)
    assert "votre envoi sera marqué en retard" in un.lire("espace_rapport")

    un.client.post(un.url("espace_rapport"), {"fichier": fichier()})

    assert DepotRapport.objects.get().en_retard is True
    assert "décidera de l'accepter" in un.lire("espace_rapport").replace("&#x27;", "'")
    assert "arrivé en retard" in un.lire()


def test_r13_a_refused_late_deposit_says_why_and_takes_another(dossier):
    dossier.rapport_attendu_le = timezone.localdate() - DEMAIN
    dossier.save()
    un = candidat_entre(dossier)
    un.client.post(un.url("espace_rapport"), {"fichier": fichier()})
    DepotRapport.objects.update(suite=SuiteDepot.REFUSE, motif="Une semaine de trop.")
    dossier.refresh_from_db()
    dossier.rapport_recu_le = None
    dossier.save()

    assert "Une semaine de trop." in un.lire()
    page = un.lire("espace_rapport")
    assert "Une semaine de trop." in page
    assert 'type="file"' in page


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        (fichier("rapport.pdf", b"PK\x03\x04 un zip"), "pas un PDF"),
        (fichier("rapport.pdf", b""), "est vide"),
        (fichier(contenu=PROGRAMME), "contient un programme"),
        (None, "Choisissez le fichier"),
        (fichier("rapport.pdf", b"%PDF-1.7\n" + b"0" * (20 * 2**20)), "la limite est de 20 Mo"),
        (fichier("rapport.pdf", b"%PDF-1.7\n" + b"0" * (26 * 2**20)), "25 Mo"),
    ],
)
def test_a_refused_file_says_why_in_the_page_and_nothing_is_kept(dossier, envoi, dit):
    un = candidat_entre(dossier)

    reponse = un.client.post(un.url("espace_rapport"), {"fichier": envoi} if envoi else {})

    assert reponse.status_code == 200
    assert_page_accessible(reponse)
    assert dit in reponse.content.decode().replace("&#x27;", "'")
    assert not DepotRapport.objects.exists()


def test_the_report_of_another_dossier_never_opens(dossier):
    autre = DossierFactory(transmis=True, rapport_attendu_le=timezone.localdate() + DEMAIN)
    le_sien = visiteur(autre, "autre")
    le_sien.entrer()
    le_sien.client.post(le_sien.url("espace_rapport"), {"fichier": fichier()})
    depot = DepotRapport.objects.get()

    un = candidat_entre(dossier)

    assert un.client.get(un.url("espace_rapport_fichier", depot.pk)).status_code == 404


def test_once_the_evaluations_are_closed_no_file_is_taken(dossier):
    dossier.etat = EtatDossier.EVALUATIONS_CLOSES
    dossier.save()
    un = candidat_entre(dossier)

    page = un.lire("espace_rapport")
    reponse = un.client.post(un.url("espace_rapport"), {"fichier": fichier()})

    assert 'type="file"' not in page
    assert "ne se dépose plus" in reponse.content.decode()
    assert not DepotRapport.objects.exists()
