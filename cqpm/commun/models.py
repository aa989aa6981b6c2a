"""Pieces shared by every app: timestamps, long jobs and the documents they produce."""

import os

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify

# How many times a job is tried before it is declared failed.
TENTATIVES_MAX = 3


class Horodatage(models.Model):
    """When a row was created and last changed."""

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class EtatTravail(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    TERMINE = "termine", "Terminé"
    ECHEC = "echec", "Échec"


class Travail(Horodatage):
    """A long job (PDF, mail, import): this row is the truth, a Celery message only wakes a worker.

    `cle` makes a request idempotent: asking twice for the same thing gives the same row.
    `sujet` names the object the job is about (`sujet_de`), so that the owning app can list its
    jobs and decide who may see them. `bail` is the moment after which another worker may take the
    job over (on a waiting row: before which the next attempt must not start); `tentatives` tells
    the attempts apart and only grows, so that a late worker cannot finish the job in the name of
    a newer attempt.
    """

    nature = models.CharField("nature", max_length=40)
    cle = models.CharField("clé", max_length=200, unique=True)
    sujet = models.CharField("sujet", max_length=100, db_index=True)
    parametres = models.JSONField("paramètres", default=dict)
    etat = models.CharField(
        "état", max_length=12, choices=EtatTravail.choices, default=EtatTravail.EN_ATTENTE
    )
    etape = models.PositiveIntegerField("étape", default=0)
    etapes = models.PositiveIntegerField("nombre d'étapes", default=1)
    libelle_etape = models.CharField("étape en cours", max_length=200, blank=True)
    tentatives = models.PositiveIntegerField("tentatives", default=0)
    tentatives_max = models.PositiveIntegerField("tentatives permises", default=TENTATIVES_MAX)
    bail = models.DateTimeField("bail", null=True, blank=True)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    erreur = models.TextField("erreur", blank=True)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["etat", "bail"], name="travail_a_reprendre")]

    def __str__(self):
        return f"{self.nature} {self.sujet}"

    @property
    def est_fini(self) -> bool:
        return self.etat in {EtatTravail.TERMINE, EtatTravail.ECHEC}

    @property
    def pourcentage(self) -> int:
        """Progress from 0 to 100, for the progress bar."""
        return 100 * min(self.etape, self.etapes) // max(self.etapes, 1)


def chemin_document(document: "Document", nom: str) -> str:
    """Two documents never share a path, nor do two attempts of one job.

    The name on the disk is short and plain whatever the document's own name is.
    """
    racine, extension = os.path.splitext(nom)
    nom = (slugify(racine)[:60] or "document") + extension.lower()[:10]
    if document.travail is None:
        return f"documents/depots/{document.sha256[:2]}/{document.sha256}/{nom}"
    return f"documents/travaux/{document.travail.pk}/{document.travail.tentatives}/{nom}"


class Document(models.Model):
    """A file produced or received; its bytes never change and `sha256` proves it (R52)."""

    sujet = models.CharField("sujet", max_length=100, db_index=True)
    nature = models.CharField("nature", max_length=40)
    titre = models.CharField("titre", max_length=200)
    fichier = models.FileField("fichier", upload_to=chemin_document, max_length=300)
    nom = models.CharField("nom du fichier", max_length=150)
    type_mime = models.CharField("type", max_length=100, default="application/pdf")
    taille = models.PositiveBigIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="créé par",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    travail = models.OneToOneField(
        Travail,
        verbose_name="travail",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="document",
    )

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taille__gt=0),
                name="document_taille_positive",
                violation_error_message="Le document est vide.",
            )
        ]

    def __str__(self):
        return self.titre


class EtatCourriel(models.TextChoices):
    ENVOYE = "envoye", "Envoyé"
    REFUSE = "refuse", "Refusé par le serveur"
    NON_DISTRIBUE = "non_distribue", "Non distribué"


class Courriel(models.Model):
    """A mail that left, or was refused; `sujet` names the object it is about (`sujet_de`).

    `fichier` is its name in the folder of the embedded installation, where it can be read again.
    A mail that holds a personal link keeps no `corps`: the link would open to who reads the table.
    `cle` names a mail that must leave once; `regle_le` is when staff settled one that did not
    arrive.
    """

    sujet = models.CharField("sujet", max_length=100, db_index=True)
    destinataires = models.JSONField("destinataires", default=list)
    objet = models.CharField("objet", max_length=250)
    corps = models.TextField("texte", blank=True)
    pieces = models.JSONField("pièces jointes", default=list)
    fichier = models.CharField("fichier", max_length=150, blank=True)
    etat = models.CharField(
        "état", max_length=15, choices=EtatCourriel.choices, default=EtatCourriel.ENVOYE
    )
    erreur = models.TextField("erreur", blank=True)
    cle = models.CharField("clé", max_length=200, blank=True, editable=False)
    regle_le = models.DateTimeField("réglé le", null=True, blank=True)
    cree_le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cle"], condition=~Q(cle=""), name="courriel_unique")
        ]

    def __str__(self):
        return self.objet


class LienPersonnel(models.Model):
    """A personal link: whoever has no account opens one page with it (`cqpm.commun.liens`).

    Only the fingerprints of its token and of its code are kept, so the database opens nothing.
    `nature` says what it opens, `sujet` (`sujet_de`) on which object; `ouvert_le` is when its code
    was first given.
    """

    nature = models.CharField("nature", max_length=20)
    sujet = models.CharField("sujet", max_length=100)
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    empreinte_code = models.CharField("empreinte du code", max_length=64, blank=True)
    expire_le = models.DateTimeField("expire le")
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)
    ouvert_le = models.DateTimeField("ouvert le", null=True, blank=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["sujet", "nature"], name="lien_personnel_sujet")]

    def __str__(self):
        return f"{self.nature} {self.sujet}"


def sujet_de(objet: models.Model) -> str:
    """Name an object in `Travail.sujet` and `Document.sujet`, e.g. `dossiers.dossier:12`."""
    return f"{objet._meta.label_lower}:{objet.pk}"


def cle_du_sujet(sujet: str) -> int:
    """The key of the object that `sujet_de` named."""
    return int(sujet.rpartition(":")[2])
