"""Write the version that a document describes, as a brouillon: all of it or nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from referentiels.analyse.resultat import Analyse
from referentiels.analyse.source import Source
from referentiels.echange.doutes import Doute
from referentiels.echange.examen import examiner
from referentiels.echange.exportation import exporter
from referentiels.echange.lecture import analyser, lire_fichier
from referentiels.echange.reparation import reparer
from referentiels.enums import NatureDoute, NatureProvenance
from referentiels.errors import DocumentInvalide
from referentiels.models import Provenance, Referentiel
from referentiels.services import versions
from referentiels.services.ecriture import ecrire, indexer_les_oubliees, verrouiller_versions
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
    empreinte = hashlib.sha256(texte.encode()).hexdigest()
    provenance = Provenance(nature=nature, nom_fichier=nom, sha256=empreinte, par=par)
    with transaction.atomic():
        resultat = _ecrire_ou_retrouver(document, provenance, doutes=())
        referentiel = resultat.referentiel
        if relu and referentiel.est_brouillon:
            tout_cocher(referentiel, par=par)
        if publier and not referentiel.est_publie:
            versions.publier(referentiel, par=par)
    return replace(resultat, a_relire=_a_relire(referentiel)) if relu else resultat


@transaction.atomic
def importer_officiel(
    source: Source,
    analyse: Analyse,
    *,
    nature: NatureProvenance,
    sha256: str,
    par: Utilisateur | None = None,
) -> Resultat:
    """Write what was read in an official document, with its text and its doubtful places.

    The result is a brouillon whatever the reading found (R6). Raises DocumentInvalide when what
    was read cannot be kept.
    """
    doutes = list(analyse.doutes)
    document, problemes = examiner(analyse.document, complet=False)
    if document is None:
        doutes += [
            Doute(NatureDoute.IDENTITE, f"Contradiction du document, {p}") for p in problemes
        ]
        document, problemes = examiner(reparer(analyse.document), complet=False)
    if document is None:
        raise DocumentInvalide(source.nom, problemes)
    provenance = Provenance(
        nature=nature,
        nom_fichier=source.nom,
        sha256=sha256,
        modele=analyse.modele,
        par=par,
        texte=source.texte,
        attributions=[
            [run.debut, run.fin, run.destination.value, run.chemin] for run in analyse.attributions
        ],
    )
    return _ecrire_ou_retrouver(document, provenance, doutes=doutes)


def _ecrire_ou_retrouver(
    document: dict, provenance: Provenance, doutes: Iterable[Doute]
) -> Resultat:
    verrouiller_versions()
    memes = Referentiel.objects.meme_version(document["numero"], document["date_modification"])
    soeurs = list(memes.par_preference())
    presente = next((soeur for soeur in soeurs if exporter(soeur) == document), None)
    etat_avant = presente and presente.etat
    referentiel = presente or _creer(document, provenance, doutes)
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


def _creer(document: dict, provenance: Provenance, doutes: Iterable[Doute]) -> Referentiel:
    referentiel = ecrire(document)
    provenance.referentiel = referentiel
    limite = Provenance._meta.get_field("nom_fichier").max_length
    provenance.nom_fichier = provenance.nom_fichier[:limite]
    provenance.save()
    noter_contenu(
        referentiel, document, f"Import de « {provenance.nom_fichier} »", par=provenance.par
    )
    poser_points(referentiel, doutes, document)
    return referentiel


def charger(dossier: Path) -> list[Resultat]:
    """Import the documents of a folder and publish them; doing it again changes nothing.

    These come with the application and were read again before it was delivered. A version whose
    number and date are already published is left as a brouillon, and one that was already there
    is left as it is, whoever made it: that takes a person (R6). Versions written before the search
    existed get their words here. Raises DocumentInvalide.
    """
    indexer_les_oubliees()
    return [_charger_fichier(chemin) for chemin in sorted(dossier.glob("*.json"))]


@transaction.atomic
def _charger_fichier(chemin: Path) -> Resultat:
    texte = lire_fichier(chemin)
    resultat = importer(texte, nom=chemin.name, nature=NatureProvenance.FOURNI)
    referentiel = resultat.referentiel
    memes = Referentiel.objects.meme_version(referentiel.numero, referentiel.date_modification)
    if resultat.cree and not memes.publies().exists():
        tout_cocher(referentiel, par=None)
        versions.publier(referentiel)
    return resultat
