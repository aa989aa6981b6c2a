"""The words by which a dossier is found, and the name under which it is sorted.

Every service that changes a number, a candidate, a company, a tutor or a company's tutor ends with
`indexer`; `manage.py reindexer` writes everything again.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from cqpm.commun.recherche import normaliser
from dossiers.models import Dossier

PAQUET = 500


def indexer(dossiers: Iterable[Dossier]) -> int:
    """Write the search words of these dossiers, read again; returns how many have changed.

    Call it at the end of the act, in its transaction: `indexer([dossier])`,
    `indexer(entreprise.dossiers.all())`. The date of their last change does not move.
    """
    par_cle = {un.pk: un for un in dossiers}
    cles = sorted(par_cle)
    changes = 0
    for rang in range(0, len(cles), PAQUET):
        for lu in _indexer(cles[rang : rang + PAQUET]):
            # Whoever holds the dossier may save it whole: it must not bring old words back.
            par_cle[lu.pk].recherche, par_cle[lu.pk].nom_de_tri = lu.recherche, lu.nom_de_tri
            changes += 1
    return changes


def indexer_autour(dossier: Dossier) -> int:
    """Same for a dossier and those that share its candidate or its tutor."""
    liens = Q(candidat=dossier.candidat_id)
    if dossier.tuteur_id:
        liens |= Q(tuteur=dossier.tuteur_id)
    voisins = Dossier.objects.filter(liens).exclude(pk=dossier.pk).only("pk")
    return indexer([dossier, *voisins])


@transaction.atomic
def _indexer(cles: list[int]) -> list[Dossier]:
    """Lock first, read next: two people who correct the candidate and the company both count."""
    choisis = Dossier.objects.filter(pk__in=cles)
    list(choisis.select_for_update().order_by("pk").values_list("pk"))
    changes = []
    for dossier in choisis.select_related("candidat", "entreprise", "tuteur", "referentiel"):
        avant = (dossier.recherche, dossier.nom_de_tri)
        dossier.recherche, dossier.nom_de_tri = mots_de(dossier), nom_de_tri(dossier)
        if avant != (dossier.recherche, dossier.nom_de_tri):
            changes.append(dossier)
    Dossier.objects.bulk_update(changes, ["recherche", "nom_de_tri"])
    return changes


def mots_de(dossier: Dossier) -> str:
    """Number, names and first names, company, SIRET, tutor, CQPM: in plain words."""
    candidat, entreprise = dossier.candidat, dossier.entreprise
    textes = [
        dossier.numero,
        candidat.nom,
        candidat.nom_usage,
        candidat.prenom,
        candidat.prenom2,
        candidat.prenom3,
        entreprise.raison_sociale if entreprise else "",
        entreprise.siret if entreprise else "",
        dossier.tuteur.nom_complet if dossier.tuteur else "",
        dossier.referentiel.titre,
        dossier.referentiel.numero,
    ]
    return normaliser(" ".join(un for un in textes if un))


def nom_de_tri(dossier: Dossier) -> str:
    """The name in use then the first name, accents apart: « Évrard » stands before « Faure »."""
    candidat = dossier.candidat
    nom = normaliser(f"{candidat.nom_usage or candidat.nom} {candidat.prenom}")
    return nom[: Dossier._meta.get_field("nom_de_tri").max_length]
