"""Sign the PV: only then are the results final."""

from functools import partial

import pytest

from cqpm.commun.models import Document
from cqpm.comptes.errors import MotDePasseIncorrect
from dossiers.enums import EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SignatureGrille, SignaturePV
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.concurrence import en_meme_temps
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.outils import dossier_pret, reunir

PDF = b"%PDF-1.7 signe a la main"


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion):
    return dossier_pret(centre=reunion.centre)


def jures(dossier) -> set[int]:
    affectations = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY)
    return set(affectations.values_list("utilisateur_id", flat=True))


def libelles(dossier) -> list[str]:
    return [ligne.libelle for ligne in dossier.journal.all()]


@pytest.fixture
def close(reunion, dossier):
    """A closed session of one candidate, its PV produced."""
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    return reunion


# --- The signature ----------------------------------------------------------------------------


def signer(reunion, par, mot_de_passe=MOT_DE_PASSE) -> SignaturePV:
    return jury.signer_pv(reunion.session, mot_de_passe=mot_de_passe, par=par)


def test_r53_results_arrive_with_the_last_signature(close, dossier):
    signer(close, close.presidente)
    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.EN_SESSION

    signer(close, close.salarie)

    dossier.refresh_from_db()
    close.session.refresh_from_db()
    assert (dossier.etat, close.session.etat) == (EtatDossier.ADMIS, EtatSession.SIGNEE)
    assert close.session.pv_signe == jury.pv_de(close.session)
    assert (
        libelles(dossier)[1] == f"CQPM attribué par le jury de la session {close.session.numero}."
    )


def test_r52_a_signature_carries_the_digest_of_the_exact_pdf(close):
    signature = signer(close, close.presidente)

    assert signature.empreinte == jury.pv_de(close.session).sha256


def test_r52_an_altered_file_is_not_signed(close):
    document = jury.pv_de(close.session)
    with document.fichier.storage.open(document.fichier.name, "wb") as fichier:
        fichier.write(b"%PDF-1.7 autre chose")

    with pytest.raises(SessionRefusee, match="n'est plus celui qui a été produit"):
        signer(close, close.presidente)

    assert SignaturePV.objects.count() == 0


def test_a_wrong_password_signs_nothing(close):
    with pytest.raises(MotDePasseIncorrect):
        signer(close, close.presidente, "deviné")

    assert SignaturePV.objects.count() == 0


def test_nobody_signs_twice(close):
    signer(close, close.presidente)

    with pytest.raises(SessionRefusee, match="déjà signé"):
        signer(close, close.presidente)

    assert SignaturePV.objects.count() == 1


def test_an_absent_member_and_a_stranger_do_not_sign(close):
    MembreJury.objects.filter(utilisateur=close.salarie).update(present=False)

    for personne in (close.salarie, close.secretaire):
        with pytest.raises(SessionRefusee, match="en séance à la clôture"):
            signer(close, personne)


def test_an_absent_member_is_not_waited_for(close, dossier):
    MembreJury.objects.filter(utilisateur=close.salarie).update(present=False)

    signer(close, close.presidente)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS


def test_nobody_signs_a_pv_that_is_not_produced_yet(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="pas encore produit"):
        signer(reunion, reunion.presidente)
    with pytest.raises(SessionRefusee, match="pas encore produit"):
        jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)


def test_a_pv_signed_by_hand_ends_the_session(close, dossier):
    document = jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)

    close.session.refresh_from_db()
    assert (close.session.etat, close.session.pv_signe) == (EtatSession.SIGNEE, document)
    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS
    assert f"PV signé de la session {close.session.numero} déposé." in libelles(dossier)


def test_everything_is_refused_once_signed(close):
    jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)

    with pytest.raises(SessionRefusee, match="PV signé"):
        jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)
    with pytest.raises(SessionRefusee, match="PV signé"):
        signer(close, close.presidente)

    assert Document.objects.filter(nature="pv_signe").count() == 1


def test_each_candidate_gets_their_own_result(reunion):
    centre = reunion.centre
    admise = dossier_pret(centre=centre)
    partiel = dossier_pret(centre=centre, non_acquises=[2], referentiel__modele_2013=True)
    refuse = dossier_pret(centre=centre, non_acquises=[1, 2])
    reunion.inscrire(admise, partiel, refuse)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    etats = [Dossier.objects.get(pk=un.pk).etat for un in (admise, partiel, refuse)]
    assert etats == [EtatDossier.ADMIS, EtatDossier.VALIDATION_PARTIELLE, EtatDossier.NON_ADMIS]
    assert libelles(partiel)[0].startswith("Non admissible, validation partielle par le jury")


def test_10d_a_renvoi_gives_the_grid_back_to_the_commission(reunion, dossier):
    SignatureGrille.objects.create(
        evaluation=dossier.evaluation, evaluateur=UtilisateurFactory(), empreinte="x" * 64
    )
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    renvoi = Vote({}, decision="renvoi", motif="Grille à compléter.", conditions_verifiees=True)
    deliberation.decider(ligne, renvoi, version=0, par=reunion.presidente)
    reunion.clore()

    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    dossier.refresh_from_db()
    dossier.evaluation.refresh_from_db()
    assert dossier.etat == EtatDossier.EN_EVALUATION
    assert dossier.evaluation.verrouillee_le is None
    assert SignatureGrille.objects.count() == 0
    assert jures(dossier) == set()
    assert "Grille à compléter." in libelles(dossier)[0]


def test_a_dossier_sent_back_meets_another_session(reunion, dossier):
    test_10d_a_renvoi_gives_the_grid_back_to_the_commission(reunion, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)

    suivante = reunir(reunion.centre)
    suivante.inscrire(Dossier.objects.get(pk=dossier.pk))
    suivante.ouvrir()
    suivante.suivre_la_commission()
    suivante.clore()
    jury.deposer_pv_signe(suivante.session, contenu=PDF, par=suivante.secretaire)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS
    assert dossier.deliberations.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_end_the_session_once():
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    en_meme_temps(
        partial(signer, reunion, reunion.presidente), partial(signer, reunion, reunion.salarie)
    )

    dossier.refresh_from_db()
    assert (dossier.etat, SignaturePV.objects.count()) == (EtatDossier.ADMIS, 2)
    assert dossier.journal.filter(vers=EtatDossier.ADMIS).count() == 1
