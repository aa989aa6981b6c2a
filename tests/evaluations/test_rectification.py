"""A signed PV is corrected by a dated PV rectificatif, never edited (R40)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.fichiers import ouvrir
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Habilitation
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.errors import DecisionRefusee, SessionRefusee
from evaluations.models import Deliberation, SessionJury
from evaluations.regles_jury import Vote
from evaluations.selectors.conservation import benefices
from evaluations.selectors.jury import avancement_jury
from evaluations.services import deliberation, jury
from evaluations.services.presentation import representer
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir

MOTIF = "Erreur de report : la capacité 1 était acquise."
IL_Y_A_10_JOURS = timezone.localdate() - datetime.timedelta(days=10)


def signer(reunion: Reunion) -> None:
    for personne in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=personne)
    reunion.session.refresh_from_db()


@pytest.fixture
def reunion(db):
    """A signed session of ten days ago: one candidate certified, one partial, one sent back."""
    reunion = reunir(CentreFactory(), date=IL_Y_A_10_JOURS)
    admis, renvoye = (dossier_pret(centre=reunion.centre) for _ in range(2))
    partiel = dossier_pret(non_acquises=[1], centre=reunion.centre)
    _, _, passage = reunion.inscrire(admis, partiel, renvoye)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    passage.refresh_from_db()
    vote = Vote({}, decision="renvoi", motif="Pièce illisible.", conditions_verifiees=True)
    deliberation.decider(passage, vote, version=passage.version, par=reunion.presidente)
    reunion.clore()
    signer(reunion)
    return reunion


@pytest.fixture
def partiel(reunion) -> Dossier:
    return reunion.session.deliberations.get(decision=DecisionJury.PARTIEL).dossier


def preparer(reunion: Reunion, *dossiers: Dossier, date=None) -> SessionJury:
    return jury.preparer_rectificatif(
        reunion.session,
        dossiers=dossiers,
        motif=MOTIF,
        date=date or timezone.localdate(),
        par=reunion.secretaire,
    )


def rejouer(reunion: Reunion, rectificatif: SessionJury) -> Reunion:
    """The jury meets again and validates everything, up to the produced PV."""
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()
    for une in rectificatif.deliberations.all():
        numeros = {un.numero: True for un in une.dossier.capacites_visees()}
        vote = Vote(numeros, {1: "Report corrigé."}, conditions_verifiees=True)
        deliberation.decider(une, vote, version=une.version, par=reunion.presidente)
    suite.clore()
    return suite


def test_r40_the_signed_pv_and_the_results_stay_until_the_correction_is_signed(reunion, partiel):
    document = reunion.session.pv_signe

    suite = rejouer(reunion, preparer(reunion, partiel))

    partiel.refresh_from_db()
    assert partiel.etat == EtatDossier.VALIDATION_PARTIELLE
    signer(suite)
    partiel.refresh_from_db()
    reunion.session.refresh_from_db()
    assert partiel.etat == EtatDossier.ADMIS
    assert reunion.session.pv_signe == document
    assert reunion.session.deliberations.get(dossier=partiel).decision == DecisionJury.PARTIEL
    resultat = f"CQPM attribué par le PV rectificatif de la session {suite.session.numero}."
    assert resultat in {ligne.libelle for ligne in partiel.journal.all()}


def test_r40_the_printed_correction_says_what_it_replaces_and_why(reunion, partiel):
    suite = rejouer(reunion, preparer(reunion, partiel))

    with ouvrir(jury.pv_de(suite.session)) as fichier:
        texte = " ".join(pages(fichier.read()))

    assert "Procès-verbal rectificatif" in texte
    assert f"rectifie celui de la session {reunion.session.numero} du " in texte
    assert MOTIF in texte


def test_r38_what_is_validated_keeps_the_day_of_the_first_jury(reunion, partiel):
    suite = rejouer(reunion, preparer(reunion, partiel))
    signer(suite)

    (jour,) = {un.validee_le for un in benefices(partiel)}
    assert jour == IL_Y_A_10_JOURS


def test_the_public_page_says_that_the_first_pv_is_replaced(reunion, partiel):
    suite = rejouer(reunion, preparer(reunion, partiel))
    avant = Client().get(reverse("evaluations:verifier", args=[reunion.session.code_verification]))
    signer(suite)
    apres = Client().get(reverse("evaluations:verifier", args=[reunion.session.code_verification]))
    celui_ci = Client().get(reverse("evaluations:verifier", args=[suite.session.code_verification]))

    assert avant.context["verification"].etat == "authentique"
    assert apres.context["verification"].etat == "remplace"
    assert suite.session.numero in apres.content.decode()
    assert celui_ci.context["verification"].etat == "authentique"


def test_the_page_of_the_first_session_says_that_its_pv_is_corrected(reunion, partiel, client_de):
    suite = rejouer(reunion, preparer(reunion, partiel))
    client, hub = client_de(reunion.secretaire), reunion.session.get_absolute_url()
    avant = client.get(hub).content.decode()
    signer(suite)

    apres = client.get(hub).content.decode()

    assert "les résultats sont définitifs." in avant
    assert "les résultats sont définitifs, sauf ce que rectifie un autre PV." in apres
    assert f"PV rectificatif {suite.session.numero}</a>, signé le" in apres


def test_a_candidate_sent_back_or_of_another_pv_is_not_corrected(reunion):
    renvoye = reunion.session.deliberations.get(decision=DecisionJury.RENVOI).dossier
    autre = dossier_pret(centre=reunion.centre)

    with pytest.raises(SessionRefusee, match="repasse devant une session ordinaire"):
        preparer(reunion, renvoye)
    with pytest.raises(SessionRefusee, match="n'est pas au PV"):
        preparer(reunion, autre)
    with pytest.raises(SessionRefusee, match="au moins un candidat"):
        preparer(reunion)
    assert not reunion.session.rectificatifs.exists()


def test_a_candidate_who_presents_themselves_again_is_not_corrected(reunion, partiel):
    representer(partiel, inscrit_le=timezone.localdate(), par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="se présente de nouveau"):
        preparer(reunion, partiel)


def test_one_correction_at_a_time_and_never_before_the_jury(reunion, partiel):
    with pytest.raises(SessionRefusee, match="ne peut pas précéder"):
        preparer(reunion, partiel, date=IL_Y_A_10_JOURS - datetime.timedelta(days=1))
    preparer(reunion, partiel)

    with pytest.raises(SessionRefusee, match="déjà en cours"):
        preparer(reunion, partiel)


def test_a_correction_is_not_corrected_but_its_origin_again(reunion, partiel):
    suite = rejouer(reunion, preparer(reunion, partiel))
    signer(suite)

    with pytest.raises(SessionRefusee, match="partez de la session qu'il rectifie"):
        preparer(suite, partiel)
    assert preparer(reunion, partiel).numero == f"{reunion.session.numero}-R2"


def test_a_correction_sends_nobody_back(reunion, partiel):
    rectificatif = preparer(reunion, partiel)
    suite = Reunion(rectificatif, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()
    passage = rectificatif.deliberations.get()
    vote = Vote({}, decision="renvoi", motif="À revoir.", conditions_verifiees=True)

    with pytest.raises(DecisionRefusee):
        deliberation.decider(passage, vote, version=0, par=reunion.presidente)


def test_its_candidates_do_not_change_and_it_may_be_given_up(reunion, partiel):
    rectificatif = preparer(reunion, partiel)
    with pytest.raises(SessionRefusee, match="abandonnez-le"):
        jury.retirer_dossier(rectificatif.deliberations.get(), par=reunion.secretaire)

    jury.abandonner_rectificatif(rectificatif, par=reunion.secretaire)

    partiel.refresh_from_db()
    assert partiel.etat == EtatDossier.VALIDATION_PARTIELLE
    assert Deliberation.objects.filter(dossier=partiel).count() == 1


def test_r53_the_dossier_tells_the_signed_result_while_a_correction_is_prepared(reunion, partiel):
    suite = rejouer(reunion, preparer(reunion, partiel))

    etapes = avancement_jury(partiel, reunion.secretaire).etapes

    assert suite.session.deliberations.get().decision == DecisionJury.ADMIS
    assert etapes[0].detail == "CQPM non attribué, validation partielle"


# --- The pages --------------------------------------------------------------------------------


def test_the_manager_prepares_it_from_the_signed_session(reunion, partiel, client_de):
    Habilitation.objects.create(
        utilisateur=reunion.secretaire, centre=reunion.centre, role=Role.RESPONSABLE
    )
    client = client_de(reunion.secretaire)
    url = reverse("evaluations:rectifier", args=[reunion.session.pk])
    formulaire = client.get(url)
    assert_page_accessible(formulaire)
    assert url in client.get(reunion.session.get_absolute_url()).content.decode()

    vide = client.post(url, {"motif": MOTIF, "date": timezone.localdate().isoformat()})
    reponse = client.post(
        url,
        {"dossiers": [partiel.pk], "motif": MOTIF, "date": timezone.localdate().isoformat()},
        follow=True,
    )

    assert "Cochez au moins un candidat." in vide.content.decode()
    assert MOTIF.replace("'", "&#x27;") in vide.content.decode()
    rectificatif = SessionJury.objects.get(rectifie=reunion.session)
    assert rectificatif.numero in reponse.content.decode()
    abandon = reverse("evaluations:abandonner_rectificatif", args=[rectificatif.pk])
    client.post(abandon)
    assert not SessionJury.objects.filter(pk=rectificatif.pk).exists()


def test_only_the_manager_may_correct(reunion, client_de):
    url = reverse("evaluations:rectifier", args=[reunion.session.pk])
    inconnu = UtilisateurFactory(gestionnaire=CentreFactory())

    assert client_de(reunion.secretaire).get(url).status_code == 403
    assert client_de(inconnu).get(url).status_code == 404
