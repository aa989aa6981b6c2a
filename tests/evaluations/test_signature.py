"""Sign the grid, close it, reopen it (R23)."""

import pytest
from django.urls import reverse

from cqpm.comptes.permissions import MotDePasseIncorrect
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.errors import EvaluationFermee, ResultatRefuse
from evaluations.models import Evaluation, ResultatCritere, SignatureGrille
from evaluations.saisie import Portee
from evaluations.services import signature as service
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, noter_tout, planifier

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


def corriger(dossier, par):
    """Change a result of the commission."""
    critere = Critere.objects.filter(
        capacite__referentiel=dossier.referentiel, capacite__numero=1
    ).first()
    return noter(dossier, critere, par, "non_acquis", "Fuite.", portee=Portee.COMMUNE, version=1)


def test_r23_every_member_signs_then_the_grid_is_closed(dossier, par):
    collegue = UtilisateurFactory()
    collegue.set_password(MOT_DE_PASSE)
    collegue.save()
    AffectationFactory(dossier=dossier, utilisateur=collegue)
    noter_tout(dossier, par)

    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)
    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION
    with pytest.raises(EvaluationFermee, match="elle est signée"):
        corriger(dossier, par)

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
    noter(dossier, Critere.objects.first(), par)

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
    assert corriger(dossier, par).version == 2


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


def test_the_commission_reads_why_its_grid_was_reopened(client, dossier, par):
    noter_tout(dossier, par)
    service.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=par)
    service.rouvrir(dossier, motif="La date de la capacité 1 est fausse.", par=par)
    client.force_login(par)

    page = client.get(reverse("evaluations:grille", args=[dossier.pk])).content.decode()

    assert "Motif : La date de la capacité 1 est fausse." in page
    assert "Grille rouverte le" in page
