"""A partial result, what it keeps, and the next presentation (R32, R38, R39)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible, PlanVerrouille, PresentationRefusee
from dossiers.models import CapaciteConservee, Dossier
from dossiers.services.presentation import reevaluer
from evaluations.enums import DecisionJury
from evaluations.errors import DecisionRefusee
from evaluations.rapports.pv import proces_verbal
from evaluations.regles_jury import Vote
from evaluations.selectors.conflits import retires_de
from evaluations.selectors.conservation import benefices
from evaluations.services import deliberation, jury
from evaluations.services.presentation import representer
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import dossier_pret, noter_tout, planifier, reunir

pytestmark = pytest.mark.django_db


def il_y_a(jours: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=jours)


def juger(dossier: Dossier, *, date: datetime.date | None = None):
    """Take a ready dossier through a session to its signed PV."""
    reunion = reunir(dossier.centre, date=date or timezone.localdate())
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    for membre in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=membre)
    dossier.refresh_from_db()
    return reunion


@pytest.fixture
def partiel() -> Dossier:
    """Two capacités, the first validated."""
    dossier = dossier_pret(non_acquises=[2])
    juger(dossier, date=il_y_a(90))
    return dossier


@pytest.fixture
def par(partiel):
    return UtilisateurFactory(gestionnaire=partiel.centre)


def suivant(partiel, par, **champs) -> Dossier:
    return representer(partiel, **{"inscrit_le": il_y_a(60), "par": par} | champs)


def test_the_new_dossier_is_found_and_sorted_under_its_name(partiel, par):
    dossier = suivant(partiel, par)

    trouves = Dossier.objects.recherche(partiel.candidat.nom).order_by("pk")
    assert list(trouves.values_list("pk", "nom_de_tri")) == [
        (partiel.pk, partiel.nom_de_tri),
        (dossier.pk, partiel.nom_de_tri),
    ]


def rendre_pret(dossier: Dossier) -> Dossier:
    """Plan, evaluate and declare ready what the new presentation evaluates."""
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.TRANSMIS)
    dossier = planifier(Dossier.objects.get(pk=dossier.pk))
    noter_tout(dossier, UtilisateurFactory())
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)
    return Dossier.objects.get(pk=dossier.pk)


def test_r38_a_partial_result_says_until_when_it_counts(partiel):
    (kept,) = benefices(partiel)

    assert (kept.capacite.numero, kept.validee_le) == (1, il_y_a(90))
    assert partiel.conservation_jusqu_au == kept.jusqu_au
    assert kept.jusqu_au.year == il_y_a(90).year + 2


def test_r39_a_new_presentation_asks_only_what_is_missing(partiel, par):
    nouveau = suivant(partiel, par)

    assert [un.numero for un in nouveau.capacites_visees()] == [2]
    assert [un.numero for un in nouveau.capacites_du_but()] == [1, 2]
    conservee = nouveau.conservees.get()
    session = partiel.deliberations.get().session
    assert (conservee.session_numero, conservee.validee_le) == (session.numero, session.date)
    assert (nouveau.candidat, nouveau.referentiel) == (partiel.candidat, partiel.referentiel)
    assert (nouveau.etat, nouveau.origine) == (EtatDossier.INSCRIT, partiel)
    assert nouveau.numero != partiel.numero
    assert nouveau.journal.get().libelle == (
        f"Nouvelle présentation après le dossier {partiel.numero} : capacités à évaluer 2."
    )


def test_a_new_presentation_is_found_by_the_search(partiel, par):
    dossier = suivant(partiel, par)

    assert dossier in Dossier.objects.recherche(f"{dossier.numero} {partiel.candidat.nom}")
    assert dossier.nom_de_tri


def test_r40_the_first_dossier_stays_as_its_pv_says(partiel, par):
    suivant(partiel, par)

    partiel.refresh_from_db()
    assert partiel.etat == EtatDossier.VALIDATION_PARTIELLE


def test_a_second_presentation_waits_for_the_first_to_end(partiel, par):
    nouveau = suivant(partiel, par)

    with pytest.raises(PresentationRefusee, match=f"déjà ouverte : le dossier {nouveau.numero}"):
        suivant(partiel, par)

    transitions.abandonner(nouveau, motif="Inscription faite par erreur.", par=par)
    assert suivant(partiel, par).origine == partiel


def test_what_a_later_presentation_granted_is_not_presented_again(client, partiel, par):
    nouveau = rendre_pret(suivant(partiel, par))
    juger(nouveau)

    with pytest.raises(PresentationRefusee, match=f"Le dossier {nouveau.numero} a déjà suivi"):
        suivant(partiel, par)

    client.force_login(par)
    url = reverse("evaluations:presentation", args=[partiel.pk])
    assert url not in client.get(partiel.get_absolute_url()).content.decode()
    page = client.get(url)
    assert page.context["suite"] == nouveau
    assert 'name="inscrit_le"' not in page.content.decode()


@pytest.mark.parametrize("jours", [91, -1])
def test_r8_it_is_dated_between_the_jury_and_today(partiel, par, jours):
    with pytest.raises(DateImpossible):
        suivant(partiel, par, inscrit_le=il_y_a(jours))

    assert partiel.suites.count() == 0


def test_only_a_partial_result_is_followed(par):
    with pytest.raises(PresentationRefusee, match="suit une validation partielle"):
        suivant(DossierFactory(admis=True), par)


def test_nothing_is_kept_after_the_last_day(partiel, par):
    session = partiel.deliberations.get().session
    session.date = timezone.localdate() - datetime.timedelta(days=3 * 365)
    session.save()

    with pytest.raises(PresentationRefusee, match="Plus rien n'est conservé"):
        suivant(partiel, par)


def test_r32_the_new_capacites_and_the_kept_ones_give_the_cqpm(partiel, par):
    nouveau = rendre_pret(suivant(partiel, par))

    juger(nouveau)

    assert nouveau.etat == EtatDossier.ADMIS
    assert nouveau.conservation_jusqu_au is None


def test_r32_a_kept_capacite_whose_day_is_past_does_not_count(partiel, par):
    nouveau = rendre_pret(suivant(partiel, par))
    hier = timezone.localdate() - datetime.timedelta(days=1)
    nouveau.conservees.update(jusqu_au=hier)
    reunion = reunir(nouveau.centre)
    (ligne,) = reunion.inscrire(nouveau)
    reunion.ouvrir()

    vote = Vote({2: True}, decision=DecisionJury.ADMIS, conditions_verifiees=True)

    with pytest.raises(DecisionRefusee, match="il manque la capacité 1"):
        deliberation.decider(ligne, vote, version=0, par=reunion.presidente)

    reunion.suivre_la_commission()
    ligne.refresh_from_db()
    assert ligne.decision == DecisionJury.PARTIEL


def test_each_capacite_keeps_the_date_of_its_own_jury(partiel, par):
    premiere = partiel.conservees.count()
    nouveau = suivant(partiel, par)
    nouveau.conservees.update(jusqu_au=timezone.localdate() + datetime.timedelta(days=30))
    nouveau = rendre_pret(nouveau)
    juger(nouveau)

    assert premiere == 0
    fins = {un.capacite.numero: un.jusqu_au for un in benefices(nouveau)}
    assert fins[1] == timezone.localdate() + datetime.timedelta(days=30)
    assert fins[2] > fins[1]


def test_the_pv_prints_what_an_earlier_jury_gave(partiel, par):
    nouveau = rendre_pret(suivant(partiel, par))
    reunion = juger(nouveau)

    ((candidat,),) = [section.candidats for section in proces_verbal(reunion.session).sections]

    assert [un.capacite.numero for un in candidat.anterieures] == [1]
    assert [ligne.capacite.numero for ligne in candidat.lignes] == [2]


def perdre(nouveau: Dossier) -> CapaciteConservee:
    """The day of what was kept is past."""
    nouveau.conservees.update(jusqu_au=il_y_a(1))
    return nouveau.conservees.get()


def test_what_is_still_kept_is_not_evaluated_again(partiel, par):
    nouveau = suivant(partiel, par)

    with pytest.raises(PresentationRefusee, match="est conservée jusqu'au"):
        reevaluer(nouveau, nouveau.conservees.get(), par=par)


def test_a_lost_capacite_is_evaluated_again_and_the_agreement_is_asked_anew(partiel, par):
    nouveau = suivant(partiel, par)
    nouveau.accord_le, nouveau.accord_signataire = timezone.localdate(), "Karim Bensaïd"
    nouveau.etat = EtatDossier.MODALITES_COMPLETES
    nouveau.save()

    nouveau = reevaluer(nouveau, perdre(nouveau), par=par)

    assert [un.numero for un in nouveau.capacites_visees()] == [1, 2]
    assert (nouveau.etat, nouveau.accord_le) == (EtatDossier.INSCRIT, None)


def test_nothing_is_taken_back_after_the_transmission(partiel, par):
    nouveau = suivant(partiel, par)
    Dossier.objects.filter(pk=nouveau.pk).update(etat=EtatDossier.TRANSMIS)

    with pytest.raises(PlanVerrouille):
        reevaluer(nouveau, nouveau.conservees.get(), par=par)

    assert CapaciteConservee.objects.filter(dossier=nouveau).count() == 1


def test_r30_who_evaluated_the_first_presentation_does_not_judge_the_next(partiel, par):
    evaluateur = partiel.evaluation.conclusions.first().auteur
    nouveau = rendre_pret(suivant(partiel, par))
    reunion = reunir(nouveau.centre)
    reunion.inscrire(nouveau)

    membre = jury.ajouter_membre(
        reunion.session,
        prenom=evaluateur.prenom,
        nom=evaluateur.nom,
        college="salaries",
        organisation="Syndicat",
        par=reunion.secretaire,
    )

    assert retires_de(reunion.session.deliberations.get()) == {membre.pk}


def test_r30_who_evaluated_two_presentations_ago_does_not_judge_either(partiel, par):
    evaluateur = partiel.evaluation.conclusions.first().auteur
    nouveau = rendre_pret(suivant(partiel, par))
    milieu = DossierFactory(
        centre=partiel.centre, referentiel=partiel.referentiel, origine=partiel, numero="D-M"
    )
    Dossier.objects.filter(pk=nouveau.pk).update(origine=milieu)
    reunion = reunir(nouveau.centre)
    reunion.inscrire(nouveau)

    membre = jury.ajouter_membre(
        reunion.session,
        prenom=evaluateur.prenom,
        nom=evaluateur.nom,
        college="salaries",
        organisation="Syndicat",
        par=reunion.secretaire,
    )

    assert retires_de(reunion.session.deliberations.get()) == {membre.pk}


# --- Pages ------------------------------------------------------------------------------------


def test_the_page_tells_what_is_kept_and_opens_the_next_dossier(client, partiel, par):
    client.force_login(par)
    url = reverse("evaluations:presentation", args=[partiel.pk])

    page = client.get(url)
    assert_page_accessible(page)
    assert [un.numero for un in page.context["page"].manquantes] == [2]

    reponse = client.post(url, {"inscrit_le": timezone.localdate().isoformat()})

    nouveau = partiel.suites.get()
    assert reponse.url == nouveau.get_absolute_url()
    fiche = client.get(reponse.url)
    assert_page_accessible(fiche)
    assert f"dossier {partiel.numero}" in fiche.content.decode()
    assert f"dossier {nouveau.numero}" in client.get(partiel.get_absolute_url()).content.decode()
    assert "déjà ouverte" in client.get(url).content.decode()


def test_a_refusal_is_shown_beside_what_was_typed(client, partiel, par):
    client.force_login(par)
    url = reverse("evaluations:presentation", args=[partiel.pk])

    page = client.post(url, {"inscrit_le": "2020-01-01"})

    assert "elle suit le jury du" in page.content.decode()
    assert partiel.suites.count() == 0


def test_a_lost_capacite_offers_its_act_on_the_page(client, partiel, par):
    nouveau = suivant(partiel, par)
    nouveau.conservees.update(jusqu_au=timezone.localdate() - datetime.timedelta(days=1))
    client.force_login(par)
    url = reverse("evaluations:reevaluer_capacite", args=[nouveau.pk, nouveau.conservees.get().pk])

    assert url in client.get(nouveau.get_absolute_url()).content.decode()
    assert client.post(url).url == nouveau.get_absolute_url()
    assert nouveau.conservees.count() == 0


# --- A session for one dossier ----------------------------------------------------------------


def test_a_ready_dossier_chooses_its_session(client):
    dossier = dossier_pret()
    reunion = reunir(dossier.centre)
    etrangere = reunir(CentreFactory()).session
    client.force_login(reunion.secretaire)
    url = reverse("evaluations:choisir_session", args=[dossier.pk])

    page = client.get(url)
    assert_page_accessible(page)
    assert list(page.context["form"].fields["session"].queryset) == [reunion.session]
    assert client.post(url, {"session": etrangere.pk}).status_code == 200

    assert client.post(url, {"session": reunion.session.pk}).url == dossier.get_absolute_url()
    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.EN_SESSION


def test_without_session_the_page_offers_to_create_one(client):
    dossier = dossier_pret()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    page = client.get(reverse("evaluations:choisir_session", args=[dossier.pk]))

    assert reverse("evaluations:session_creer") in page.content.decode()


def test_a_session_made_by_mistake_is_deleted_while_its_list_is_empty(client):
    dossier = dossier_pret()
    reunion = reunir(dossier.centre)
    client.force_login(reunion.secretaire)
    url = reverse("evaluations:session_supprimer", args=[reunion.session.pk])
    reunion.inscrire(dossier)

    assert client.post(url).url == reunion.session.get_absolute_url()
    jury.retirer_dossier(reunion.session.deliberations.get(), par=reunion.secretaire)
    page = client.get(reunion.session.get_absolute_url()).content.decode()
    assert page.index("s'effacent") < page.index("Supprimer la session")
    assert client.post(url).url == reverse("evaluations:sessions")
    assert client.get(reunion.session.get_absolute_url()).status_code == 404


def test_r38_blocs_alone_are_kept_five_years_then_open_the_way_to_the_cqpm():
    dossier = DossierFactory(transmis=True, referentiel__rncp=True, referentiel__blocs=2)
    dossier.blocs_vises.set(dossier.referentiel.blocs.filter(rang=1))
    juger(rendre_pret(dossier), date=il_y_a(90))
    dossier.refresh_from_db()

    assert (dossier.etat, dossier.conservation_jusqu_au.year) == (
        EtatDossier.ADMIS,
        il_y_a(90).year + 5,
    )
    nouveau = suivant(dossier, UtilisateurFactory(gestionnaire=dossier.centre))
    assert [un.numero for un in nouveau.capacites_visees()] == [2]
    assert nouveau.blocs_vises.count() == 0
