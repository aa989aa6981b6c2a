"""The commission's acts: R8, R13, R14, R20–R23."""

import datetime

import pytest

from cqpm.comptes.permissions import MotDePasseIncorrect
from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible
from dossiers.models import Dossier
from evaluations.enums import Conclusion, NiveauCritere
from evaluations.errors import ConflitDeSaisie, EvaluationFermee, ResultatRefuse
from evaluations.models import ConclusionCapacite, Evaluation, ResultatCritere, SignatureGrille
from evaluations.services import evaluation as service
from referentiels.enums import CodeModalite
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter_tout, planifier

MOT_DE_PASSE = "un-vrai-mot-de-passe"


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


@pytest.fixture
def par(dossier):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre)
    utilisateur.set_password(MOT_DE_PASSE)
    utilisateur.save()
    AffectationFactory(dossier=dossier, utilisateur=utilisateur)
    return utilisateur


def critere(dossier, rang=1):
    return Critere.objects.select_related("capacite").get(
        capacite__referentiel=dossier.referentiel, capacite__numero=1, rang=rang
    )


def noter(dossier, par, niveau=NiveauCritere.ACQUIS, commentaire="", version=0, rang=1):
    return service.noter_critere(
        dossier,
        critere(dossier, rang),
        niveau=niveau,
        commentaire=commentaire,
        version=version,
        par=par,
    )


def conclure(dossier, par, conclusion=Conclusion.ACQUISE, commentaire="", evaluee_le=None):
    return service.conclure(
        dossier,
        dossier.capacites_visees()[0],
        conclusion=conclusion,
        commentaire=commentaire,
        evaluee_le=evaluee_le or datetime.date(2026, 2, 1),
        lieu="Atelier",
        par=par,
    )


def test_the_first_score_starts_the_evaluation(dossier, par):
    noter(dossier, par)

    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION
    assert dossier.journal.first().libelle == "Critère 1.1 : acquis."


@pytest.mark.parametrize("trait", ["modalites_completes", "evaluations_closes", "admis"])
def test_r14_r23_no_score_outside_the_evaluation(trait, par):
    autre = DossierFactory(**{trait: True})

    with pytest.raises(EvaluationFermee, match=autre.numero):
        noter(autre, par)

    assert ResultatCritere.objects.count() == 0


def test_r14_the_refusal_says_that_nothing_was_transmitted(par):
    autre = DossierFactory()

    with pytest.raises(EvaluationFermee) as refus:
        noter(autre, par)

    assert str(refus.value) == (
        f"La grille du dossier {autre.numero} ne s'écrit pas : le dossier de modalités n'est pas "
        "encore transmis au centre de ressources. Le centre d'examen doit d'abord le transmettre."
    )


@pytest.mark.parametrize("niveau", [NiveauCritere.NON_ACQUIS, NiveauCritere.NON_OBSERVABLE])
def test_r21_an_unexplained_critere_is_refused(dossier, par, niveau):
    with pytest.raises(ResultatRefuse) as refus:
        noter(dossier, par, niveau, "   ")

    assert (refus.value.champ, ResultatCritere.objects.count()) == ("commentaire", 0)
    assert Dossier.objects.get().etat == EtatDossier.TRANSMIS


def test_an_invented_level_is_refused(dossier, par):
    with pytest.raises(ResultatRefuse, match="quatre résultats"):
        noter(dossier, par, "15/20")


def test_two_evaluators_do_not_overwrite_each_other(dossier, par):
    noter(dossier, par)

    with pytest.raises(ConflitDeSaisie) as conflit:
        noter(dossier, UtilisateurFactory(), NiveauCritere.NON_ACQUIS, "Non.", version=0)

    assert conflit.value.actuel.niveau == NiveauCritere.ACQUIS
    assert ResultatCritere.objects.get().niveau == NiveauCritere.ACQUIS


def test_the_same_cell_sent_twice_is_written_once(dossier, par):
    premier = noter(dossier, par)
    second = noter(dossier, par, version=premier.version)

    assert (second.version, dossier.journal.filter(acte="score").count()) == (1, 1)


def test_r50_a_changed_score_keeps_before_and_after(dossier, par):
    noter(dossier, par)
    noter(dossier, par, NiveauCritere.NON_ACQUIS, "Fuite.", version=1)

    ligne = dossier.journal.first()
    assert (ligne.avant, ligne.apres) == (["acquis", ""], ["non_acquis", "Fuite."])


def test_r13_a_capacite_on_presentation_waits_for_the_report(par):
    dossier = planifier(
        DossierFactory(transmis=True, rapport_attendu_le=datetime.date(2026, 3, 1)),
        CodeModalite.PRESENTATION_PROJETS,
    )
    with pytest.raises(ResultatRefuse, match="rapport du candidat"):
        noter(dossier, par)

    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=datetime.date(2026, 2, 1))
    assert noter(dossier, par).niveau == NiveauCritere.ACQUIS


def test_r20_a_conclusion_waits_for_every_critere(dossier, par):
    noter(dossier, par)

    with pytest.raises(ResultatRefuse, match="Il reste 1 critère à évaluer"):
        conclure(dossier, par)


def test_r20_acquise_against_a_critere_needs_a_comment(dossier, par):
    noter(dossier, par, NiveauCritere.NON_ACQUIS, "Fuite.")
    noter(dossier, par, rang=2)
    with pytest.raises(ResultatRefuse) as refus:
        conclure(dossier, par)
    assert refus.value.champ == "commentaire"

    assert conclure(dossier, par, commentaire="Refait devant nous.").conclusion == "acquise"


def test_a_critere_that_changes_withdraws_the_conclusion(dossier, par):
    noter_tout(dossier, par)

    noter(dossier, par, NiveauCritere.NON_ACQUIS, "Fuite.", version=1)

    assert [un.capacite.numero for un in ConclusionCapacite.objects.all()] == [2]


def test_r8_an_evaluation_the_day_before_the_registration_is_refused(dossier, par):
    noter(dossier, par)
    noter(dossier, par, rang=2)

    with pytest.raises(DateImpossible):
        conclure(dossier, par, evaluee_le=dossier.inscrit_le - datetime.timedelta(days=1))


def test_an_evaluation_tomorrow_is_refused(dossier, par):
    noter(dossier, par)
    noter(dossier, par, rang=2)

    with pytest.raises(DateImpossible):
        conclure(dossier, par, evaluee_le=datetime.date(2999, 1, 1))


# --- Signatures -------------------------------------------------------------------------------


def test_r23_every_member_signs_then_the_grid_is_closed(dossier, par):
    collegue = UtilisateurFactory()
    collegue.set_password(MOT_DE_PASSE)
    collegue.save()
    AffectationFactory(dossier=dossier, utilisateur=collegue)
    noter_tout(dossier, par)

    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)
    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION
    with pytest.raises(EvaluationFermee, match="elle est signée"):
        noter(dossier, par, NiveauCritere.NON_ACQUIS, "Fuite.", version=1)

    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=collegue)
    assert Dossier.objects.get().etat == EtatDossier.PRET_POUR_JURY
    assert Evaluation.objects.get().verrouillee_le is not None
    empreintes = set(SignatureGrille.objects.values_list("empreinte", flat=True))
    assert empreintes == {service.empreinte(Evaluation.objects.get())}


def test_the_signature_covers_the_exact_content(dossier, par):
    noter_tout(dossier, par)
    avant = service.empreinte(Evaluation.objects.get())

    ResultatCritere.objects.filter(critere__rang=2).update(commentaire="Ajouté après coup.")

    assert service.empreinte(Evaluation.objects.get()) != avant


def test_a_wrong_password_signs_nothing(dossier, par):
    noter_tout(dossier, par)

    with pytest.raises(MotDePasseIncorrect):
        service.signer(dossier, mot_de_passe="deviné", par=par)

    assert SignatureGrille.objects.count() == 0


def test_a_grid_without_every_conclusion_is_not_signed(dossier, par):
    noter(dossier, par)

    with pytest.raises(ResultatRefuse, match="Il manque : 1, 2"):
        service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)


def test_a_grid_is_not_signed_twice_by_one_member(dossier, par):
    AffectationFactory(dossier=dossier)
    noter_tout(dossier, par)
    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)

    with pytest.raises(ResultatRefuse, match="déjà signé"):
        service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)


def test_a_member_who_leaves_does_not_block_the_grid(dossier, par):
    partant = AffectationFactory(dossier=dossier)
    noter_tout(dossier, par)
    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)
    partant.delete()

    service.signer(dossier, mot_de_passe="", par=par)

    assert Dossier.objects.get().etat == EtatDossier.PRET_POUR_JURY


def test_rouvrir_cancels_the_signatures_with_a_reason(dossier, par):
    noter_tout(dossier, par)
    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)

    service.rouvrir(dossier, motif="Erreur de saisie.", par=par)

    assert (SignatureGrille.objects.count(), dossier.etat) == (0, EtatDossier.EN_EVALUATION)
    assert dossier.journal.first().libelle == "Retour en évaluation : Erreur de saisie."
    assert noter(dossier, par, NiveauCritere.NON_ACQUIS, "Fuite.", version=1).version == 2


def test_a_member_added_meanwhile_is_awaited(dossier, par):
    """The page was loaded before the colleague came: the lock reads the commission anew."""
    noter_tout(dossier, par)
    vu = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    AffectationFactory(dossier=dossier)

    service.signer(vu, mot_de_passe=MOT_DE_PASSE, par=par)

    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION


def test_a_member_removed_meanwhile_signs_nothing(dossier, par):
    noter_tout(dossier, par)
    vu = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    dossier.affectations.all().delete()

    with pytest.raises(ResultatRefuse, match="ne faites plus partie"):
        service.signer(vu, mot_de_passe=MOT_DE_PASSE, par=par)

    assert SignatureGrille.objects.count() == 0


def test_a_grid_on_a_session_s_list_is_not_reopened(par):
    dossier = DossierFactory(en_session=True)

    with pytest.raises(EvaluationFermee):
        service.rouvrir(dossier, motif="Erreur de saisie.", par=par)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.EN_SESSION
