"""The plan: which modalité will evaluate which capacité."""

from django.db import models

from cqpm.commun.models import Horodatage
from dossiers.enums import Variante
from referentiels.models import Capacite, Modalite


class ModalitePrevue(Horodatage):
    """A modality chosen for a capacité; a reconstituted situation carries its variant and reason.

    Which combinations are allowed: `dossiers.regles` (R11, R12).
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="modalites_prevues",
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    modalite = models.ForeignKey(
        Modalite, verbose_name="modalité", on_delete=models.PROTECT, related_name="+"
    )
    variante = models.CharField("variante", max_length=12, choices=Variante.choices, blank=True)
    motif = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "modalité prévue"
        verbose_name_plural = "modalités prévues"
        ordering = ["dossier", "capacite__numero", "modalite__rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "capacite", "modalite"], name="modalite_prevue_unique"
            )
        ]

    def __str__(self):
        return f"{self.capacite_id} : {self.modalite_id}"
