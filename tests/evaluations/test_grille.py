"""The grid's page: words, cells, phases, refusals, sight; without JavaScript too."""

import pytest
from django.urls import reverse

from evaluations.enums import Conclusion
from evaluations.models import (
    ConclusionCapacite,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    SignatureGrille,
)
from evaluations.selectors.lignes_grille import Phase
from evaluations.services import partage
from referentiels.models import Critere
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.referentiels import SousPointFactory
from tests.outils import noter, noter_tout, planifier
from tests.verrous import retoucher


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, **champs):
    return AffectationFactory(
        dossier=dossier, utilisateur=UtilisateurFactory(evaluateur=dossier.centre, **champs)
    ).utilisateur


@pytest.fixture
def evaluateur(dossier):
    return membre(dossier)


@pytest.fixture
def page(client, dossier, evaluateur):
    client.force_login(evaluateur)
    return reverse("evaluations:grille", args=[dossier.pk])


def url_critere(dossier):
    return reverse("evaluations:noter_critere", args=[dossier.pk, premier(dossier).pk])


def url_capacite(dossier, nom="conclure"):
    capacite = dossier.referentiel.capacites.first()
    return reverse(f"evaluations:{nom}", args=[dossier.pk, capacite.pk])


def premier(dossier):
    return Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()


def test_the_grid_shows_the_referentiel_in_its_own_words(client, page, dossier):
    with retoucher(dossier.referentiel) as version:
        SousPointFactory(critere=premier(dossier), texte="Un sous-point du référentiel.")
        version.save()

    reponse = client.get(page)

    contenu = reponse.content.decode()
    for mots in ("Les consignes sont données.", "Le critère 2.2 est respecté.", "Un sous-point"):
        assert mots in contenu
    assert_page_accessible(reponse)


@pytest.mark.parametrize("phase", [Phase.INDIVIDUELLE, Phase.PARTAGEE, Phase.COMMUNE])
def test_each_phase_of_a_capacite_has_its_page(client, page, dossier, evaluateur, phase):
    collegue = membre(dossier)
    noter(dossier, premier(dossier), evaluateur)
    dossier.refresh_from_db()
    visees = dossier.capacites_visees()
    if phase != Phase.INDIVIDUELLE:
        partage.partager(dossier, visees, par=evaluateur)
    if phase == Phase.COMMUNE:
        partage.partager(dossier, visees, par=collegue)

    reponse = client.get(page)

    assert {une.phase for une in reponse.context["capacites"]} == {phase}
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("capacites", "evaluateurs", "autres"), [(1, 1, 0), (3, 1, 0), (3, 6, 0), (3, 2, 8)]
)
def test_the_grid_runs_eleven_statements_whatever_the_sizes(
    db, client, capacites, evaluateurs, autres, django_assert_num_queries
):
    dossier = planifier(
        DossierFactory(transmis=True, vae=True, referentiel__nombre_capacites=capacites)
    )
    membres = [membre(dossier) for _ in range(evaluateurs)]
    for _ in range(autres):
        autre = planifier(
            DossierFactory(transmis=True, centre=dossier.centre, referentiel=dossier.referentiel)
        )
        noter_tout(autre, membres[0])
    noter_tout(dossier, membres[0])
    client.force_login(membres[0])

    with django_assert_num_queries(11):
        reponse = client.get(reverse("evaluations:grille", args=[dossier.pk]))

    assert len(reponse.context["capacites"]) == capacites


def test_another_s_results_are_read_by_nobody_before_they_are_common(client, page, dossier):
    collegue = membre(dossier)
    noter(dossier, premier(dossier), collegue, "non_acquis", "Une fuite au raccord.")
    dossier.refresh_from_db()
    partage.partager(dossier, dossier.capacites_visees(), par=collegue)
    gestionnaire = UtilisateurFactory(gestionnaire=dossier.centre)

    pages = [client.get(page).content.decode()]
    client.force_login(gestionnaire)
    for nom in ("evaluations:grille", "evaluations:desaccords", "dossiers:fiche"):
        pages.append(client.get(reverse(nom, args=[dossier.pk])).content.decode())

    assert [("Une fuite au raccord" in une) for une in pages] == [False] * 4


def test_a_member_is_told_who_is_waited_for(client, page, dossier, evaluateur):
    membre(dossier, prenom="Inès", nom="Roy")
    dossier.refresh_from_db()
    partage.partager(dossier, dossier.capacites_visees(), par=evaluateur)

    assert "La commission attend encore Inès Roy." in client.get(page).content.decode()


# --- Without JavaScript ------------------------------------------------------------------------


def saisie(**champs):
    return {"niveau": "acquis", "commentaire": "", "version": 0, "portee": "individuelle"} | champs


def test_without_javascript_a_cell_is_saved(client, page, dossier):
    reponse = client.post(url_critere(dossier), saisie(commentaire="Vu."))

    assert reponse["Location"] == f"{page}#critere-{premier(dossier).pk}"
    assert ObservationCritere.objects.get().commentaire == "Vu."


def test_without_javascript_a_refusal_loses_nothing_typed(client, page, dossier):
    long = "é" * 4001

    reponse = client.post(url_critere(dossier), saisie(commentaire=long))

    contenu = reponse.content.decode()
    assert "Le commentaire compte 4001 signes" in contenu
    assert long in contenu
    assert ObservationCritere.objects.count() == 0
    assert_page_accessible(reponse)


def test_without_javascript_a_conflict_keeps_both(client, page, dossier, evaluateur):
    noter(dossier, premier(dossier), evaluateur, "acquis", "Au poste.")

    reponse = client.post(url_critere(dossier), saisie(niveau="non_acquis", commentaire="Fuite."))

    contenu = reponse.content.decode()
    assert "Cette case a été écrite sur un autre appareil" in contenu
    assert ">Fuite.</textarea>" in contenu
    assert 'name="version" value="1"' in contenu
    assert ObservationCritere.objects.get().commentaire == "Au poste."


@pytest.mark.parametrize(
    "donnees",
    [
        {},
        saisie(niveau="20/20"),
        saisie(version="x"),
        saisie(version=-1),
        saisie(version=10**30),
        saisie(portee="du jury"),
        saisie(commentaire="a\x00b"),
    ],
)
def test_bad_input_is_a_sentence_not_a_crash(client, page, dossier, donnees):
    reponse = client.post(url_critere(dossier), donnees)

    assert (reponse.status_code, ObservationCritere.objects.count()) == (200, 0)
    assert reponse.context["refus"] != ""


# --- Share, conclude, sign ---------------------------------------------------------------------


def test_sharing_alone_puts_in_common(client, page, dossier, evaluateur):
    noter(dossier, premier(dossier), evaluateur)

    reponse = client.post(url_capacite(dossier, "partager"), follow=True)

    assert "En commun : capacité 1." in reponse.content.decode()
    assert MiseEnCommun.objects.get().capacite.numero == 1


def test_everything_complete_is_shared_in_one_act(client, page, dossier, evaluateur):
    for critere in Critere.objects.filter(capacite__referentiel=dossier.referentiel):
        if (critere.capacite.numero, critere.rang) != (2, 2):
            noter(dossier, critere, evaluateur)
    assert "Partager les capacités complètes" in client.get(page).content.decode()

    client.post(reverse("evaluations:partager_tout", args=[dossier.pk]))

    partagees = ObservationCapacite.objects.filter(partagee_le__isnull=False)
    assert [une.capacite.numero for une in partagees] == [1]


def test_nothing_complete_is_said_and_shared(client, page, dossier):
    reponse = client.post(reverse("evaluations:partager_tout", args=[dossier.pk]), follow=True)

    assert "Aucune de vos capacités" in reponse.content.decode()
    assert ObservationCapacite.objects.count() == 0


def test_r21_a_refused_sharing_names_the_critere(client, page, dossier, evaluateur):
    noter(dossier, premier(dossier), evaluateur, "non_acquis")

    reponse = client.post(url_capacite(dossier, "partager"))

    assert "Commentez le critère 1.1" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_a_capacite_is_taken_back(client, page, dossier, evaluateur):
    membre(dossier)
    client.post(url_capacite(dossier, "partager"))

    reponse = client.post(url_capacite(dossier, "reprendre_capacite"))

    assert reponse["Location"] == f"{page}#capacite-1"
    assert ObservationCapacite.objects.get().partagee_le is None


def test_r20_a_refused_conclusion_keeps_what_was_typed(client, page, dossier, evaluateur):
    noter(dossier, premier(dossier), evaluateur)
    client.post(url_capacite(dossier, "partager"))

    reponse = client.post(
        url_capacite(dossier),
        {"conclusion": "acquise", "evaluee_le": "2026-02-01", "lieu": "Hall 4"},
    )

    contenu = reponse.content.decode()
    assert "Il reste 1 critère à évaluer" in contenu
    assert 'value="Hall 4"' in contenu
    assert ConclusionCapacite.objects.count() == 0
    assert_page_accessible(reponse)


def test_r8_a_conclusion_before_the_registration_is_refused(client, page, dossier, evaluateur):
    noter_tout(dossier, evaluateur)

    reponse = client.post(
        url_capacite(dossier), {"conclusion": "acquise", "evaluee_le": "2026-01-14"}
    )

    assert reponse.context["refus_conclusion"]["messages"][0].startswith("L'évaluation ne peut pas")


def test_r20_a_conclusion_is_recorded_with_its_comment(client, page, dossier, evaluateur):
    noter_tout(dossier, evaluateur)

    reponse = client.post(
        url_capacite(dossier),
        {
            "conclusion": "non_acquise",
            "evaluee_le": "2026-02-01",
            "lieu": "",
            "commentaire": "À revoir.",
            "vue": ConclusionCapacite.objects.first().modifie_le.isoformat(),
        },
    )

    assert reponse["Location"] == f"{page}#capacite-1"
    une = ConclusionCapacite.objects.get(capacite__numero=1)
    assert (une.conclusion, une.commentaire) == (Conclusion.NON_ACQUISE, "À revoir.")


def test_a_signature_with_a_wrong_password_is_refused(client, page, dossier, evaluateur):
    noter_tout(dossier, evaluateur)

    reponse = client.post(
        reverse("evaluations:signer_grille", args=[dossier.pk]), {"mot_de_passe": "deviné"}
    )

    assert "Mot de passe incorrect" in reponse.content.decode()
    assert SignatureGrille.objects.count() == 0
    assert_page_accessible(reponse)


# --- Who reads, who writes ---------------------------------------------------------------------


def test_staff_read_what_is_common_and_cannot_write_it(client, dossier, evaluateur):
    noter_tout(dossier, evaluateur)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(reverse("evaluations:grille", args=[dossier.pk]))
    assert reponse.context["peut_noter"] is False
    assert_page_accessible(reponse)

    refus = client.post(url_critere(dossier), saisie(version=1))
    assert refus.status_code == 403


def test_r22_an_evaluator_of_another_commission_finds_nothing(client, dossier):
    client.force_login(UtilisateurFactory(evaluateur=dossier.centre))

    assert client.get(reverse("evaluations:grille", args=[dossier.pk])).status_code == 404


def test_only_the_manager_reopens_a_grid(client, dossier, evaluateur):
    noter_tout(dossier, evaluateur)
    url = reverse("evaluations:rouvrir_grille", args=[dossier.pk])
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    assert client.get(url).status_code == 403

    client.force_login(UtilisateurFactory(responsable=dossier.centre))
    assert_page_accessible(client.get(url))
    reponse = client.post(url, {"motif": "court"})
    assert list(reponse.context["form"].errors) == ["motif"]
