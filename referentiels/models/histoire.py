"""Where a version comes from, what happened to it, and what a person must still read again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from referentiels.enums import NatureDoute, NatureProvenance
from referentiels.models.referentiel import Referentiel


class Provenance(Horodatage):
    """The document a version was read from, or the version it was copied from.

    `texte` is the whole text of the official document; `attributions` says where each run of it
    went, as rows [debut, fin, destination, chemin] (`analyse.resultat.Attribution`).
    """

    referentiel = models.OneToOneField(
        Referentiel,
        verbose_name="référentiel",
        on_delete=models.CASCADE,
        related_name="provenance",
    )
    nature = models.CharField("nature", max_length=8, choices=NatureProvenance.choices)
    nom_fichier = models.CharField("nom du fichier", max_length=200, blank=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    modele = models.CharField("modèle reconnu", max_length=80, blank=True)
    origine = models.ForeignKey(
        Referentiel,
        verbose_name="version d'origine",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    texte = models.TextField("texte du document", blank=True)
    attributions = models.JSONField("attributions", default=list, blank=True)

    class Meta:
        verbose_name = "provenance"
        verbose_name_plural = "provenances"

    def __str__(self):
        return f"{self.get_nature_display()} {self.nom_fichier}".strip()


class PointARelire(models.Model):
    """A doubtful place of a brouillon, to tick before publishing (R6)."""

    referentiel = models.ForeignKey(
        Referentiel,
        verbose_name="référentiel",
        on_delete=models.CASCADE,
        related_name="points_a_relire",
    )
    rang = models.PositiveIntegerField("rang")
    nature = models.CharField("nature", max_length=20, choices=NatureDoute.choices)
    explication = models.TextField("explication")
    chemin = models.CharField("chemin", max_length=120, blank=True)
    extrait = models.TextField("extrait", blank=True)
    debut = models.PositiveIntegerField("début dans la source", default=0)
    fin = models.PositiveIntegerField("fin dans la source", default=0)
    relu_le = models.DateTimeField("relu le", null=True, blank=True)
    relu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="relu par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "point à relire"
        verbose_name_plural = "points à relire"
        ordering = ["referentiel_id", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["referentiel", "rang"], name="point_a_relire_rang_unique"
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()} : {self.explication}"


class Acte(models.Model):
    """One line of a version's history: who did what, and the content it left (R50).

    An act that changed the content has its `revision` number and the whole `document`.
    `etat_de` is the revision whose content this one is (itself, or the one it went back to), and
    `precedente` the revision that an undo goes to.
    """

    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.CASCADE, related_name="actes"
    )
    cree_le = models.DateTimeField("le", auto_now_add=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    libelle = models.CharField("acte", max_length=250)
    revision = models.PositiveIntegerField("révision", null=True, blank=True)
    etat_de = models.PositiveIntegerField("contenu de la révision", null=True, blank=True)
    precedente = models.PositiveIntegerField("révision précédente", null=True, blank=True)
    document = models.JSONField("contenu", null=True, blank=True)

    class Meta:
        verbose_name = "acte"
        verbose_name_plural = "actes"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referentiel", "revision"],
                condition=Q(revision__isnull=False),
                name="acte_revision_unique",
            )
        ]

    def __str__(self):
        return self.libelle
