"""The dossier de modalités sent to a resource centre, and what that centre answers (R14)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage, Travail
from cqpm.comptes.models import Centre
from dossiers.enums import TERMINES, PartieDossier, ReponseRessources, SuiviRessources
from dossiers.querysets import TransmissionQuerySet
from referentiels.models import Capacite


class Transmission(Horodatage):
    """One sending: a dossier that was sent back and corrected is sent again, by another row.

    `date` is the day on which it was sent, which may be before the day it was recorded; `travail`
    produces the PDF that the resource centre reads. `contenu` is what was sent, as it was then
    (`dossiers.selectors.transmission.contenu_a_transmettre`): the dossier may change afterwards.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier",
        verbose_name="dossier",
        on_delete=models.CASCADE,
        related_name="transmissions",
    )
    centre = models.ForeignKey(
        Centre,
        verbose_name="centre de ressources",
        on_delete=models.PROTECT,
        related_name="transmissions_recues",
    )
    date = models.DateField("transmis le")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="transmis par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    travail = models.ForeignKey(
        Travail,
        verbose_name="travail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    accusee_le = models.DateTimeField("reçu le", null=True, blank=True)
    accusee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="reçu par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reponse = models.CharField(
        "réponse", max_length=12, choices=ReponseRessources.choices, blank=True
    )
    repondue_le = models.DateTimeField("réponse le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="réponse de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    commentaire = models.TextField("commentaire", blank=True)
    contenu = models.JSONField("ce qui a été transmis", default=dict, editable=False)
    recherche = models.TextField("mots de la recherche", blank=True, editable=False)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "transmission"
        verbose_name_plural = "transmissions"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse="") | Q(repondue_le__isnull=False),
                name="transmission_reponse_datee",
            )
        ]

    def __str__(self):
        return f"{self.dossier_id} à {self.centre_id}, le {self.date:%d/%m/%Y}"

    @property
    def candidat(self) -> str:
        """The candidate as named in what was sent."""
        return self.contenu.get("candidat") or str(self.dossier.candidat)

    @property
    def cqpm(self) -> str:
        return self.contenu.get("cqpm") or self.dossier.referentiel.titre

    @property
    def suivi(self) -> SuiviRessources:
        """Where it stands: the same as `TransmissionQuerySet.suivies`, for one row."""
        if self.reponse:
            return SuiviRessources.REPONDUES
        if self.dossier.etat in TERMINES:
            return SuiviRessources.SANS_SUITE
        return SuiviRessources.A_REPONDRE if self.accusee_le else SuiviRessources.A_ACCUSER

    @property
    def attend_une_reponse(self) -> bool:
        return self.suivi in {SuiviRessources.A_ACCUSER, SuiviRessources.A_REPONDRE}

    @property
    def libelle_suivi(self) -> str:
        """Its standing in words: the answer itself once there is one."""
        return self.get_reponse_display() if self.reponse else self.suivi.label

    @property
    def ton_suivi(self) -> str:
        if self.reponse:
            return "succes" if self.reponse == ReponseRessources.ACCORD else "danger"
        return "alerte" if self.attend_une_reponse else "neutre"


class DemandeCorrection(Horodatage):
    """What the resource centre asks to correct, part by part, and what was done about it."""

    transmission = models.ForeignKey(
        Transmission,
        verbose_name="transmission",
        on_delete=models.CASCADE,
        related_name="corrections",
    )
    partie = models.CharField("partie", max_length=12, choices=PartieDossier.choices)
    capacite = models.ForeignKey(
        Capacite,
        verbose_name="capacité",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    commentaire = models.TextField("ce qu'il faut corriger", max_length=2000)
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
        verbose_name = "correction demandée"
        verbose_name_plural = "corrections demandées"
        ordering = ["pk"]

    def __str__(self):
        return self.commentaire
