"""What staff add to a dossier beside its road: comments, accommodations, VAE admissibility."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from dossiers.enums import DecisionRecevabilite


class Commentaire(Horodatage):
    """A word between staff: neither the candidate nor the jury reads it."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="commentaires",
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    texte = models.TextField("commentaire", max_length=4000)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        ordering = ["-pk"]

    def __str__(self):
        return self.texte


class Amenagement(Horodatage):
    """A measure granted to the candidate: never its medical reason (R51)."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="amenagements",
    )
    mesure = models.CharField("mesure accordée", max_length=300)
    demande_le = models.DateField("demandé le")
    accorde_le = models.DateField("accordé le")
    accorde_par = models.CharField("accordé par", max_length=120)

    class Meta:
        verbose_name = "aménagement"
        verbose_name_plural = "aménagements"
        ordering = ["pk"]

    def __str__(self):
        return self.mesure


class Recevabilite(Horodatage):
    """The answer to a VAE application, due two months after the complete file (R43)."""

    dossier = models.OneToOneField(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="recevabilite",
    )
    complet_le = models.DateField("demande complète le", null=True, blank=True)
    decision = models.CharField(
        "décision", max_length=15, choices=DecisionRecevabilite.choices, blank=True
    )
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    decidee_par = models.CharField("décidée par", max_length=150, blank=True)
    motif = models.TextField("motif", max_length=4000, blank=True)

    class Meta:
        verbose_name = "recevabilité"
        verbose_name_plural = "recevabilités"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="") | Q(decidee_le__isnull=False),
                name="recevabilite_decision_datee",
            )
        ]

    def __str__(self):
        return self.get_decision_display() or "À décider"
