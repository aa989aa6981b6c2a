"""A plan taken from another dossier or from the centre's habits, and the way back (R9–R12, R39)."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import Acte, EtatDossier
from dossiers.errors import CopieImpossible, PlanHabituelAbsent, PlanModifie, PlanVerrouille
from dossiers.models import CapaciteConservee, Dossier, PlanHabituel
from dossiers.plan import Situation
from dossiers.regles import Choix
from dossiers.selectors.plan import dernier_changement, lire_plan
from dossiers.services import plan_habituel
from dossiers.services.accord import enregistrer_accord
from dossiers.services.copie import copier, revenir
from dossiers.services.journal import noter
from dossiers.services.modalites import enregistrer_plan
from dossiers.services.situations import enregistrer_situations
from referentiels.enums import CodeModalite as M
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import planifier

RECONSTITUEE = Choix(1, M.SITUATION_RECONSTITUEE, "observation", "Atelier arrêté")
PROJET = Choix(2, M.PRESENTATION_PROJETS)
ACCORD_LE = datetime.date(2026, 1, 20)


@pytest.fixture
def par(db):
    return UtilisateurFactory()


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def version(db):
    return ReferentielFactory()


@pytest.fixture
def origine(centre, version, par):
    dossier = DossierFactory(centre=centre, referentiel=version)
    enregistrer_plan(
        dossier,
        [RECONSTITUEE, PROJET],
        rapport_attendu_le=datetime.date(2026, 3, 1),
        rapport_forme="Dix pages",
        par=par,
    )
    situation = Situation(M.PRESENTATION_PROJETS, "Projet de pompe", "Atelier 3", {(2, 1), (1, 2)})
    return enregistrer_situations(dossier, [situation], par=par)


@pytest.fixture
def dossier(centre, version):
    return DossierFactory(centre=centre, referentiel=version)


def test_a_copy_takes_choices_reasons_and_situations_but_no_date(dossier, origine, par):
    dossier = copier(dossier, origine, par=par)

    plan = lire_plan(dossier)
    assert plan.choix == {RECONSTITUEE, PROJET}
    assert plan.situations == lire_plan(origine).situations
    assert (plan.rapport_attendu_le, plan.rapport_forme) == (None, "Dix pages")
    assert dossier.journal.first().libelle == f"Plan copié du dossier {origine.numero}."


def test_r39_a_copy_leaves_out_the_capacites_that_are_kept(dossier, origine, par):
    premiere = dossier.referentiel.capacites.first()
    Dossier.objects.filter(pk=dossier.pk).update(origine=origine)
    CapaciteConservee.objects.create(
        dossier=dossier,
        capacite=premiere,
        validee_le=ACCORD_LE,
        session_numero="S-1",
        jusqu_au=datetime.date(2028, 1, 20),
    )

    plan = lire_plan(copier(Dossier.objects.get(pk=dossier.pk), origine, par=par))

    assert plan.choix == {PROJET}
    assert plan.situations[0].criteres == {(2, 1)}


def test_r9_a_copy_keeps_what_the_other_does_not_plan(centre, par):
    version = ReferentielFactory(rncp=True, blocs=2)
    un = version.blocs.first()
    origine = DossierFactory(centre=centre, referentiel=version)
    origine.blocs_vises.add(un)
    enregistrer_plan(origine, [RECONSTITUEE], rapport_attendu_le=None, par=par)
    dossier = planifier(DossierFactory(centre=centre, referentiel=version))

    plan = lire_plan(copier(dossier, origine, par=par))

    assert plan.choix == {RECONSTITUEE, Choix(2, M.SITUATION_REELLE)}


def test_without_company_the_avis_is_left_out_of_what_is_taken(origine, centre, version, par):
    enregistrer_plan(
        origine,
        [Choix(n, code) for n in (1, 2) for code in (M.SITUATION_REELLE, M.AVIS_ENTREPRISE)],
        rapport_attendu_le=None,
        par=par,
    )
    plan_habituel.enregistrer(origine, par=par)
    reelles = {Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)}

    for prendre in (
        lambda d: copier(d, origine, par=par),
        lambda d: plan_habituel.appliquer(d, par=par),
    ):
        seul = DossierFactory(vae=True, sans_entreprise=True, centre=centre, referentiel=version)
        assert lire_plan(prendre(seul)).choix == reelles


def test_nothing_is_copied_from_another_version_or_an_empty_plan(dossier, centre, version, par):
    ailleurs = planifier(DossierFactory(centre=centre))
    vide = DossierFactory(centre=centre, referentiel=version)

    for source, phrase in ((ailleurs, "autre version"), (vide, "ne prévoit rien")):
        with pytest.raises(CopieImpossible, match=phrase):
            copier(dossier, source, par=par)
    assert lire_plan(dossier).choix == set()


def test_a_transmitted_dossier_receives_no_copy(centre, version, origine, par):
    transmis = DossierFactory(transmis=True, centre=centre, referentiel=version)

    for acte in (
        lambda: copier(transmis, origine, par=par),
        lambda: plan_habituel.appliquer(transmis, par=par),
        lambda: revenir(transmis, 1, par=par),
    ):
        with pytest.raises(PlanVerrouille):
            acte()


def test_one_click_brings_back_the_plan_with_its_agreement(dossier, origine, par):
    planifier(dossier)
    dossier = enregistrer_accord(dossier, signataire="Karim", date=ACCORD_LE, par=par)
    avant = lire_plan(dossier)
    dossier = copier(dossier, origine, par=par)
    assert (dossier.etat, dossier.accord_le) == (EtatDossier.INSCRIT, None)

    dossier = revenir(dossier, dernier_changement(dossier).pk, par=par)

    assert lire_plan(dossier) == avant
    assert (dossier.etat, dossier.accord_le, dossier.accord_signataire) == (
        EtatDossier.MODALITES_COMPLETES,
        ACCORD_LE,
        "Karim",
    )


def test_an_agreement_does_not_come_back_when_another_party_must_give_it(dossier, origine, par):
    planifier(dossier)
    enregistrer_accord(dossier, signataire="Karim", date=ACCORD_LE, par=par)
    copier(dossier, origine, par=par)
    Dossier.objects.filter(pk=dossier.pk).update(entreprise=None, tuteur=None)

    dossier = revenir(dossier, dernier_changement(dossier).pk, par=par)

    assert (dossier.accord_le, lire_plan(dossier).choix) == (
        None,
        {Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)},
    )


def test_a_change_made_since_is_not_undone(dossier, origine, par):
    dossier = copier(dossier, origine, par=par)
    vu = dernier_changement(dossier).pk
    enregistrer_plan(dossier, [PROJET], rapport_attendu_le=None, par=par)

    with pytest.raises(PlanModifie):
        revenir(dossier, vu, par=par)

    assert lire_plan(dossier).choix == {PROJET}


def test_there_is_nothing_to_bring_back_before_the_first_change(dossier, par):
    with pytest.raises(CopieImpossible, match="rien à rétablir"):
        revenir(dossier, 1, par=par)


def test_a_line_of_before_the_plan_was_kept_whole_is_not_undone(dossier, par):
    avant = [["1", "situation_reelle", "", ""]]
    noter(dossier, Acte.MODALITES, "Modalités d'évaluation modifiées.", par=par, avant=avant)

    assert dernier_changement(dossier) is None


# --- The usual plan of the centre -------------------------------------------------------------


def test_the_usual_plan_keeps_the_choices_alone(origine, par):
    habituel = plan_habituel.enregistrer(origine, par=par)

    assert habituel.choix == [
        [1, M.SITUATION_RECONSTITUEE, "observation", "Atelier arrêté"],
        [2, M.PRESENTATION_PROJETS, "", ""],
    ]
    assert (habituel.centre, habituel.modifie_par) == (origine.centre, par)


def test_the_usual_plan_is_applied_and_keeps_the_situations_of_the_dossier(dossier, origine, par):
    plan_habituel.enregistrer(origine, par=par)
    mienne = Situation(M.SITUATION_REELLE, "Banc", "", frozenset({(1, 1)}))
    enregistrer_situations(planifier(dossier), [mienne], par=par)

    dossier = plan_habituel.appliquer(dossier, par=par)

    assert lire_plan(dossier).choix == {RECONSTITUEE, PROJET}
    assert lire_plan(dossier).situations == (mienne,)
    assert dossier.journal.first().libelle == "Plan habituel du centre appliqué."


def test_the_usual_plan_applied_twice_writes_once(dossier, origine, par):
    plan_habituel.enregistrer(origine, par=par)
    plan_habituel.appliquer(dossier, par=par)

    plan_habituel.appliquer(dossier, par=par)

    assert dossier.journal.count() == 1


def test_a_partial_plan_completes_the_usual_one(origine, dossier, par):
    plan_habituel.enregistrer(origine, par=par)
    enregistrer_plan(dossier, [Choix(2, M.SITUATION_REELLE)], rapport_attendu_le=None, par=par)

    habituel = plan_habituel.enregistrer(dossier, par=par)

    assert [ligne[:2] for ligne in habituel.choix] == [
        [1, M.SITUATION_RECONSTITUEE],
        [2, M.SITUATION_REELLE],
    ]
    assert PlanHabituel.objects.count() == 1


def test_there_is_no_usual_plan_of_another_centre_nor_of_an_empty_plan(origine, version, par):
    plan_habituel.enregistrer(origine, par=par)

    with pytest.raises(PlanHabituelAbsent, match="n'a pas de plan habituel"):
        plan_habituel.appliquer(DossierFactory(referentiel=version), par=par)
    with pytest.raises(CopieImpossible, match="ne prévoit encore rien"):
        plan_habituel.enregistrer(DossierFactory(referentiel=version), par=par)


# --- The pages --------------------------------------------------------------------------------


@pytest.fixture
def navigateur(client, centre):
    client.force_login(UtilisateurFactory(gestionnaire=centre))
    return client


def test_the_search_finds_the_dossiers_of_the_version_and_of_ones_centres(
    navigateur, dossier, origine, version
):
    planifier(DossierFactory(referentiel=version))  # of another centre
    planifier(DossierFactory(centre=dossier.centre))  # of another version
    page = reverse("dossiers:copier_plan", args=[dossier.pk])

    reponse = navigateur.get(page)

    assert [un.pk for un in reponse.context["origines"]] == [origine.pk]
    assert reponse.context["origines"][0].nombre_situations == 1
    assert_page_accessible(reponse)
    assert navigateur.get(page, {"q": "personne"}).context["origines"] == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_search_runs_no_query_per_dossier(
    navigateur, dossier, centre, version, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        planifier(DossierFactory(centre=centre, referentiel=version))
    page = reverse("dossiers:copier_plan", args=[dossier.pk])

    # session, user, dossier, affectations, blocs, roles, usual plan, dossiers
    with django_assert_num_queries(8):
        reponse = navigateur.get(page)

    assert len(reponse.context["origines"]) == nombre


def test_the_page_shows_both_plans_then_copies(navigateur, dossier, origine):
    planifier(dossier)
    page = reverse("dossiers:copier_plan_de", args=[dossier.pk, origine.pk])

    apercu = navigateur.get(page)

    lignes = apercu.context["comparaison"].lignes
    assert [(ligne.avant, ligne.apres) for ligne in lignes] == [
        (
            ["Situation réelle"],
            [
                "Situation reconstituée (par observation avec questionnements). "
                "Motif : Atelier arrêté"
            ],
        ),
        (["Situation réelle"], ["Présentation de projets"]),
    ]
    assert apercu.context["comparaison"].sans_echeance is True
    assert_page_accessible(apercu)
    reponse = navigateur.post(page, {"version": apercu.context["version"]})
    assert reponse["Location"] == reverse("dossiers:modalites", args=[dossier.pk])
    assert lire_plan(dossier).choix == {RECONSTITUEE, PROJET}


def test_the_second_person_is_told_instead_of_overwriting(navigateur, dossier, origine, par):
    page = reverse("dossiers:copier_plan_de", args=[dossier.pk, origine.pk])
    vue = navigateur.get(page).context["version"]
    enregistrer_plan(dossier, [PROJET], rapport_attendu_le=None, par=par)

    reponse = navigateur.post(page, {"version": vue}, follow=True)

    assert "a été modifié par" in str(next(iter(reponse.context["messages"])))
    assert lire_plan(dossier).choix == {PROJET}


def test_a_dossier_of_another_centre_cannot_be_copied(navigateur, dossier, version):
    ailleurs = planifier(DossierFactory(referentiel=version))

    reponse = navigateur.get(reverse("dossiers:copier_plan_de", args=[dossier.pk, ailleurs.pk]))

    assert reponse.status_code == 404


def test_the_usual_plan_is_kept_shown_applied_and_undone_from_the_pages(
    navigateur, dossier, origine
):
    navigateur.post(reverse("dossiers:enregistrer_plan_habituel", args=[origine.pk]))
    page = reverse("dossiers:plan_habituel", args=[dossier.pk])
    apercu = navigateur.get(page)
    assert_page_accessible(apercu)

    fait = navigateur.post(page, {"version": apercu.context["version"]}, follow=True)

    assert lire_plan(dossier).choix == {RECONSTITUEE, PROJET}
    assert_page_accessible(fait)
    navigateur.post(
        reverse("dossiers:revenir_au_plan", args=[dossier.pk]),
        {"changement": fait.context["changement"].pk},
    )
    assert lire_plan(dossier).choix == set()


@pytest.mark.parametrize("changement", ["", "x", "-1", "9" * 30])
def test_a_forged_undo_changes_nothing(navigateur, origine, changement):
    avant = lire_plan(origine)

    reponse = navigateur.post(
        reverse("dossiers:revenir_au_plan", args=[origine.pk]), {"changement": changement}
    )

    assert (reponse.status_code, lire_plan(origine)) == (302, avant)
