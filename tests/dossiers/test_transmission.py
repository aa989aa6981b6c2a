"""Sent, answered, corrected, sent again: the exchange with the resource centre (R8, R10, R14)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Document
from dossiers import attentes, transitions
from dossiers.enums import EtatDossier, PartieDossier, ReponseRessources
from dossiers.errors import CorrectionsOuvertes, DateImpossible, ReponseRefusee
from dossiers.models import DemandeCorrection, Dossier, ReglagesCentre
from dossiers.selectors.avancement import avancement
from dossiers.services.transmission import (
    Correction,
    accuser_reception,
    demander_corrections,
    donner_accord,
    enregistrer_accord_recu,
    traiter_correction,
)
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import (
    DemandeCorrectionFactory,
    DossierFactory,
    TransmissionFactory,
)
from tests.outils import executer_les_travaux, planifier

pytestmark = pytest.mark.django_db

MODALITES = Correction(PartieDossier.MODALITES, "Précisez la mise en situation.")


@pytest.fixture
def par():
    return UtilisateurFactory(prenom="Paul", nom="Girard")


@pytest.fixture
def ressources():
    return CentreFactory(ressources=True, nom="UIMM ressources Alpes")


@pytest.fixture
def agnes(ressources):
    return UtilisateurFactory(prenom="Agnès", nom="Delorme", ressources=ressources)


@pytest.fixture
def transmis(par, ressources):
    """A complete plan, really transmitted."""
    dossier = planifier(DossierFactory(modalites_completes=True))
    return transitions.transmettre(
        dossier, centre_ressources=ressources, date=datetime.date(2026, 1, 25), par=par
    )


def codes(dossier: Dossier) -> list[str]:
    """What « ce qui bloque » says, checked against the sets that the board counts."""
    de_la_page = [un.code for un in avancement(dossier, None).attendus]
    de_l_echange = {"corrections", "accord_ressources"}
    des_ensembles = {
        une.code
        for une in attentes.toutes()
        if une.code in de_l_echange and une.filtre(Dossier.objects.filter(pk=dossier.pk)).exists()
    }
    assert des_ensembles == set(de_la_page) & de_l_echange
    return de_la_page


# --- Sending ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "pourquoi"),
    [
        (datetime.date(2026, 1, 14), "l'inscription à la certification, du 15/01/2026"),
        (datetime.date(2026, 1, 19), "l'accord sur les modalités, du 20/01/2026"),
        (timezone.localdate() + datetime.timedelta(days=1), "n'est pas encore passée"),
    ],
)
def test_r14_the_transmission_follows_registration_and_agreement(par, ressources, date, pourquoi):
    dossier = planifier(DossierFactory(modalites_completes=True))

    with pytest.raises(DateImpossible, match=pourquoi):
        transitions.transmettre(dossier, centre_ressources=ressources, date=date, par=par)

    assert Dossier.objects.get().etat == EtatDossier.MODALITES_COMPLETES
    assert dossier.transmissions.count() == 0


def test_what_was_sent_stays_as_it_was_sent(transmis):
    transmission = transmis.transmissions.get()
    transmis.candidat.nom = "Autrement"
    transmis.candidat.save()
    transmis.modalites_prevues.all().delete()

    assert transmission.date == datetime.date(2026, 1, 25)
    assert transmission.contenu["accord"] == "Karim Bensaïd, le 20/01/2026"
    assert [ligne["modalites"][0]["libelle"] for ligne in transmission.contenu["plan"]] == [
        "Évaluation en situation professionnelle réelle"
    ] * 2
    assert "Lefèvre" in transmission.candidat
    assert "courriel" not in str(transmission.contenu)
    assert "@" not in str(transmission.contenu)


# --- Answering ----------------------------------------------------------------------------------


def test_acknowledging_twice_is_said_once(transmis, agnes):
    transmission = transmis.transmissions.get()

    accuser_reception(transmission, par=agnes)
    accuser_reception(transmission, par=agnes)

    lignes = transmis.journal.filter(libelle__contains="a bien reçu")
    assert [ligne.auteur for ligne in lignes] == [agnes]


def test_an_agreement_is_told_to_the_exam_centre(transmis, agnes, mailoutbox):
    donner_accord(transmis.transmissions.get(), commentaire="Très clair.", par=agnes)
    executer_les_travaux()

    transmission = transmis.transmissions.get()
    assert (transmission.reponse, transmission.accusee_par) == (ReponseRessources.ACCORD, agnes)
    (reponse,) = [un for un in mailoutbox if un.to == [transmis.centre.courriel]]
    assert reponse.subject.startswith(f"Accord : dossier de modalités {transmis.numero}")
    assert "Très clair." in reponse.body


def test_an_answer_is_given_once(transmis, agnes):
    transmission = transmis.transmissions.get()
    donner_accord(transmission, commentaire="", par=agnes)

    with pytest.raises(ReponseRefusee, match="Agnès Delorme a déjà répondu"):
        demander_corrections(transmission, [MODALITES], par=agnes)

    assert DemandeCorrection.objects.count() == 0


def test_a_stopped_dossier_awaits_no_answer(transmis, agnes, par):
    transitions.abandonner(transmis, motif="Départ du candidat.", par=par)

    with pytest.raises(ReponseRefusee, match="aucune réponse n'est plus attendue"):
        donner_accord(transmis.transmissions.get(), commentaire="", par=agnes)


# --- Correcting ---------------------------------------------------------------------------------


def test_corrections_bring_back_a_dossier_that_nobody_evaluates(transmis, agnes, par, ressources):
    capacite = transmis.capacites_visees()[1]
    demander_corrections(
        transmis.transmissions.get(),
        [MODALITES, Correction(PartieDossier.MODALITES, "Trop long.", capacite)],
        par=agnes,
    )
    dossier = Dossier.objects.get()

    assert (dossier.etat, dossier.transmis_le) == (EtatDossier.MODALITES_COMPLETES, None)
    assert codes(dossier) == ["corrections", "corrections", "transmission"]
    with pytest.raises(CorrectionsOuvertes, match="2 corrections"):
        transitions.transmettre(dossier, centre_ressources=ressources, par=par)

    for correction in DemandeCorrection.objects.all():
        traiter_correction(correction, par=par)
        traiter_correction(correction, par=agnes)
    assert codes(dossier) == ["transmission"]
    assert {une.traitee_par for une in DemandeCorrection.objects.all()} == {par}


def test_the_second_sending_says_version_2(transmis, agnes, par, ressources, mailoutbox):
    executer_les_travaux()
    demander_corrections(transmis.transmissions.get(), [MODALITES], par=agnes)
    traiter_correction(DemandeCorrection.objects.get(), par=par)
    transitions.transmettre(Dossier.objects.get(), centre_ressources=ressources, par=par)
    executer_les_travaux()

    assert list(Document.objects.order_by("pk").values_list("titre", flat=True)) == [
        f"Dossier de modalités {transmis.numero}",
        f"Dossier de modalités {transmis.numero}, version 2",
    ]
    envois = [un for un in mailoutbox if un.to == [ressources.courriel]]
    assert [un.attachments[0][0] for un in envois] == [
        f"dossier-de-modalites-{transmis.numero}.pdf",
        f"dossier-de-modalites-{transmis.numero}-version-2.pdf",
    ]
    derniere = transmis.transmissions.first()
    assert reverse("dossiers:recu", args=[derniere.pk]) in envois[1].body


def test_corrections_of_a_dossier_under_evaluation_are_remarks_to_treat(agnes):
    transmission = TransmissionFactory(dossier__etat=EtatDossier.EN_EVALUATION)

    demander_corrections(transmission, [MODALITES], par=agnes)

    dossier = Dossier.objects.get()
    assert dossier.etat == EtatDossier.EN_EVALUATION
    assert dossier.transmis_le is not None
    assert codes(dossier).count("corrections") == 1


def test_corrections_without_any_part_are_refused(transmis, agnes):
    with pytest.raises(ReponseRefusee, match="au moins une partie"):
        demander_corrections(transmis.transmissions.get(), [], par=agnes)


# --- The option: an agreement before any evaluation ---------------------------------------------


def test_r14_the_required_agreement_is_awaited_until_given(transmis, agnes):
    assert "accord_ressources" not in codes(transmis)
    ReglagesCentre.objects.create(centre=transmis.centre, approbation_requise=True)
    assert "accord_ressources" in codes(transmis)

    donner_accord(transmis.transmissions.get(), commentaire="", par=agnes)

    assert "accord_ressources" not in codes(transmis)


def test_r14_an_agreement_received_by_telephone_opens_the_evaluation(transmis, par):
    ReglagesCentre.objects.create(centre=transmis.centre, approbation_requise=True)

    enregistrer_accord_recu(
        transmis.transmissions.get(), commentaire="Mme Delorme, au téléphone, le 3.", par=par
    )

    assert "accord_ressources" not in codes(transmis)


# --- The exam centre's pages --------------------------------------------------------------------


@pytest.fixture
def gestionnaire(client, transmis):
    gestionnaire = UtilisateurFactory(gestionnaire=transmis.centre)
    client.force_login(gestionnaire)
    return gestionnaire


def test_the_dossier_shows_the_exchange_and_where_to_correct(client, gestionnaire, transmis, agnes):
    demander_corrections(transmis.transmissions.get(), [MODALITES], par=agnes)

    page = client.get(transmis.get_absolute_url())

    texte = page.content.decode()
    assert "Échange avec le centre de ressources" in texte
    assert f'href="{reverse("dossiers:modalites", args=[transmis.pk])}">Aller corriger' in texte
    assert_page_accessible(page)
    transmettre = client.get(reverse("dossiers:transmettre", args=[transmis.pk]))
    assert "Traiter les corrections" in transmettre.content.decode()
    assert_page_accessible(transmettre)

    correction = DemandeCorrection.objects.get()
    client.post(reverse("dossiers:traiter_correction", args=[transmis.pk, correction.pk]))
    page = client.get(reverse("dossiers:transmettre", args=[transmis.pk]))
    assert page.context["form"]["centre_ressources"].value() == transmis.centre_ressources_id
    assert_page_accessible(page)


def test_a_refused_date_keeps_what_was_typed(client, par, ressources):
    dossier = planifier(DossierFactory(modalites_completes=True))
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    page = client.post(
        reverse("dossiers:transmettre", args=[dossier.pk]),
        {"centre_ressources": ressources.pk, "date": "2026-01-02"},
    )

    assert list(page.context["form"].errors) == ["date"]
    assert 'value="2026-01-02"' in page.content.decode()
    assert_page_accessible(page)


def test_the_agreement_recorded_by_staff_says_how_it_came(client, gestionnaire, transmis):
    url = reverse("dossiers:accord_recu", args=[transmis.pk])
    assert_page_accessible(client.get(url))

    client.post(url, {"motif": "Courriel de Mme Delorme du 28/01/2026."})

    transmission = transmis.transmissions.get()
    assert (transmission.reponse, transmission.repondue_par) == ("accord", gestionnaire)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_exchange_costs_the_same_whatever_its_length(client, nombre, django_assert_num_queries):
    dossier = DossierFactory(transmis=True)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    for _ in range(nombre):
        transmission = TransmissionFactory(
            dossier=dossier, reponse="correction", repondue_le=timezone.now()
        )
        DemandeCorrectionFactory.create_batch(nombre, transmission=transmission)

    with django_assert_num_queries(35):
        page = client.get(dossier.get_absolute_url())

    assert [len(une.corrections.all()) for une in page.context["echange"]] == [nombre] * nombre
