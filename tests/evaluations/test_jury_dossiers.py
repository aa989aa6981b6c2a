"""Which dossiers a session takes: ready, of its CQPM; and which ones are not far (R31)."""

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.errors import SessionRefusee
from evaluations.forms.presentation import SessionDuDossierForm
from evaluations.selectors.preparation import PROCHES_MAX, dossiers_prets, dossiers_proches
from evaluations.services import jury
from referentiels.services import versions
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import dossier_pret, entrer_dans_la_commission, noter_tout, planifier, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


def en_evaluation(reunion, **champs) -> Dossier:
    dossier = planifier(DossierFactory(centre=reunion.centre, transmis=True, **champs))
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EN_EVALUATION)
    return dossier


# --- The CQPM of a session --------------------------------------------------------------------


def test_r31_a_session_without_cqpm_takes_them_all(reunion):
    dossier = dossier_pret(centre=reunion.centre)

    reunion.inscrire(dossier)

    assert reunion.session.deliberations.count() == 1


def test_r31_a_dossier_of_another_cqpm_is_refused_and_not_proposed(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    autre = ReferentielFactory(titre="Soudeur industriel")
    jury.modifier_session(reunion.session, referentiels=[autre], par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match=r"que cette session ne juge pas \(Soudeur industriel"):
        reunion.inscrire(dossier)

    assert list(dossiers_prets(reunion.session)) == []
    assert list(SessionDuDossierForm(dossier=dossier).fields["session"].queryset) == []
    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.PRET_POUR_JURY


def test_r31_a_session_takes_every_version_of_its_cqpm(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    suivante = versions.dupliquer(dossier.referentiel, par=reunion.secretaire)
    jury.modifier_session(reunion.session, referentiels=[suivante], par=reunion.secretaire)

    assert list(dossiers_prets(reunion.session)) == [dossier]
    assert list(SessionDuDossierForm(dossier=dossier).fields["session"].queryset) == [
        reunion.session
    ]
    reunion.inscrire(dossier)


def test_r31_the_cqpm_of_a_listed_candidate_stays(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match=f"{dossier.candidat} se présente"):
        jury.modifier_session(
            reunion.session, referentiels=[ReferentielFactory()], par=reunion.secretaire
        )

    assert reunion.session.referentiels.count() == 0


# --- Several at once --------------------------------------------------------------------------


def test_r31_several_enter_at_once_and_the_one_that_cannot_says_why(client_de, reunion):
    prets = [dossier_pret(centre=reunion.centre) for _ in range(2)]
    parti = dossier_pret(centre=reunion.centre)
    Dossier.objects.filter(pk=parti.pk).update(etat=EtatDossier.EVALUATIONS_CLOSES)
    url = reverse("evaluations:inscrire_dossiers", args=[reunion.session.pk])

    reponse = client_de(reunion.secretaire).post(
        url, {"dossier": [un.pk for un in [*prets, parti]]}, follow=True
    )

    assert set(reunion.session.deliberations.values_list("dossier", flat=True)) == {
        un.pk for un in prets
    }
    phrases = [str(message) for message in reponse.context["messages"]]
    assert [phrase for phrase in phrases if phrase.startswith(f"{parti.candidat} : ")] != []
    assert phrases[-1].startswith("Inscrits à la session : ")


@pytest.mark.parametrize("cles", [[], ["9" * 30], ["x"]])
def test_nothing_ticked_is_a_sentence(client_de, reunion, cles):
    url = reverse("evaluations:inscrire_dossiers", args=[reunion.session.pk])

    reponse = client_de(reunion.secretaire).post(url, {"dossier": cles}, follow=True)

    assert "Cochez au moins un dossier" in reponse.content.decode()


# --- Not far ----------------------------------------------------------------------------------


def test_the_hub_says_what_the_dossiers_that_are_close_lack(client_de, reunion):
    sans_commission = en_evaluation(reunion)
    a_signer = en_evaluation(reunion)
    noter_tout(a_signer, UtilisateurFactory())
    DossierFactory(centre=reunion.centre, transmis=True)
    en_evaluation(reunir(CentreFactory()))

    proches = {un.dossier: un.manques for un in dossiers_proches(reunion.session)}

    assert set(proches) == {sans_commission, a_signer}
    assert "Commissions à nommer" in proches[sans_commission]
    assert "Grilles à signer" in proches[a_signer]
    page = client_de(reunion.secretaire).get(reunion.session.get_absolute_url())
    assert_page_accessible(page)
    assert "Pas encore prêts : 2" in page.content.decode()


@pytest.mark.parametrize("nombre", [1, 3])
def test_what_is_lacking_costs_no_query_per_dossier(reunion, nombre, django_assert_num_queries):
    for _ in range(nombre):
        entrer_dans_la_commission(en_evaluation(reunion), UtilisateurFactory())

    with django_assert_num_queries(14):  # CQPM twice, two states, one per kind of act
        assert len(dossiers_proches(reunion.session)) == nombre


def test_the_list_of_those_that_are_close_is_bounded(reunion):
    DossierFactory.create_batch(
        PROCHES_MAX + 1, centre=reunion.centre, avec_transmission=True, etat="en_evaluation"
    )

    assert len(dossiers_proches(reunion.session)) == PROCHES_MAX
