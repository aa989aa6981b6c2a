"""What an earlier jury validated and a new presentation keeps (R38, R39)."""

from django.db import models
from django.utils import timezone

from referentiels.models import Capacite


class CapaciteConservee(models.Model):
    """A capacité that is not evaluated again, with the PV it comes from and its last day."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="conservees",
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    validee_le = models.DateField("validée par le jury du")
    session_numero = models.CharField("session de jury", max_length=20)
    jusqu_au = models.DateField("conservée jusqu'au")

    class Meta:
        verbose_name = "capacité conservée"
        verbose_name_plural = "capacités conservées"
        ordering = ["dossier", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "capacite"], name="capacite_conservee_unique"
            )
        ]

    def __str__(self):
        return f"{self.capacite_id} jusqu'au {self.jusqu_au:%d/%m/%Y}"

    @property
    def est_perdue(self) -> bool:
        """The last day of the benefit is past: the jury no longer counts it (R32)."""
        return self.jusqu_au < timezone.localdate()
