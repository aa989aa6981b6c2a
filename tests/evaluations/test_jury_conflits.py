"""A link between a member and a candidate keeps the member from that candidate alone (R30)."""

import pytest
from django.urls import reverse

from cqpm.commun.models import Document
from cqpm.comptes.enums import Role
from dossiers.enums import RoleAffectation
from dossiers.models import Affectation, Dossier
from evaluations.enums import College, NatureConflit
from evaluations.errors import SessionRefusee
from evaluations.models import ConclusionCapacite, DeclarationConflit, MembreJury
from evaluations.selectors.conflits import conflits_de, matrice_des_conflits, retires_de
from evaluations.services import jury
from evaluations.services.jury import conflits
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.factories.evaluations import AvisEntrepriseFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion) -> Dossier:
    return dossier_pret(centre=reunion.centre)


def asseoir(reunion, compte=None, **champs) -> MembreJury:
    personne = {
        "prenom": compte.prenom if compte else "Ali",
        "nom": compte.nom if compte else "Roux",
        "college": College.SALARIES,
        "organisation": "CGT",
    }
    return jury.ajouter_membre(
        reunion.session, utilisateur=compte, par=reunion.secretaire, **personne | champs
    )


def membre(reunion, compte) -> MembreJury:
    return reunion.session.membres.get(utilisateur=compte)


def jures(dossier) -> set[int]:
    affectations = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY)
    return set(affectations.values_list("utilisateur_id", flat=True))


def lien(ligne) -> tuple[str, bool, bool]:
    un = DeclarationConflit.objects.get(deliberation=ligne)
    return (un.nature, un.detectee, un.se_retire)


# --- Found ------------------------------------------------------------------------------------


def test_r30_an_evaluator_of_one_candidate_is_blocked_for_that_candidate_only(reunion, dossier):
    evaluateur = ConclusionCapacite.objects.first().auteur
    HabilitationFactory(utilisateur=evaluateur, centre=reunion.centre, role=Role.JURY)
    autre = dossier_pret(centre=reunion.centre)
    ligne, sienne = reunion.inscrire(dossier, autre)

    assis = asseoir(reunion, evaluateur)

    assert (retires_de(ligne), retires_de(sienne)) == ({assis.pk}, set())
    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)
    assert evaluateur.pk not in jures(dossier)
    assert evaluateur.pk in jures(autre)
    assert dossier.affectations.filter(
        utilisateur=evaluateur, role=RoleAffectation.EVALUATEUR
    ).exists()


def test_r30_a_dossier_that_enters_is_compared_with_those_who_sit(reunion, dossier):
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    (ligne,) = reunion.inscrire(dossier)

    assert retires_de(ligne) == {membre(reunion, reunion.salarie).pk}
    assert jures(dossier) == {reunion.presidente.pk}
    assert dossier.journal.filter(libelle__startswith="Yves Pham se retire du jury").exists()


def test_r30_an_old_evaluator_is_known_by_what_they_wrote(reunion, dossier):
    ancien = ConclusionCapacite.objects.first().auteur
    dossier.affectations.all().delete()
    (ligne,) = reunion.inscrire(dossier)

    asseoir(reunion, prenom=ancien.prenom, nom=ancien.nom.upper())

    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)


def test_r30_the_tutor_is_known_by_address_and_by_name(reunion, dossier):
    par_adresse = UtilisateurFactory(email=dossier.tuteur.courriel.upper(), jury=reunion.centre)
    (ligne,) = reunion.inscrire(dossier)
    premier = asseoir(reunion, par_adresse)
    second = asseoir(reunion, prenom="KARIM", nom="Bensaïd")

    assert retires_de(ligne) == {premier.pk, second.pk}
    natures = set(DeclarationConflit.objects.values_list("nature", flat=True))
    assert natures == {NatureConflit.TUTEUR}


def test_r30_who_gave_the_company_s_opinion_withdraws(reunion, dossier):
    jure = UtilisateurFactory(jury=reunion.centre)
    AvisEntrepriseFactory(demande__dossier=dossier, demande__courriel=jure.email.title())
    (ligne,) = reunion.inscrire(dossier)

    asseoir(reunion, jure)

    assert lien(ligne) == (NatureConflit.TUTEUR, True, True)


@pytest.mark.parametrize(
    "formateur", [{"formateur_courriel": "Jure@uimm.example"}, {"formateur_nom": "DUPRE Zoe"}]
)
def test_r30_the_trainer_withdraws(reunion, dossier, formateur):
    Dossier.objects.filter(pk=dossier.pk).update(**formateur)
    jure = UtilisateurFactory(
        prenom="Zoé", nom="Dupré", email="jure@uimm.example", jury=reunion.centre
    )
    (ligne,) = reunion.inscrire(dossier)

    asseoir(reunion, jure)

    assert lien(ligne) == (NatureConflit.FORMATEUR, True, True)


def test_r30_what_appears_before_the_opening_is_found_at_the_opening(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    assert retires_de(ligne) == set()
    Dossier.objects.filter(pk=dossier.pk).update(formateur_nom="Yves Pham")

    reunion.ouvrir()

    assert lien(ligne) == (NatureConflit.FORMATEUR, True, True)
    assert jures(dossier) == {reunion.presidente.pk}


def test_r30_what_is_no_longer_true_goes_at_the_opening(reunion, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(formateur_nom="Yves Pham")
    (ligne,) = reunion.inscrire(Dossier.objects.get(pk=dossier.pk))
    Dossier.objects.filter(pk=dossier.pk).update(formateur_nom="")

    reunion.ouvrir()

    assert DeclarationConflit.objects.filter(deliberation=ligne).count() == 0
    assert jures(dossier) == {reunion.presidente.pk, reunion.salarie.pk}


def test_r30_what_was_found_is_not_lifted(reunion, dossier):
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)
    (ligne,) = reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match="ne se lève pas"):
        conflits.lever(membre(reunion, reunion.salarie), ligne, par=reunion.salarie)
    with pytest.raises(SessionRefusee, match="déjà retiré"):
        conflits.declarer(
            membre(reunion, reunion.salarie),
            ligne,
            nature=NatureConflit.ENTREPRISE,
            se_retire=False,
            par=reunion.salarie,
        )

    assert jures(dossier) == {reunion.presidente.pk}


# --- The same company -------------------------------------------------------------------------


@pytest.fixture
def collegue(reunion, dossier) -> MembreJury:
    """A member with an account whose company is the candidate's, written otherwise."""
    reunion.inscrire(dossier)
    nom = dossier.entreprise.raison_sociale.upper()
    return asseoir(reunion, UtilisateurFactory(jury=reunion.centre), organisation=nom)


def test_r30_the_same_company_is_proposed_and_withdraws_nobody(reunion, dossier, collegue):
    ligne = reunion.session.deliberations.get()

    assert lien(ligne) == (NatureConflit.ENTREPRISE, True, False)
    assert ligne.conflits.get().attend_reponse is True
    assert (retires_de(ligne), collegue.utilisateur_id in jures(dossier)) == (set(), True)


@pytest.mark.parametrize("se_retire", [True, False])
def test_r30_a_person_answers_for_the_same_company(reunion, dossier, collegue, se_retire):
    ligne = reunion.session.deliberations.get()

    conflits.declarer(
        collegue,
        ligne,
        nature=NatureConflit.ENTREPRISE,
        se_retire=se_retire,
        par=collegue.utilisateur,
    )

    assert lien(ligne) == (NatureConflit.ENTREPRISE, True, se_retire)
    assert ligne.conflits.get().attend_reponse is False
    assert (collegue.utilisateur_id in jures(dossier)) is not se_retire


# --- Declared ---------------------------------------------------------------------------------


def test_r30_a_declaration_closes_the_dossier_and_lifting_it_opens_it_again(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    salarie = membre(reunion, reunion.salarie)

    conflits.declarer(
        salarie, ligne, nature=NatureConflit.PARENTE, precision="Cousin", par=reunion.salarie
    )
    assert jures(dossier) == {reunion.presidente.pk}
    assert dossier not in Dossier.objects.visible_par(reunion.salarie)

    conflits.lever(salarie, ligne, par=reunion.salarie)
    assert jures(dossier) == {reunion.presidente.pk, reunion.salarie.pk}
    assert DeclarationConflit.objects.count() == 0


def test_r30_nothing_is_declared_once_the_jury_has_decided(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()

    with pytest.raises(SessionRefusee, match="Le jury a décidé pour"):
        conflits.declarer(
            membre(reunion, reunion.salarie),
            ligne,
            nature=NatureConflit.PARENTE,
            par=reunion.secretaire,
        )


def test_r30_a_correction_of_the_seat_is_compared_again(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)

    jury.corriger_membre(
        membre(reunion, reunion.salarie),
        organisation=dossier.entreprise.raison_sociale,
        par=reunion.secretaire,
    )

    assert lien(ligne) == (NatureConflit.ENTREPRISE, True, False)


def test_r30_the_pv_tells_who_withdrew_for_whom(reunion, dossier):
    autre = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier, autre)
    retire = asseoir(reunion)
    reunion.ouvrir()
    conflits.declarer(
        retire,
        reunion.session.deliberations.get(dossier=autre),
        nature=NatureConflit.HIERARCHIE,
        precision="Chef d'atelier",
        par=reunion.secretaire,
    )
    reunion.suivre_la_commission()
    reunion.clore()

    (conflit,) = conflits_de(reunion.session)
    assert (conflit.membre, conflit.deliberation.dossier) == (retire, autre)
    with Document.objects.get(nature="pv").fichier.open() as fichier:
        texte = " ".join(" ".join(pages(fichier.read())).split())
    assert (
        f"Ali Roux s'est retiré(e) pour le candidat {autre.candidat} : est son supérieur "
        "hiérarchique (Chef d'atelier)."
    ) in texte


# --- The pages --------------------------------------------------------------------------------


def url(nom: str, reunion, *suite: int) -> str:
    return reverse(f"evaluations:{nom}", args=[reunion.session.pk, *suite])


def test_a_member_declares_for_themself_and_for_nobody_else(client_de, reunion, dossier):
    reunion.inscrire(dossier)
    client = client_de(reunion.salarie)
    sien, autre = membre(reunion, reunion.salarie), membre(reunion, reunion.presidente)
    page = client.get(url("conflits", reunion))
    assert_page_accessible(page)
    assert page.context["declarables"] == {sien.pk}
    donnees = {"nature": "parente", "se_retire": "oui", "precision": ""}

    assert client.post(url("conflit", reunion, autre.pk, dossier.pk), donnees).status_code == 403
    assert_page_accessible(client.get(url("conflit", reunion, sien.pk, dossier.pk)))
    client.post(url("conflit", reunion, sien.pk, dossier.pk), donnees)

    assert retires_de(reunion.session.deliberations.get()) == {sien.pk}
    deliberation = url("deliberation", reunion, dossier.pk)
    assert client.get(deliberation).status_code == 404
    client.post(url("conflit_lever", reunion, sien.pk, dossier.pk))
    assert client.get(deliberation).status_code == 200


def test_the_secretary_declares_for_anybody(client_de, reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    client = client_de(reunion.secretaire)
    sans_compte = asseoir(reunion)

    client.post(
        url("conflit", reunion, sans_compte.pk, dossier.pk),
        {"nature": "hierarchie", "se_retire": "oui", "precision": "Chef d'atelier"},
    )

    assert lien(ligne) == (NatureConflit.HIERARCHIE, False, True)
    assert_page_accessible(client.get(url("conflits", reunion)))


@pytest.mark.parametrize("donnees", [{"nature": "x"}, {"nature": "parente", "se_retire": "non"}])
def test_a_link_that_withdraws_is_not_declared_without_withdrawing(
    client_de, reunion, dossier, donnees
):
    reunion.inscrire(dossier)
    sien = membre(reunion, reunion.salarie)

    page = client_de(reunion.salarie).post(url("conflit", reunion, sien.pk, dossier.pk), donnees)

    assert_page_accessible(page)
    assert page.context["form"].errors != {}
    assert DeclarationConflit.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_matrix_runs_no_query_per_candidate(reunion, nombre, django_assert_num_queries):
    reunion.inscrire(*[dossier_pret(centre=reunion.centre) for _ in range(nombre)])

    with django_assert_num_queries(3):  # members, candidates, links
        assert len(matrice_des_conflits(reunion.session)) == nombre
