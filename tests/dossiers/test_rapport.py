"""The candidate's report in time: kept, replaced, and what is no report (R13)."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import FichierRefuse, ouvrir
from cqpm.commun.models import Courriel, Document, Travail, sujet_de
from dossiers.enums import Acte, EtatDossier, NaturePiece
from dossiers.errors import DateImpossible, DepotRefuse
from dossiers.models import DepotRapport, Dossier
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.services import rapport as service
from tests.dossiers.rapports import (
    AVANT,
    LIMITE,
    attend,
    deposer,
    dossier_au_rapport,
    envoi,
    pdf,
    regler_l_horloge,
)
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db


@pytest.fixture
def horloge(monkeypatch):
    regler_l_horloge(monkeypatch, *AVANT)
    return lambda *quand: regler_l_horloge(monkeypatch, *quand)


@pytest.fixture
def dossier(horloge):
    return dossier_au_rapport()


@pytest.fixture
def responsable(dossier):
    return UtilisateurFactory(prenom="Claire", nom="Moreau", responsable=dossier.centre)


def refus(erreur: type[ErreurMetier], dossier, fichier, **champs) -> str:
    """The sentence of a refused deposit, which leaves nothing behind."""
    avant = (DepotRapport.objects.count(), Document.objects.count(), dossier.journal.count())
    with pytest.raises(erreur) as leve:
        service.deposer(dossier, fichier, **{"par": None} | champs)
    apres = (DepotRapport.objects.count(), Document.objects.count(), dossier.journal.count())
    assert apres == avant
    return str(leve.value)


def test_r13_a_report_in_time_opens_its_capacites_and_its_receipt_leaves(dossier, horloge):
    moment = horloge(2026, 3, 2, 10, 31)

    depot = deposer(dossier)

    assert (depot.nom, depot.taille, depot.sha256) == (
        "Rapport d'Anaïs.pdf",
        len(pdf()),
        hashlib.sha256(pdf()).hexdigest(),
    )
    assert (depot.depose_le, depot.attendu_le, depot.en_retard, depot.suite) == (
        moment,
        LIMITE,
        False,
        "",
    )
    assert (dossier.rapport_recu_le, dossier.rapport_disponible) == (moment.date(), True)
    assert [attend(dossier, code) for code in ("rapport", "rapport_tardif")] == [False, False]
    ligne = dossier.journal.get(acte=Acte.RAPPORT)
    assert ligne.libelle == "Rapport du candidat déposé : Rapport d'Anaïs.pdf."
    assert (ligne.qui, ligne.apres["sha256"]) == (str(dossier.candidat), depot.sha256)


def test_the_commission_reads_the_bytes_as_they_came(dossier):
    document = deposer(dossier).document

    assert (document.nature, document.sujet) == (NaturePiece.RAPPORT, sujet_de(dossier))
    with ouvrir(document) as fichier:
        assert fichier.read() == pdf()


def test_the_receipt_says_file_size_hash_and_moment(dossier):
    depot = deposer(dossier)
    executer_les_travaux()

    (courriel,) = mail.outbox
    assert courriel.to == ["anais@example.org"]
    assert courriel.subject == "Reçu du dépôt de votre rapport"
    assert f"Fichier : Rapport d'Anaïs.pdf\nTaille : {depot.taille} octets" in courriel.body
    assert "Déposé le : 02/03/2026 à 10:30:00" in courriel.body
    assert f"Empreinte SHA-256 : {depot.sha256}" in courriel.body
    assert "Il est arrivé dans les délais : il était attendu le 10/03/2026" in courriel.body
    assert Courriel.objects.get().sujet == sujet_de(dossier)


def test_without_address_nothing_is_sent(dossier):
    dossier.candidat.courriel = ""
    dossier.candidat.save()

    deposer(dossier)

    assert not Travail.objects.exists()


@pytest.mark.parametrize(
    ("quand", "en_retard"),
    [((2026, 3, 10, 23, 59, 59), False), ((2026, 3, 11, 0, 0, 0), True)],
    ids=["last second", "next day"],
)
def test_r13_the_last_minute_of_the_day_is_the_one_of_paris(dossier, horloge, quand, en_retard):
    horloge(*quand)

    assert rapport_du_dossier(dossier).sera_en_retard is en_retard
    assert deposer(dossier).en_retard is en_retard
    assert dossier.rapport_disponible is not en_retard
    assert attend(dossier, "rapport_tardif") is en_retard


def test_r13_a_deposit_replaces_the_one_before_whose_bytes_go(
    dossier, django_capture_on_commit_callbacks
):
    premier = deposer(dossier, pdf("Première version"))
    ancien = premier.document

    with django_capture_on_commit_callbacks(execute=True):
        second = deposer(dossier, pdf("Seconde version"))

    premier.refresh_from_db()
    assert not ancien.fichier.storage.exists(ancien.fichier.name)
    assert list(Document.objects.all()) == [second.document]
    assert (premier.document, premier.nom, premier.taille, premier.sha256) == (
        None,
        "Rapport d'Anaïs.pdf",
        len(pdf("Première version")),
        hashlib.sha256(pdf("Première version")).hexdigest(),
    )
    assert rapport_du_dossier(dossier).courant == second
    assert dossier.journal.first().avant["sha256"] == premier.sha256
    assert Travail.objects.filter(nature=service.NATURE_RECU).count() == 2


def test_every_row_that_has_a_file_finds_it_on_the_disk(
    dossier, django_capture_on_commit_callbacks
):
    for texte in ("un", "deux", "trois"):
        with django_capture_on_commit_callbacks(execute=True):
            deposer(dossier, pdf(texte))

    gardes = [un for un in DepotRapport.objects.all() if un.document]
    (racine,) = {un.document.fichier.storage.location for un in gardes}
    fichiers = [un for un in Path(racine).rglob("*") if un.is_file()]
    assert [hashlib.sha256(un.read_bytes()).hexdigest() for un in fichiers] == [
        un.sha256 for un in gardes
    ]


def test_the_same_file_twice_is_one_deposit(dossier):
    assert deposer(dossier) == deposer(dossier)
    assert (DepotRapport.objects.count(), Travail.objects.count()) == (1, 1)


def test_the_number_of_deposits_is_bounded_for_the_candidate_alone(dossier, responsable, settings):
    settings.CQPM_DEPOTS_RAPPORT_MAX = 2
    for texte in ("un", "deux"):
        deposer(dossier, pdf(texte))

    phrase = refus(DepotRefuse, dossier, envoi(pdf("trois")))

    assert phrase == (
        "Le rapport a déjà été déposé 2 fois : le dernier dépôt compte. Pour le remplacer encore, "
        "adressez-vous au centre d'examen."
    )
    assert rapport_du_dossier(dossier).pourquoi_pas == phrase
    assert deposer(dossier, pdf("quatre"), par=responsable).document


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contenu", "nom", "pourquoi"),
    [
        (b"%PDF-1.7\n" + bytes(21 * 2**20), "rapport.pdf", "pèse 21,1 Mo, la limite est de 20 Mo"),
        (b"PK\x03\x04 word/document.xml", "rapport.pdf", "n'est pas un PDF"),
        (b"MZ\x90\0 programme", "rapport.pdf.exe", "n'est pas un PDF"),
        (b"", "rapport.pdf", "est vide"),
        (pdf() + b"% 9 0 obj << /S /JavaScript >> endobj", "rapport.pdf", "contient un programme"),
    ],
    ids=["21 MB", "word as pdf", "program", "empty", "script"],
)
def test_what_is_no_plain_pdf_is_refused_and_nothing_is_kept(dossier, contenu, nom, pourquoi):
    assert pourquoi in refus(FichierRefuse, dossier, envoi(contenu, nom))

    dossier.refresh_from_db()
    assert dossier.rapport_recu_le is None


def test_a_pdf_under_another_name_is_kept_as_a_pdf(dossier):
    depot = service.deposer(dossier, envoi(nom="rapport.exe"), par=None)

    assert (depot.nom, depot.document.type_mime) == ("rapport.exe.pdf", "application/pdf")


CLOS = "Les évaluations sont closes : le rapport ne se dépose plus."
ARRETE = (
    "Ce dossier est arrêté : le rapport ne s'y dépose plus. S'il doit reprendre, adressez-vous au "
    "centre d'examen."
)


@pytest.mark.parametrize(
    ("etat", "pourquoi"),
    [
        (EtatDossier.RECEVABILITE, "La recevabilité de la demande n'est pas encore décidée : le "
        "rapport vient ensuite."),
        (EtatDossier.NON_RECEVABLE, ARRETE),
        (EtatDossier.INSCRIT, ""),
        (EtatDossier.MODALITES_COMPLETES, ""),
        (EtatDossier.TRANSMIS, ""),
        (EtatDossier.EN_EVALUATION, ""),
        (EtatDossier.EVALUATIONS_CLOSES, CLOS),
        (EtatDossier.PRET_POUR_JURY, CLOS),
        (EtatDossier.EN_SESSION, CLOS),
        (EtatDossier.ADMIS, CLOS),
        (EtatDossier.VALIDATION_PARTIELLE, CLOS),
        (EtatDossier.NON_ADMIS, CLOS),
        (EtatDossier.ABANDONNE, ARRETE),
    ],
)  # fmt: skip
def test_the_state_says_whether_a_report_may_come(dossier, etat, pourquoi):
    """R53: nothing tells a candidate what the jury decided."""
    Dossier.objects.filter(pk=dossier.pk).update(etat=etat)
    dossier.refresh_from_db()

    assert rapport_du_dossier(dossier).pourquoi_pas == pourquoi
    if pourquoi:
        assert refus(DepotRefuse, dossier, envoi()) == pourquoi
    else:
        assert deposer(dossier).document


def test_a_dossier_without_deadline_awaits_no_report(horloge):
    dossier = DossierFactory(transmis=True)

    assert refus(DepotRefuse, dossier, envoi()).startswith("Aucun rapport n'est attendu")
    assert rapport_du_dossier(dossier).peut_deposer is False


def test_a_dossier_stopped_while_the_file_was_read_takes_no_report(dossier, monkeypatch):
    """The page was open, the file on its way: the row is read again once it is locked."""
    lire = service.lire_pdf

    def lire_lentement(fichier):
        Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.ABANDONNE)
        return lire(fichier)

    monkeypatch.setattr(service, "lire_pdf", lire_lentement)

    assert refus(DepotRefuse, dossier, envoi()) == ARRETE


# --- What staff file ------------------------------------------------------------------------------


def test_staff_file_what_came_on_another_day(dossier, responsable, horloge):
    horloge(2026, 3, 12, 9, 0)

    depot = deposer(dossier, par=responsable, recu_le=LIMITE)

    assert (depot.en_retard, dossier.rapport_recu_le) == (False, LIMITE)
    ligne = dossier.journal.get(acte=Acte.RAPPORT)
    assert ligne.libelle == "Rapport du candidat déposé : Rapport d'Anaïs.pdf, reçu le 10/03/2026."
    assert (ligne.qui, depot.document.cree_par) == ("Claire Moreau", responsable)


@pytest.mark.parametrize(
    "recu_le", [datetime.date(2026, 1, 14), datetime.date(2026, 3, 3)], ids=["before", "tomorrow"]
)
def test_r8_a_report_comes_after_the_registration_and_not_tomorrow(dossier, responsable, recu_le):
    refus(DateImpossible, dossier, envoi(), par=responsable, recu_le=recu_le)


def test_a_candidate_does_not_choose_the_day(dossier):
    assert deposer(dossier, recu_le=datetime.date(2026, 1, 20)).depose_le == timezone.now()
    assert dossier.rapport_recu_le == datetime.date(2026, 3, 2)


def test_staff_add_the_file_after_the_grid_is_closed_but_replace_none(dossier, responsable):
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EVALUATIONS_CLOSES)

    assert deposer(dossier, par=responsable).document
    phrase = refus(DepotRefuse, dossier, envoi(pdf("Autre")), par=responsable)

    assert phrase.startswith("La commission a conclu sur le rapport déjà déposé")
