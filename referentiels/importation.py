"""Write the version that an exchange document describes: all of it or nothing."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from referentiels import services
from referentiels.echange.coherence import avertissements
from referentiels.echange.exportation import exporter
from referentiels.echange.lecture import analyser, lire_fichier
from referentiels.enums import EtatReferentiel
from referentiels.models import (
    Bloc,
    Capacite,
    CapaciteModalite,
    Critere,
    Modalite,
    Referentiel,
    SousPoint,
)

_COLONNES = (
    "numero",
    "titre",
    "categorie",
    "niveau",
    "numero_rncp",
    "emetteur",
    "libelle_jury",
    "libelle_centre_ressources",
    "admissibilite",
    "sections",
    "notes",
)


@dataclass(frozen=True)
class Resultat:
    """What an import did; `avertissements` deserve a look before publishing (R6)."""

    referentiel: Referentiel
    cree: bool
    etat_avant: str | None
    a_cote: bool
    capacites: int
    criteres: int
    avertissements: list[str]

    @property
    def message(self) -> str:
        etat = self.referentiel.get_etat_display().lower()
        if not self.cree and self.referentiel.etat == self.etat_avant:
            return f"« {self.referentiel} » : déjà présent ({etat}), rien n'a changé."
        if not self.cree:
            return f"« {self.referentiel} » : déjà présent, désormais {etat}."
        nombres = f"{self.capacites} capacités, {self.criteres} critères"
        message = f"« {self.referentiel} » : importé ({etat}), {nombres}."
        if self.a_cote:
            message += (
                " Ce numéro existait à cette date avec un autre contenu : l'ancienne version "
                "n'est pas modifiée et les dossiers déjà inscrits la gardent."
            )
        return message


def importer(texte: str, *, nom: str, publier: bool = False) -> Resultat:
    """Write the version that a document describes, as a brouillon; all of it or nothing.

    The same content is never written twice, and an existing version is never changed (R2): a
    different content under the same number and date becomes a brouillon beside it.
    Raises DocumentInvalide.
    """
    document = analyser(texte, nom=nom)
    with transaction.atomic():
        services.verrouiller_versions()
        versions = Referentiel.objects.meme_version(
            document["numero"], document["date_modification"]
        )
        soeurs = list(versions.par_preference())
        presente = next((soeur for soeur in soeurs if exporter(soeur) == document), None)
        etat_avant = presente and presente.etat
        referentiel = presente or ecrire(document)
        if publier and referentiel.etat != EtatReferentiel.PUBLIE:
            services.publier(referentiel)
    return Resultat(
        referentiel,
        cree=presente is None,
        etat_avant=etat_avant,
        a_cote=presente is None and bool(soeurs),
        capacites=len(document["capacites"]),
        criteres=sum(len(capacite["criteres"]) for capacite in document["capacites"]),
        avertissements=avertissements(document),
    )


def charger(dossier: Path) -> list[Resultat]:
    """Import the documents of a folder and publish them; doing it again changes nothing.

    A version whose number and date are already published is left as a brouillon: replacing what
    a centre uses takes a person (R6). Raises DocumentInvalide.
    """
    return [_charger_fichier(chemin) for chemin in sorted(dossier.glob("*.json"))]


@transaction.atomic
def _charger_fichier(chemin: Path) -> Resultat:
    resultat = importer(lire_fichier(chemin), nom=chemin.name)
    referentiel = resultat.referentiel
    versions = Referentiel.objects.meme_version(referentiel.numero, referentiel.date_modification)
    if referentiel.est_brouillon and not versions.publies().exists():
        services.publier(referentiel)
    return resultat


def ecrire(document: dict) -> Referentiel:
    """Insert a checked document with one query per table."""
    champs = {cle: document[cle] for cle in _COLONNES}
    regles = {cle: valeur for cle, valeur in document["regles"].items() if cle != "blocs"}
    date = datetime.date.fromisoformat(document["date_modification"])
    referentiel = Referentiel.objects.create(**champs, **regles, date_modification=date)
    modalites = {
        modalite.code: modalite
        for modalite in Modalite.objects.bulk_create(
            Modalite(referentiel=referentiel, rang=rang, **modalite)
            for rang, modalite in enumerate(document["modalites"], start=1)
        )
    }
    capacites = _ecrire_capacites(referentiel, document)
    _ecrire_modalites_prevues(capacites, modalites)
    _ecrire_criteres(capacites)
    return referentiel


def _ecrire_capacites(referentiel: Referentiel, document: dict) -> list[tuple[Capacite, dict]]:
    blocs = Bloc.objects.bulk_create(
        Bloc(referentiel=referentiel, rang=rang, intitule=bloc["intitule"])
        for rang, bloc in enumerate(document["blocs"], start=1)
    )
    bloc_de = {
        numero: bloc
        for bloc, decrit in zip(blocs, document["blocs"], strict=True)
        for numero in decrit["capacites"]
    }
    capacites = Capacite.objects.bulk_create(
        Capacite(
            referentiel=referentiel,
            bloc=bloc_de.get(decrite["numero"]),
            numero=decrite["numero"],
            intitule=decrite["intitule"],
            conditions=decrite["conditions"],
        )
        for decrite in document["capacites"]
    )
    return list(zip(capacites, document["capacites"], strict=True))


def _ecrire_modalites_prevues(
    capacites: list[tuple[Capacite, dict]], modalites: dict[str, Modalite]
) -> None:
    CapaciteModalite.objects.bulk_create(
        CapaciteModalite(
            capacite=capacite,
            modalite=modalites[detail["code"]],
            rang=rang,
            connecteur=detail["connecteur"],
            libelle=detail["libelle"],
        )
        for capacite, decrite in capacites
        for rang, detail in enumerate(decrite["modalites_detail"], start=1)
    )


def _ecrire_criteres(capacites: list[tuple[Capacite, dict]]) -> None:
    decrits = [
        (
            Critere(capacite=capacite, rang=rang, groupe=decrit["groupe"], texte=decrit["texte"]),
            decrit,
        )
        for capacite, decrite in capacites
        for rang, decrit in enumerate(decrite["criteres"], start=1)
    ]
    Critere.objects.bulk_create(critere for critere, _ in decrits)
    SousPoint.objects.bulk_create(
        SousPoint(critere=critere, rang=rang, texte=texte)
        for critere, decrit in decrits
        for rang, texte in enumerate(decrit["sous_points"], start=1)
    )
