"""Imports of candidates and acts on many dossiers."""

import factory

from dossiers.enums import EtatImport
from dossiers.models import ImportCandidats, LigneLot, Lot
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory


class ImportCandidatsFactory(factory.django.DjangoModelFactory):
    """An import that was read; its one line has a fault."""

    class Meta:
        model = ImportCandidats

    centre = factory.SubFactory(CentreFactory)
    demande_par = factory.SubFactory(UtilisateurFactory)
    nom_fichier = "candidats.csv"
    etat = EtatImport.LU
    lignes = fautes = 1
    rapport = factory.LazyFunction(
        lambda: {
            "inconnues": [],
            "lignes": [
                {
                    "n": 2,
                    "nom": "Zoé Petit",
                    "naissance": "",
                    "cqpm": "",
                    "parcours": "",
                    "entreprise": "",
                    "fautes": [
                        {"colonne": "C", "entete": "Date de naissance", "valeur": "31/02/1999"}
                        | {"message": "Écrivez une date qui existe."}
                    ],
                    "oublis": [],
                    "proches": [],
                    "choix": [],
                }
            ],
        }
    )


class LotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lot

    centre = factory.SubFactory(CentreFactory)
    acte = "commission"
    libelle = "Nommer la commission"
    demande_par = factory.SubFactory(UtilisateurFactory)


class LigneLotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LigneLot

    lot = factory.SubFactory(LotFactory)
    dossier = factory.SubFactory(DossierFactory)
