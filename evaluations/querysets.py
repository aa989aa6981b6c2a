"""Which jury sessions, which pieces of evidence: sight and the rows of each list."""

from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from cqpm.commun.recherche import mots
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from evaluations.enums import EtatSession


class SessionJuryQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Staff see their centres' sessions, a jury member those where they sit (R22)."""
        return self.filter(
            Q(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
            | Q(pk__in=utilisateur.sieges.values("session_id"))
        )

    def pour_le_cqpm(self, referentiel: models.Model) -> Self:
        """Keep those held for this CQPM: its number, or no CQPM chosen, which is all of them."""
        siennes = Q(referentiels=None) | Q(referentiels=referentiel)
        if referentiel.numero:
            siennes |= Q(referentiels__numero=referentiel.numero)
        return self.filter(siennes).distinct()

    def en_cours(self) -> Self:
        """Not over: the PV is not signed, or the file was not sent to the GTP (R42)."""
        return self.exclude(etat=EtatSession.SIGNEE, transmise_gtp_le__isnull=False)

    def pour_liste(self, utilisateur: Utilisateur) -> Self:
        """Load what a row of the list shows; counting drops the model's own order.

        Who withdrew for a candidate is not told that the jury decided (R30).
        """
        connus = Q(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE)) | ~Q(
            deliberations__in=self._retraits_de(utilisateur)
        )
        decides = ~Q(deliberations__decision="") & connus
        return (
            self.select_related("centre")
            .annotate(
                nombre_dossiers=Count("deliberations", distinct=True),
                nombre_decides=Count("deliberations", filter=decides, distinct=True),
            )
            .order_by("-date", "-pk")
        )

    def _retraits_de(self, utilisateur: Utilisateur) -> models.QuerySet:
        """The candidates for whom this member withdrew, by key."""
        deliberations = self.model.deliberations.rel.related_model
        conflits = deliberations.conflits.rel.related_model.objects
        retraits = conflits.filter(se_retire=True, membre__utilisateur=utilisateur)
        return retraits.values("deliberation")


class DeliberationQuerySet(models.QuerySet):
    """A signed PV replaces what earlier ones said of the same dossier, and their papers (R40)."""

    def en_vigueur(self) -> Self:
        """Leave out those that a later signed PV replaced."""
        return self.filter(~Exists(self._suivantes()))

    def avec_remplacante(self) -> Self:
        """`remplacante` is the session whose signed PV replaced them last, by key."""
        derniere = self._suivantes().order_by("-pk").values("session")[:1]
        return self.annotate(remplacante=Subquery(derniere))

    def _suivantes(self) -> Self:
        return self.model.objects.filter(
            dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"), session__etat=EtatSession.SIGNEE
        )


class PreuveQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """One's own, and everyone's once the capacité is put in common (`en_commun`, R22).

        The view has checked that the person reads the grid. Nobody else reads a piece before
        that, the centre's staff included; what somebody gathered who left without sharing stays
        theirs.
        """
        return self.annotate(en_commun=self._en_commun()).filter(
            Q(auteur=utilisateur) | Q(en_commun=True)
        )

    def communes(self) -> Self:
        """What the commission has in common: shared by its author, or gathered afterwards."""
        return self.filter(self._en_commun())

    def _en_commun(self) -> Q:
        grille = self.model.evaluation.field.related_model
        ici = {"evaluation": OuterRef("evaluation"), "capacite": OuterRef("capacite")}
        communes = grille.mises_en_commun.rel.related_model.objects.filter(**ici)
        partages = grille.observations_capacites.rel.related_model.objects.filter(
            **ici, evaluateur=OuterRef("auteur"), partagee_le__isnull=False
        )
        depuis = communes.filter(cree_le__lte=OuterRef("cree_le"))
        return Exists(depuis) | (Exists(communes) & Exists(partages))


class CertificatQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """The register is read by the staff, each their centres' lines."""
        return self.filter(
            deliberation__dossier__centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE)
        )

    def en_vigueur(self) -> Self:
        """Leave out what a PV rectificatif annulled."""
        return self.filter(annule_par=None)

    def pour_certificateur(self) -> Self:
        """What the certifier must send: the certified of RNCP versions, nobody else (R44, R48)."""
        return self.en_vigueur().exclude(deliberation__dossier__referentiel__numero_rncp="")

    def pour_registre(self) -> Self:
        """Load what a line shows."""
        return self.select_related(
            "annule_par",
            "deliberation__session__rectifie",
            "deliberation__dossier__candidat",
            "deliberation__dossier__centre",
            "deliberation__dossier__referentiel",
        )

    def recherche(self, requete: str) -> Self:
        """Every word is in the dossier, as its own search reads it, or in the number."""
        cherches = mots(requete)
        if requete.strip() and not cherches:
            return self.none()
        return self.filter(
            *[
                Q(deliberation__dossier__recherche__contains=mot) | Q(numero__icontains=mot)
                for mot in cherches
            ]
        )
