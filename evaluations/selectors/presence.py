"""What changed on a grid since a page was drawn."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cqpm.comptes.models import Utilisateur
from evaluations.models import (
    ConclusionCapacite,
    Evaluation,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    ResultatCritere,
    SignatureGrille,
    SignaturePapier,
)
from evaluations.saisie import Genre, Portee

# Transactions end a little after the moment they write: changes of that long before are told again.
MARGE = datetime.timedelta(seconds=5)


@dataclass(frozen=True)
class Changements:
    """The cells written since, and why the page should be loaded again, if it should."""

    cellules: list[dict]
    recharger: str

    def en_json(self) -> dict:
        return {"cellules": self.cellules, "recharger": self.recharger}


def changements(dossier_pk: int, depuis: str, *, par: Utilisateur) -> Changements:
    """Cells of the commission, and this person's own from another device.

    `depuis` is the moment told by the last answer; unreadable, nothing has changed.
    """
    moment = _moment(depuis)
    evaluation = Evaluation.objects.filter(dossier=dossier_pk).first()
    if moment is None or evaluation is None:
        return Changements([], "")
    recents = {"evaluation": evaluation, "modifie_le__gte": moment - MARGE}
    cellules = [
        _cellule(Genre.CRITERE, une.critere_id, Portee.COMMUNE, une, une.niveau, str(une.auteur))
        for une in ResultatCritere.objects.filter(**recents).select_related("auteur")
    ]
    cellules += [
        _cellule(Genre.CRITERE, une.critere_id, Portee.INDIVIDUELLE, une, une.niveau, str(par))
        for une in ObservationCritere.objects.filter(**recents, evaluateur=par)
    ]
    cellules += [
        _cellule(Genre.CAPACITE, une.capacite_id, Portee.COMMUNE, une, "", "")
        for une in MiseEnCommun.objects.filter(**recents)
    ]
    return Changements(cellules, _a_recharger(evaluation, moment))


def _moment(depuis: str) -> datetime.datetime | None:
    try:
        moment = parse_datetime(depuis) if isinstance(depuis, str) else None
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _cellule(genre: Genre, cle: int, portee: Portee, une, niveau: str, auteur: str) -> dict:
    return {
        "cellule": f"{genre}-{cle}",
        "portee": portee,
        "version": une.version,
        "niveau": niveau,
        "commentaire": une.commentaire,
        "auteur": auteur,
        "heure": f"{timezone.localtime(une.modifie_le):%H:%M}",
    }


def _a_recharger(evaluation: Evaluation, moment: datetime.datetime) -> str:
    """What a page drawn before cannot show by changing a cell."""
    ici = {"evaluation": evaluation}
    if (
        SignatureGrille.objects.filter(**ici, signe_le__gte=moment).exists()
        or SignaturePapier.objects.filter(**ici, depose_le__gte=moment).exists()
    ):
        return "La grille vient d'être signée."
    if MiseEnCommun.objects.filter(**ici, cree_le__gte=moment).exists():
        return "Une capacité vient d'être mise en commun."
    if ConclusionCapacite.objects.filter(**ici, modifie_le__gte=moment).exists():
        return "La commission vient de conclure une capacité."
    if ObservationCapacite.objects.filter(**ici, partagee_le__gte=moment).exists():
        return "Un membre de la commission vient de partager ses résultats."
    return ""
