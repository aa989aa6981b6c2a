"""The dossier: one candidate, one version of a référentiel, one exam centre."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Horodatage
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import (
    DECIDES,
    LIBELLES_ADMIS,
    LIBELLES_ARRET,
    SUIVANTS,
    TONS,
    EtatDossier,
    NatureArret,
    Parcours,
    PartieAccord,
    RoleAffectation,
)
from dossiers.models.candidat import Candidat
from dossiers.models.entreprise import Entreprise, Tuteur
from dossiers.querysets import DossierQuerySet
from referentiels.models import Bloc, Capacite, Referentiel


class Dossier(Horodatage):
    """The certification file of one candidate.

    It is tied for ever to one version of the référentiel (R1). `etat` is written by
    `dossiers.transitions` alone. A new presentation after a partial result is another dossier,
    whose `origine` is the first one and whose `conservees` are not evaluated again (R39).
    `conservation_jusqu_au` is the last day on which all that was validated still counts (R38).
    """

    numero = models.CharField("numéro", max_length=20, unique=True)
    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="dossiers"
    )
    candidat = models.ForeignKey(
        Candidat, verbose_name="candidat", on_delete=models.PROTECT, related_name="dossiers"
    )
    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.PROTECT, related_name="dossiers"
    )
    blocs_vises = models.ManyToManyField(
        Bloc, verbose_name="blocs visés", blank=True, related_name="dossiers"
    )
    parcours = models.CharField("parcours", max_length=25, choices=Parcours.choices)
    entreprise = models.ForeignKey(
        Entreprise,
        verbose_name="entreprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
    )
    tuteur = models.ForeignKey(
        Tuteur,
        verbose_name="tuteur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
    )
    etat = models.CharField(
        "état", max_length=20, choices=EtatDossier.choices, default=EtatDossier.INSCRIT
    )
    inscrit_le = models.DateField("inscrit à la certification le")
    rapport_attendu_le = models.DateField("rapport attendu le", null=True, blank=True)
    rapport_forme = models.TextField("forme attendue du rapport", max_length=1000, blank=True)
    rapport_recu_le = models.DateField("rapport reçu le", null=True, blank=True)
    rapport_derogation = models.TextField("dérogation au rapport", blank=True)
    accord_par = models.CharField(
        "accord donné par", max_length=12, choices=PartieAccord.choices, blank=True
    )
    accord_signataire = models.CharField("signataire de l'accord", max_length=120, blank=True)
    accord_le = models.DateField("accord donné le", null=True, blank=True)
    centre_ressources = models.ForeignKey(
        Centre,
        verbose_name="centre de ressources",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers_recus",
    )
    transmis_le = models.DateTimeField("transmis le", null=True, blank=True)
    motif_arret = models.TextField("motif de l'arrêt", blank=True)
    nature_arret = models.CharField(
        "nature de l'arrêt", max_length=12, choices=NatureArret.choices, blank=True
    )
    report_jusqu_au = models.DateField("reporté jusqu'au", null=True, blank=True)
    report_motif = models.TextField("motif du report", blank=True)
    organisme_formation = models.CharField("organisme de formation", max_length=150, blank=True)
    formateur_nom = models.CharField("formateur", max_length=120, blank=True)
    formateur_courriel = models.EmailField("adresse électronique du formateur", blank=True)
    origine = models.ForeignKey(
        "self",
        verbose_name="première présentation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
    )
    conservation_jusqu_au = models.DateField("bénéfice conservé jusqu'au", null=True, blank=True)
    # Both written by `dossiers.services.indexation` alone.
    recherche = models.TextField("mots de la recherche", blank=True, editable=False)
    nom_de_tri = models.CharField("nom de tri", max_length=200, blank=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["-pk"]
        # One per order of the list, the key last: a page is read in its order, and no further.
        indexes = [
            models.Index(fields=["centre", "id"], name="dossier_centre_numero"),
            models.Index(fields=["centre", "etat", "id"], name="dossier_centre_etat"),
            models.Index(fields=["centre", "nom_de_tri", "id"], name="dossier_centre_nom"),
            models.Index(fields=["centre", "inscrit_le", "id"], name="dossier_centre_inscrit"),
            models.Index(fields=["centre", "modifie_le", "id"], name="dossier_centre_modifie"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(tuteur__isnull=True) | Q(entreprise__isnull=False),
                name="dossier_tuteur_avec_entreprise",
                violation_error_message="Un tuteur appartient à une entreprise : indiquez-la.",
            ),
            models.CheckConstraint(
                condition=Q(accord_le__isnull=True) | Q(accord_le__gte=F("inscrit_le")),
                name="dossier_accord_apres_inscription",
                violation_error_message="L'accord ne peut pas précéder l'inscription.",
            ),
            models.CheckConstraint(
                condition=Q(rapport_attendu_le__isnull=True)
                | Q(rapport_attendu_le__gte=F("inscrit_le")),
                name="dossier_rapport_attendu_apres_inscription",
                violation_error_message="Le rapport ne peut pas être attendu avant l'inscription.",
            ),
            models.CheckConstraint(
                condition=Q(rapport_recu_le__isnull=True) | Q(rapport_recu_le__gte=F("inscrit_le")),
                name="dossier_rapport_recu_apres_inscription",
                violation_error_message="Le rapport ne peut pas être reçu avant l'inscription.",
            ),
        ]

    def __str__(self):
        return f"{self.numero} – {self.candidat}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:fiche", args=[self.pk])

    def peut_passer_a(self, vers: EtatDossier) -> bool:
        return vers in SUIVANTS[EtatDossier(self.etat)]

    @property
    def libelle_etat(self) -> str:
        """The state in words; the certified candidate's depend on the version (R41)."""
        if self.etat == EtatDossier.ADMIS:
            return LIBELLES_ADMIS[self.referentiel.vocabulaire_decision]
        if self.etat == EtatDossier.ABANDONNE:
            return LIBELLES_ARRET.get(self.nature_arret, self.get_etat_display())
        return self.get_etat_display()

    @property
    def ton_etat(self) -> str:
        return TONS[EtatDossier(self.etat)]

    @property
    def est_decide(self) -> bool:
        """The PV that decides this dossier is signed: results may be told (R53)."""
        return self.etat in DECIDES

    @property
    def est_reporte(self) -> bool:
        """Put aside until a day to come (the same as `DossierQuerySet.non_reportes`)."""
        return self.report_jusqu_au is not None and self.report_jusqu_au > timezone.localdate()

    @property
    def jour_transmission(self) -> datetime.date | None:
        """The day the modalités were sent, in the centre's own time (R14)."""
        return self.transmis_le and timezone.localdate(self.transmis_le)

    @property
    def partie_de_l_accord(self) -> PartieAccord:
        """Who must agree to the modalités: the company, or the candidate if there is none (R10)."""
        return PartieAccord.ENTREPRISE if self.entreprise_id else PartieAccord.CANDIDAT

    @property
    def rapport_disponible(self) -> bool:
        """The report came in time, or its absence or delay was overridden with a reason (R13)."""
        return bool(self.rapport_derogation) or (
            self.rapport_recu_le is not None and not self.rapport_en_retard
        )

    @property
    def rapport_en_retard(self) -> bool:
        """The report came after its deadline (R13)."""
        return bool(
            self.rapport_recu_le
            and self.rapport_attendu_le
            and self.rapport_recu_le > self.rapport_attendu_le
        )

    @property
    def commission(self) -> list[Utilisateur]:
        """The evaluators; `affectations__utilisateur` is prefetched by the views."""
        return [
            affectation.utilisateur
            for affectation in self.affectations.all()
            if affectation.role == RoleAffectation.EVALUATEUR
        ]

    def capacites_visees(self) -> list[Capacite]:
        """The capacités to evaluate: the target blocs', else all (R9), but those kept (R39)."""
        if not self.origine_id:
            return self.capacites_du_but()
        conservees = {une.capacite_id for une in self.conservees.all()}
        return [un for un in self.capacites_du_but() if un.pk not in conservees]

    def capacites_du_but(self) -> list[Capacite]:
        """The capacités that the result takes: the target blocs', else all of them (R9, R32)."""
        blocs = {bloc.pk for bloc in self.blocs_vises.all()}
        return [
            capacite
            for capacite in self.referentiel.capacites.all()
            if not blocs or capacite.bloc_id in blocs
        ]
