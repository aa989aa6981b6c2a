"""A NIR is kept no longer than something awaits it (R46)."""

import pytest

from dossiers.enums import EtatDossier
from dossiers.nir import chiffrer
from evaluations.models import SessionJury
from evaluations.services.certificateur import oublier_les_nir
from tests.evaluations.certificateur import NIR, laureat
from tests.factories.comptes import CentreFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.jury import SessionSigneeFactory

pytestmark = pytest.mark.django_db


def dossier_rncp(**champs):
    """A dossier for a version of the RNCP, whose candidate's NIR is known."""
    if "candidat" not in champs:
        champs["candidat__nir_chiffre"] = chiffrer(NIR)
    return DossierFactory(referentiel__rncp=True, **champs)


def reste(candidat) -> bool:
    candidat.refresh_from_db()
    return bool(candidat.nir_chiffre)


@pytest.mark.parametrize(
    "etat",
    [
        EtatDossier.VALIDATION_PARTIELLE,
        EtatDossier.NON_ADMIS,
        EtatDossier.ABANDONNE,
        EtatDossier.NON_RECEVABLE,
    ],
)
def test_r46_the_nir_of_who_is_not_certified_is_forgotten(etat):
    dossier = dossier_rncp(etat=etat)

    assert (oublier_les_nir(), oublier_les_nir()) == (1, 0)

    assert not reste(dossier.candidat)
    assert dossier.journal.first().libelle == "NIR effacé."
    assert dossier.journal.first().qui == "L'application"


def test_r46_an_annulled_certificate_awaits_no_nir():
    certificat = laureat(CentreFactory(), identite={"nir_chiffre": chiffrer(NIR)})
    candidat = certificat.deliberation.dossier.candidat
    type(certificat.deliberation.dossier).objects.update(etat=EtatDossier.NON_ADMIS)
    assert oublier_les_nir() == 0
    assert reste(candidat)

    rectificatif = SessionSigneeFactory()
    certificat.annule_par = SessionJury.objects.get(pk=rectificatif.pk)
    certificat.save()

    assert oublier_les_nir() == 1
    assert not reste(candidat)


def test_r46_a_dossier_under_way_still_awaits_it():
    arrete = dossier_rncp(etat=EtatDossier.ABANDONNE)
    dossier_rncp(candidat=arrete.candidat, centre=arrete.centre, transmis=True)
    inscrit = dossier_rncp()

    assert oublier_les_nir() == 0
    assert reste(arrete.candidat)
    assert reste(inscrit.candidat)
