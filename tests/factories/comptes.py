"""A centre, and people who hold a role there."""

import factory

from cqpm.comptes.enums import NatureCentre, Role
from cqpm.comptes.models import Centre, Habilitation, Utilisateur


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre

    class Params:
        ressources = factory.Trait(nature=NatureCentre.RESSOURCES)

    nom = factory.Sequence(lambda n: f"UIMM d'essai {n}")
    ville = "Lyon"
    courriel = factory.Sequence(lambda n: f"centre{n}@example.org")


class UtilisateurFactory(factory.django.DjangoModelFactory):
    """A person; `gestionnaire=centre` (or responsable, evaluateur, jury) gives the role there.

    `True` instead of a centre makes one.
    """

    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    prenom = "Camille"
    nom = factory.Sequence(lambda n: f"Personne{n}")

    @factory.post_generation
    def gestionnaire(self, create, extracted, **kwargs):
        _habiliter(self, Role.GESTIONNAIRE, extracted)

    @factory.post_generation
    def responsable(self, create, extracted, **kwargs):
        _habiliter(self, Role.RESPONSABLE, extracted)

    @factory.post_generation
    def evaluateur(self, create, extracted, **kwargs):
        _habiliter(self, Role.EVALUATEUR, extracted)

    @factory.post_generation
    def jury(self, create, extracted, **kwargs):
        _habiliter(self, Role.JURY, extracted)


class HabilitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Habilitation

    utilisateur = factory.SubFactory(UtilisateurFactory)
    centre = factory.SubFactory(CentreFactory)
    role = Role.GESTIONNAIRE


def _habiliter(utilisateur: Utilisateur, role: Role, centre: Centre | bool | None) -> None:
    if centre:
        centre = CentreFactory() if centre is True else centre
        HabilitationFactory(utilisateur=utilisateur, centre=centre, role=role)
