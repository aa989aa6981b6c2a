"""Who, beyond the centre's staff, may see a dossier."""

from django.conf import settings
from django.db import models

from cqpm.commun.models import Horodatage
from dossiers.enums import RoleAffectation


class Affectation(Horodatage):
    """A person opens a dossier as evaluator or jury member, and no other one (R22).

    `derogation` is the manager's reason for naming the candidate's trainer all the same (R24).
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="affectations",
    )
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.PROTECT,
        related_name="affectations",
    )
    role = models.CharField("rôle", max_length=12, choices=RoleAffectation.choices)
    derogation = models.TextField("dérogation à l'indépendance", blank=True)

    class Meta:
        verbose_name = "affectation"
        verbose_name_plural = "affectations"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "utilisateur", "role"],
                name="affectation_unique",
                violation_error_message="Cette personne est déjà affectée à ce dossier.",
            )
        ]

    def __str__(self):
        return f"{self.utilisateur}, {self.get_role_display()} de {self.dossier_id}"
