"""The person who wants the certification."""

from django.db import models
from django.db.models import Q

from cqpm.commun.models import Horodatage
from cqpm.commun.recherche import normaliser
from cqpm.comptes.models import Centre
from dossiers.enums import Sexe
from dossiers.naissance import DateNaissance


class Candidat(Horodatage):
    """Identity as typed, within the limits of the national register (R45).

    What only the register wants (sex, birth place, NIR) is filled for RNCP versions alone (R44).
    `nir_chiffre` is read and written by `dossiers.nir`, never shown whole (R46).
    """

    centre = models.ForeignKey(
        Centre, verbose_name="centre d'examen", on_delete=models.PROTECT, related_name="candidats"
    )
    nom = models.CharField("nom de naissance", max_length=60)
    nom_usage = models.CharField("nom d'usage", max_length=60, blank=True)
    prenom = models.CharField("prénom", max_length=60)
    prenom2 = models.CharField("deuxième prénom", max_length=60, blank=True)
    prenom3 = models.CharField("troisième prénom", max_length=60, blank=True)
    naissance_annee = models.PositiveSmallIntegerField("année de naissance")
    naissance_mois = models.PositiveSmallIntegerField("mois de naissance", null=True, blank=True)
    naissance_jour = models.PositiveSmallIntegerField("jour de naissance", null=True, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    sexe = models.CharField("sexe (état civil)", max_length=1, choices=Sexe.choices, blank=True)
    naissance_commune = models.CharField("commune de naissance", max_length=60, blank=True)
    naissance_code_insee = models.CharField("code INSEE de la commune", max_length=5, blank=True)
    naissance_code_postal = models.CharField("code postal de naissance", max_length=9, blank=True)
    naissance_code_pays = models.CharField("code du pays de naissance", max_length=3, blank=True)
    naissance_pays = models.CharField("pays de naissance", max_length=60, blank=True)
    nir_chiffre = models.TextField("NIR chiffré", blank=True, editable=False)
    recherche = models.TextField("mots de la recherche", blank=True, editable=False)

    class Meta:
        verbose_name = "candidat"
        verbose_name_plural = "candidats"
        ordering = ["nom", "prenom"]
        constraints = [
            models.CheckConstraint(
                condition=Q(naissance_jour__isnull=True) | Q(naissance_mois__isnull=False),
                name="candidat_jour_avec_mois",
                violation_error_message="Un jour de naissance sans mois ne dit rien : "
                "indiquez le mois.",
            ),
        ]

    def __str__(self):
        return self.nom_complet

    def save(self, *args, **kwargs):
        """Keep the words by which the same person is found again, whatever the accents."""
        self.recherche = normaliser(f"{self.nom} {self.nom_usage} {self.prenom}")
        super().save(*args, **kwargs)

    @property
    def nom_complet(self) -> str:
        """Name as the jury reads it: first name, then the name in use."""
        return f"{self.prenom} {self.nom_usage or self.nom}"

    @property
    def naissance(self) -> DateNaissance:
        return DateNaissance(self.naissance_annee, self.naissance_mois, self.naissance_jour)

    @naissance.setter
    def naissance(self, naissance: DateNaissance) -> None:
        self.naissance_annee, self.naissance_mois, self.naissance_jour = naissance
