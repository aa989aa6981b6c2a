"""Which versions: those a person may read, those a candidate may be registered to."""

from typing import Self

from django.db import models
from django.db.models import Case, Count, Q, When

from cqpm.commun.recherche import mots
from cqpm.comptes.models import Utilisateur
from referentiels.enums import EtatReferentiel
from referentiels.regles import prepare_les_versions


class ReferentielQuerySet(models.QuerySet):
    def publies(self) -> Self:
        """Restrict to the versions open to registrations."""
        return self.filter(etat=EtatReferentiel.PUBLIE)

    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Restrict to the versions this user may read; what is not visible answers 404.

        Published and archived versions are public to signed-in people, since dossiers stay on
        the version they started with (R1). A brouillon is for those who prepare it.
        """
        if prepare_les_versions(utilisateur):
            return self.all()
        return self.exclude(etat=EtatReferentiel.BROUILLON)

    def recherche(self, requete: str) -> Self:
        """Keep the versions that hold every word of the request, as `indexation` wrote them.

        A request of signs alone has no word that any version could hold.
        """
        cherches = mots(requete)
        if requete.strip() and not cherches:
            return self.none()
        return self.filter(*[Q(recherche__contains=mot) for mot in cherches])

    def pour_liste(self) -> Self:
        """Count what each version holds; published first, by title, then from the newest."""
        return (
            self.defer("recherche")
            .annotate(
                nombre_capacites=Count("capacites", distinct=True),
                nombre_criteres=Count("capacites__criteres", distinct=True),
            )
            .order_by(_rang_d_etat(), "titre", "-date_modification", "-pk")
        )

    def meme_version(self, numero: str, date_modification) -> Self:
        """Restrict to the versions that claim this number and this date, `None` being a date."""
        if date_modification is None:
            return self.filter(numero=numero, date_modification__isnull=True)
        return self.filter(numero=numero, date_modification=date_modification)

    def par_preference(self) -> Self:
        """Put first the version that answers for its number: the latest published one."""
        return self.order_by(_rang_d_etat(), "-date_modification", "-pk")


def _rang_d_etat() -> Case:
    etats = [EtatReferentiel.PUBLIE, EtatReferentiel.BROUILLON, EtatReferentiel.ARCHIVE]
    return Case(*(When(etat=etat, then=rang) for rang, etat in enumerate(etats)))
