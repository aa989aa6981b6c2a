"""The smallest job, document, mail and personal link."""

import datetime

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from cqpm.commun.liens import empreinte, empreinte_du_code
from cqpm.commun.models import (
    Courriel,
    Document,
    EtatCourriel,
    EtatTravail,
    LienPersonnel,
    Travail,
)

# What every link of the tests takes to act.
CODE = "482913"


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


class CourrielFactory(factory.django.DjangoModelFactory):
    """A mail that left, about the first dossier."""

    class Meta:
        model = Courriel

    class Params:
        refuse = factory.Trait(etat=EtatCourriel.REFUSE, erreur="Le serveur a refusé.")
        non_distribue = factory.Trait(etat=EtatCourriel.NON_DISTRIBUE)

    sujet = "dossiers.dossier:1"
    destinataires = factory.LazyFunction(lambda: ["karim@example.org"])
    objet = "Votre avis est attendu"
    corps = "Bonjour"


class LienPersonnelFactory(factory.django.DjangoModelFactory):
    """A link whose token is known, and whose code is `CODE`."""

    class Meta:
        model = LienPersonnel

    class Params:
        jeton = factory.Sequence(lambda n: f"jeton-{n}")
        code = CODE
        expire = False

    nature = "essai"
    sujet = "dossiers.dossier:1"
    empreinte = factory.LazyAttribute(lambda un: empreinte(un.jeton))
    empreinte_code = factory.LazyAttribute(
        lambda un: empreinte_du_code(un.nature, un.sujet, un.code)
    )
    expire_le = factory.LazyAttribute(
        lambda un: timezone.now() + datetime.timedelta(days=-1 if un.expire else 30)
    )
