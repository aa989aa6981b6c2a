"""The jury session: when, where, who was asked, who sits, and who signed its report."""

import datetime

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Document, Horodatage
from cqpm.comptes.models import Centre
from evaluations.enums import (
    TONS_SESSION,
    College,
    EtatSession,
    ModeSession,
    MoyenDEnvoi,
    ReponseSyndicat,
)
from evaluations.querysets import SessionJuryQuerySet
from evaluations.regles_composition import Siege
from referentiels.models import Referentiel


class SessionJury(Horodatage):
    """A meeting of the jury paritaire of one exam centre.

    Its rules are those of the agreement in force at `date`, not the référentiel's (R4).
    `referentiels` are the CQPM it is held for, all of them when empty. `courante` is the candidate
    that every member's browser follows. A session that `rectifie` another corrects its signed PV
    by a PV rectificatif (R40). `sequence` counts the changes that those who are convened must be
    told of. `code_verification` opens the public page of the PV, which says
    whether it is authentic.
    """

    numero = models.CharField("numéro", max_length=20, unique=True)
    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="sessions"
    )
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=150)
    mode = models.CharField(
        "mode", max_length=12, choices=ModeSession.choices, default=ModeSession.PRESENTIEL
    )
    lien_visio = models.CharField(
        "lien de la visioconférence",
        max_length=300,
        blank=True,
        validators=[URLValidator(["https"], message="Recopiez une adresse en « https:// ».")],
    )
    referentiels = models.ManyToManyField(
        Referentiel, verbose_name="CQPM de la session", blank=True, related_name="+"
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatSession.choices, default=EtatSession.PREPARATION
    )
    demandes_syndicats_le = models.DateField(
        "organisations syndicales saisies le", null=True, blank=True
    )
    convocations_le = models.DateField("convocations envoyées le", null=True, blank=True)
    sequence = models.PositiveIntegerField("version de la convocation", default=0)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    signee_le = models.DateTimeField("PV signé le", null=True, blank=True)
    observations = models.TextField("observations et incidents", max_length=4000, blank=True)
    courante = models.ForeignKey(
        "evaluations.Deliberation",
        verbose_name="candidat à l'écran",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    code_verification = models.CharField(
        "code de vérification", max_length=32, unique=True, null=True, blank=True, editable=False
    )
    rectifie = models.ForeignKey(
        "self",
        verbose_name="session dont le PV est rectifié",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rectificatifs",
    )
    motif_rectification = models.TextField("motif de la rectification", max_length=2000, blank=True)
    transmise_gtp_le = models.DateField(
        "transmise au groupe technique paritaire le", null=True, blank=True
    )
    transmise_gtp_moyen = models.CharField("moyen de la transmission", max_length=150, blank=True)
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
    def sans_lien(self) -> bool:
        """Remote, and nobody would know where to join it."""
        return self.mode == ModeSession.VISIO and not self.lien_visio

    @property
    def ton_etat(self) -> str:
        return TONS_SESSION[EtatSession(self.etat)]

    @property
    def date_de_deliberation(self) -> datetime.date:
        """The day from which what is validated is kept: a rectification changes no day (R38)."""
        return self.rectifie.date if self.rectifie_id else self.date

    def heure_dite(self, le: datetime.datetime) -> str:
        """The hour of a moment of the meeting, with its day when it was resumed another day."""
        local = timezone.localtime(le)
        autre = self.ouverte_le and local.date() != timezone.localdate(self.ouverte_le)
        return f"{local:%H:%M}, le {local:%d/%m/%Y}" if autre else f"{local:%H:%M}"

    @property
    def sieges(self) -> list[Siege]:
        """The members as the rules read them."""
        return [Siege(un.college, un.est_president, un.en_seance) for un in self.membres.all()]


class OrganisationSyndicale(models.Model):
    """A union of employees, representative in the branch from `depuis` to `jusqu_au` (R27).

    The list is set anew at each cycle of representativity: rows are dated, never deleted.
    """

    sigle = models.CharField("sigle", max_length=30)
    nom = models.CharField("nom", max_length=150)
    depuis = models.DateField("représentative depuis le")
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "organisation syndicale"
        verbose_name_plural = "organisations syndicales"
        ordering = ["sigle", "depuis"]
        constraints = [
            models.UniqueConstraint(
                fields=["sigle", "depuis"],
                name="organisation_syndicale_unique",
                violation_error_message="Cette organisation a déjà une période à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(jusqu_au__isnull=True) | Q(jusqu_au__gte=F("depuis")),
                name="organisation_syndicale_periode",
                violation_error_message="La période se termine avant d'avoir commencé.",
            ),
        ]

    def __str__(self):
        return self.sigle


class DemandeSyndicat(Horodatage):
    """A union asked to name its representative in a session's jury (R28)."""

    session = models.ForeignKey(
        SessionJury, verbose_name="session", on_delete=models.CASCADE, related_name="demandes"
    )
    organisation = models.ForeignKey(
        OrganisationSyndicale,
        verbose_name="organisation syndicale",
        on_delete=models.PROTECT,
        related_name="demandes",
    )
    courriel = models.EmailField("adresse électronique", blank=True)
    moyen = models.CharField("moyen", max_length=10, choices=MoyenDEnvoi.choices, blank=True)
    envoyee_le = models.DateField("demande envoyée le", null=True, blank=True)
    reponse = models.CharField(
        "réponse", max_length=10, choices=ReponseSyndicat.choices, blank=True
    )
    repondue_le = models.DateField("réponse reçue le", null=True, blank=True)
    precision = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "demande à une organisation syndicale"
        verbose_name_plural = "demandes aux organisations syndicales"
        ordering = ["session", "organisation__sigle"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"], name="demande_syndicat_unique"
            )
        ]

    def __str__(self):
        return f"{self.organisation} pour {self.session}"


class MembreJury(Horodatage):
    """A member of the jury; `utilisateur` only if the person signs in.

    `present` says that they came; `arrive_le` after the opening, `parti_le` before the end;
    `absences` are the departures that a return followed, each as two ISO moments. Who presided and
    left keeps the hour of it in `presidence_cedee_le`. `convoque_le` is the day on which they were
    told of the date `convoque_pour`, `convocation_recue` the newest version of the convocation that
    reached them.
    """

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
    excuse = models.BooleanField("excusé", default=False)
    arrive_le = models.DateTimeField("arrivé(e) en cours de séance le", null=True, blank=True)
    parti_le = models.DateTimeField("parti(e) en cours de séance le", null=True, blank=True)
    absences = models.JSONField("absences en cours de séance", default=list, blank=True)
    presidence_cedee_le = models.DateTimeField("présidence cédée le", null=True, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    convoque_le = models.DateField("convoqué le", null=True, blank=True)
    convoque_pour = models.DateField("convoqué pour le", null=True, blank=True)
    convoque_moyen = models.CharField(
        "moyen de la convocation", max_length=10, choices=MoyenDEnvoi.choices, blank=True
    )
    convocation_recue = models.PositiveIntegerField("version reçue", null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(present=False) | Q(excuse=False),
                name="membre_present_ou_excuse",
                violation_error_message="Un membre présent n'est pas excusé : choisissez.",
            ),
        ]

    def __str__(self):
        return f"{self.prenom} {self.nom}"

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def en_seance(self) -> bool:
        """Came, and has not left."""
        return self.present and self.parti_le is None

    @property
    def revenu_le(self) -> datetime.datetime | None:
        """When they last came into the séance; None if they were there from the start."""
        if self.absences:
            return datetime.datetime.fromisoformat(self.absences[-1][1])
        return self.arrive_le

    @property
    def mouvements(self) -> list[str]:
        """When they arrived, left, ceased to preside, if it was in mid-session."""
        faits = (
            ("arrivé(e) à", self.arrive_le),
            ("parti(e) à", self.parti_le),
            ("a présidé jusqu'à", self.presidence_cedee_le),
        )
        return [f"{quoi} {self.session.heure_dite(le)}" for quoi, le in faits if le]

    @property
    def adresse(self) -> str:
        """Where to write to them: their own address, else their account's."""
        return self.courriel or (self.utilisateur.email if self.utilisateur else "")


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
