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
    courriel = factory.Sequence(lambda n: f"centre{n}@example.org")


class UtilisateurFactory(factory.django.DjangoModelFactory):
    """A person whose password is `MOT_DE_PASSE`.

    A role (`gestionnaire`, `responsable`, `evaluateur`, `jury`) given a centre creates the
    Habilitation there; given `True`, in `centre` or in a new one.
    """

    class Meta:
        model = Utilisateur

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    prenom = "Claire"
    nom = factory.Sequence(lambda n: f"Moreau{n}")
    password = MOT_DE_PASSE

    @classmethod
    def _create(cls, model_class, *args, centre=None, **champs):
        roles = {role: champs.pop(role.value, False) for role in Role}
        if centre and True not in roles.values():
            raise TypeError("UtilisateurFactory(centre=…) needs a role, e.g. gestionnaire=True")
        utilisateur = model_class.objects.create_user(**champs)
        if True in roles.values():
            centre = centre or CentreFactory()
        for role, ou in roles.items():
            if ou:
                lieu = centre if ou is True else ou
                HabilitationFactory(utilisateur=utilisateur, centre=lieu, role=role)
        return utilisateur


class HabilitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Habilitation

    utilisateur = factory.SubFactory(UtilisateurFactory)
    centre = factory.SubFactory(CentreFactory)
    role = Role.GESTIONNAIRE
