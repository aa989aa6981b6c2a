"""What is evaluated: capacités, their critères and the modalities each one allows."""

from django.db import models

from referentiels.enums import Connecteur
from referentiels.models.fige import Fige
from referentiels.models.referentiel import Bloc, Modalite, Referentiel


class Capacite(Fige):
    """A capacité professionnelle: the unit that is acquired or not, numbered 1..n."""

    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.CASCADE, related_name="capacites"
    )
    bloc = models.ForeignKey(
        Bloc,
        verbose_name="bloc",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="capacites",
    )
    numero = models.PositiveSmallIntegerField("numéro")
    intitule = models.TextField("intitulé", blank=True)
    conditions = models.JSONField("conditions de réalisation", default=list, blank=True)
    vers_version = "referentiel"

    class Meta:
        verbose_name = "capacité"
        verbose_name_plural = "capacités"
        ordering = ["referentiel_id", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "numero"], name="capacite_numero_unique")
        ]

    def __str__(self):
        return f"{self.numero}. {self.intitule}"


class CapaciteModalite(Fige):
    """A modality listed beside a capacité, with the word that ties it to the previous one.

    Only in versions whose modalities are defined per capacité; elsewhere the document's list
    applies to every capacité.
    """

    capacite = models.ForeignKey(
        Capacite,
        verbose_name="capacité",
        on_delete=models.CASCADE,
        related_name="modalites_prevues",
    )
    modalite = models.ForeignKey(
        Modalite, verbose_name="modalité", on_delete=models.CASCADE, related_name="+"
    )
    rang = models.PositiveSmallIntegerField("rang")
    connecteur = models.CharField(
        "connecteur", max_length=2, choices=Connecteur.choices, blank=True
    )
    libelle = models.CharField("libellé dans le tableau", max_length=200)
    vers_version = "capacite__referentiel"

    class Meta:
        verbose_name = "modalité d'une capacité"
        verbose_name_plural = "modalités des capacités"
        ordering = ["capacite_id", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["capacite", "modalite"], name="capacite_modalite_unique"
            )
        ]

    def __str__(self):
        return f"{self.get_connecteur_display()} {self.libelle}".strip()


class Critere(Fige):
    """A « critère observable et/ou mesurable »: what an evaluator scores.

    Its identity is (version, capacité, rang), not its text: the same sentence may recur. `groupe`
    numbers the blank-line blocks of the official table.
    """

    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.CASCADE, related_name="criteres"
    )
    rang = models.PositiveSmallIntegerField("rang")
    groupe = models.PositiveSmallIntegerField("groupe", default=1)
    texte = models.TextField("texte", blank=True)
    vers_version = "capacite__referentiel"

    class Meta:
        verbose_name = "critère"
        verbose_name_plural = "critères"
        ordering = ["capacite_id", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["capacite", "rang"], name="critere_rang_unique")
        ]

    def __str__(self):
        return self.texte


class SousPoint(Fige):
    """A point under a critère; it is read with it, not scored."""

    critere = models.ForeignKey(
        Critere, verbose_name="critère", on_delete=models.CASCADE, related_name="sous_points"
    )
    rang = models.PositiveSmallIntegerField("rang")
    texte = models.TextField("texte", blank=True)
    vers_version = "critere__capacite__referentiel"

    class Meta:
        verbose_name = "sous-point"
        verbose_name_plural = "sous-points"
        ordering = ["critere_id", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["critere", "rang"], name="sous_point_rang_unique")
        ]

    def __str__(self):
        return self.texte
