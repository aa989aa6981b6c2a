"""What left the register as a file: who took it, when, of what, for whom."""

from django.conf import settings
from django.db import models

from cqpm.commun.models import Horodatage
from evaluations.enums import NatureExport


class ExportRegistre(Horodatage):
    """The trace of one file about certified people (R50); the file itself is not kept.

    `libelle` says in words what was chosen, `filtre` the same as a query string. `avec_nir` tells
    that the file held social security numbers (R46).
    """

    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    nature = models.CharField("nature", max_length=15, choices=NatureExport.choices)
    extension = models.CharField("format", max_length=4)
    filtre = models.TextField("filtre", blank=True)
    libelle = models.TextField("filtre en clair", blank=True)
    nombre = models.PositiveIntegerField("nombre de lauréats")
    avec_nir = models.BooleanField("avec les NIR", default=False)

    class Meta:
        verbose_name = "export du registre"
        verbose_name_plural = "exports du registre"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_nature_display()} {self.pk} ({self.extension})"
