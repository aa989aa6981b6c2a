"""Write the version that an exchange document describes: all of it or nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from referentiels.echange.exportation import exporter
from referentiels.echange.lecture import analyser, lire_fichier
from referentiels.enums import NatureProvenance
from referentiels.models import Provenance, Referentiel
from referentiels.services import versions
from referentiels.services.ecriture import ecrire, verrouiller_versions
from referentiels.services.histoire import noter_contenu
from referentiels.services.relecture import poser_points, tout_cocher


@dataclass(frozen=True)
class Resultat:
    """What an import did; `a_relire` are the places to tick before publishing (R6)."""

    referentiel: Referentiel
    cree: bool
    etat_avant: str | None
    a_cote: bool
    capacites: int
    criteres: int
    a_relire: list[str]

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


def importer(
    texte: str,
    *,
    nom: str,
    par: Utilisateur | None = None,
    nature: NatureProvenance = NatureProvenance.JSON,
    publier: bool = False,
    relu: bool = False,
) -> Resultat:
    """Write the version that a JSON document describes, as a brouillon; all of it or nothing.

    The same content is never written twice, and an existing version is never changed (R2): a
    different content under the same number and date becomes a brouillon beside it. `relu` says
    that a person vouches for the doubtful places, which are then ticked (R6).
    Raises DocumentInvalide, and PublicationImpossible when `publier` meets an obstacle.
    """
    document = analyser(texte, nom=nom)
    with transaction.atomic():
        verrouiller_versions()
        memes = Referentiel.objects.meme_version(document["numero"], document["date_modification"])
        soeurs = list(memes.par_preference())
        presente = next((soeur for soeur in soeurs if exporter(soeur) == document), None)
        etat_avant = presente and presente.etat
        referentiel = presente or _creer(texte, document, nom=nom, par=par, nature=nature)
        if relu and referentiel.est_brouillon:
            tout_cocher(referentiel, par=par)
        if publier and not referentiel.est_publie:
            versions.publier(referentiel, par=par)
    return Resultat(
        referentiel,
        cree=presente is None,
        etat_avant=etat_avant,
        a_cote=presente is None and bool(soeurs),
        capacites=len(document["capacites"]),
        criteres=sum(len(capacite["criteres"]) for capacite in document["capacites"]),
        a_relire=_a_relire(referentiel),
    )


def _a_relire(referentiel: Referentiel) -> list[str]:
    points = referentiel.points_a_relire.filter(relu_le=None).order_by("rang")
    return list(points.values_list("explication", flat=True))


def _creer(texte: str, document: dict, *, nom: str, par, nature: NatureProvenance) -> Referentiel:
    referentiel = ecrire(document)
    Provenance.objects.create(
        referentiel=referentiel,
        nature=nature,
        nom_fichier=nom[:200],
        sha256=hashlib.sha256(texte.encode()).hexdigest(),
        par=par,
    )
    noter_contenu(referentiel, document, f"Import de « {nom} »", par=par)
    poser_points(referentiel, [], document)
    return referentiel


def charger(dossier: Path) -> list[Resultat]:
    """Import the documents of a folder and publish them; doing it again changes nothing.

    These come with the application and were read again before it was delivered. A version whose
    number and date are already published is left as a brouillon: replacing what a centre uses
    takes a person (R6). Raises DocumentInvalide.
    """
    return [_charger_fichier(chemin) for chemin in sorted(dossier.glob("*.json"))]


@transaction.atomic
def _charger_fichier(chemin: Path) -> Resultat:
    texte = lire_fichier(chemin)
    resultat = importer(texte, nom=chemin.name, nature=NatureProvenance.FOURNI, relu=True)
    referentiel = resultat.referentiel
    memes = Referentiel.objects.meme_version(referentiel.numero, referentiel.date_modification)
    if referentiel.est_brouillon and not memes.publies().exists():
        versions.publier(referentiel)
    return resultat
