"""The company that employs or hosts the candidate, and the person who follows the candidate."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cqpm.commun.models import Horodatage
from cqpm.commun.recherche import normaliser
from cqpm.comptes.models import Centre
from dossiers.enums import QualiteTuteur
from dossiers.querysets import EntrepriseQuerySet


class Entreprise(Horodatage):
    """The employer or host company; it co-defines the modalités and gives its opinion."""

    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="entreprises"
    )
    raison_sociale = models.CharField("raison sociale", max_length=150)
    ville = models.CharField("ville", max_length=80, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    recherche = models.TextField("mots de la recherche", blank=True, editable=False)

    objects = EntrepriseQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise"
        verbose_name_plural = "entreprises"
        ordering = ["raison_sociale"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "raison_sociale", "ville"],
                name="entreprise_unique_par_centre",
                violation_error_message="Cette entreprise est déjà connue de votre centre.",
            ),
            models.UniqueConstraint(
                fields=["centre", "siret"],
                condition=~Q(siret=""),
                name="entreprise_siret_unique_par_centre",
                violation_error_message="Une entreprise de votre centre porte déjà ce SIRET.",
            ),
        ]

    def __str__(self):
        return self.raison_sociale

    def save(self, *args, **kwargs):
        """Keep the words by which a company is looked up, whatever the accents."""
        self.recherche = normaliser(f"{self.raison_sociale} {self.ville} {self.siret}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("dossiers:entreprise", args=[self.pk])

    @property
    def designation(self) -> str:
        """Name and town: what tells two companies apart."""
        return f"{self.raison_sociale}, {self.ville}" if self.ville else self.raison_sociale


class Tuteur(Horodatage):
    """The tutor, or hierarchical or functional manager, who signs the company's opinion."""

    entreprise = models.ForeignKey(
        Entreprise, verbose_name="entreprise", on_delete=models.PROTECT, related_name="tuteurs"
    )
    prenom = models.CharField("prénom", max_length=60)
    nom = models.CharField("nom", max_length=60)
    qualite = models.CharField(
        "qualité", max_length=15, choices=QualiteTuteur.choices, default=QualiteTuteur.TUTEUR
    )
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("adresse électronique")

    class Meta:
        verbose_name = "tuteur"
        verbose_name_plural = "tuteurs"
        ordering = ["nom", "prenom"]
        constraints = [
            models.UniqueConstraint(
                fields=["entreprise", "courriel"],
                name="tuteur_unique_par_entreprise",
                violation_error_message="Ce tuteur est déjà connu dans cette entreprise.",
            )
        ]

    def __str__(self):
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}"
