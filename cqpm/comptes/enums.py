"""The roles that a person can hold in a centre."""

from django.db import models


class Role(models.TextChoices):
    RESPONSABLE = "responsable", "Responsable du centre d'examen"
    GESTIONNAIRE = "gestionnaire", "Gestionnaire du centre d'examen"
    EVALUATEUR = "evaluateur", "Évaluateur"
    JURY = "jury", "Membre de jury"
    RESSOURCES = "ressources", "Centre de ressources"


class NatureCentre(models.TextChoices):
    EXAMEN = "examen", "Centre d'examen"
    RESSOURCES = "ressources", "Centre de ressources"
