"""One act on many dossiers: a job each, a result each."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from cqpm.commun.models import Horodatage, Travail
from cqpm.comptes.models import Centre
from dossiers.enums import EtatLigne
from dossiers.querysets import DuCentreQuerySet


class Lot(Horodatage):
    """A batch act that a person confirmed after reading who is excluded and why."""

    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="lots"
    )
    acte = models.CharField("acte", max_length=40)
    libelle = models.CharField("libellé", max_length=200)
    parametres = models.JSONField("paramètres", default=dict)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = DuCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "lot"
        verbose_name_plural = "lots"
        ordering = ["-pk"]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self) -> str:
        return reverse("dossiers:lot_voir", args=[self.pk])


class LigneLot(Horodatage):
    """One dossier of the batch."""

    lot = models.ForeignKey(
        Lot, verbose_name="lot", on_delete=models.CASCADE, related_name="lignes"
    )
    dossier = models.ForeignKey(
        "dossiers.Dossier", verbose_name="dossier", on_delete=models.CASCADE, related_name="+"
    )
    travail = models.ForeignKey(
        Travail,
        verbose_name="travail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatLigne.choices, default=EtatLigne.EN_ATTENTE
    )
    message = models.TextField("message", blank=True)

    class Meta:
        verbose_name = "ligne de lot"
        verbose_name_plural = "lignes de lot"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["lot", "dossier"], name="ligne_lot_unique")]

    def __str__(self):
        return f"{self.lot_id} : {self.dossier_id}"
