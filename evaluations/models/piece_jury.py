"""What follows a signed PV: each candidate's papers, and the register of those certified."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cqpm.commun.models import Document, Horodatage
from evaluations.enums import MoyenDEnvoi, NaturePiece
from evaluations.models.deliberation import Deliberation
from evaluations.models.jury import SessionJury
from evaluations.querysets import CertificatQuerySet


class PieceJury(Horodatage):
    """One paper of one candidate, rendered once for a given content.

    `empreinte` is the SHA-256 of what the paper says and of how it is drawn: the same one is not
    rendered again. `contenu` is what it says, from which a duplicata says the same later. A paper
    that was sent is never replaced: a PV rectificatif has a deliberation and papers of its own.
    `envoyee_le` is the last sending, the journal tells each of them.
    """

    deliberation = models.ForeignKey(
        Deliberation, verbose_name="délibération", on_delete=models.PROTECT, related_name="pieces"
    )
    nature = models.CharField("nature", max_length=15, choices=NaturePiece.choices)
    empreinte = models.CharField("empreinte du contenu", max_length=64)
    document = models.OneToOneField(
        Document, verbose_name="document", on_delete=models.PROTECT, related_name="+"
    )
    contenu = models.JSONField("contenu", default=dict, encoder=DjangoJSONEncoder)
    envoyee_le = models.DateField("envoyée le", null=True, blank=True)
    envoyee_moyen = models.CharField(
        "moyen de l'envoi", max_length=10, choices=MoyenDEnvoi.choices, blank=True
    )

    class Meta:
        verbose_name = "pièce du jury"
        verbose_name_plural = "pièces du jury"
        ordering = ["deliberation", "nature"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "nature"], name="piece_jury_unique"),
            models.CheckConstraint(
                condition=Q(envoyee_le__isnull=True, envoyee_moyen="")
                | (Q(envoyee_le__isnull=False) & ~Q(envoyee_moyen="")),
                name="piece_jury_envoi_complet",
                violation_error_message="Un envoi a une date et un moyen.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} {self.deliberation_id}"


class Certificat(Horodatage):
    """A line of the register of the certified: what the parchemin is made from (DOMAINE.md §5.5).

    `delivre_le` is the day of the jury. A PV rectificatif that takes the CQPM back leaves the line,
    with the session that annulled it in `annule_par`.
    """

    numero = models.CharField("numéro", max_length=20, unique=True)
    deliberation = models.OneToOneField(
        Deliberation,
        verbose_name="délibération",
        on_delete=models.PROTECT,
        related_name="certificat",
    )
    delivre_le = models.DateField("délivré le")
    annule_par = models.ForeignKey(
        SessionJury,
        verbose_name="annulé par le PV rectificatif de la session",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    transmis_le = models.DateField("transmis au certificateur le", null=True, blank=True)
    accepte_le = models.DateField("accepté par le certificateur le", null=True, blank=True)

    objects = CertificatQuerySet.as_manager()

    class Meta:
        verbose_name = "certificat"
        verbose_name_plural = "certificats"
        ordering = ["-delivre_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepte_le__isnull=True) | Q(transmis_le__isnull=False),
                name="certificat_accepte_apres_transmission",
                violation_error_message="Ce qui n'a pas été transmis n'est pas accepté.",
            )
        ]

    def __str__(self):
        return self.numero
