"""The life of a version: copied, published, archived, thrown away."""

from collections.abc import Iterable

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from referentiels.echange.examen import examiner
from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel, NatureProvenance
from referentiels.errors import ArchivageImpossible, PublicationImpossible
from referentiels.models import Provenance, Referentiel
from referentiels.services.ecriture import ecrire, verrouiller_versions
from referentiels.services.histoire import noter, noter_contenu
from referentiels.services.relecture import doutes_restants, poser_points


@transaction.atomic
def publier(
    referentiel: Referentiel,
    *,
    par: Utilisateur | None = None,
    mention: str | None = None,
    remplace: Iterable[Referentiel] = (),
    revision: int | None = None,
) -> Referentiel:
    """Open a version to registrations; from now on its content never changes (R2).

    `remplace` are the published versions that it takes the place of: they are archived, nobody is
    registered to them any more, their dossiers stay on them (R1). Others of the same number stay
    open beside it; when the date is the same too, `mention` tells them apart. An archived version
    may be published again. `revision` is the one the person was looking at, if they were looking.
    Raises PublicationImpossible, which names what is missing.
    """
    verrouiller_versions()
    referentiel.refresh_from_db()
    if referentiel.est_publie:
        raise PublicationImpossible(referentiel, "il est déjà publié.")
    if revision not in (None, referentiel.revision):
        raise PublicationImpossible(
            referentiel, "il a été modifié depuis que vous avez ouvert cette page. Relisez-le."
        )
    mention = _mention(referentiel, mention)
    for autre in remplace:
        if autre.pk != referentiel.pk:
            archiver(autre, par=par)
    manques = [*ce_qui_manque(referentiel), *_homonymes(referentiel, mention)]
    if manques:
        raise PublicationImpossible(referentiel, " ".join(manques))
    champs = {"etat": EtatReferentiel.PUBLIE, "mention": mention}
    Referentiel.objects.filter(pk=referentiel.pk).update(**champs)
    referentiel.refresh_from_db()
    noter(referentiel, "Publication", par=par)
    return referentiel


def _mention(referentiel: Referentiel, demandee: str | None) -> str:
    """The mention is part of what is frozen: only a brouillon takes another one."""
    if demandee is None or not referentiel.est_brouillon:
        return referentiel.mention
    return demandee.strip()


def ce_qui_manque(referentiel: Referentiel) -> list[str]:
    """Every reason why the version cannot be published yet, each a sentence; empty when ready."""
    _, problemes = examiner(exporter(referentiel), complet=True)
    manques = [str(probleme) for probleme in problemes]
    restants = referentiel.points_a_relire.filter(relu_le=None).count()
    if restants == 1:
        manques.append("1 point est à relire : cochez-le après l'avoir vérifié.")
    elif restants:
        manques.append(f"{restants} points sont à relire : cochez-les après les avoir vérifiés.")
    return manques


def _homonymes(referentiel: Referentiel, mention: str) -> list[str]:
    """Two published versions may share number and date, but then they must read differently."""
    homonymes = Referentiel.objects.meme_version(
        referentiel.numero, referentiel.date_modification
    ).publies()
    if homonymes.filter(mention=mention).exclude(pk=referentiel.pk).exists():
        return [
            "une version publiée porte déjà ce numéro et cette date : archivez-la, ou donnez à "
            "celle-ci une mention qui l'en distingue."
        ]
    return []


@transaction.atomic
def archiver(referentiel: Referentiel, *, par: Utilisateur | None = None) -> Referentiel:
    """Withdraw a published version from registrations; its dossiers go on. ArchivageImpossible."""
    publie = Referentiel.objects.filter(pk=referentiel.pk, etat=EtatReferentiel.PUBLIE)
    if not publie.update(etat=EtatReferentiel.ARCHIVE):
        raise ArchivageImpossible(referentiel)
    referentiel.refresh_from_db(fields=["etat"])
    noter(referentiel, "Archivage", par=par)
    return referentiel


@transaction.atomic
def dupliquer(referentiel: Referentiel, *, par: Utilisateur) -> Referentiel:
    """Make a brouillon from a version: the way to correct it, or to prepare the next one (R2).

    What nobody read again in a brouillon is still to read in its copy (R6).
    """
    document = exporter(referentiel)
    copie = ecrire(document)
    Provenance.objects.create(
        referentiel=copie, nature=NatureProvenance.COPIE, origine=referentiel, par=par
    )
    noter_contenu(copie, document, f"Copie de « {referentiel} »", par=par)
    poser_points(copie, doutes_restants(referentiel), document)
    return copie


@transaction.atomic
def supprimer(referentiel: Referentiel) -> None:
    """Throw a brouillon away. Raises VersionFigee."""
    verrouillee = Referentiel.objects.select_for_update().filter(pk=referentiel.pk).first()
    if verrouillee is not None:
        verrouillee.delete()
