"""People with an account, the centres they work for, and the roles they hold there."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.functional import cached_property

from cqpm.commun.models import Horodatage
from cqpm.comptes.enums import NatureCentre, Role


class Centre(Horodatage):
    """An UIMM body: a territorial exam centre, or a resource centre that receives dossiers.

    Exam centres share one installation and never see each other's dossiers.
    """

    nature = models.CharField(
        "nature", max_length=12, choices=NatureCentre.choices, default=NatureCentre.EXAMEN
    )
    nom = models.CharField("nom", max_length=150, unique=True)
    ville = models.CharField("ville", max_length=80)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)

    class Meta:
        verbose_name = "centre"
        verbose_name_plural = "centres"
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class UtilisateurManager(BaseUserManager):
    """Addresses are kept in lower case: capitals typed at sign-in do not matter."""

    @classmethod
    def normalize_email(cls, email: str) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, email: str) -> "Utilisateur":
        return self.get(email=self.normalize_email(email))

    def create_user(self, email: str, password: str | None = None, **champs) -> "Utilisateur":
        utilisateur = self.model(email=self.normalize_email(email), **champs)
        utilisateur.set_password(password)
        utilisateur.save()
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs) -> "Utilisateur":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **champs)


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=60)
    nom = models.CharField("nom", max_length=60)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accès à l'administration", default=False)
    date_joined = models.DateTimeField("inscrit le", auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["prenom", "nom"]

    objects = UtilisateurManager()

    class Meta:
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"
        ordering = ["nom", "prenom"]

    def __str__(self):
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Called by `clean()`, hence by every form and by the administration."""
        return UtilisateurManager.normalize_email(super().normalize_username(username))

    def get_short_name(self) -> str:
        return self.prenom

    @cached_property
    def _centres_par_role(self) -> dict[str, set[int]]:
        centres: dict[str, set[int]] = {}
        for role, centre_id in self.habilitations.values_list("role", "centre_id"):
            centres.setdefault(role, set()).add(centre_id)
        return centres

    def centres_de(self, role: Role) -> set[int]:
        """Ids of the centres where this person holds the role.

        A responsable can do all that a gestionnaire does. One query per request, then cached.
        """
        centres = set(self._centres_par_role.get(role, ()))
        if role == Role.GESTIONNAIRE:
            centres |= self._centres_par_role.get(Role.RESPONSABLE, set())
        return centres

    @property
    def libelles_roles(self) -> list[str]:
        """The roles held, in words, each once whatever the number of centres."""
        return [role.label for role in Role if role in self._centres_par_role]

    def a_role(self, role: Role, centre_id: int | None = None) -> bool:
        """Tell whether the person holds the role, in that centre if one is given."""
        centres = self.centres_de(role)
        return bool(centres) if centre_id is None else centre_id in centres


class Habilitation(Horodatage):
    """A role held by a person in a centre."""

    utilisateur = models.ForeignKey(
        Utilisateur,
        verbose_name="utilisateur",
        on_delete=models.CASCADE,
        related_name="habilitations",
    )
    centre = models.ForeignKey(
        Centre, verbose_name="centre", on_delete=models.PROTECT, related_name="habilitations"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = "habilitation"
        verbose_name_plural = "habilitations"
        ordering = ["centre", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "centre", "role"],
                name="habilitation_unique",
                violation_error_message="Cette personne a déjà ce rôle dans ce centre.",
            )
        ]

    def __str__(self):
        return f"{self.utilisateur} : {self.get_role_display()}, {self.centre}"
