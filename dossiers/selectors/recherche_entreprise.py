"""Companies by their words, accents apart, as a list filters on them."""

from cqpm.commun.recherche import mots, normaliser
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.models import Entreprise


def entreprises_nommees(utilisateur: Utilisateur, requete: str) -> list[int]:
    """Keys of the companies whose name, town or SIRET hold every word.

    Staff look among their centres' companies, others among those of the dossiers given to them.
    """
    connues = Entreprise.objects.order_by()
    centres = utilisateur.centres_de(Role.GESTIONNAIRE)
    if centres:
        connues = connues.filter(centre_id__in=centres)
    else:
        siens = utilisateur.affectations.values("dossier__entreprise_id")
        connues = connues.filter(pk__in=siens)
    cherches = mots(requete)
    return [
        cle
        for cle, *textes in connues.values_list("pk", "raison_sociale", "ville", "siret")
        if cherches and all(mot in normaliser(" ".join(textes)) for mot in cherches)
    ]
