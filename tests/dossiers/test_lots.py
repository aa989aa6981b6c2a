"""One act on many dossiers: preview, a job each, twice without harm."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import EtatTravail, Travail
from dossiers import lots
from dossiers.enums import EtatDossier, EtatLigne
from dossiers.models import Dossier, LigneLot, Lot, Transmission
from dossiers.services import lots as service
from dossiers.services import plan_habituel
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux, planifier, reunir

pytestmark = pytest.mark.django_db
JOUR = "2026-02-02"


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def par(centre):
    return UtilisateurFactory(gestionnaire=centre)


def parametres(code: str, centre) -> dict[str, str]:
    """What each act asks, as its form posts it."""
    return {
        "accord": {"signataire": "", "date": JOUR},
        "transmission": {"centre_ressources": CentreFactory(ressources=True).pk, "date": JOUR},
        "plan": {},
        "commission": {"evaluateurs": UtilisateurFactory(evaluateur=centre).pk},
    }[code]


def poster(client, code, dossiers, etape, **donnees):
    cles = [un.pk for un in dossiers]
    return client.post(
        reverse("dossiers:lot_preparer"),
        {"acte": code, "dossiers": cles, "etape": etape, **donnees},
        follow=True,
    )


def test_the_acts_are_those_of_a_dossier_s_life():
    assert [un.code for un in lots.tous()] == [
        "plan",
        "accord",
        "transmission",
        "commission",
        "espace",
        "session",
    ]


@pytest.mark.parametrize(
    ("code", "trait", "apres"),
    [
        ("accord", {}, EtatDossier.MODALITES_COMPLETES),
        ("transmission", {"modalites_completes": True}, EtatDossier.TRANSMIS),
        ("commission", {}, EtatDossier.INSCRIT),
    ],
)
def test_an_act_is_previewed_confirmed_and_done_by_jobs(client_de, centre, par, code, trait, apres):
    dossiers = [planifier(DossierFactory(centre=centre, **trait)) for _ in range(2)]
    exclu = DossierFactory(centre=centre, abandonne=True)
    client = client_de(par)
    choix = parametres(code, centre)

    assert_page_accessible(poster(client, code, [*dossiers, exclu], ""))
    apercu = poster(client, code, [*dossiers, exclu], "apercu", **choix)
    assert_page_accessible(apercu)
    assert {un.pk for un in apercu.context["apercu"].inclus} == {un.pk for un in dossiers}
    assert [un.pk for un, _ in apercu.context["apercu"].exclus] == [exclu.pk]
    assert Lot.objects.count() == 0

    suivi = poster(client, code, [*dossiers, exclu], "confirmer", **choix)
    assert_page_accessible(suivi)
    assert suivi.context["suivi"].en_attente == 2
    executer_les_travaux()

    fini = client.get(Lot.objects.get().get_absolute_url())
    assert_page_accessible(fini)
    assert (fini.context["suivi"].faites, fini.context["suivi"].est_fini) == (2, True)
    assert {Dossier.objects.get(pk=un.pk).etat for un in dossiers} == {apres}
    assert {un.journal.filter(auteur=par).exists() for un in dossiers} == {True}
    assert_page_accessible(client.get(reverse("dossiers:lots")))


def transmettre(centre, par, *dossiers) -> Lot:
    acte = lots.par_code("transmission")
    form = acte.formulaire(parametres("transmission", centre), centre=centre, utilisateur=par)
    assert form.is_valid()
    return service.creer_lot(acte, list(dossiers), form, par=par)


def complet(centre, **champs) -> Dossier:
    return planifier(DossierFactory(centre=centre, modalites_completes=True, **champs))


def test_a_job_that_runs_twice_acts_once(centre, par):
    lot = transmettre(centre, par, complet(centre))
    ligne = lot.lignes.get()

    service.executer_ligne(ligne.pk, par=par)
    service.executer_ligne(ligne.pk, par=par)

    assert (Transmission.objects.count(), LigneLot.objects.get().etat) == (1, EtatLigne.FAITE)


def test_a_refusal_stays_on_its_line_and_can_be_tried_again(client_de, centre, par):
    bon, mauvais = complet(centre), complet(centre)
    lot = transmettre(centre, par, bon, mauvais)
    Dossier.objects.filter(pk=mauvais.pk).update(etat=EtatDossier.INSCRIT)

    executer_les_travaux()

    assert {ligne.dossier_id: ligne.etat for ligne in lot.lignes.all()} == {
        bon.pk: EtatLigne.FAITE,
        mauvais.pk: EtatLigne.REFUSEE,
    }
    refusee = lot.lignes.get(dossier=mauvais)
    assert refusee.message.startswith("Son dossier de modalités est incomplet")
    assert refusee.travail.etat == EtatTravail.ECHEC
    Dossier.objects.filter(pk=mauvais.pk).update(etat=EtatDossier.MODALITES_COMPLETES)
    page = client_de(par).post(reverse("dossiers:lot_relancer", args=[lot.pk]), follow=True)
    assert_page_accessible(page)
    executer_les_travaux()
    assert set(lot.lignes.values_list("etat", flat=True)) == {EtatLigne.FAITE}
    assert Travail.objects.filter(nature=service.NATURE).count() == 2
    assert service.relancer(lot, par=par) == 0


def test_a_person_who_lost_the_role_acts_on_nothing(centre, par):
    lot = transmettre(centre, par, complet(centre))
    par.habilitations.all().delete()

    executer_les_travaux()

    assert lot.lignes.get().message.startswith("Le dossier n'est plus ouvert à")
    assert Transmission.objects.count() == 0


def test_a_stranger_s_dossier_in_the_post_is_ignored(client_de, centre, par):
    mien, etranger = complet(centre), complet(CentreFactory())
    choix = parametres("transmission", centre)

    poster(client_de(par), "transmission", [mien, etranger], "confirmer", **choix)

    assert list(LigneLot.objects.values_list("dossier_id", flat=True)) == [mien.pk]


def test_a_lot_is_of_one_centre_whose_staff_read_it(client_de, centre):
    """Someone who works in two centres chooses dossiers of both, and evaluates in a third."""
    autre, ailleurs = CentreFactory(), CentreFactory()
    par = UtilisateurFactory(gestionnaire=centre)
    par.habilitations.create(centre=autre, role="gestionnaire")
    par.habilitations.create(centre=ailleurs, role="evaluateur")
    mien = complet(centre, candidat__nom="Martin")
    leur = complet(autre, candidat__nom="Zola")
    confie = AffectationFactory(
        dossier=complet(ailleurs, candidat__nom="Abel"), utilisateur=par
    ).dossier
    choix = parametres("transmission", centre)

    page = poster(client_de(par), "transmission", [confie, mien, leur], "apercu", **choix)
    poster(client_de(par), "transmission", [confie, mien, leur], "confirmer", **choix)
    poster(client_de(par), "transmission", [confie], "confirmer", **choix)

    motif = f"il ne dépend pas de {centre}, comme les autres."
    assert page.context["apercu"].exclus == [(confie, motif), (leur, motif)]
    assert [(un.lot.centre, un.dossier) for un in LigneLot.objects.all()] == [(centre, mien)]


@pytest.mark.parametrize(
    ("code", "champs", "debut"),
    [
        ("accord", {"etat": EtatDossier.TRANSMIS}, "il est « Transmis au centre de ressources »"),
        ("accord", {"avec_accord": True}, "l'accord y est déjà enregistré"),
        ("accord", {"sans_tuteur": True}, "son entreprise n'a pas de tuteur"),
        ("accord", {"inscrit_le": datetime.date(2026, 3, 1)}, "il a été inscrit après cette date"),
        ("transmission", {}, "son dossier de modalités est incomplet"),
        ("transmission", {"transmis": True}, "il est « Transmis au centre de ressources »"),
        ("plan", {}, "son plan est déjà commencé"),
        (
            "plan",
            {"etat": EtatDossier.RECEVABILITE},
            "il est « Recevabilité à décider » : ses modalités ne changent pas encore.",
        ),
        ("plan", {"transmis": True}, "il est « Transmis au centre de ressources »"),
        ("commission", {"admis": True}, "il est « CQPM attribué »"),
    ],
)
def test_each_obstacle_is_said(client_de, centre, par, code, champs, debut):
    dossier = planifier(DossierFactory(centre=centre, **champs))

    page = poster(client_de(par), code, [dossier], "apercu", **parametres(code, centre))

    ((_, motif),) = page.context["apercu"].exclus
    assert motif.startswith(debut)


def test_the_tutor_and_a_present_member_are_left_out_of_the_commission(client_de, centre, par):
    evaluateur = UtilisateurFactory(evaluateur=centre)
    suivi = DossierFactory(centre=centre, tuteur__courriel=evaluateur.email.upper())
    deja = DossierFactory(centre=centre)
    deja.affectations.create(utilisateur=evaluateur, role="evaluateur")

    page = poster(client_de(par), "commission", [suivi, deja], "apercu", evaluateurs=evaluateur.pk)

    motifs = {dossier.pk: motif for dossier, motif in page.context["apercu"].exclus}
    assert motifs[suivi.pk].endswith("est le tuteur du candidat et ne peut pas l'évaluer.")
    assert motifs[deja.pk] == "ces évaluateurs font déjà partie de sa commission."


def test_a_future_date_is_refused_and_nothing_typed_is_lost(client_de, centre, par):
    demain = timezone.localdate() + datetime.timedelta(days=1)
    choix = parametres("accord", centre) | {"signataire": "M. Roux", "date": demain.isoformat()}

    page = poster(client_de(par), "accord", [DossierFactory(centre=centre)], "apercu", **choix)

    assert_page_accessible(page)
    assert list(page.context["form"].errors) == ["date"]
    assert "M. Roux" in page.content.decode()


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_preview_runs_no_query_per_dossier(
    client_de, centre, par, nombre, django_assert_num_queries
):
    dossiers = [complet(centre) for _ in range(nombre)]
    choix = parametres("transmission", centre)
    client = client_de(par)

    with django_assert_num_queries(8):
        page = poster(client, "transmission", dossiers, "apercu", **choix)

    assert len(page.context["apercu"].inclus) == nombre


def test_all_the_dossiers_of_the_filter_are_taken_up_to_a_limit(
    client_de, centre, par, monkeypatch
):
    dossiers = DossierFactory.create_batch(3, centre=centre)
    DossierFactory(centre=centre, abandonne=True)
    client, url = client_de(par), reverse("dossiers:lot_preparer")
    demande = {"acte": "commission", "tous": "1", "liste": "etat=inscrit"}

    page = client.post(url, demande)
    assert {un.pk for un in page.context["dossiers"]} == {un.pk for un in dossiers}

    monkeypatch.setattr("dossiers.forms.selection.DOSSIERS_MAX", 2)
    refus = client.post(url, demande, follow=True)
    assert "plus de 2 dossiers" in refus.content.decode()


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"acte": "", "dossiers": "1"}, "Choisissez ce qu'il faut faire des dossiers cochés."),
        ({"acte": "commission"}, "Cochez au moins un dossier dans la liste."),
        ({"acte": "commission", "dossiers": "x"}, "Cochez au moins un dossier dans la liste."),
    ],
)
def test_an_empty_request_goes_back_to_the_list_and_says_why(client_de, par, donnees, phrase):
    page = client_de(par).post(reverse("dossiers:lot_preparer"), donnees, follow=True)

    assert phrase in page.content.decode().replace("&#x27;", "'")


def test_ready_dossiers_enter_a_jury_session(client_de, centre):
    reunion = reunir(centre)
    pret = DossierFactory(centre=centre, pret_pour_jury=True)
    autre = DossierFactory(centre=centre)
    client = client_de(reunion.secretaire)
    choix = {"session": reunion.session.pk}

    apercu = poster(client, "session", [pret, autre], "apercu", **choix)
    poster(client, "session", [pret, autre], "confirmer", **choix)
    executer_les_travaux()

    assert [un.pk for un, _ in apercu.context["apercu"].exclus] == [autre.pk]
    assert [un.dossier_id for un in reunion.session.deliberations.all()] == [pret.pk]


def test_the_usual_plan_is_given_to_those_who_have_none(client_de, centre, par):
    modele = planifier(DossierFactory(centre=centre))
    plan_habituel.enregistrer(modele, par=par)
    pareil = DossierFactory(centre=centre, referentiel=modele.referentiel)
    autre = DossierFactory(centre=centre)
    client = client_de(par)

    apercu = poster(client, "plan", [pareil, autre], "apercu")
    poster(client, "plan", [pareil, autre], "confirmer")
    executer_les_travaux()

    assert [motif for _, motif in apercu.context["apercu"].exclus] == [
        "votre centre n'a pas de plan habituel pour cette version de ce CQPM. Choisissez les "
        "modalités d'un premier dossier, puis, au bas de leur page, « Enregistrer comme plan "
        "habituel du centre »."
    ]
    assert pareil.modalites_prevues.count() == modele.modalites_prevues.count()
    assert autre.modalites_prevues.count() == 0


def test_the_usual_plan_carries_the_deadline_of_the_reports(client_de, centre, par):
    modele = planifier(
        DossierFactory(centre=centre, rapport_attendu_le=datetime.date(2030, 1, 15)),
        code="presentation_projets",
    )
    plan_habituel.enregistrer(modele, par=par)
    dossier = DossierFactory(centre=centre, referentiel=modele.referentiel)
    client = client_de(par)

    vide = poster(client, "plan", [dossier], "apercu", rapport_attendu_le="2020-01-01")
    apercu = poster(client, "plan", [dossier], "apercu", rapport_attendu_le="2030-02-01")
    poster(client, "plan", [dossier], "confirmer", rapport_attendu_le="2030-02-01")
    executer_les_travaux()

    dossier.refresh_from_db()
    assert vide.context["form"].errors["rapport_attendu_le"] == [
        "Cette date est déjà passée : corrigez-la."
    ]
    assert "Rapports attendus le 01/02/2030." in apercu.content.decode()
    assert dossier.rapport_attendu_le == datetime.date(2030, 2, 1)


@pytest.mark.parametrize("acte", ["accord", "transmission"])
def test_r13_the_report_s_deadline_is_missing(client_de, centre, par, acte):
    dossier = planifier(DossierFactory(centre=centre), code="presentation_projets")

    page = poster(client_de(par), acte, [dossier], "apercu", **parametres(acte, centre))

    assert [motif for _, motif in page.context["apercu"].exclus] == [
        "la date limite de son rapport n'est pas fixée : ses modalités la demandent."
    ]
    assert "Aucun dossier à traiter" in page.content.decode()


def test_a_finished_lot_offers_the_next_act_on_the_same_dossiers(client_de, centre, par):
    dossiers = [complet(centre), complet(centre)]
    lot = transmettre(centre, par, *dossiers)
    client = client_de(par)
    en_cours = client.get(lot.get_absolute_url())
    executer_les_travaux()

    page = client.get(lot.get_absolute_url())

    assert_page_accessible(page)
    champs = re.findall(r'name="dossiers" value="(\d+)"', page.content.decode())
    assert {int(cle) for cle in champs} == {un.pk for un in dossiers}
    assert "Ensuite, avec ces dossiers" not in en_cours.content.decode()
