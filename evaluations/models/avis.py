"""The company's opinion: the request, the personal link, the answer, the exemption."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cqpm.commun.models import Document, Horodatage
from dossiers.enums import QualiteTuteur
from dossiers.models import Dossier
from evaluations.enums import IssueDemande, OrigineAvis, SensAvis
from referentiels.models import Capacite, Critere


class DemandeAvis(Horodatage):
    """A request to one person of the company; it stays open until answered or closed.

    `uid` names it in the QR code of the paper form: it opens nothing by itself. `revoquee_le` is
    when it was closed without an answer, `issue` how, `motif` in whose words; `origine` is the
    request that a colleague passed on.
    """

    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)

    dossier = models.ForeignKey(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="demandes_avis"
    )
    nom = models.CharField("destinataire", max_length=120)
    courriel = models.EmailField("adresse électronique")
    echeance = models.DateField("réponse attendue le")
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)
    issue = models.CharField("issue", max_length=12, choices=IssueDemande.choices, blank=True)
    motif = models.TextField("motif", max_length=2000, blank=True)
    origine = models.ForeignKey(
        "self",
        verbose_name="demande d'origine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
    )
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandée par",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "demande d'avis"
        verbose_name_plural = "demandes d'avis"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(revoquee_le__isnull=True),
                name="demande_avis_unique_en_cours",
                violation_error_message="Une demande d'avis est déjà en cours pour ce dossier.",
            )
        ]

    def __str__(self):
        return f"Avis demandé à {self.nom}"

    @property
    def contact(self) -> str:
        """Where to write about this request: the exam centre, else who asked."""
        return self.dossier.centre.courriel or self.demandee_par.email

    @property
    def est_en_retard(self) -> bool:
        return self.est_ouverte and self.echeance < timezone.localdate()

    @property
    def est_sans_reponse(self) -> bool:
        """So late that the staff must obtain the opinion otherwise."""
        return self.est_ouverte and self.echeance < self.limite_sans_reponse()

    @staticmethod
    def limite_sans_reponse() -> datetime.date:
        """An answer due before that day, and still awaited, is the staff's to obtain otherwise."""
        return timezone.localdate() - datetime.timedelta(days=settings.ESCALADE_AVIS)

    @property
    def est_ouverte(self) -> bool:
        return self.revoquee_le is None and self.repondue_le is None


class AvisOral(Horodatage):
    """What the company's representative said aloud, typed by an evaluator; nothing is signed yet.

    The personal link shows it, the person corrects and signs it. `contenu` is what the form holds:
    {"sens-1": "favorable", "commentaire-1": "…", "observations": "…"}.
    """

    demande = models.OneToOneField(
        DemandeAvis, verbose_name="demande", on_delete=models.CASCADE, related_name="oral"
    )
    contenu = models.JSONField("contenu", default=dict)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="saisi par",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "avis dicté"
        verbose_name_plural = "avis dictés"

    def __str__(self):
        return f"Avis dicté par {self.demande.nom}"


class AvisEntreprise(Horodatage):
    """The company's opinion, signed once by its representative (R15).

    On paper it has no `demande` when nobody was asked in writing, a `scan`, and who keyed it in;
    `signe_le` is then the day written on the paper, at midnight.
    """

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="avis"
    )
    demande = models.OneToOneField(
        DemandeAvis,
        verbose_name="demande",
        on_delete=models.PROTECT,
        related_name="avis",
        null=True,
        blank=True,
    )
    origine = models.CharField(
        "origine", max_length=6, choices=OrigineAvis.choices, default=OrigineAvis.LIEN
    )
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="saisi par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    scan = models.OneToOneField(
        Document,
        verbose_name="formulaire signé",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signataire = models.CharField("nom et prénom du signataire", max_length=120)
    qualite = models.CharField("qualité", max_length=15, choices=QualiteTuteur.choices)
    fonction = models.CharField("fonction", max_length=120)
    observations = models.TextField("observations générales", max_length=4000, blank=True)
    signe_le = models.DateTimeField("signé le")

    class Meta:
        verbose_name = "avis de l'entreprise"
        verbose_name_plural = "avis des entreprises"
        constraints = [
            models.CheckConstraint(
                condition=~Q(origine="papier") | Q(scan__isnull=False, saisi_par__isnull=False),
                name="avis_papier_avec_scan",
                violation_error_message="Joignez le formulaire signé par l'entreprise.",
            )
        ]

    def __str__(self):
        return f"Avis de {self.signataire}"

    @property
    def est_sur_papier(self) -> bool:
        """Only the day is known, not the hour."""
        return self.origine == OrigineAvis.PAPIER

    @property
    def provenance(self) -> str:
        """How it was given, when it is not simply online; `saisi_par` is loaded."""
        return {
            OrigineAvis.ORAL: f"dicté à {self.saisi_par}, confirmé en ligne",
            OrigineAvis.PAPIER: f"sur papier, saisi par {self.saisi_par}",
        }.get(OrigineAvis(self.origine), "")


class AvisCapacite(models.Model):
    """The opinion on one capacité."""

    avis = models.ForeignKey(
        AvisEntreprise, verbose_name="avis", on_delete=models.CASCADE, related_name="capacites"
    )
    capacite = models.ForeignKey(
        Capacite, verbose_name="capacité", on_delete=models.PROTECT, related_name="+"
    )
    sens = models.CharField("avis", max_length=12, choices=SensAvis.choices)
    commentaire = models.TextField("commentaire", max_length=4000, blank=True)

    class Meta:
        verbose_name = "avis sur une capacité"
        verbose_name_plural = "avis sur les capacités"
        ordering = ["avis", "capacite__numero"]
        constraints = [
            models.UniqueConstraint(fields=["avis", "capacite"], name="avis_capacite_unique"),
            models.CheckConstraint(
                condition=Q(sens="favorable") | ~Q(commentaire=""),
                name="avis_capacite_commente",
                violation_error_message="Commentez un avis qui n'est pas favorable.",
            ),
        ]

    def __str__(self):
        return f"{self.capacite_id} : {self.get_sens_display()}"

    @property
    def ton(self) -> str:
        return SensAvis(self.sens).ton


class AvisCritere(models.Model):
    """The finer opinion, on one critère, where the version opens it (R17)."""

    avis = models.ForeignKey(
        AvisEntreprise, verbose_name="avis", on_delete=models.CASCADE, related_name="criteres"
    )
    critere = models.ForeignKey(
        Critere, verbose_name="critère", on_delete=models.PROTECT, related_name="+"
    )
    sens = models.CharField("avis", max_length=12, choices=SensAvis.choices)

    class Meta:
        verbose_name = "avis sur un critère"
        verbose_name_plural = "avis sur les critères"
        ordering = ["avis", "critere__capacite__numero", "critere__rang"]
        constraints = [
            models.UniqueConstraint(fields=["avis", "critere"], name="avis_critere_unique")
        ]

    def __str__(self):
        return f"{self.critere_id} : {self.get_sens_display()}"

    @property
    def ton(self) -> str:
        return SensAvis(self.sens).ton


class DispenseAvis(models.Model):
    """The centre's manager lets a dossier go to the jury without opinion; the PV says why (R15)."""

    dossier = models.OneToOneField(
        Dossier, verbose_name="dossier", on_delete=models.CASCADE, related_name="dispense_avis"
    )
    motif = models.TextField("motif", max_length=2000)
    accordee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="accordée par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    accordee_le = models.DateTimeField("accordée le", auto_now_add=True)

    class Meta:
        verbose_name = "dispense d'avis"
        verbose_name_plural = "dispenses d'avis"

    def __str__(self):
        return f"Dispense de {self.dossier_id}"
