"""The commission: who may sit (R24), who is no longer an evaluator, how busy each one is."""

import pytest
from django.urls import reverse

from cqpm.comptes.models import Habilitation, Utilisateur
from dossiers.errors import AffectationRefusee
from dossiers.models import Affectation, Dossier
from dossiers.selectors.commission import membres
from dossiers.services import commission
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import SeanceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(nom="UIMM Loire")


@pytest.fixture
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre)


@pytest.fixture
def evaluateur(centre):
    return UtilisateurFactory(
        prenom="Éléonore", nom="Dùpont", email="e.dupont@example.org", evaluateur=centre
    )


def commission_de(dossier):
    return sorted(Affectation.objects.filter(dossier=dossier).values_list("utilisateur", flat=True))


@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"candidat__courriel": "E.Dupont@example.org"}, "est le candidat lui-même"),
        ({"tuteur__courriel": "E.DUPONT@example.org"}, "est le tuteur du candidat"),
        ({"tuteur__prenom": "eleonore", "tuteur__nom": "DUPONT"}, "est le tuteur du candidat"),
        ({"formateur_courriel": "e.dupont@example.org"}, "est le formateur du candidat"),
        ({"formateur_nom": "DUPONT Eleonore"}, "est le formateur du candidat"),
    ],
)
def test_r24_who_is_too_close_to_the_candidate_is_refused(
    centre, gestionnaire, evaluateur, champs, raison
):
    dossier = DossierFactory(centre=centre, transmis=True, **champs)

    with pytest.raises(AffectationRefusee) as refus:
        commission.affecter_evaluateur(dossier, evaluateur, par=gestionnaire)

    assert str(refus.value).startswith(f"Éléonore Dùpont {raison}")
    assert refus.value.derogeable == ("formateur" in raison)
    assert commission_de(dossier) == []


def test_r24_a_juror_of_the_dossier_does_not_evaluate_it(centre, gestionnaire, evaluateur):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur, jury=True)

    with pytest.raises(AffectationRefusee, match="siège au jury qui décide de ce dossier"):
        commission.affecter_evaluateur(dossier, evaluateur, par=gestionnaire)


def test_r24_the_manager_names_the_trainer_with_a_reason_that_stays(client, centre, evaluateur):
    responsable = UtilisateurFactory(responsable=centre)
    client.force_login(responsable)
    dossier = DossierFactory(centre=centre, transmis=True, formateur_nom="Éléonore Dùpont")
    url = reverse("dossiers:commission", args=[dossier.pk])

    client.post(url, {"evaluateur": evaluateur.pk})
    assert commission_de(dossier) == []
    motif = "Aucun autre spécialiste du vide dans la région."
    client.post(url, {"evaluateur": evaluateur.pk, "derogation": motif})

    assert Affectation.objects.get(dossier=dossier).derogation == motif
    ligne = dossier.journal.get()
    assert ligne.libelle == (
        "Éléonore Dùpont entre dans la commission, formateur du candidat, par dérogation : " + motif
    )
    assert motif in client.get(dossier.get_absolute_url()).content.decode()


def test_r24_staff_cannot_override_even_by_forging_the_field(
    client, centre, gestionnaire, evaluateur
):
    client.force_login(gestionnaire)
    dossier = DossierFactory(centre=centre, transmis=True, formateur_nom="Éléonore Dùpont")

    reponse = client.post(
        reverse("dossiers:commission", args=[dossier.pk]),
        {"evaluateur": evaluateur.pk, "derogation": "Parce que je le veux bien."},
    )

    assert commission_de(dossier) == []
    assert reponse.context["form"].errors["evaluateur"] == [
        "Éléonore Dùpont est le formateur du candidat. Choisissez une autre personne ; le "
        "responsable du centre peut passer outre en écrivant pourquoi."
    ]
    assert_page_accessible(reponse)


def test_a_reason_without_obstacle_is_not_kept(centre, gestionnaire, evaluateur):
    dossier = DossierFactory(centre=centre, transmis=True)

    affectation = commission.affecter_evaluateur(
        dossier, evaluateur, par=gestionnaire, derogation="Pour le cas où."
    )

    assert affectation.derogation == ""


# --- A role taken back ----------------------------------------------------------------------------


def perdre_le_role(personne: Utilisateur) -> None:
    Habilitation.objects.filter(utilisateur=personne).delete()


def desactiver(personne: Utilisateur) -> None:
    Utilisateur.objects.filter(pk=personne.pk).update(is_active=False)


def test_r22_a_role_taken_back_closes_the_dossiers(client, centre, evaluateur):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    ailleurs = DossierFactory(transmis=True)
    AffectationFactory(dossier=ailleurs, utilisateur=evaluateur)
    Habilitation.objects.filter(utilisateur=evaluateur, centre=centre).delete()
    client.force_login(evaluateur)

    assert client.get(dossier.get_absolute_url()).status_code == 404
    assert client.get(reverse("evaluations:grille", args=[dossier.pk])).status_code == 404
    assert client.get(ailleurs.get_absolute_url()).status_code == 200


def test_r22_a_juror_whose_role_is_taken_back_loses_sight_too(centre):
    juree = AffectationFactory(dossier__centre=centre, jury=True)
    personne = Utilisateur.objects.get(pk=juree.utilisateur_id)
    assert list(Dossier.objects.visible_par(personne)) == [juree.dossier]

    perdre_le_role(personne)

    personne = Utilisateur.objects.get(pk=juree.utilisateur_id)
    assert list(Dossier.objects.visible_par(personne)) == []


def test_staff_who_are_no_longer_evaluators_read_but_do_not_score(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=dossier, utilisateur=gestionnaire)
    Habilitation.objects.filter(utilisateur=gestionnaire, role="evaluateur").delete()
    client.force_login(gestionnaire)

    assert client.get(reverse("evaluations:grille", args=[dossier.pk])).status_code == 200
    signer = reverse("evaluations:signer_grille", args=[dossier.pk])
    assert client.post(signer).status_code == 403


@pytest.mark.parametrize("partir", [perdre_le_role, desactiver])
def test_the_page_flags_who_left_and_leads_to_the_replacement(
    client, centre, gestionnaire, evaluateur, partir
):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    partir(evaluateur)
    client.force_login(gestionnaire)

    reponse = client.get(dossier.get_absolute_url())

    url = reverse("dossiers:remplacer_evaluateur", args=[dossier.pk, evaluateur.pk])
    (attendu,) = [un for un in reponse.context["avancement"].attendus if un.code == "evaluateur"]
    assert (attendu.libelle, attendu.url) == (
        "Remplacer Éléonore Dùpont, qui n'est plus évaluateur du centre.",
        url,
    )
    assert [un.en_exercice for un in reponse.context["membres"]] == [False]
    assert "N'est plus évaluateur du centre" in reponse.content.decode()
    assert_page_accessible(reponse)
    assert_page_accessible(client.get(url))


def test_an_evaluator_is_replaced_in_one_act_and_in_the_coming_meetings(
    client, centre, gestionnaire, evaluateur
):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    nommee, ouverte, passee = (
        SeanceFactory(dossier=dossier),
        SeanceFactory(dossier=dossier),
        SeanceFactory(dossier=dossier, tenue=True),
    )
    nommee.evaluateurs.add(evaluateur)
    passee.evaluateurs.add(evaluateur)
    entrant = UtilisateurFactory(prenom="Marc", nom="Ruiz", evaluateur=centre)
    client.force_login(gestionnaire)

    client.post(
        reverse("dossiers:remplacer_evaluateur", args=[dossier.pk, evaluateur.pk]),
        {"evaluateur": entrant.pk},
        follow=True,
    )

    assert commission_de(dossier) == [entrant.pk]
    for seance in (nommee, ouverte, passee):
        seance.refresh_from_db()
    assert list(nommee.evaluateurs.all()) == [entrant]
    assert list(passee.evaluateurs.all()) == [evaluateur]
    assert [une.sequence for une in (nommee, ouverte, passee)] == [1, 1, 0]
    assert dossier.journal.first().libelle == "Marc Ruiz remplace Éléonore Dùpont."


def test_a_refused_replacement_changes_nothing(centre, gestionnaire, evaluateur):
    dossier = DossierFactory(centre=centre, transmis=True)
    ancien = AffectationFactory(dossier=dossier).utilisateur
    Dossier.objects.filter(pk=dossier.pk).update(formateur_nom=str(evaluateur))

    with pytest.raises(AffectationRefusee):
        commission.remplacer_evaluateur(dossier, ancien, evaluateur, par=gestionnaire)

    assert commission_de(dossier) == [ancien.pk]
    assert list(dossier.journal.all()) == []


# --- The page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_evaluator(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    dossier = DossierFactory(centre=centre, transmis=True)
    AffectationFactory.create_batch(nombre, dossier=dossier)
    for _ in range(nombre):
        SeanceFactory(dossier=dossier)
    client.force_login(gestionnaire)

    with django_assert_num_queries(14):
        reponse = client.get(reverse("dossiers:commission", args=[dossier.pk]))

    assert [un.charge for un in reponse.context["membres"]] == [nombre] * nombre
    assert_page_accessible(reponse)


def test_the_page_shows_who_is_expected_elsewhere_at_the_same_time(
    client, centre, gestionnaire, evaluateur
):
    ici, ailleurs = DossierFactory.create_batch(2, centre=centre, transmis=True)
    AffectationFactory(dossier=ici, utilisateur=evaluateur)
    AffectationFactory(dossier=ailleurs, utilisateur=evaluateur)
    seance = SeanceFactory(dossier=ici)
    SeanceFactory(dossier=ailleurs, debut=seance.debut, fin=seance.fin)
    client.force_login(gestionnaire)

    reponse = client.get(reverse("dossiers:commission", args=[ici.pk]))

    (membre,) = reponse.context["membres"]
    assert membre.charge == 2
    assert membre.conflits == (
        f"le {seance.jour:%d/%m/%Y}, en même temps que le dossier {ailleurs.numero}",
    )
    assert "compte d'ordinaire au moins 2 évaluateurs" in reponse.content.decode()


def test_members_come_with_their_standing(centre, evaluateur):
    affectation = AffectationFactory(dossier__centre=centre, utilisateur=evaluateur)

    assert [(un.utilisateur, un.en_exercice) for un in membres(affectation.dossier)] == [
        (evaluateur, True)
    ]
