"""What the candidate sends by their own space: the report, and what they ask about their data."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Document, Horodatage
from dossiers.enums import NatureDemande, SuiteDepot


class DepotRapport(models.Model):
    """One deposit of the candidate's report (R13); the newest one is the report.

    The bytes of a replaced one are erased, its row stays: name, size in bytes, hash and moment are
    what its receipt says. `suite` is empty for a deposit in time; a late one waits for staff.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="depots_rapport",
    )
    document = models.OneToOneField(
        Document,
        verbose_name="document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    nom = models.CharField("nom du fichier", max_length=150)
    taille = models.PositiveBigIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    depose_le = models.DateTimeField("déposé le")
    attendu_le = models.DateField("date limite ce jour-là", null=True, blank=True)
    en_retard = models.BooleanField("en retard", default=False)
    suite = models.CharField("suite", max_length=10, choices=SuiteDepot.choices, blank=True)
    motif = models.TextField("motif", max_length=2000, blank=True)
    decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        verbose_name = "dépôt du rapport"
        verbose_name_plural = "dépôts du rapport"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(suite="refuse") | ~Q(motif=""),
                name="depot_refuse_motive",
                violation_error_message="Écrivez pourquoi le rapport est refusé.",
            )
        ]

    def __str__(self):
        return f"{self.nom} ({self.dossier_id})"

    @property
    def retard_deja_autorise(self) -> bool:
        """The manager had allowed the delay before the report came: nobody answered this one."""
        return self.suite == SuiteDepot.ACCEPTE and self.decide_par_id is None


class DemandeCandidat(Horodatage):
    """What a candidate asks about their data from their space: a correction, or something else."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="demandes_candidat",
    )
    nature = models.CharField("nature", max_length=15, choices=NatureDemande.choices)
    texte = models.TextField("demande", max_length=4000)
    reponse = models.TextField("réponse", max_length=4000, blank=True)
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="traitée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "demande du candidat"
        verbose_name_plural = "demandes des candidats"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_nature_display()} ({self.dossier_id})"
