"""When and where the candidate meets the commission, and who was told (DOMAINE.md §2.2, 5)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cqpm.commun.models import Horodatage
from dossiers.enums import EtatSeance, NatureSeance
from referentiels.models import Capacite


class Seance(Horodatage):
    """One meeting. `uid` names it in every calendar; `sequence` grows when it changes.

    Without `capacites` it is about all of them; without `evaluateurs`, with the whole commission.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", verbose_name="dossier", on_delete=models.CASCADE, related_name="seances"
    )
    nature = models.CharField("objet", max_length=25, choices=NatureSeance.choices)
    capacites = models.ManyToManyField(
        Capacite, verbose_name="capacités", blank=True, related_name="+"
    )
    evaluateurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="évaluateurs", blank=True, related_name="seances"
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=200)
    precisions = models.TextField("précisions pour les convoqués", max_length=2000, blank=True)
    etat = models.CharField(
        "état", max_length=8, choices=EtatSeance.choices, default=EtatSeance.PREVUE
    )
    motif = models.TextField("motif de l'absence ou de l'annulation", blank=True)
    uid = models.UUIDField("identifiant d'agenda", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("version", default=0, editable=False)

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="seance_fin_apres_debut",
                violation_error_message="La séance finit après avoir commencé : "
                "corrigez l'heure de fin.",
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()}, le {self.debut:%d/%m/%Y}"


class Convocation(Horodatage):
    """Who was invited to a meeting, and which version of it they last received."""

    seance = models.ForeignKey(
        Seance, verbose_name="séance", on_delete=models.CASCADE, related_name="convocations"
    )
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    nom = models.CharField("nom", max_length=150)
    courriel = models.EmailField("adresse électronique", blank=True)
    sequence = models.PositiveIntegerField("version envoyée", null=True, blank=True)
    annulee = models.BooleanField("annulation envoyée", default=False)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)

    class Meta:
        verbose_name = "convocation"
        verbose_name_plural = "convocations"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "nom", "courriel"], name="convocation_unique_par_personne"
            )
        ]

    def __str__(self):
        return self.nom
