"""« Ce qui bloque » names exactly the missing acts, whatever the state, and leads to each."""

import pytest
from django.urls import reverse

from cqpm.comptes.models import Utilisateur
from dossiers.attentes import toutes
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.services import partage, signature
from tests.evaluations.situations import SITUATIONS, Scene, note_sans_signature
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return ouvrir_la_scene()


def ouvrir_la_scene() -> Scene:
    centre = CentreFactory()
    return Scene(
        centre,
        UtilisateurFactory(gestionnaire=centre),
        UtilisateurFactory(responsable=centre),
        UtilisateurFactory(prenom="Odile", nom="Marchand", evaluateur=centre),
    )


def page(client, dossier: Dossier, utilisateur: Utilisateur):
    client.force_login(utilisateur)
    return client.get(reverse("dossiers:fiche", args=[dossier.pk]))


def lecteurs(scene: Scene, dossier: Dossier) -> list[Utilisateur]:
    """Staff, and those of the commission and of the jury who still see the dossier."""
    membres = [un.utilisateur for un in dossier.affectations.select_related("utilisateur")]
    personnes = {scene.gestionnaire, scene.responsable, *membres}
    return [un for un in personnes if Dossier.objects.visible_par(un).contains(dossier)]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_page_names_exactly_the_missing_acts(client, scene, situation):
    poser, attendus = SITUATIONS[situation]

    reponse = page(client, poser(scene), scene.responsable)

    assert [(un.code, un.acteur) for un in reponse.context["avancement"].attendus] == attendus


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_sets_that_hold_the_dossier_are_the_acts_of_its_page(scene, situation):
    poser, attendus = SITUATIONS[situation]
    dossier = Dossier.objects.filter(pk=poser(scene).pk)

    codes = [une.code for une in toutes() if une.filtre(dossier).exists()]

    assert set(codes) == {code for code, _ in attendus}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_link_opens_for_who_is_given_it(client, scene, situation):
    dossier = SITUATIONS[situation][0](scene)

    for personne in lecteurs(scene, dossier):
        attendus = page(client, dossier, personne).context["avancement"].attendus
        for url in {un.url for un in attendus if un.url}:
            assert (url, client.get(url).status_code) == (url, 200)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_whoever_must_act_has_a_link(client, scene, situation):
    """The reader's own acts stand apart, and each can be followed."""
    dossier = SITUATIONS[situation][0](scene)

    for personne in lecteurs(scene, dossier):
        blocage = page(client, dossier, personne).context["blocage"]
        assert [un.code for un in blocage.a_vous if not un.url] == []


def test_every_kind_of_act_and_every_state_has_its_situation():
    attendues = {code for _, attendus in SITUATIONS.values() for code, _ in attendus}
    etats = {poser(ouvrir_la_scene()).etat for poser, _ in SITUATIONS.values()}

    assert {une.code for une in toutes()} - attendues == set()
    assert set(EtatDossier) - etats == set()


def test_an_evaluator_who_signed_waits_for_the_others(client, scene):
    dossier = note_sans_signature(scene)
    autre = UtilisateurFactory(evaluateur=scene.centre)
    AffectationFactory(dossier=dossier, utilisateur=autre)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=scene.evaluatrice)

    def a_faire(personne):
        return [un.code for un in page(client, dossier, personne).context["blocage"].a_vous]

    assert (a_faire(scene.evaluatrice), a_faire(autre)) == ([], ["signature_grille"])


def a_vous(client, dossier, personne) -> list[str]:
    return [un.code for un in page(client, dossier, personne).context["blocage"].a_vous]


def test_an_evaluator_who_shared_waits_for_the_others(client, scene):
    """R20: on the page and in the set, whoever has still to share; everyone once it is common."""
    dossier = scene.nommee(planifier(scene.dossier(transmis=True)))
    autre = UtilisateurFactory(evaluateur=scene.centre)
    AffectationFactory(dossier=dossier, utilisateur=autre)
    evaluer = next(une for une in toutes() if une.code == "evaluer")

    def a_faire():
        dossiers = Dossier.objects.filter(pk=dossier.pk)
        return [
            (
                "evaluer" in a_vous(client, dossier, un),
                evaluer.pour(evaluer.filtre(dossiers), un).exists(),
            )
            for un in (scene.evaluatrice, autre)
        ]

    def partager(par):
        dossier.refresh_from_db()
        partage.partager(dossier, dossier.capacites_visees(), par=par)

    assert a_faire() == [(True, True), (True, True)]
    partager(scene.evaluatrice)
    assert a_faire() == [(False, False), (True, True)]
    partager(autre)
    assert a_faire() == [(True, True), (True, True)]


def test_whoever_shared_finishes_when_the_others_have_left(client, scene):
    dossier = scene.nommee(planifier(scene.dossier(transmis=True)))
    partant = AffectationFactory(dossier=dossier)
    partage.partager(dossier, dossier.capacites_visees(), par=scene.evaluatrice)
    partant.delete()

    assert "evaluer" in a_vous(client, dossier, scene.evaluatrice)
