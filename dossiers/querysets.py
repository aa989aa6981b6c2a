"""Which dossiers: sight, search and the rows of each list."""

from typing import Self

from django.db import models
from django.db.models import Q

from cqpm.commun.recherche import mots
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur

# What a row never shows of its version, and may weigh some pages of text.
_TEXTES_DE_VERSION = [
    f"referentiel__{champ}" for champ in ("recherche", "sections", "notes", "admissibilite")
]


class DossierQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Restrict to the dossiers this user may consult (R22).

        Staff see their centres' dossiers, evaluators and jury members those they are assigned to.
        Every view starts here: what is not visible answers 404.
        """
        return self.filter(
            Q(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
            | Q(pk__in=utilisateur.affectations.values("dossier_id"))
        )

    def visible_en_liste(self, utilisateur: Utilisateur) -> Self:
        """The same dossiers as `visible_par`, for a page that reads many of them.

        An « or » between two tables keeps a database from following an index: one more query asks
        whether this person is assigned to anything, which staff seldom are.
        """
        centres = utilisateur.centres_de(Role.GESTIONNAIRE)
        if not centres:
            return self.filter(pk__in=utilisateur.affectations.values("dossier_id"))
        if utilisateur.affectations.exists():
            return self.visible_par(utilisateur)
        return self.filter(centre_id__in=centres)

    def pour_liste(self) -> Self:
        """Load what a row of the list shows."""
        lignes = self.select_related("candidat", "referentiel", "entreprise", "centre")
        return lignes.defer("recherche", "candidat__nir_chiffre", *_TEXTES_DE_VERSION)

    def pour_fiche(self) -> Self:
        """Load what the dossier's own page and its permissions read."""
        return self.select_related(
            "candidat", "referentiel", "entreprise", "tuteur", "centre", "centre_ressources"
        ).prefetch_related("affectations__utilisateur", "blocs_vises")

    def recherche(self, requete: str) -> Self:
        """Keep the dossiers that hold every word of the request, as `indexation` wrote them.

        A request of signs alone has no word that any dossier could hold.
        """
        cherches = mots(requete)
        if requete.strip() and not cherches:
            return self.none()
        return self.filter(*[Q(recherche__contains=mot) for mot in cherches])


class EntrepriseQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """The companies of the centres where this person registers candidates."""
        return self.filter(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))

    def trouver(self, texte: str) -> Self:
        """Keep those whose name, town or SIRET hold every word, whatever the accents."""
        resultat = self
        for mot in mots(texte):
            resultat = resultat.filter(recherche__contains=mot)
        return resultat


class TransmissionQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """What was sent to the resource centres where this person works."""
        return self.filter(centre_id__in=utilisateur.centres_de(Role.RESSOURCES))


class DuCentreQuerySet(models.QuerySet):
    """Imports and batch acts: the business of the staff of one exam centre."""

    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Those of the centres where this person is staff."""
        return self.filter(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
