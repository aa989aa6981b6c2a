"""What the commission observes: critères, conclusions, signatures; and the interview."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Document, Horodatage
from dossiers.models import Dossier
from evaluations.enums import Conclusion
from referentiels.models import Capacite, Critere


class Evaluation(Horodatage):
    """The commission's grid of one dossier; `verrouillee_le` closes it once signed (R23).

    `rouverte_le` and its reason tell the commission why it has to sign again.
    """

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="evaluation"
    )
    verrouillee_le = models.DateTimeField("verrouillée le", null=True, blank=True)
    rouverte_le = models.DateTimeField("rouverte le", null=True, blank=True)
    motif_reouverture = models.TextField("motif de la réouverture", blank=True)

    class Meta:
        verbose_name = "grille d'évaluation"
        verbose_name_plural = "grilles d'évaluation"

    def __str__(self):
        return f"Grille de {self.dossier_id}"


class ResultatCritere(Horodatage):
    """The commission's cell of one critère, once its capacité is put in common (R20).

    `version` grows at each change, so that a late writer is told; `jeton` names the last sending,
    so that one sent twice is written once. `niveau` is a code of the version's scale, empty as
    long as only a comment is typed; `divergence` is why the members do not all agree with it.
    """

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="resultats"
    )
    critere = models.ForeignKey(
        Critere, verbose_name="critère", on_delete=models.PROTECT, related_name="resultats"
    )
    niveau = models.CharField("résultat", max_length=30, blank=True)
    commentaire = models.TextField("observations, preuves", max_length=4000, blank=True)
    divergence = models.TextField("désaccord consigné", max_length=4000, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    jeton = models.UUIDField("dernier envoi", null=True, blank=True, editable=False)
    source = models.ForeignKey(
        "evaluations.Preuve",
        verbose_name="saisi d'après",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
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
        ]

    def __str__(self):
        return f"{self.critere_id} : {self.niveau}"


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


class SignaturePapier(models.Model):
    """The grid printed, signed by hand by the commission, and its scan (R23).

    `empreinte` is the SHA-256 of the content that was printed, the same as in `SignatureGrille`.
    """

    evaluation = models.OneToOneField(
        Evaluation,
        verbose_name="grille",
        on_delete=models.CASCADE,
        related_name="signature_papier",
    )
    document = models.ForeignKey(
        Document, verbose_name="scan signé", on_delete=models.PROTECT, related_name="+"
    )
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="déposé par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)

    class Meta:
        verbose_name = "signature sur papier"
        verbose_name_plural = "signatures sur papier"

    def __str__(self):
        return f"Scan de la grille {self.evaluation_id}"


class PresenceGrille(models.Model):
    """When a member last had the grid on their screen."""

    dossier = models.ForeignKey(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="+"
    )
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="personne",
        on_delete=models.CASCADE,
        related_name="+",
    )
    vue_le = models.DateTimeField("vue le")

    class Meta:
        verbose_name = "présence sur une grille"
        verbose_name_plural = "présences sur les grilles"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "utilisateur"], name="presence_grille_unique"
            )
        ]

    def __str__(self):
        return f"{self.utilisateur_id} sur {self.dossier_id}"


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


class NoteEntretien(models.Model):
    """What the interview brought on one capacité (R19)."""

    entretien = models.ForeignKey(
        Entretien,
        verbose_name="entretien",
        on_delete=models.CASCADE,
        related_name="notes_capacites",
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    texte = models.TextField("note", max_length=4000)

    class Meta:
        verbose_name = "note d'entretien"
        verbose_name_plural = "notes d'entretien"
        ordering = ["entretien", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(fields=["entretien", "capacite"], name="note_entretien_unique")
        ]

    def __str__(self):
        return f"Capacité {self.capacite_id}"
