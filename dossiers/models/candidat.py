"""The person who wants the certification."""

from django.db import models

from cqpm.commun.models import Horodatage
from cqpm.comptes.models import Centre


class Candidat(Horodatage):
    """Identity as typed, within the limits of the national register (R45)."""

    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="candidats"
    )
    nom = models.CharField("nom de naissance", max_length=60)
    nom_usage = models.CharField("nom d'usage", max_length=60, blank=True)
    prenom = models.CharField("prénom", max_length=60)
    date_naissance = models.DateField("date de naissance")
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)

    class Meta:
        verbose_name = "candidat"
        verbose_name_plural = "candidats"
        ordering = ["nom", "prenom"]

    def __str__(self):
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        """Name as the jury reads it: first name, then the name in use."""
        return f"{self.prenom} {self.nom_usage or self.nom}"
