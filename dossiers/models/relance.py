"""The memory of the reminders: what was sent to whom, what is due next, what is done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cqpm.commun.models import Horodatage
from cqpm.comptes.models import Centre


class Relance(Horodatage):
    """One waiting act, one person: open until the act is done, then kept as history.

    `sujet` names the object that waits (`sujet_de`): a dossier, or a jury session.
    """

    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="relances"
    )
    sujet = models.CharField("sujet", max_length=100, db_index=True)
    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="relances",
    )
    attente = models.CharField("acte attendu", max_length=40)
    libelle = models.CharField("libellé", max_length=300)
    chemin = models.CharField("chemin de la page", max_length=300, blank=True)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    nom = models.CharField("nom", max_length=150)
    courriel = models.EmailField("adresse électronique")
    ouverte_le = models.DateField("attend depuis le", default=timezone.localdate)
    echeance = models.DateField("échéance", null=True, blank=True)
    prochaine_le = models.DateField("prochaine relance le", null=True, blank=True)
    derniere_le = models.DateTimeField("dernière relance le", null=True, blank=True)
    envois = models.PositiveIntegerField("envois", default=0)
    immediate_le = models.DateTimeField("envoi immédiat le", null=True, blank=True)
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        ordering = ["pk"]
        indexes = [models.Index(fields=["terminee_le", "prochaine_le"], name="relance_a_envoyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["sujet", "attente", "courriel"],
                condition=Q(terminee_le__isnull=True),
                name="relance_ouverte_unique",
            )
        ]

    def __str__(self):
        return f"{self.libelle} → {self.courriel}"


class SuspensionRelance(Horodatage):
    """Nobody is reminded of that act of that dossier (of any, without `attente`) until that day."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="suspensions",
    )
    attente = models.CharField("acte attendu", max_length=40, blank=True)
    jusqu_au = models.DateField("jusqu'au")

    class Meta:
        verbose_name = "suspension de relances"
        verbose_name_plural = "suspensions de relances"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "attente"], name="suspension_unique")
        ]

    def __str__(self):
        return f"{self.attente or 'Tous les actes'} jusqu'au {self.jusqu_au:%d/%m/%Y}"
