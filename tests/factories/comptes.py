"""Centres, people and the roles they hold."""

import factory

from cqpm.comptes.enums import NatureCentre, Role
from cqpm.comptes.models import Centre, Habilitation, Utilisateur

MOT_DE_PASSE = "pompe-a-palettes-7"


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre

    class Params:
        ressources = factory.Trait(nature=NatureCentre.RESSOURCES)

    nom = factory.Sequence(lambda n: f"UIMM Centre {n}")
    ville = "Lyon"


class UtilisateurFactory(factory.django.DjangoModelFactory):
    """A person whose password is `MOT_DE_PASSE`.

    Each role given as `True` (`gestionnaire=True`, `responsable`, `evaluateur`, `jury`) creates the
    Habilitation in `centre`, or in a new centre.
    """

    class Meta:
        model = Utilisateur

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    prenom = "Claire"
    nom = factory.Sequence(lambda n: f"Moreau{n}")
    password = MOT_DE_PASSE

    @classmethod
    def _create(cls, model_class, *args, centre=None, **champs):
        roles = [role for role in Role if champs.pop(role.value, False)]
        if centre and not roles:
            raise TypeError("UtilisateurFactory(centre=…) needs a role, e.g. gestionnaire=True")
        utilisateur = model_class.objects.create_user(**champs)
        if roles:
            centre = centre or CentreFactory()
        for role in roles:
            HabilitationFactory(utilisateur=utilisateur, centre=centre, role=role)
        return utilisateur


class HabilitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Habilitation

    utilisateur = factory.SubFactory(UtilisateurFactory)
    centre = factory.SubFactory(CentreFactory)
    role = Role.GESTIONNAIRE
