"""The jury session: when, where, who, and who signed its report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cqpm.commun.models import Document, Horodatage
from cqpm.comptes.models import Centre
from evaluations.enums import TONS_SESSION, College, EtatSession, ModeSession
from evaluations.querysets import SessionJuryQuerySet
from evaluations.regles_jury import Siege


class SessionJury(Horodatage):
    """A meeting of the jury paritaire of one exam centre.

    Its rules are those of the agreement in force at `date`, not the référentiel's (R4).
    """

    numero = models.CharField("numéro", max_length=20, unique=True)
    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="sessions"
    )
    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=150)
    mode = models.CharField(
        "mode", max_length=12, choices=ModeSession.choices, default=ModeSession.PRESENTIEL
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatSession.choices, default=EtatSession.PREPARATION
    )
    demandes_syndicats_le = models.DateField(
        "organisations syndicales saisies le", null=True, blank=True
    )
    convocations_le = models.DateField("convocations envoyées le", null=True, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    signee_le = models.DateTimeField("PV signé le", null=True, blank=True)
    observations = models.TextField("observations et incidents", max_length=4000, blank=True)
    pv_signe = models.ForeignKey(
        Document,
        verbose_name="PV signé",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SessionJuryQuerySet.as_manager()

    class Meta:
        verbose_name = "session de jury"
        verbose_name_plural = "sessions de jury"
        ordering = ["-date", "-pk"]

    def __str__(self):
        return f"{self.numero} du {self.date:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:session", args=[self.pk])

    @property
    def est_modifiable(self) -> bool:
        """Members, presence and dates may still change (R40)."""
        return self.etat in {EtatSession.PREPARATION, EtatSession.OUVERTE}

    @property
    def ton_etat(self) -> str:
        return TONS_SESSION[EtatSession(self.etat)]

    @property
    def sieges(self) -> list[Siege]:
        """The members as the rules read them."""
        return [Siege(un.college, un.est_president, un.present) for un in self.membres.all()]


class MembreJury(Horodatage):
    """A member of the jury; `utilisateur` only if the person signs in."""

    session = models.ForeignKey(
        SessionJury, verbose_name="session", on_delete=models.CASCADE, related_name="membres"
    )
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sieges",
    )
    prenom = models.CharField("prénom", max_length=60)
    nom = models.CharField("nom", max_length=60)
    college = models.CharField("collège", max_length=12, choices=College.choices)
    organisation = models.CharField("organisation", max_length=120)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    est_president = models.BooleanField("préside le jury", default=False)
    present = models.BooleanField("présent", default=False)

    class Meta:
        verbose_name = "membre de jury"
        verbose_name_plural = "membres de jury"
        ordering = ["-est_president", "college", "nom", "prenom"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(est_president=True),
                name="session_un_seul_president",
                violation_error_message="La session a déjà un président.",
            ),
            models.UniqueConstraint(
                fields=["session", "utilisateur"],
                name="membre_unique_par_session",
                violation_error_message="Cette personne siège déjà dans cette session.",
            ),
            models.CheckConstraint(
                condition=Q(est_president=False) | Q(college="employeurs"),
                name="president_de_la_delegation_patronale",
                violation_error_message=(
                    "Le président est un membre de la délégation patronale : "
                    "choisissez ce collège ou un autre président."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.prenom} {self.nom}"

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}"


class SignaturePV(models.Model):
    """A member's signature on the exact PDF whose SHA-256 is `empreinte` (R52)."""

    session = models.ForeignKey(
        SessionJury, verbose_name="session", on_delete=models.CASCADE, related_name="signatures"
    )
    membre = models.OneToOneField(
        MembreJury, verbose_name="membre", on_delete=models.PROTECT, related_name="signature"
    )
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    signe_le = models.DateTimeField("signé le", auto_now_add=True)

    class Meta:
        verbose_name = "signature de PV"
        verbose_name_plural = "signatures de PV"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.membre}, {self.signe_le:%d/%m/%Y}"
