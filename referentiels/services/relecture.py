"""The doubtful places of a brouillon: written by an import, kept up to date, ticked (R6)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from referentiels.echange.coherence import avertissements
from referentiels.echange.doutes import Doute
from referentiels.enums import NatureDoute
from referentiels.models import PointARelire, Referentiel
from referentiels.services.histoire import noter

# What can be seen in the content itself: these follow the brouillon when it is edited.
DU_CONTENU = (NatureDoute.RESTE_DE_MODELE, NatureDoute.ASTERISQUE, NatureDoute.SANS_BLOC)
# What comes back at each page of a source: one look is enough for all that say the same.
EN_SERIE = (NatureDoute.EN_TETE, NatureDoute.SAUT_DE_PAGE)


def poser_points(referentiel: Referentiel, doutes: Iterable[Doute], document: dict) -> None:
    """Write the doubtful places of an import: those of the reading, then those of the content.

    A place of the content that the reading found too is written once, with its place in the
    source and the words of its field, by which it will be known after an edit.
    """
    du_contenu = {(doute.nature, doute.chemin): doute for doute in avertissements(document)}
    points, connus = [], set()
    for doute in doutes:
        cle = (doute.nature, doute.chemin)
        if cle in connus:
            continue  # said once, whatever the number of signs in the field
        if connu := du_contenu.get(cle):
            connus.add(cle)
        points.append(replace(doute, extrait=connu.extrait) if connu else doute)
    vus = {(point.nature, point.chemin) for point in points}
    points += [doute for cle, doute in du_contenu.items() if cle not in vus]
    _ajouter(referentiel, points, apres=0)


def rafraichir_points(referentiel: Referentiel, document: dict) -> None:
    """After an edit: forget what is no longer there, add what appeared, keep the ticks.

    A place is the same one as long as its nature and its text are, wherever it moved. What the
    reading marked outside of every field does not depend on the content, and stays.
    """
    points = list(referentiel.points_a_relire.order_by("rang"))
    partis = [p for p in points if p.nature in DU_CONTENU and p.chemin]
    nouveaux = []
    for doute in avertissements(document):
        memes = (p for p in partis if (p.nature, p.extrait) == (doute.nature, doute.extrait))
        if connu := next(memes, None):
            partis.remove(connu)
            connu.chemin, connu.explication = doute.chemin, doute.explication
            connu.save(update_fields=["chemin", "explication"])
        else:
            nouveaux.append(doute)
    PointARelire.objects.filter(pk__in=[point.pk for point in partis]).delete()
    _ajouter(referentiel, nouveaux, apres=max((p.rang for p in points), default=0))


def _ajouter(referentiel: Referentiel, doutes: list[Doute], *, apres: int) -> None:
    limite = PointARelire._meta.get_field("chemin").max_length
    PointARelire.objects.bulk_create(
        PointARelire(
            referentiel=referentiel,
            rang=rang,
            nature=doute.nature,
            explication=doute.explication,
            chemin=doute.chemin[:limite],
            extrait=doute.extrait,
            debut=doute.debut,
            fin=doute.fin,
        )
        for rang, doute in enumerate(doutes, start=apres + 1)
    )


def doutes_restants(referentiel: Referentiel) -> list[Doute]:
    """The places that nobody ticked yet, without their place in a source of their own."""
    points = referentiel.points_a_relire.filter(relu_le=None).order_by("rang")
    return [
        Doute(NatureDoute(point.nature), point.explication, point.chemin, point.extrait)
        for point in points
    ]


def cocher(referentiel: Referentiel, points: Iterable[int], *, par: Utilisateur | None) -> int:
    """Tick these places as read again; answer how many were not ticked before."""
    choisis = referentiel.points_a_relire.filter(pk__in=list(points), relu_le=None)
    coches = choisis.update(relu_le=timezone.now(), relu_par=par)
    if coches:
        noter(referentiel, f"Points relus : {coches}", par=par)
    return coches


def semblables(referentiel: Referentiel, points: Iterable[int]) -> set[int]:
    """The places still to read that say the same as these; none outside of `EN_SERIE`."""
    en_serie = referentiel.points_a_relire.filter(nature__in=EN_SERIE)
    dits = en_serie.filter(pk__in=list(points)).values("explication")
    return set(en_serie.filter(explication__in=dits, relu_le=None).values_list("pk", flat=True))


def decocher(referentiel: Referentiel, points: Iterable[int], *, par: Utilisateur | None) -> int:
    """Take the tick away from these places; answer how many had it."""
    choisis = referentiel.points_a_relire.filter(pk__in=list(points), relu_le__isnull=False)
    decoches = choisis.update(relu_le=None, relu_par=None)
    if decoches:
        noter(referentiel, f"Points à relire de nouveau : {decoches}", par=par)
    return decoches


def tout_cocher(referentiel: Referentiel, *, par: Utilisateur | None) -> int:
    """Tick every place: who publishes without the pages vouches for all of them."""
    return cocher(referentiel, referentiel.points_a_relire.values_list("pk", flat=True), par=par)
