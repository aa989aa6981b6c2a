"""When and where the candidate meets the commission, and who was told (DOMAINE.md §2.2, 5)."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Horodatage
from cqpm.comptes.models import Utilisateur
from dossiers.enums import TONS_SEANCE, EtatSeance, NatureSeance, QualiteConvoque
from dossiers.querysets import SeanceQuerySet
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

    objects = SeanceQuerySet.as_manager()

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
        return f"{self.get_nature_display()}, le {self.jour:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:seance", args=[self.dossier_id, self.pk])

    @property
    def jour(self) -> datetime.date:
        """The day in France: the base keeps universal time."""
        return timezone.localdate(self.debut)

    @property
    def ton_etat(self) -> str:
        return TONS_SEANCE[EtatSeance(self.etat)]

    @property
    def est_commencee(self) -> bool:
        return self.debut <= timezone.now()

    @property
    def commission(self) -> list[Utilisateur]:
        """Who evaluates there; `evaluateurs` and the dossier's affectations are prefetched."""
        return list(self.evaluateurs.all()) or self.dossier.commission


class Convocation(Horodatage):
    """Who was invited to a meeting, and which version of it they last received.

    A person without an address is given the paper; so is one whose mail came back.
    """

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
    qualite = models.CharField("qualité", max_length=10, choices=QualiteConvoque.choices)
    nom = models.CharField("nom", max_length=150)
    courriel = models.EmailField("adresse électronique", blank=True)
    sequence = models.PositiveIntegerField("version envoyée", null=True, blank=True)
    annulee = models.BooleanField("annulation envoyée", default=False)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    en_main_propre = models.BooleanField("remise en main propre", default=False)

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
