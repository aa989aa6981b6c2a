"""The jury's decision on a dossier, capacité by capacité; the commission's findings stay apart."""

from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.models.jury import SessionJury
from referentiels.models import Capacite


class Deliberation(Horodatage):
    """A dossier on a session's list, and what the jury decided.

    The decision may change until the session closes; the dossier takes its result at the PV's
    signature. A dossier sent back (`RENVOI`) meets another session later, with a new line.
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


class DecisionCapacite(models.Model):
    """The jury's word on a capacité; a departure from the commission carries its reason (R33)."""

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

    class Meta:
        verbose_name = "décision sur une capacité"
        verbose_name_plural = "décisions sur les capacités"
        ordering = ["deliberation", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "capacite"], name="decision_capacite_unique"
            )
        ]

    def __str__(self):
        return f"{self.capacite_id} : {'validée' if self.validee else 'non validée'}"
