"""What each exam centre chooses for itself: options, usual plans, reminders."""

from django.conf import settings
from django.db import models

from cqpm.commun.models import Horodatage
from cqpm.comptes.models import Centre
from referentiels.models import Referentiel


class ReglagesCentre(Horodatage):
    """The options of an exam centre; a centre without a row has the defaults."""

    centre = models.OneToOneField(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="reglages"
    )
    approbation_requise = models.BooleanField(
        "L'accord du centre de ressources est nécessaire pour évaluer", default=False
    )
    recevabilite_vae = models.BooleanField(
        "Les VAE passent par une décision de recevabilité", default=True
    )
    commission_minimale = models.PositiveSmallIntegerField(
        "Nombre d'évaluateurs au-dessous duquel prévenir", default=2
    )
    horizon_jours = models.PositiveSmallIntegerField(
        "Nombre de jours avant une échéance où elle devient proche", default=15
    )
    heure_recapitulatif = models.PositiveSmallIntegerField(
        "Heure du récapitulatif quotidien", default=7
    )

    class Meta:
        verbose_name = "réglages du centre"
        verbose_name_plural = "réglages des centres"

    def __str__(self):
        return f"Réglages de {self.centre}"


class EntreeReglages(models.Model):
    """Who changed which option of a centre: lines are added, never changed (R50)."""

    centre = models.ForeignKey(
        Centre,
        verbose_name="centre",
        on_delete=models.CASCADE,
        related_name="journal_des_reglages",
    )
    libelle = models.TextField("ce qui a changé")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    cree_le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "entrée du journal des réglages"
        verbose_name_plural = "journal des réglages"
        ordering = ["-pk"]

    def __str__(self):
        return self.libelle


class PlanHabituel(Horodatage):
    """The modalités that a centre usually plans for a version: a list of choices, as in `Choix`."""

    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="plans_habituels"
    )
    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.CASCADE, related_name="+"
    )
    choix = models.JSONField("choix", default=list)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="modifié par",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "plan habituel"
        verbose_name_plural = "plans habituels"
        constraints = [
            models.UniqueConstraint(fields=["centre", "referentiel"], name="plan_habituel_unique")
        ]

    def __str__(self):
        return f"{self.centre} : {self.referentiel}"


class ReglageRelance(Horodatage):
    """When and how a centre reminds of one kind of waiting act (`dossiers.attentes`)."""

    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.CASCADE, related_name="reglages_relances"
    )
    attente = models.CharField("acte attendu", max_length=40)
    active = models.BooleanField("relancer", default=True)
    avance_jours = models.PositiveSmallIntegerField("jours avant l'échéance", default=7)
    cadence_jours = models.PositiveSmallIntegerField("jours entre deux relances", default=7)
    objet = models.CharField("objet", max_length=150, blank=True)
    texte = models.TextField("texte", max_length=4000, blank=True)

    class Meta:
        verbose_name = "réglage de relance"
        verbose_name_plural = "réglages des relances"
        constraints = [
            models.UniqueConstraint(fields=["centre", "attente"], name="reglage_relance_unique")
        ]

    def __str__(self):
        return f"{self.centre} : {self.attente}"
