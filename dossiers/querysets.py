"""Which dossiers: sight, search and the rows of each list."""

from typing import Self

from django.db import models
from django.db.models import Q

from cqpm.commun.recherche import mots
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur


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

    def pour_liste(self) -> Self:
        """Load what a row of the list shows."""
        lignes = self.select_related("candidat", "referentiel", "entreprise", "centre")
        return lignes.defer("referentiel__recherche", "referentiel__sections")

    def pour_fiche(self) -> Self:
        """Load what the dossier's own page and its permissions read."""
        return self.select_related(
            "candidat", "referentiel", "entreprise", "tuteur", "centre", "centre_ressources"
        ).prefetch_related("affectations__utilisateur", "blocs_vises")

    def recherche(self, texte: str) -> Self:
        """Keep the dossiers whose number, candidate, company or CQPM contain every word."""
        resultat = self
        for mot in texte.split():
            resultat = resultat.filter(
                Q(numero__icontains=mot)
                | Q(candidat__nom__icontains=mot)
                | Q(candidat__nom_usage__icontains=mot)
                | Q(candidat__prenom__icontains=mot)
                | Q(entreprise__raison_sociale__icontains=mot)
                | Q(referentiel__titre__icontains=mot)
                | Q(referentiel__numero__icontains=mot)
            )
        return resultat


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
