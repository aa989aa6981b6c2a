"""The agreement: given to the plan on the screen, shown, withdrawn with a reason (R8, R10)."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cqpm.commun.models import Document, sujet_de
from dossiers.enums import Acte, EtatDossier
from dossiers.errors import AccordAbsent, PlanModifie, PlanVerrouille
from dossiers.plan import de_json
from dossiers.regles import Choix
from dossiers.selectors.plan import lire_plan
from dossiers.services.accord import enregistrer_accord, retirer_accord
from dossiers.services.modalites import enregistrer_plan
from referentiels.enums import CodeModalite as M
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import planifier

ACCORD_LE = datetime.date(2026, 1, 20)
MOTIF = "L'entreprise a changé d'avis sur la présentation."


@pytest.fixture
def par(db):
    return UtilisateurFactory()


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory())


def accorder(dossier, par, **champs):
    return enregistrer_accord(dossier, signataire="Karim", date=ACCORD_LE, par=par, **champs)


def test_the_journal_keeps_what_was_agreed(dossier, par):
    dossier = accorder(dossier, par)

    ligne = dossier.journal.get(acte=Acte.ACCORD)
    assert de_json(ligne.apres) == lire_plan(dossier)


def test_an_agreement_is_given_to_the_plan_that_was_on_the_screen(dossier, par):
    vue = lire_plan(dossier).version
    enregistrer_plan(dossier, [Choix(1, M.PRESENTATION_PROJETS)], rapport_attendu_le=None, par=par)

    with pytest.raises(PlanModifie):
        accorder(dossier, par, version=vue)

    dossier.refresh_from_db()
    assert dossier.accord_le is None


def test_an_agreement_is_withdrawn_with_its_reason(dossier, par):
    dossier = accorder(dossier, par)
    assert dossier.etat == EtatDossier.MODALITES_COMPLETES

    dossier = retirer_accord(dossier, motif=MOTIF, par=par)

    assert (dossier.etat, dossier.accord_le, dossier.accord_par, dossier.accord_signataire) == (
        EtatDossier.INSCRIT,
        None,
        "",
        "",
    )
    assert dossier.journal.filter(acte=Acte.ACCORD).first().libelle == (
        f"Accord de Karim, du 20/01/2026, retiré : {MOTIF}"
    )


def test_an_agreement_is_withdrawn_once_and_never_after_the_transmission(dossier, par):
    with pytest.raises(AccordAbsent):
        retirer_accord(dossier, motif=MOTIF, par=par)
    with pytest.raises(PlanVerrouille):
        retirer_accord(DossierFactory(transmis=True), motif=MOTIF, par=par)


# --- The pages --------------------------------------------------------------------------------


@pytest.fixture
def navigateur(client, dossier):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    return client


def test_the_page_shows_what_is_agreed_to(navigateur, dossier, par):
    accorder(dossier, par)

    reponse = navigateur.get(reverse("dossiers:accord", args=[dossier.pk]))

    texte = " ".join(reponse.content.decode().split())
    assert "Accord donné par Karim le 20/01/2026, sur les modalités ci-dessous." in texte
    assert [len(ligne.modalites) for ligne in reponse.context["plan"]] == [1, 1]
    assert_page_accessible(reponse)


def test_the_page_tells_that_the_plan_has_changed(navigateur, dossier, par):
    page = reverse("dossiers:accord", args=[dossier.pk])
    vue = navigateur.get(page).context["form"]["version"].value()
    enregistrer_plan(dossier, [Choix(1, M.SITUATION_REELLE)], rapport_attendu_le=None, par=par)

    refus = navigateur.post(page, {"signataire": "Karim", "date": "2026-01-20", "version": vue})

    assert "a été modifié par" in refus.context["form"].non_field_errors()[0]
    assert refus.context["form"]["signataire"].value() == "Karim"
    assert_page_accessible(refus)


def test_the_page_withdraws_the_agreement_once_a_reason_is_written(navigateur, dossier, par):
    accorder(dossier, par)
    page = reverse("dossiers:retirer_accord", args=[dossier.pk])

    assert_page_accessible(navigateur.post(page, {"motif": ""}))
    dossier.refresh_from_db()
    assert dossier.accord_le == ACCORD_LE
    navigateur.post(page, {"motif": MOTIF})
    dossier.refresh_from_db()
    assert dossier.accord_le is None


# --- The signed paper -------------------------------------------------------------------------


def deposer(navigateur, dossier, nom, contenu):
    return navigateur.post(
        reverse("dossiers:accord", args=[dossier.pk]),
        {
            "signataire": "Karim",
            "date": "2026-01-20",
            "fichier": SimpleUploadedFile(nom, contenu),
        },
    )


@pytest.mark.parametrize(
    ("nom", "contenu", "type_mime"),
    [
        ("accord.pdf", b"%PDF-1.7 signe", "application/pdf"),
        ("photo.JPG", b"\xff\xd8\xff\xe0 photo", "image/jpeg"),
    ],
)
def test_the_signed_paper_joins_the_documents(navigateur, dossier, nom, contenu, type_mime):
    deposer(navigateur, dossier, nom, contenu)

    document = Document.objects.get(sujet=sujet_de(dossier))
    assert (document.titre, document.nom, document.type_mime, document.taille) == (
        "Accord signé sur les modalités, du 20/01/2026",
        nom,
        type_mime,
        len(contenu),
    )
    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.MODALITES_COMPLETES


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [(b"MZ programme", "ni un PDF ni une photo JPEG"), (b"", "Ce fichier est vide")],
)
def test_another_file_is_refused_and_nothing_is_recorded(navigateur, dossier, contenu, phrase):
    reponse = deposer(navigateur, dossier, "accord.pdf", contenu)

    assert phrase in reponse.context["form"].errors["fichier"][0]
    dossier.refresh_from_db()
    assert (dossier.accord_le, Document.objects.count()) == (None, 0)
    assert_page_accessible(reponse)


def test_a_file_too_big_is_refused_with_its_limit(navigateur, dossier, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 2**20

    reponse = deposer(navigateur, dossier, "accord.pdf", b"%PDF-" + b"x" * 2**20)

    assert "ne peut pas dépasser 1 Mo" in reponse.context["form"].errors["fichier"][0]
    dossier.refresh_from_db()
    assert dossier.accord_le is None
