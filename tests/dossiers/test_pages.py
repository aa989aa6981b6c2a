"""The dossier's page, its papers and its small acts."""

import datetime

import pytest
from django.urls import reverse

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from dossiers.enums import Acte, EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.services.journal import noter
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux, planifier


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


# --- The page ---------------------------------------------------------------------------------


def fiche(dossier):
    return reverse("dossiers:fiche", args=[dossier.pk])


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_capacite_nor_act(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    dossier = planifier(
        DossierFactory(centre=centre, transmis=True, referentiel__nombre_capacites=nombre)
    )
    for numero in range(nombre):
        noter(dossier, Acte.AVIS, f"Acte {numero}", par=gestionnaire)
        AffectationFactory(dossier=dossier)

    with django_assert_num_queries(NOMBRE_REQUETES_FICHE):
        reponse = client.get(fiche(dossier))

    assert len(reponse.context["plan"]) == nombre
    assert_page_accessible(reponse)


NOMBRE_REQUETES_FICHE = 39


def attendus(reponse):
    return [(un.libelle, un.acteur) for un in reponse.context["avancement"].attendus]


def test_the_page_says_what_is_missing_and_who_must_act(client, centre, gestionnaire):
    reponse = client.get(fiche(DossierFactory(centre=centre)))

    assert attendus(reponse) == [
        ("Choisir une modalité d'évaluation pour les capacités 1, 2.", "Centre d'examen"),
        (
            "Enregistrer l'accord de l’entreprise sur les modalités.",
            "Centre d'examen, avec l'entreprise",
        ),
    ]


def test_a_complete_plan_waits_for_its_transmission(client, centre, gestionnaire):
    reponse = client.get(fiche(planifier(DossierFactory(centre=centre, modalites_completes=True))))

    assert attendus(reponse) == [
        (
            "Transmettre le dossier de modalités à l'UIMM centre de ressources.",
            "Centre d'examen",
        )
    ]


def test_a_transmitted_dossier_waits_for_its_commission_and_opinion(client, centre, gestionnaire):
    reponse = client.get(fiche(planifier(DossierFactory(centre=centre, transmis=True))))

    assert attendus(reponse) == [
        ("Nommer la commission d'évaluation.", "Centre d'examen"),
        ("Demander l'avis de l'entreprise.", "Centre d'examen"),
    ]


def test_r19_the_2013_template_also_waits_for_the_interview(client, centre, gestionnaire):
    dossier = planifier(DossierFactory(centre=centre, transmis=True, referentiel__modele_2013=True))

    assert attendus(client.get(fiche(dossier)))[-1] == (
        "Enregistrer l'entretien avec le candidat.",
        "Commission d'évaluation ou centre d'examen",
    )


def test_an_evaluator_sees_no_journal_and_no_link_to_staff_acts(client, centre):
    dossier = planifier(DossierFactory(centre=centre, transmis=True))
    client.force_login(AffectationFactory(dossier=dossier).utilisateur)

    reponse = client.get(fiche(dossier))

    assert reponse.context["evenements"] == []
    attendus = reponse.context["avancement"].attendus
    assert [(un.code, bool(un.url)) for un in attendus] == [
        ("seance", False),
        ("evaluer", True),
        ("evaluer", True),
        ("demander_avis", False),
    ]
    assert_page_accessible(reponse)


@pytest.mark.parametrize("trait", ["abandonne", "admis", "en_evaluation", "pret_pour_jury"])
def test_the_page_renders_in_every_state(client, centre, gestionnaire, trait):
    reponse = client.get(fiche(DossierFactory(centre=centre, **{trait: True})))

    assert reponse.status_code == 200
    assert_page_accessible(reponse)


# --- Acts -------------------------------------------------------------------------------------


def test_the_agreement_page_proposes_the_tutor(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)
    url = reverse("dossiers:accord", args=[dossier.pk])

    reponse = client.get(url)

    assert reponse.context["form"]["signataire"].value() == "Karim Bensaïd, Chef d'atelier"
    assert_page_accessible(reponse)


def test_r8_a_refused_agreement_keeps_what_was_typed(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)

    reponse = client.post(
        reverse("dossiers:accord", args=[dossier.pk]),
        {"signataire": "Ali Roux", "date": "2026-01-01"},
    )

    assert list(reponse.context["form"].errors) == ["date"]
    assert "Ali Roux" in reponse.content.decode()


def test_the_transmission_page_says_what_is_missing(client, centre, gestionnaire):
    url = reverse("dossiers:transmettre", args=[DossierFactory(centre=centre).pk])

    reponse = client.get(url)

    assert "Choisir une modalité d&#x27;évaluation" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_transmission_produces_the_pdf_and_mails_it(client, centre, gestionnaire, mailoutbox):
    dossier = planifier(DossierFactory(centre=centre, modalites_completes=True))
    ressources = CentreFactory(ressources=True, courriel="ressources@example.org")

    client.post(
        reverse("dossiers:transmettre", args=[dossier.pk]), {"centre_ressources": ressources.pk}
    )
    executer_les_travaux()

    document = Document.objects.get()
    assert document.titre == f"Dossier de modalités {dossier.numero}"
    (message,) = mailoutbox
    assert (message.to, message.attachments[0][0]) == (
        ["ressources@example.org"],
        f"dossier-de-modalites-{dossier.numero}.pdf",
    )
    reponse = client.get(reverse("dossiers:document", args=[dossier.pk, document.pk]))
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")


def test_the_same_plan_asked_twice_gives_one_job(client, centre, gestionnaire):
    dossier = planifier(DossierFactory(centre=centre, modalites_completes=True))
    url = reverse("dossiers:produire_modalites", args=[dossier.pk])

    client.post(url)
    client.post(url)

    assert Travail.objects.count() == 1
    etat = client.get(reverse("dossiers:travail", args=[dossier.pk, Travail.objects.get().pk]))
    assert 'role="status"' in etat.content.decode()


def test_a_failed_job_is_queued_again(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)
    travail = travaux.demander(
        "dossier_modalites", sujet=sujet_de(dossier), cle="x", parametres={"dossier": dossier.pk}
    )
    Travail.objects.update(etat=EtatTravail.ECHEC, erreur="Le disque est plein.")
    assert "Le disque est plein." in client.get(fiche(dossier)).content.decode()

    client.post(reverse("dossiers:travail_relancer", args=[dossier.pk, travail.pk]))

    assert Travail.objects.get().etat == EtatTravail.EN_ATTENTE


def test_a_document_of_another_dossier_is_a_404(client, centre, gestionnaire):
    mien, autre = DossierFactory(centre=centre), DossierFactory()
    document = travaux.enregistrer_document(sujet_de(autre), "x", "Titre", "x.pdf", b"%PDF-1.7")

    url = reverse("dossiers:document", args=[mien.pk, document.pk])

    assert client.get(url).status_code == 404


def test_r24_the_tutor_cannot_be_evaluator(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    tuteur = UtilisateurFactory(email=dossier.tuteur.courriel.upper(), evaluateur=centre)
    url = reverse("dossiers:commission", args=[dossier.pk])

    reponse = client.post(url, {"evaluateur": tuteur.pk})

    assert (
        reponse.context["form"]
        .errors["evaluateur"][0]
        .startswith(f"{tuteur} est le tuteur du candidat")
    )
    assert Affectation.objects.count() == 0
    assert_page_accessible(reponse)


def test_the_commission_is_composed_and_undone(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    evaluateur = UtilisateurFactory(evaluateur=centre)

    client.post(reverse("dossiers:commission", args=[dossier.pk]), {"evaluateur": evaluateur.pk})
    assert Affectation.objects.get().role == RoleAffectation.EVALUATEUR

    client.post(reverse("dossiers:retirer_evaluateur", args=[dossier.pk, evaluateur.pk]))
    assert Affectation.objects.count() == 0
    assert [ligne.libelle for ligne in dossier.journal.all()] == [
        f"{evaluateur} quitte la commission.",
        f"{evaluateur} entre dans la commission.",
    ]


def test_an_evaluator_of_another_centre_is_not_offered(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    etranger = UtilisateurFactory(evaluateur=True)

    reponse = client.post(
        reverse("dossiers:commission", args=[dossier.pk]), {"evaluateur": etranger.pk}
    )

    assert list(reponse.context["form"].errors) == ["evaluateur"]


def test_r13_the_report_is_recorded(client, centre, gestionnaire):
    dossier = DossierFactory(
        centre=centre, transmis=True, rapport_attendu_le=datetime.date(2026, 3, 1)
    )
    url = reverse("dossiers:rapport", args=[dossier.pk])
    assert_page_accessible(client.get(url))

    assert list(client.post(url, {"date": "2026-01-01"}).context["form"].errors) == ["date"]
    client.post(url, {"date": "2026-02-20"})

    assert Dossier.objects.get().rapport_recu_le == datetime.date(2026, 2, 20)


def test_r13_only_the_manager_overrides_the_report(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    url = reverse("dossiers:rapport_derogation", args=[dossier.pk])
    assert client.get(url).status_code == 403

    client.force_login(UtilisateurFactory(responsable=centre))
    assert_page_accessible(client.get(url))
    client.post(url, {"motif": "Rapport confidentiel, lu sur place."})
    assert Dossier.objects.get().rapport_derogation == "Rapport confidentiel, lu sur place."


def test_abandon_asks_for_a_reason(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)
    url = reverse("dossiers:abandonner", args=[dossier.pk])

    assert list(client.post(url, {"motif": ""}).context["form"].errors) == ["motif", "nature"]
    client.post(url, {"nature": "abandon", "motif": "Le candidat a quitté l'entreprise."})

    assert Dossier.objects.get().etat == EtatDossier.ABANDONNE


def test_the_whole_journal_is_for_staff(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)
    noter(dossier, Acte.SCORE, "Critère 1.1 : acquis.", par=gestionnaire)
    url = reverse("dossiers:journal", args=[dossier.pk])

    reponse = client.get(url)
    assert "Critère 1.1" in reponse.content.decode()
    assert_page_accessible(reponse)

    client.force_login(AffectationFactory(dossier=dossier).utilisateur)
    assert client.get(url).status_code == 403
