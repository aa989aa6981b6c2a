"""How a person reads the list, and what left it as a file."""

from django.conf import settings
from django.db import models

from cqpm.commun.models import Horodatage, Travail


class PreferenceListe(Horodatage):
    """The columns that a person chose: kept with the person, whatever the machine or the session.

    `colonnes` holds codes of `dossiers.selectors.colonnes`, in the order of the page.
    """

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.CASCADE,
        related_name="preference_liste",
    )
    colonnes = models.JSONField("colonnes", default=list)

    class Meta:
        verbose_name = "préférence de liste"
        verbose_name_plural = "préférences de liste"
        ordering = ["pk"]

    def __str__(self):
        return f"Liste de {self.utilisateur}"


class ExportDossiers(Horodatage):
    """Personal data that left as a file: who took what, when, by which filter (R50).

    `filtre` is the query string of the list and `libelle` the same in words; `nombre` is how many
    dossiers the file holds, None as long as it is not made. A large one has its `travail`, whose
    document is for `demande_par` alone and goes after some days.
    """

    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        on_delete=models.PROTECT,
        related_name="exports_dossiers",
    )
    nature = models.CharField("format", max_length=4)
    filtre = models.TextField("filtre", blank=True)
    libelle = models.TextField("filtre en clair", blank=True)
    colonnes = models.JSONField("colonnes", default=list)
    nombre = models.PositiveIntegerField("nombre de dossiers", null=True, blank=True)
    travail = models.OneToOneField(
        Travail,
        verbose_name="travail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "export de dossiers"
        verbose_name_plural = "exports de dossiers"
        ordering = ["-pk"]

    def __str__(self):
        return f"Export {self.pk} ({self.nature})"
