"""The smallest job and document."""

import factory
from django.core.files.base import ContentFile

from cqpm.commun.models import Document, EtatTravail, Travail


class TravailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Travail

    class Params:
        echoue = factory.Trait(
            etat=EtatTravail.ECHEC, tentatives=3, erreur="Le traitement n'a pas abouti."
        )

    nature = "essai"
    cle = factory.Sequence(lambda n: f"essai-{n}")
    sujet = "dossiers.dossier:1"


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    sujet = "dossiers.dossier:1"
    nature = "essai"
    titre = "Essai"
    nom = "essai.pdf"
    taille = 5
    sha256 = "38523c087796e5d5dd1cf9bad1fb026781a838dd9dd2cf8af58b9f6502a46778"
    fichier = factory.LazyFunction(lambda: ContentFile(b"%PDF-", name="essai.pdf"))
