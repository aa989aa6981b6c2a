"""Running a job: once, whatever happens to messages and workers."""

import logging
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document, EtatTravail, Travail
from cqpm.commun.travaux import Produit
from tests.factories.commun import TravailFactory

HIER = timedelta(days=1)


class Panne(RuntimeError):
    """An error nobody foresaw."""


def fichiers_stockes(travail: Travail) -> list[str]:
    """Every file kept for that job, whatever the attempt."""
    racine = f"documents/travaux/{travail.pk}"
    if not default_storage.exists(racine):
        return []
    tentatives, _ = default_storage.listdir(racine)
    return [
        f"{tentative}/{nom}"
        for tentative in sorted(tentatives)
        for nom in default_storage.listdir(f"{racine}/{tentative}")[1]
    ]


def contenu(travail: Travail) -> bytes:
    with travail.document.fichier.open("rb") as fichier:
        return fichier.read()


def expirer(travail: Travail) -> None:
    Travail.objects.filter(pk=travail.pk).update(bail=timezone.now() - timedelta(seconds=1))


# --- Running --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_executer_keeps_the_document_and_its_origin(natures):
    @travaux.execute("essai")
    def produire(travail, avancer):
        avancer(1, 3, "Lecture")
        return Produit("pv.pdf", "Procès-verbal", b"%PDF-1.7 corps")

    travail = TravailFactory()

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    document = travail.document
    assert (travail.etat, travail.etape, travail.etapes, travail.bail) == (
        EtatTravail.TERMINE,
        3,
        3,
        None,
    )
    assert (document.sujet, document.nature, document.titre, document.nom, document.taille) == (
        travail.sujet,
        "essai",
        "Procès-verbal",
        "pv.pdf",
        14,
    )
    assert contenu(travail) == b"%PDF-1.7 corps"
    assert fichiers_stockes(travail) == ["1/pv.pdf"]


@pytest.mark.django_db
def test_a_message_delivered_again_does_nothing(natures):
    appels = []
    travaux.execute("essai")(
        lambda travail, avancer: appels.append(1) or Produit("a.pdf", "A", b"%PDF-")
    )
    travail = TravailFactory()

    for _ in range(3):
        travaux.executer(travail.pk)

    assert (len(appels), Document.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_message_about_a_row_that_is_gone_does_nothing(natures, caplog):
    travaux.executer(999_999)

    assert "Job 999999 not found" in caplog.text


@pytest.mark.django_db
def test_a_job_in_progress_is_left_alone_until_its_lease_ends(natures):
    travaux.execute("essai")(lambda travail, avancer: None)
    travail = TravailFactory(etat=EtatTravail.EN_COURS, tentatives=1, bail=timezone.now() + HIER)

    travaux.executer(travail.pk)
    travail.refresh_from_db()
    assert (travail.etat, travail.tentatives) == (EtatTravail.EN_COURS, 1)

    expirer(travail)
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    assert (travail.etat, travail.tentatives) == (EtatTravail.TERMINE, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("avance", [True, False], ids=["at its next step", "at its end"])
def test_a_late_attempt_is_stopped_and_leaves_nothing(natures, avance, caplog):
    """The first worker sleeps past its lease; a second one does the job meanwhile."""
    caplog.set_level(logging.WARNING)

    @travaux.execute("essai")
    def produire(travail, avancer):
        if travail.tentatives == 1:
            expirer(travail)
            travaux.executer(travail.pk)
            if avance:
                avancer(1, 2, "Trop tard")
        return Produit("pv.pdf", "PV", b"%PDF- " + str(travail.tentatives).encode())

    travail = TravailFactory()

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert (travail.etat, travail.tentatives, travail.libelle_etape) == (EtatTravail.TERMINE, 2, "")
    assert contenu(travail) == b"%PDF- 2"
    assert fichiers_stockes(travail) == ["2/pv.pdf"]
    assert f"Job {travail.pk}: attempt 1 was taken over" in caplog.text


@pytest.mark.django_db
def test_a_refusal_of_the_trade_fails_at_once_with_its_sentence(natures):
    @travaux.execute("essai")
    def refuser(travail, avancer):
        raise ErreurMetier("Le jury n'est pas clos. Clôturez-le, puis relancez.")

    travail = TravailFactory()

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert (travail.etat, travail.tentatives, travail.erreur) == (
        EtatTravail.ECHEC,
        1,
        "Le jury n'est pas clos. Clôturez-le, puis relancez.",
    )


@pytest.mark.django_db
def test_an_unexpected_error_is_tried_three_times_then_says_what_to_do(natures, caplog):
    @travaux.execute("essai")
    def tomber(travail, avancer):
        raise Panne("disque mordu par un chien")

    travail = TravailFactory()

    attentes = []
    for _ in range(2):
        avant = timezone.now()
        travaux.executer(travail.pk)
        travail.refresh_from_db()
        assert travail.etat == EtatTravail.EN_ATTENTE
        attentes.append(round((travail.bail - avant).total_seconds(), -1))
        travaux.executer(travail.pk)  # too early: nothing happens
        expirer(travail)
    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert attentes == [10, 60]
    assert (travail.etat, travail.tentatives) == (EtatTravail.ECHEC, 3)
    assert travail.erreur == (
        "Le traitement a été essayé 3 fois sans aboutir, pour une raison technique. Rien n'est "
        "perdu : cliquez sur « Relancer ». Si l'échec se répète, donnez à l'administrateur la "
        f"référence T-{travail.pk}."
    )
    assert caplog.text.count("Panne: disque mordu par un chien") == 3


@pytest.mark.django_db
def test_an_unknown_nature_is_an_ordinary_failure(natures, caplog):
    travail = TravailFactory(nature="inconnue")

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert (travail.etat, travail.tentatives) == (EtatTravail.EN_ATTENTE, 1)
    assert "KeyError: 'inconnue'" in caplog.text


@pytest.mark.django_db
def test_a_document_that_cannot_be_recorded_leaves_no_file(natures, caplog):
    """The file is written, then the database refuses the row of an empty file."""
    travaux.execute("essai")(lambda travail, avancer: Produit("vide.pdf", "Vide", b""))
    travail = TravailFactory()

    travaux.executer(travail.pk)

    travail.refresh_from_db()
    assert (travail.etat, Document.objects.count()) == (EtatTravail.EN_ATTENTE, 0)
    assert fichiers_stockes(travail) == []


def test_two_functions_for_one_nature_are_refused(natures):
    travaux.execute("essai")(lambda travail, avancer: None)

    with pytest.raises(ValueError, match="essai"):
        travaux.execute("essai")(lambda travail, avancer: None)
