"""Which dossiers: sight, search and the rows of each list."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q

from cqpm.commun.recherche import mots
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import TERMINES, RoleAffectation, SuiviRessources

# What a row never shows of its version, and may weigh some pages of text.
_TEXTES_DE_VERSION = [
    f"referentiel__{champ}" for champ in ("recherche", "sections", "notes", "admissibilite")
]


class DossierQuerySet(models.QuerySet):
    def numeroter(self, **champs):
        """Create a dossier; its number is drawn from its key, so two never share one."""
        dossier = self.create(numero=uuid.uuid4().hex[:20], **champs)
        dossier.numero = f"D-{dossier.pk:05d}"
        dossier.save(update_fields=["numero"])
        return dossier

    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Restrict to the dossiers this user may consult (R22).

        Staff see their centres' dossiers, evaluators and jury members those they are assigned to,
        as long as they hold that role in its centre. Every view starts here: what is not visible
        answers 404.
        """
        return self.filter(
            Q(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE)) | _confie(utilisateur)
        )

    def evaluables_par(self, utilisateur: Utilisateur) -> Self:
        """The dossiers whose commission this person belongs to, still evaluator there (R22).

        The same people as `permissions.est_evaluateur`, in the query itself: a cell of the grid
        is saved without any other one.
        """
        role = utilisateur.habilitations.filter(
            role=Role.EVALUATEUR, centre_id=OuterRef("centre_id")
        )
        membre = utilisateur.affectations.filter(
            role=RoleAffectation.EVALUATEUR, dossier_id=OuterRef("pk")
        )
        return self.filter(Exists(role), Exists(membre))

    def non_reportes(self, aujourd_hui: datetime.date) -> Self:
        """Leave out what waits for a later day; on that day the dossier is back."""
        return self.filter(Q(report_jusqu_au__isnull=True) | Q(report_jusqu_au__lte=aujourd_hui))

    def visible_en_liste(self, utilisateur: Utilisateur) -> Self:
        """The same dossiers as `visible_par`, for a page that reads many of them.

        An « or » between two tables keeps a database from following an index: one more query asks
        whether this person is assigned to anything, which staff seldom are.
        """
        centres = utilisateur.centres_de(Role.GESTIONNAIRE)
        if not centres:
            return self.filter(_confie(utilisateur))
        if utilisateur.affectations.exists():
            return self.visible_par(utilisateur)
        return self.filter(centre_id__in=centres)

    def pour_liste(self) -> Self:
        """Load what a row of the list shows."""
        return self.select_related(
            "candidat", "referentiel", "entreprise", "centre"
        ).sans_les_textes()

    def sans_les_textes(self) -> Self:
        """Leave out what no row shows, when candidate and version are loaded."""
        return self.defer("recherche", "candidat__nir_chiffre", *_TEXTES_DE_VERSION)

    def pour_fiche(self) -> Self:
        """Load what the dossier's own page and its permissions read."""
        return self.select_related(
            "candidat",
            "referentiel",
            "entreprise",
            "tuteur",
            "centre",
            "centre_ressources",
            "origine",
        ).prefetch_related("affectations__utilisateur", "blocs_vises")

    def recherche(self, requete: str) -> Self:
        """Keep the dossiers that hold every word of the request, as `indexation` wrote them.

        A request of signs alone has no word that any dossier could hold.
        """
        cherches = mots(requete)
        if requete.strip() and not cherches:
            return self.none()
        return self.filter(*[Q(recherche__contains=mot) for mot in cherches])


def _confie(utilisateur: Utilisateur) -> Q:
    """Assigned to this person, as evaluator or as member of a jury."""
    return Q(pk__in=_confies(utilisateur, RoleAffectation.EVALUATEUR, Role.EVALUATEUR)) | Q(
        pk__in=_confies(utilisateur, RoleAffectation.JURY, Role.JURY)
    )


def _confies(utilisateur: Utilisateur, role: RoleAffectation, habilitation: Role):
    """Keys of the dossiers assigned to this person, who still holds the role where they are."""
    centres = utilisateur.centres_de(habilitation)
    affectations = utilisateur.affectations.filter(role=role, dossier__centre_id__in=centres)
    return affectations.values("dossier_id")


class SeanceQuerySet(models.QuerySet):
    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Staff see their centres' meetings, an evaluator those where they are expected (R22)."""
        nommees = self.model.evaluateurs.through.objects.filter(seance_id=OuterRef("pk"))
        attendu = ~Exists(nommees) | Exists(nommees.filter(utilisateur_id=utilisateur.pk))
        confies = _confies(utilisateur, RoleAffectation.EVALUATEUR, Role.EVALUATEUR)
        return self.filter(
            Q(dossier__centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
            | (Q(dossier_id__in=confies) & attendu)
        )

    def de(self, evaluateur_pk: int) -> Self:
        """Keep those where this evaluator sits: named there, or with the whole commission."""
        nommees = self.model.evaluateurs.through.objects.filter(seance_id=OuterRef("pk"))
        membre = self.filter(
            dossier__affectations__utilisateur_id=evaluateur_pk,
            dossier__affectations__role=RoleAffectation.EVALUATEUR,
        )
        return membre.filter(
            ~Exists(nommees) | Exists(nommees.filter(utilisateur_id=evaluateur_pk))
        )

    def entre(self, debut, fin) -> Self:
        """Keep those that touch this lapse of time."""
        return self.filter(debut__lt=fin, fin__gt=debut)

    def avec_personnes(self) -> Self:
        """Load the candidate and who evaluates: what a line of a planning shows."""
        lignes = self.select_related("dossier__candidat", "dossier__referentiel")
        lignes = lignes.defer("dossier__referentiel__recherche", "dossier__referentiel__sections")
        return lignes.prefetch_related("evaluateurs", "dossier__affectations__utilisateur")


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

    def pour_liste(self) -> Self:
        """Load what a row shows: what waits, oldest first, then the newest answers."""
        attendue = Q(reponse="") & ~Q(dossier__etat__in=TERMINES)
        return (
            self.select_related(
                "centre", "dossier__centre", "dossier__candidat", "dossier__referentiel"
            )
            .defer("dossier__referentiel__recherche", "dossier__referentiel__sections")
            .annotate(attendue=ExpressionWrapper(attendue, models.BooleanField()))
            .order_by("-attendue", F("repondue_le").desc(nulls_last=True), "date", "pk")
        )

    def suivies(self, suivi: str) -> Self:
        """Keep those that stand there."""
        return self.filter(self.condition_de_suivi(suivi))

    @staticmethod
    def condition_de_suivi(suivi: str) -> Q:
        """Nothing is awaited once the dossier has ended (the same as `Transmission.suivi`)."""
        finie = Q(dossier__etat__in=TERMINES)
        return {
            SuiviRessources.A_ACCUSER: Q(reponse="", accusee_le__isnull=True) & ~finie,
            SuiviRessources.A_REPONDRE: Q(reponse="", accusee_le__isnull=False) & ~finie,
            SuiviRessources.REPONDUES: ~Q(reponse=""),
            SuiviRessources.SANS_SUITE: Q(reponse="") & finie,
        }[SuiviRessources(suivi)]


class DuCentreQuerySet(models.QuerySet):
    """Imports and batch acts: the business of the staff of one exam centre."""

    def visible_par(self, utilisateur: Utilisateur) -> Self:
        """Those of the centres where this person is staff."""
        return self.filter(centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE))
