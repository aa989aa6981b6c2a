"""What the commission observes: critères, conclusions, signatures; and the interview."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from dossiers.models import Dossier
from evaluations.enums import Conclusion, NiveauCritere
from referentiels.models import Capacite, Critere


class Evaluation(Horodatage):
    """The commission's grid of one dossier; `verrouillee_le` closes it once signed (R23)."""

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="evaluation"
    )
    verrouillee_le = models.DateTimeField("verrouillée le", null=True, blank=True)

    class Meta:
        verbose_name = "grille d'évaluation"
        verbose_name_plural = "grilles d'évaluation"

    def __str__(self):
        return f"Grille de {self.dossier_id}"


class ResultatCritere(Horodatage):
    """One cell of the grid; `version` grows at each change, so that a late writer is told."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="resultats"
    )
    critere = models.ForeignKey(
        Critere, verbose_name="critère", on_delete=models.PROTECT, related_name="+"
    )
    niveau = models.CharField("résultat", max_length=15, choices=NiveauCritere.choices)
    commentaire = models.TextField("observations, preuves", max_length=4000, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "résultat d'un critère"
        verbose_name_plural = "résultats des critères"
        ordering = ["evaluation", "critere__capacite__numero", "critere__rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "critere"], name="resultat_critere_unique"
            ),
            models.CheckConstraint(
                condition=~Q(niveau__in=["non_acquis", "non_observable"]) | ~Q(commentaire=""),
                name="resultat_critere_commente",
                violation_error_message=(
                    "Commentez un critère non acquis ou non observable : le jury le lira."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.critere_id} : {self.get_niveau_display()}"


class ConclusionCapacite(Horodatage):
    """The commission's explicit conclusion on a capacité (R20)."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="conclusions"
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    conclusion = models.CharField("conclusion", max_length=12, choices=Conclusion.choices)
    commentaire = models.TextField("commentaire", max_length=4000, blank=True)
    evaluee_le = models.DateField("évaluée le")
    lieu = models.CharField("lieu", max_length=150, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "conclusion d'une capacité"
        verbose_name_plural = "conclusions des capacités"
        ordering = ["evaluation", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "capacite"], name="conclusion_capacite_unique"
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="non_acquise") | ~Q(commentaire=""),
                name="conclusion_non_acquise_commentee",
                violation_error_message="Commentez une capacité non acquise : le jury le lira.",
            ),
        ]

    def __str__(self):
        return f"{self.capacite_id} : {self.get_conclusion_display()}"


class SignatureGrille(models.Model):
    """A commission member's signature; `empreinte` is the SHA-256 of the exact content signed."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="signatures"
    )
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    signe_le = models.DateTimeField("signé le", auto_now_add=True)

    class Meta:
        verbose_name = "signature de grille"
        verbose_name_plural = "signatures de grille"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "evaluateur"], name="signature_grille_unique"
            )
        ]

    def __str__(self):
        return f"{self.evaluateur_id}, {self.signe_le:%d/%m/%Y}"


class Entretien(Horodatage):
    """The interview with the candidate, asked by the 2013 template only (R19)."""

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="entretien"
    )
    date = models.DateField("date de l'entretien")
    participants = models.TextField(
        "participants", help_text="Noms et fonctions des personnes présentes, candidat compris."
    )
    notes = models.TextField("notes", blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="saisi par",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "entretien"
        verbose_name_plural = "entretiens"

    def __str__(self):
        return f"Entretien du {self.date:%d/%m/%Y}"
