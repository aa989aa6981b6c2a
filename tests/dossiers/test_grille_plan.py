"""The page of the plan: its grid, two people at once, the deadline of the report (R11–R13)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import NatureSeance
from dossiers.models import ModalitePrevue, Seance
from dossiers.regles import Choix
from dossiers.selectors.plan import lire_plan
from dossiers.services.modalites import enregistrer_plan
from referentiels.enums import CodeModalite as M
from referentiels.models import CapaciteModalite
from tests.accessibilite import PageParser, assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import planifier
from tests.verrous import retoucher

pytestmark = pytest.mark.django_db

TOUT_REEL = {Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)}


@pytest.fixture
def dossier(db):
    return DossierFactory()


@pytest.fixture
def page(client, dossier):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre, prenom="Ana", nom="Roux"))
    return reverse("dossiers:modalites", args=[dossier.pk])


def saisie(dossier, *codes, **champs):
    """The same modalities for every capacité, as the browser sends them."""
    capacites = dossier.capacites_visees()
    return {f"c{une.pk}": list(codes) for une in capacites} | champs


def cases(reponse) -> list[tuple[str, str, bool]]:
    """Every box of the grid: its name, its modality, whether it is ticked."""
    parser = PageParser()
    parser.feed(reponse.content.decode())
    return [
        (case.attrs["name"], case.attrs["value"], "checked" in case.attrs)
        for case in parser.page.all("input")
        if "data-cqpm-code" in case.attrs
    ]


def test_the_grid_has_a_box_per_capacite_and_modality_ticked_as_planned(client, page, dossier):
    planifier(dossier)

    obtenu = cases(client.get(page))

    noms = [f"c{une.pk}" for une in dossier.capacites_visees()]
    codes = list(dossier.referentiel.modalites.values_list("code", flat=True))
    assert obtenu == [(nom, code, code == M.SITUATION_REELLE) for nom in noms for code in codes]


def test_r11_a_box_that_the_version_does_not_allow_is_closed_and_says_why(client):
    version = ReferentielFactory(modele_2013=True)
    with retoucher(version):
        CapaciteModalite.objects.filter(
            capacite__numero=1, modalite__code=M.PRESENTATION_PROJETS
        ).delete()
    dossier = DossierFactory(referentiel=version)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(reverse("dossiers:modalites", args=[dossier.pk]))

    premiere = f"c{dossier.capacites_visees()[0].pk}"
    ouvertes = [code for nom, code, _ in cases(reponse) if nom == premiere]
    assert M.PRESENTATION_PROJETS not in ouvertes
    assert len(ouvertes) == 3
    assert "non prévue par le référentiel pour cette capacité" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_a_whole_column_is_ticked_without_javascript_and_nothing_is_saved(client, page, dossier):
    envoi = saisie(dossier, M.AVIS_ENTREPRISE, partout=M.SITUATION_REELLE)

    reponse = client.post(page, envoi)

    lignes = reponse.context["form"].lignes
    assert [ligne.codes for ligne in lignes] == [{M.AVIS_ENTREPRISE, M.SITUATION_REELLE}] * 2
    assert ModalitePrevue.objects.count() == 0
    envoi = saisie(dossier, M.SITUATION_REELLE, partout=M.SITUATION_REELLE)
    assert [un.codes for un in client.post(page, envoi).context["form"].lignes] == [set(), set()]


def test_a_forged_column_ticks_nothing(client, page, dossier):
    reponse = client.post(page, saisie(dossier, partout="<script>"))

    assert [ligne.codes for ligne in reponse.context["form"].lignes] == [set(), set()]


def test_without_company_the_avis_is_not_proposed(client):
    dossier = DossierFactory(vae=True, sans_entreprise=True)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(reverse("dossiers:modalites", args=[dossier.pk]))

    assert [ligne.codes for ligne in reponse.context["form"].lignes] == [set(), set()]


def test_r13_a_presentation_asks_for_its_deadline_and_proposes_one(client, page, dossier):
    envoi = saisie(dossier, M.PRESENTATION_PROJETS)

    reponse = client.post(page, envoi)

    form = reponse.context["form"]
    proposee = form.echeance_proposee
    assert form.errors["rapport_attendu_le"] == [
        "Une présentation de projets est prévue : fixez la date limite du rapport. "
        f"Le {proposee:%d/%m/%Y} vous est proposé ; gardez-le ou changez-le, puis enregistrez."
    ]
    assert form["rapport_attendu_le"].value() == proposee.isoformat()
    assert ModalitePrevue.objects.count() == 0
    assert_page_accessible(reponse)
    client.post(page, envoi | {"rapport_attendu_le": proposee.isoformat()})
    assert lire_plan(dossier_relu(dossier)).rapport_attendu_le == proposee


def test_r13_the_deadline_proposed_precedes_the_presentation_foreseen(client, page, dossier):
    debut = timezone.now() + datetime.timedelta(days=90)
    Seance.objects.create(
        dossier=dossier,
        nature=NatureSeance.PRESENTATION_PROJETS,
        debut=debut,
        fin=debut + datetime.timedelta(hours=1),
        lieu="Salle 1",
    )

    proposee = client.get(page).context["form"].echeance_proposee

    ecart = timezone.localdate(debut) - proposee
    assert 15 <= ecart.days <= 17
    assert proposee.weekday() < 5


def test_a_deadline_that_is_past_is_kept_and_told(client, page, dossier):
    envoi = saisie(dossier, M.PRESENTATION_PROJETS, rapport_attendu_le="2026-02-02")

    reponse = client.post(page, envoi, follow=True)

    assert [str(message) for message in reponse.context["messages"]] == [
        "Les modalités sont enregistrées.",
        "La date limite du rapport, le 02/02/2026, est déjà passée : vérifiez-la.",
    ]


def test_r8_a_deadline_before_the_registration_is_refused_beside_the_field(client, page, dossier):
    envoi = saisie(dossier, M.PRESENTATION_PROJETS, rapport_attendu_le="2026-01-14")

    form = client.post(page, envoi).context["form"]

    assert "précède toute démarche" in form.errors["rapport_attendu_le"][0]
    assert ModalitePrevue.objects.count() == 0


def test_the_second_of_two_people_is_told_and_loses_nothing(client, page, dossier):
    vue = client.get(page).context["form"]["version"].value()
    autre = UtilisateurFactory(prenom="Bea", nom="Noll")
    enregistrer_plan(dossier, TOUT_REEL, rapport_attendu_le=None, par=autre)
    envoi = saisie(dossier, M.SITUATION_RECONSTITUEE, version=vue)
    for capacite in dossier.capacites_visees():
        envoi |= {f"c{capacite.pk}-variante": "observation", f"c{capacite.pk}-motif": "Arrêt"}

    refus = client.post(page, envoi)

    form = refus.context["form"]
    assert "a été modifié par Bea Noll" in form.non_field_errors()[0]
    assert [ligne.autre for ligne in form.lignes] == ["Situation réelle", "Situation réelle"]
    assert [ligne.motif for ligne in form.lignes] == ["Arrêt", "Arrêt"]
    assert lire_plan(dossier).choix == TOUT_REEL
    assert_page_accessible(refus)

    client.post(page, envoi | {"version": form["version"].value()})
    assert {un.code for un in lire_plan(dossier).choix} == {M.SITUATION_RECONSTITUEE}


def test_saving_what_the_other_did_not_touch_is_no_conflict(client, page, dossier):
    vue = client.get(page).context["form"]["version"].value()
    dossier.save()  # a correction of the registration moves the dossier, not its plan

    reponse = client.post(page, saisie(dossier, M.SITUATION_REELLE, version=vue))

    assert reponse.status_code == 302
    assert lire_plan(dossier).choix == TOUT_REEL


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_capacite(client, nombre, django_assert_num_queries):
    version = ReferentielFactory(nombre_capacites=nombre)
    dossier = planifier(DossierFactory(referentiel=version))
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    with django_assert_num_queries(18):
        reponse = client.get(reverse("dossiers:modalites", args=[dossier.pk]))

    assert len(reponse.context["form"].lignes) == nombre


def test_the_definitions_leave_out_what_the_template_forgot(client):
    """R6: « (Supprimer la rubrique inutile si nécessaire) » is for who writes, not who reads."""
    version = ReferentielFactory()
    with retoucher(version):
        version.modalites.filter(code=M.SITUATION_RECONSTITUEE).update(
            texte="Conditions représentatives :\n(Supprimer la rubrique inutile si nécessaire)"
        )
    dossier = DossierFactory(referentiel=version)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    html = client.get(reverse("dossiers:modalites", args=[dossier.pk])).content.decode()

    assert ("Conditions représentatives" in html, "Supprimer la rubrique" in html) == (True, False)


def dossier_relu(dossier):
    dossier.refresh_from_db()
    return dossier
