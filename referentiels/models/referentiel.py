"""A version of a référentiel, its blocs and its modalities."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cqpm.commun.models import Horodatage
from referentiels.echelle import Echelle
from referentiels.enums import (
    CodeModalite,
    EtatReferentiel,
    GranulariteAvis,
    NiveauModalites,
    VocabulaireDecision,
)
from referentiels.models.fige import Fige
from referentiels.querysets import ReferentielQuerySet
from referentiels.textes import est_reste_de_modele, retirer_appels


class Referentiel(Fige, Horodatage):
    """One version of the official document of a CQPM.

    The flags below are what differs between the templates (R3): code asks them, never the number
    or the year. Number, category, niveau and RNCP number are the document's free text (R7). What
    identifies a version is the document, not its number and date: `mention` tells apart two
    published versions that share both.

    A brouillon may be incomplete; from its publication on, the content never changes (R2): the
    database refuses it too, by the triggers of migration 0003. `revision` counts the changes of a
    brouillon; `recherche` holds the words of the whole version for the search.
    """

    numero = models.CharField("numéro de qualification", max_length=40, blank=True, db_index=True)
    titre = models.CharField("titre du CQPM", max_length=250, blank=True)
    mention = models.CharField(
        "mention distinctive",
        max_length=60,
        blank=True,
        help_text=(
            "Ce qui distingue cette version d'une autre du même numéro et de la même date, "
            "par exemple « modèle 2018 »."
        ),
    )
    categorie = models.CharField("catégorie", max_length=20, blank=True)
    niveau = models.CharField("niveau", max_length=20, blank=True)
    numero_rncp = models.CharField("numéro de fiche RNCP", max_length=20, blank=True)
    date_modification = models.DateField("dernière modification", null=True, blank=True)
    emetteur = models.CharField("commission émettrice", max_length=200, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatReferentiel.choices, default=EtatReferentiel.BROUILLON
    )
    entretien_requis = models.BooleanField(
        "entretien requis", help_text="L'entretien avec le candidat est une base de la validation."
    )
    avis_vae_exempt = models.BooleanField(
        "avis non demandé en VAE", help_text="Le texte exempte la VAE de l'avis de l'entreprise."
    )
    avis_granularite = models.CharField(
        "grain de l'avis de l'entreprise", max_length=25, choices=GranulariteAvis.choices
    )
    modalites_niveau = models.CharField(
        "niveau des modalités", max_length=10, choices=NiveauModalites.choices
    )
    vocabulaire_decision = models.CharField(
        "vocabulaire de la décision", max_length=12, choices=VocabulaireDecision.choices
    )
    libelle_jury = models.CharField(
        "nom du jury", max_length=80, default="jury paritaire de délibération"
    )
    libelle_centre_ressources = models.CharField(
        "nom du centre de ressources", max_length=80, default="UIMM centre de ressources"
    )
    admissibilite = models.TextField("conditions d'admissibilité", blank=True)
    sections = models.JSONField(
        "autres sections",
        default=list,
        blank=True,
        help_text=(
            "Liste de {numero, titre, profondeur, contenu, colonnes, paragraphes} dans l'ordre du "
            "document ; un paragraphe est {texte, points}."
        ),
    )
    notes = models.JSONField(
        "notes de bas de page",
        default=list,
        blank=True,
        help_text="Liste de {numero, appel, texte} ; l'appel est le mot suivi de son numéro.",
    )
    echelle = models.JSONField(
        "échelle des critères",
        default=list,
        blank=True,
        help_text="Liste de {code, libelle, sens} dans l'ordre ; vide : l'échelle usuelle.",
    )

    revision = models.PositiveIntegerField("révision", default=0, editable=False)
    recherche = models.TextField("texte de recherche", default="", editable=False)

    objects = ReferentielQuerySet.as_manager()
    vers_version = ""

    class Meta:
        verbose_name = "référentiel"
        verbose_name_plural = "référentiels"
        ordering = ["titre", "-date_modification", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["numero", "date_modification", "mention"],
                condition=Q(etat=EtatReferentiel.PUBLIE),
                name="referentiel_version_publiee_distincte",
                violation_error_message=(
                    "Une version publiée porte déjà ce numéro et cette date : "
                    "donnez à celle-ci une mention qui l'en distingue."
                ),
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatReferentiel.BROUILLON)
                | (~Q(numero="") & ~Q(titre="") & Q(date_modification__isnull=False)),
                name="referentiel_publie_identifie",
                violation_error_message=(
                    "Une version publiée a un numéro, un titre et une date de modification."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.titre or 'Référentiel sans titre'} ({self.reference})"

    @property
    def reference(self) -> str:
        """Number, date and mention, as they are quoted; what a brouillon lacks is said."""
        date = self.date_modification
        parties = [self.numero or "sans numéro", f"{date:%d/%m/%Y}" if date else "sans date"]
        return ", ".join([*parties, self.mention] if self.mention else parties)

    def get_absolute_url(self) -> str:
        return reverse("referentiels:consulter", args=[self.pk])

    @property
    def est_brouillon(self) -> bool:
        """Only a brouillon may still change; a published version is read-only (R2)."""
        return self.etat == EtatReferentiel.BROUILLON

    @property
    def est_publie(self) -> bool:
        """A published version is open to registrations."""
        return self.etat == EtatReferentiel.PUBLIE

    @property
    def ton_etat(self) -> str:
        """The tone of the state's badge, beside its word."""
        tons = {EtatReferentiel.PUBLIE: "succes", EtatReferentiel.BROUILLON: "alerte"}
        return tons.get(self.etat, "neutre")

    @property
    def est_enregistre_rncp(self) -> bool:
        """Blocs exist as a right only when the CQPM is in the RNCP (R5, R35)."""
        return bool(self.numero_rncp)

    @property
    def libelle_bloc(self) -> str:
        """What a group of capacités is called in this version (R5)."""
        return "bloc de compétences" if self.est_enregistre_rncp else "unité cohérente"

    @property
    def avis_par_critere(self) -> bool:
        """The company may go down to the critères in its opinion (R17)."""
        return self.avis_granularite == GranulariteAvis.CAPACITE_CRITERE

    @property
    def modalites_par_capacite(self) -> bool:
        """Each capacité lists its own modalities; otherwise the document's list is for all."""
        return self.modalites_niveau == NiveauModalites.CAPACITE

    @property
    def echelle_des_criteres(self) -> Echelle:
        """The levels that an evaluator gives to a critère of this version (R25)."""
        return Echelle.lire(self.echelle)

    @property
    def admissibilite_lisible(self) -> str:
        """The admissibility text without the footnote marks glued to its words (for a PDF)."""
        return retirer_appels(self.admissibilite, self.notes)


class Bloc(Fige):
    """A named group of capacités: « bloc » if RNCP-registered, else « unité cohérente » (R5)."""

    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.CASCADE, related_name="blocs"
    )
    rang = models.PositiveSmallIntegerField("rang")
    intitule = models.TextField("intitulé", blank=True)
    vers_version = "referentiel"

    class Meta:
        verbose_name = "bloc"
        verbose_name_plural = "blocs"
        ordering = ["referentiel_id", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "rang"], name="bloc_rang_unique")
        ]

    def __str__(self):
        return self.intitule


class Modalite(Fige):
    """An evaluation modality as this version defines it, identified by its code."""

    referentiel = models.ForeignKey(
        Referentiel, verbose_name="référentiel", on_delete=models.CASCADE, related_name="modalites"
    )
    rang = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code", max_length=30, choices=CodeModalite.choices)
    lettre = models.CharField("lettre", max_length=3, blank=True)
    titre = models.CharField("titre", max_length=200, blank=True)
    texte = models.TextField("texte", blank=True)
    points = models.JSONField("points", default=list, blank=True)
    vers_version = "referentiel"

    class Meta:
        verbose_name = "modalité"
        verbose_name_plural = "modalités"
        ordering = ["referentiel_id", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "code"], name="modalite_code_unique")
        ]

    def __str__(self):
        return self.titre

    @property
    def paragraphes(self) -> list[str]:
        """The definition's paragraphes, as the document prints them."""
        return self.texte.splitlines()

    @property
    def paragraphes_utiles(self) -> list[str]:
        """The same without the template's leftovers, which no candidate should read (R6)."""
        return [ligne for ligne in self.paragraphes if not est_reste_de_modele(ligne)]
