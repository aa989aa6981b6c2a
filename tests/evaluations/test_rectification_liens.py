"""A PV rectificatif keeps who withdrew, what is kept, and nobody who presents themselves again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.fichiers import ouvrir
from dossiers.errors import PresentationRefusee
from dossiers.models import Dossier
from dossiers.services.presentation import ouvrir_presentation
from evaluations.enums import College, DecisionJury, EtatSession, NatureConflit
from evaluations.errors import DecisionRefusee, SessionRefusee
from evaluations.models import MembreJury
from evaluations.regles_jury import Vote
from evaluations.selectors.conflits import retires_de
from evaluations.selectors.conservation import encore_valables
from evaluations.services import deliberation, jury
from evaluations.services.jury import conflits
from evaluations.services.presentation import representer
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_jury_conflits import jures, lien
from tests.evaluations.test_rectification import IL_Y_A_10_JOURS, preparer, signer
from tests.evaluations.test_revue_du_jury import UN_JOUR, deuxieme_presentation
from tests.factories.comptes import CentreFactory
from tests.factories.dossiers import AffectationFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir


@pytest.fixture
def reunion(db) -> Reunion:
    """A session of ten days ago with a second employee, and one partial result."""
    reunion = reunir(CentreFactory(), date=IL_Y_A_10_JOURS)
    reunion.inscrire(dossier_pret(non_acquises=[1], centre=reunion.centre))
    second(reunion.session)
    reunion.ouvrir()
    return reunion


def second(session) -> MembreJury:
    return MembreJury.objects.create(
        session=session, prenom="Ali", nom="Roux", college=College.SALARIES, organisation="CGT"
    )


def terminer(reunion) -> Dossier:
    reunion.suivre_la_commission()
    reunion.clore()
    MembreJury.objects.filter(utilisateur=None).update(present=False)
    signer(reunion)
    return reunion.session.deliberations.get().dossier


# --- Who withdrew -----------------------------------------------------------------------------


def test_r30_who_declared_a_link_neither_reads_nor_votes_in_the_correction(reunion, client_de):
    ligne = reunion.session.deliberations.get()
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)
    declaree = conflits.declarer(
        salarie, ligne, nature=NatureConflit.PARENTE, precision="Cousin", par=reunion.salarie
    )
    dossier = terminer(reunion)

    rectificatif = preparer(reunion, dossier)

    (passage,) = rectificatif.deliberations.all()
    reprise = passage.conflits.get()
    assert reprise.membre == rectificatif.membres.get(utilisateur=reunion.salarie)
    assert lien(passage) == (NatureConflit.PARENTE, False, True)
    assert (reprise.precision, reprise.declaree_par) == ("Cousin", reunion.salarie)
    assert ligne.conflits.get() == declaree
    assert jures(dossier) == {reunion.presidente.pk}
    url = reverse("evaluations:deliberation", args=[rectificatif.pk, dossier.pk])
    assert client_de(reunion.salarie).get(url).status_code == 404
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    MembreJury.objects.filter(session=rectificatif, utilisateur=None).delete()
    suite.ouvrir()
    with pytest.raises(DecisionRefusee, match="le quorum manque"):
        deliberation.decider(
            passage,
            Vote({1: True, 2: True}, {1: "Report corrigé."}, conditions_verifiees=True),
            version=0,
            par=reunion.presidente,
        )


def test_r30_an_answer_about_the_same_company_is_not_asked_again(reunion):
    ligne = reunion.session.deliberations.get()
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)
    jury.corriger_membre(
        salarie, organisation=ligne.dossier.entreprise.raison_sociale, par=reunion.secretaire
    )
    conflits.declarer(
        salarie, ligne, nature=NatureConflit.ENTREPRISE, se_retire=False, par=reunion.salarie
    )
    dossier = terminer(reunion)

    (passage,) = preparer(reunion, dossier).deliberations.all()

    assert lien(passage) == (NatureConflit.ENTREPRISE, True, False)
    assert passage.conflits.get().attend_reponse is False


def test_r30_a_link_that_appeared_since_the_signature_is_found(reunion):
    dossier = terminer(reunion)
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    rectificatif = preparer(reunion, dossier)

    (passage,) = rectificatif.deliberations.all()
    assert retires_de(passage) == {rectificatif.membres.get(utilisateur=reunion.salarie).pk}
    assert jures(dossier) == {reunion.presidente.pk}
    assert dossier.journal.filter(libelle__startswith="Yves Pham se retire du jury").exists()


# --- What an earlier jury gave ----------------------------------------------------------------


def test_r32_r38_what_was_kept_at_the_first_jury_counts_in_its_correction(db):
    """The benefit ended between the two: the day of the first jury is the one that counts."""
    reunion = reunir(CentreFactory(), date=IL_Y_A_10_JOURS)
    dossier = deuxieme_presentation(reunion, IL_Y_A_10_JOURS + 3 * UN_JOUR)
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    doute = Vote({1: False}, {1: "Doute."}, conditions_verifiees=True)
    deliberation.decider(ligne, doute, version=0, par=reunion.presidente)
    reunion.clore()
    signer(reunion)
    dossier.refresh_from_db()
    rectificatif = preparer(reunion, dossier)
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()

    suite.suivre_la_commission()
    suite.clore()

    assert rectificatif.deliberations.get().decision == DecisionJury.ADMIS
    with ouvrir(jury.pv_de(rectificatif)) as fichier:
        texte = " ".join(" ".join(pages(fichier.read())).split())
    assert "Conservée jusqu'au" in texte.replace("’", "'")
    assert "bénéfice échu" not in texte


# --- A new presentation -----------------------------------------------------------------------


@pytest.fixture
def partiel(reunion) -> Dossier:
    return terminer(reunion)


def suite_de(rectificatif, reunion) -> Reunion:
    return Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)


def se_representer(reunion, dossier) -> Dossier:
    return representer(dossier, inscrit_le=timezone.localdate(), par=reunion.secretaire)


def croiser(reunion, dossier) -> Dossier:
    """What two people at once could do before it was refused."""
    return ouvrir_presentation(
        dossier,
        conservees=encore_valables(dossier),
        blocs=[],
        inscrit_le=timezone.localdate(),
        par=reunion.secretaire,
    )


def valider(reunion, rectificatif, *, tout: bool) -> None:
    """The jury corrects the first capacité, or confirms what it had said."""
    (passage,) = rectificatif.deliberations.all()
    vote = Vote(
        {1: tout, 2: True}, {1: "Report corrigé." if tout else ""}, conditions_verifiees=True
    )
    deliberation.decider(passage, vote, version=0, par=reunion.presidente)


def test_r40_nobody_presents_themselves_again_while_a_correction_is_not_signed(reunion, partiel):
    rectificatif = preparer(reunion, partiel)
    suite = suite_de(rectificatif, reunion)

    with pytest.raises(PresentationRefusee, match=f"{rectificatif.numero}.*attendez sa signature"):
        se_representer(reunion, partiel)
    suite.ouvrir()
    valider(reunion, rectificatif, tout=False)
    suite.clore()
    with pytest.raises(PresentationRefusee, match="attendez sa signature"):
        se_representer(reunion, partiel)
    MembreJury.objects.filter(utilisateur=None).update(present=False)
    signer(suite)
    partiel.refresh_from_db()

    assert se_representer(reunion, partiel).origine == partiel


def test_r40_a_correction_given_up_frees_the_candidate(reunion, partiel):
    jury.abandonner_rectificatif(preparer(reunion, partiel), par=reunion.secretaire)

    assert se_representer(reunion, partiel).origine == partiel


def test_r40_a_correction_does_not_open_once_the_candidate_presents_themselves_again(
    reunion, partiel
):
    rectificatif = preparer(reunion, partiel)
    suivant = croiser(reunion, partiel)

    with pytest.raises(SessionRefusee, match=f"dossier {suivant.numero}.*abandonnez"):
        suite_de(rectificatif, reunion).ouvrir()

    rectificatif.refresh_from_db()
    assert rectificatif.etat == EtatSession.PREPARATION


def test_r40_it_closes_only_on_what_the_next_presentation_took_up(reunion, partiel):
    rectificatif = preparer(reunion, partiel)
    suite = suite_de(rectificatif, reunion)
    suite.ouvrir()
    croiser(reunion, partiel)
    valider(reunion, rectificatif, tout=True)

    with pytest.raises(SessionRefusee, match="se présente de nouveau"):
        suite.clore()
    (passage,) = rectificatif.deliberations.all()
    deliberation.annuler_decision(passage, version=1, par=reunion.secretaire)
    vote = Vote({1: False, 2: True}, conditions_verifiees=True)
    deliberation.decider(passage, vote, version=2, par=reunion.presidente)
    suite.clore()

    rectificatif.refresh_from_db()
    assert rectificatif.etat == EtatSession.CLOSE


def test_the_page_refuses_it_with_its_sentence(reunion, partiel, client_de):
    rectificatif = preparer(reunion, partiel)
    url = reverse("evaluations:presentation", args=[partiel.pk])

    page = client_de(reunion.secretaire).post(url, {"inscrit_le": f"{timezone.localdate()}"})

    assert rectificatif.numero in page.content.decode()
    assert not partiel.suites.exists()


# --- Its date ---------------------------------------------------------------------------------


def test_r40_a_correction_is_not_moved_before_the_session_that_it_corrects(
    reunion, partiel, client_de
):
    rectificatif = preparer(reunion, partiel)
    veille = IL_Y_A_10_JOURS - UN_JOUR
    url = reverse("evaluations:session_modifier", args=[rectificatif.pk])

    with pytest.raises(SessionRefusee, match="ne peut pas précéder la session du"):
        jury.modifier_session(rectificatif, date=veille, par=reunion.secretaire)
    page = client_de(reunion.secretaire).post(
        url, {"date": f"{veille}", "lieu": "Salle 2", "mode": "presentiel"}
    )

    assert "ne peut pas précéder" in page.context["form"].errors["date"][0]
    assert 'value="Salle 2"' in page.content.decode()
    assert_page_accessible(page)
    rectificatif.refresh_from_db()
    assert rectificatif.date == timezone.localdate()
