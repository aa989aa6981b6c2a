"""The journal: every act on a dossier, who did it and when (R50)."""

from django.conf import settings
from django.db import models

from dossiers.enums import Acte, EtatDossier


class EntreeJournal(models.Model):
    """One act. Lines are added, never changed.

    `auteur` is empty when the person has no account (a tutor) or when the application acted by
    itself; `signataire` then names who.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="journal",
    )
    acte = models.CharField("acte", max_length=15, choices=Acte.choices)
    libelle = models.TextField("ce qui a été fait")
    de = models.CharField("état de départ", max_length=20, choices=EtatDossier.choices, blank=True)
    vers = models.CharField(
        "état d'arrivée", max_length=20, choices=EtatDossier.choices, blank=True
    )
    avant = models.JSONField("avant", null=True, blank=True)
    apres = models.JSONField("après", null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signataire = models.CharField("signataire sans compte", max_length=150, blank=True)
    cree_le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "entrée de journal"
        verbose_name_plural = "journal"
        ordering = ["-pk"]

    def __str__(self):
        return self.libelle

    @property
    def qui(self) -> str:
        """The person as the timeline names them."""
        if self.auteur_id:
            return self.auteur.nom_complet
        return self.signataire or "L'application"
