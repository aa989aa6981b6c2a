"""Evidence: what shows why a critère was scored so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cqpm.commun.models import Document
from evaluations.enums import NaturePreuve
from evaluations.models.evaluation import Evaluation
from evaluations.querysets import PreuveQuerySet
from referentiels.models import Capacite, Critere


class Preuve(models.Model):
    """A photo, a PDF, a page of the candidate's report or a note, on a critère.

    A sheet filled by hand (`FEUILLE`) is about a whole capacité: it is the source of what is then
    keyed. `jeton` names the sending: a piece sent twice is kept once. Other members read it once
    the capacité is put in common.
    """

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="grille", on_delete=models.CASCADE, related_name="preuves"
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    critere = models.ForeignKey(
        Critere,
        verbose_name="critère",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    nature = models.CharField("nature", max_length=10, choices=NaturePreuve.choices)
    document = models.OneToOneField(
        Document,
        verbose_name="fichier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    page = models.PositiveSmallIntegerField("page du rapport", null=True, blank=True)
    texte = models.TextField("note ou légende", max_length=4000, blank=True)
    jeton = models.UUIDField("envoi", unique=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="évaluateur",
        on_delete=models.PROTECT,
        related_name="+",
    )
    cree_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = PreuveQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve"
        verbose_name_plural = "preuves"
        ordering = ["evaluation", "capacite__numero", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False)
                | Q(page__isnull=False, nature="rapport")
                | (Q(nature="note") & ~Q(texte="")),
                name="preuve_montre_quelque_chose",
                violation_error_message="Joignez un fichier, une page du rapport ou une note.",
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()} du {self.cree_le:%d/%m/%Y}"

    @property
    def libelle(self) -> str:
        """Its name in a list; `document` is loaded for a PDF."""
        if self.nature == NaturePreuve.RAPPORT:
            return f"Page {self.page} du rapport"
        if self.nature == NaturePreuve.PDF:
            return self.document.nom
        return f"{self.get_nature_display()} du {timezone.localtime(self.cree_le):%d/%m à %H:%M}"
