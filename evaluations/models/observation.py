"""What each evaluator sees for themselves, before the commission puts a capacité in common."""

from django.conf import settings
from django.db import models

from cqpm.commun.models import Horodatage
from evaluations.models.evaluation import Evaluation
from referentiels.models import Capacite, Critere


class ObservationCritere(Horodatage):
    """One evaluator's cell: nobody else reads it before the capacité is put in common.

    `niveau` is a code of the version's scale, empty as long as only a comment is typed. `version`
    grows at each change; `jeton` names the last sending, so that one sent twice is written once.
    """

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="observations"
    )
    critere = models.ForeignKey(
        Critere, verbose_name="critère", on_delete=models.PROTECT, related_name="observations"
    )
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    niveau = models.CharField("résultat", max_length=30, blank=True)
    commentaire = models.TextField("observations, preuves", max_length=4000, blank=True)
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

    class Meta:
        verbose_name = "observation d'un critère"
        verbose_name_plural = "observations des critères"
        ordering = ["evaluation", "critere__capacite__numero", "critere__rang", "evaluateur"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "critere", "evaluateur"], name="observation_critere_unique"
            )
        ]

    def __str__(self):
        return f"{self.critere_id} : {self.niveau}"


class ObservationCapacite(Horodatage):
    """One evaluator's comment on a capacité, and when they shared it with the commission."""

    evaluation = models.ForeignKey(
        Evaluation,
        verbose_name="grille",
        on_delete=models.CASCADE,
        related_name="observations_capacites",
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="observations"
    )
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    commentaire = models.TextField("commentaire", max_length=4000, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    jeton = models.UUIDField("dernier envoi", null=True, blank=True, editable=False)
    partagee_le = models.DateTimeField("partagée le", null=True, blank=True)

    class Meta:
        verbose_name = "observation d'une capacité"
        verbose_name_plural = "observations des capacités"
        ordering = ["evaluation", "capacite__numero", "evaluateur"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "capacite", "evaluateur"],
                name="observation_capacite_unique",
            )
        ]

    def __str__(self):
        return f"{self.capacite_id}, {self.evaluateur_id}"


class MiseEnCommun(Horodatage):
    """From here on a capacité has one result, the commission's, which every member writes.

    `commentaire` is the commission's comment as it is typed; the conclusion takes it.
    """

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="mises_en_commun"
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="mises_en_commun"
    )
    commentaire = models.TextField("commentaire", max_length=4000, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    jeton = models.UUIDField("dernier envoi", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "mise en commun d'une capacité"
        verbose_name_plural = "mises en commun des capacités"
        ordering = ["evaluation", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "capacite"], name="mise_en_commun_unique")
        ]

    def __str__(self):
        return f"Capacité {self.capacite_id}"


class TraceCellule(models.Model):
    """One change of a cell: who, when, before, after (R50). Lines are added, never changed.

    Kept apart from the dossier's journal, which others read: what an evaluator scores is theirs
    until the commission puts it in common. `cellule` is the cell's name (« critere-12 »,
    « capacite-3 »), `commune` tells the commission's cell from the evaluator's own; `saisi_le` is
    when the device says it was typed, which differs from `cree_le` after a while without network.
    """

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="traces"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    cellule = models.CharField("cellule", max_length=40)
    commune = models.BooleanField("de la commission", default=False)
    avant = models.JSONField("avant", null=True, blank=True)
    apres = models.JSONField("après", null=True, blank=True)
    saisi_le = models.DateTimeField("saisi le")
    cree_le = models.DateTimeField("reçu le", auto_now_add=True)

    class Meta:
        verbose_name = "trace d'une cellule"
        verbose_name_plural = "traces des cellules"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.cellule}, {self.cree_le:%d/%m/%Y %H:%M}"
