"""An evaluator's dossier is the one that Django loads for others: same objects, fewer words."""

import pytest

from dossiers.models import Dossier
from evaluations.selectors.dossier_de_grille import _evalue, _visibles, dossier_de_grille
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter_tout, planifier

pytestmark = pytest.mark.django_db


def lire(dossier):
    """What the pages of a grid ask of it."""
    evaluation = getattr(dossier, "evaluation", None)
    return {
        "dossier": (dossier.pk, dossier.numero, dossier.libelle_etat, dossier.inscrit_le),
        "rapport": (dossier.rapport_disponible, dossier.origine_id, dossier.centre_ressources_id),
        "candidat": str(dossier.candidat),
        "centre": (dossier.centre_id, str(dossier.centre)),
        "version": (dossier.referentiel.titre, dossier.referentiel.echelle_des_criteres),
        "rncp": dossier.referentiel.est_enregistre_rncp,
        "evaluation": evaluation and (evaluation.pk, evaluation.dossier == dossier),
        "scan": getattr(evaluation, "signature_papier", None),
        "commission": [str(un) for un in dossier.commission],
        "membres": [
            (un.role, un.utilisateur.fonction, un.signe_le, un.empreinte)
            for un in dossier.affectations.all()
        ],
    }


@pytest.mark.parametrize("stade", ["sans grille", "notée", "signée"])
def test_it_is_the_same_dossier(stade, django_assert_num_queries):
    dossier = planifier(DossierFactory(transmis=True, vae=True))
    par = UtilisateurFactory(evaluateur=dossier.centre, fonction="Chef d'atelier")
    AffectationFactory(dossier=dossier, utilisateur=par)
    AffectationFactory(dossier=dossier, role="jury")
    if stade != "sans grille":
        noter_tout(dossier, par)
    if stade == "signée":
        dossier.evaluation.signatures.create(evaluateur=par, empreinte="a" * 64)

    attendu = lire(_visibles(par).get(pk=dossier.pk))

    with django_assert_num_queries(2):
        assert lire(_evalue(par, dossier.pk)) == attendu


def test_r22_who_does_not_evaluate_it_reads_it_as_others_do():
    dossier = DossierFactory(transmis=True)
    gestionnaire = UtilisateurFactory(gestionnaire=dossier.centre)

    assert dossier_de_grille(gestionnaire, dossier.pk) == dossier
    with pytest.raises(Dossier.DoesNotExist):
        dossier_de_grille(UtilisateurFactory(evaluateur=dossier.centre), dossier.pk)
