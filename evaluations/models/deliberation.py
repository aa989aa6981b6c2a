"""The jury's decision on a dossier, capacité by capacité; the commission's findings stay apart."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from dossiers.models import Dossier
from evaluations.enums import DecisionJury, NatureConflit
from evaluations.models.jury import MembreJury, SessionJury
from evaluations.querysets import DeliberationQuerySet
from evaluations.regles_composition import EMPECHEMENTS
from evaluations.regles_vote import Voix
from referentiels.models import Capacite


class Deliberation(Horodatage):
    """A dossier on a session's list, and what the jury decided.

    The decision may change until the session closes; the dossier takes its result at the PV's
    signature. A dossier sent back (`RENVOI`) meets another session later, with a new line.
    `identite` is what a PV rectificatif changes of the candidate's identity, by field, written when
    that PV is signed (R40). `preside_par` presides for this candidate alone, when the president
    withdrew (R30).
    """

    session = models.ForeignKey(
        SessionJury, verbose_name="session", on_delete=models.PROTECT, related_name="deliberations"
    )
    dossier = models.ForeignKey(
        Dossier, verbose_name="dossier", on_delete=models.PROTECT, related_name="deliberations"
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)
    conditions_verifiees = models.BooleanField(
        "Les conditions d'organisation des évaluations ont été vérifiées", default=False
    )
    decision = models.CharField("décision", max_length=10, choices=DecisionJury.choices, blank=True)
    motif = models.TextField("motif ou observation", max_length=4000, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=0)
    identite = models.JSONField("identité rectifiée", null=True, blank=True)
    preside_par = models.ForeignKey(
        MembreJury,
        verbose_name="présidé, pour ce candidat, par",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"
        ordering = ["session", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "dossier"],
                name="deliberation_unique_par_session",
                violation_error_message="Ce dossier est déjà inscrit à cette session.",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(conditions_verifiees=True),
                name="decision_apres_verification",
                violation_error_message=(
                    "Le jury vérifie d'abord les conditions d'organisation des évaluations."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.dossier_id} en session {self.session_id}"


class DeclarationConflit(Horodatage):
    """What links a member to a candidate, and whether they withdraw for that candidate (R30).

    `detectee` was found by the software; the others were declared. A link that only warns (same
    company) leaves `se_retire` to the person.
    """

    membre = models.ForeignKey(
        MembreJury, verbose_name="membre", on_delete=models.CASCADE, related_name="conflits"
    )
    deliberation = models.ForeignKey(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.CASCADE,
        related_name="conflits",
    )
    nature = models.CharField("lien", max_length=12, choices=NatureConflit.choices)
    detectee = models.BooleanField("détecté", default=False)
    se_retire = models.BooleanField("se retire pour ce candidat", default=True)
    precision = models.CharField("précision", max_length=300, blank=True)
    declaree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="déclaré par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "déclaration de conflit d'intérêts"
        verbose_name_plural = "déclarations de conflit d'intérêts"
        ordering = ["deliberation", "membre"]
        constraints = [
            models.UniqueConstraint(
                fields=["membre", "deliberation"],
                name="declaration_conflit_unique",
                violation_error_message="Ce membre a déjà déclaré un lien avec ce candidat.",
            )
        ]

    def __str__(self):
        return f"{self.membre} : {self.get_nature_display()}"

    @property
    def est_un_empechement(self) -> bool:
        """Found in the dossier, and blocking: nobody lifts it."""
        return self.detectee and self.nature in EMPECHEMENTS

    @property
    def attend_reponse(self) -> bool:
        """Found, and left to a person's judgement, which nobody gave yet."""
        return self.detectee and not self.se_retire and self.declaree_par_id is None


class DecisionCapacite(models.Model):
    """The jury's word on a capacité; a departure from the commission carries its reason (R33).

    The votes are there only if a vote was held, as totals (R36); on a tie `validee` is what the
    president chose.
    """

    deliberation = models.ForeignKey(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.CASCADE,
        related_name="capacites",
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    validee = models.BooleanField("validée")
    motif = models.TextField("motif", max_length=2000, blank=True)
    voix_pour = models.PositiveSmallIntegerField("voix pour", null=True, blank=True)
    voix_contre = models.PositiveSmallIntegerField("voix contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)

    class Meta:
        verbose_name = "décision sur une capacité"
        verbose_name_plural = "décisions sur les capacités"
        ordering = ["deliberation", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "capacite"], name="decision_capacite_unique"
            ),
            models.CheckConstraint(
                condition=Q(voix_pour__isnull=True, voix_contre__isnull=True, abstentions=None)
                | Q(voix_pour__isnull=False, voix_contre__isnull=False, abstentions__isnull=False),
                name="decision_capacite_voix_completes",
                violation_error_message="Un vote se compte en entier : pour, contre, abstentions.",
            ),
        ]

    def __str__(self):
        return f"{self.capacite_id} : {'validée' if self.validee else 'non validée'}"

    @property
    def voix(self) -> Voix | None:
        """The totals of the vote, if one was held (R36)."""
        if self.voix_pour is None:
            return None
        return Voix(self.voix_pour, self.voix_contre, self.abstentions)
