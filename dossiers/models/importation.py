"""A spreadsheet of candidates: read, shown line by line, then registered whole or not at all."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from cqpm.commun.models import Document, Horodatage, Travail
from cqpm.comptes.models import Centre
from dossiers.enums import TONS_IMPORT, EtatImport
from dossiers.querysets import DuCentreQuerySet


class ImportCandidats(Horodatage):
    """`rapport` holds the result of each line, as the last reading gave it.

    `decisions` says, by line, what to do of someone who may be known already. The file holds
    personal data: it goes as soon as the candidates are registered or the import abandoned, and
    the names of the report with it.
    """

    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="imports"
    )
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    fichier = models.ForeignKey(
        Document,
        verbose_name="fichier",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    nom_fichier = models.CharField("nom du fichier", max_length=150)
    travail = models.ForeignKey(
        Travail,
        verbose_name="travail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatImport.choices, default=EtatImport.A_LIRE
    )
    lignes = models.PositiveIntegerField("lignes", default=0)
    fautes = models.PositiveIntegerField("fautes", default=0)
    rapport = models.JSONField("rapport", default=dict)
    decisions = models.JSONField("choix sur les doublons possibles", default=dict)
    importe_le = models.DateTimeField("importé le", null=True, blank=True)

    objects = DuCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "import de candidats"
        verbose_name_plural = "imports de candidats"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.nom_fichier}, le {self.cree_le:%d/%m/%Y}"

    @property
    def ton_etat(self) -> str:
        return TONS_IMPORT[EtatImport(self.etat)]

    def get_absolute_url(self) -> str:
        return reverse("dossiers:import_voir", args=[self.pk])
