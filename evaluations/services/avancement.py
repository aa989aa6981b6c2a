"""The dossier moves by itself: after each act, it becomes ready for the jury or stops being so."""

from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.selectors.avancement import attendus_avant_jury


def actualiser(dossier: Dossier, *, par: Utilisateur | None) -> Dossier:
    """Declare the dossier ready for the jury as soon as nothing is missing (state 8).

    Every service that adds a grid, an opinion, an interview or an exemption calls it last, inside
    its transaction.
    """
    if dossier.etat == EtatDossier.EVALUATIONS_CLOSES and not attendus_avant_jury(dossier):
        transitions.declarer_pret(dossier, par=par)
    return dossier
