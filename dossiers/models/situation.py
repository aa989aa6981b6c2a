"""What the candidate will show: real situations and projects, and the critères they prove."""

from django.db import models

from cqpm.commun.models import Horodatage
from dossiers.enums import NatureSeance
from referentiels.models import Critere


class SituationPrevue(Horodatage):
    """A situation, a project or an activity foreseen for the evaluation (DOMAINE.md §5.3)."""

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="situations",
    )
    nature = models.CharField("modalité", max_length=25, choices=NatureSeance.choices)
    intitule = models.CharField("intitulé", max_length=200)
    contexte = models.TextField("contexte et moyens", max_length=4000, blank=True)
    criteres = models.ManyToManyField(
        Critere, verbose_name="critères prouvés", blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "situation prévue"
        verbose_name_plural = "situations prévues"
        ordering = ["pk"]

    def __str__(self):
        return self.intitule
