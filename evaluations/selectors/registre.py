"""The register as its pages and its files show it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.db.models.functions import ExtractYear

from cqpm.comptes.models import Utilisateur
from evaluations.models import Certificat, MembreJury
from evaluations.querysets import CertificatQuerySet

_REFERENTIEL = "deliberation__dossier__referentiel"

# Numbered data for the parchemins (DOMAINE.md §5.5).
ENTETES = [
    "Numéro",
    "Annulé",
    "Annulé par le PV de la session",
    "Nom de naissance",
    "Nom d'usage",
    "Prénom",
    "Deuxième prénom",
    "Troisième prénom",
    "Date de naissance",
    "Commune de naissance",
    "Pays de naissance",
    "CQPM",
    "Numéro de qualification",
    "Version du",
    "Mention",
    "Catégorie",
    "Niveau",
    "Fiche RNCP",
    "Commission émettrice",
    "Délivré le",
    "Lieu",
    "Session de jury",
    "Président du jury",
    "Centre d'examen",
    "Dossier",
]


def annees(utilisateur: Utilisateur) -> list[int]:
    """The years that have a line, the latest first."""
    lignes = Certificat.objects.visible_par(utilisateur).order_by()
    lues = lignes.annotate(annee=ExtractYear("delivre_le")).values_list("annee", flat=True)
    return sorted(lues.distinct(), reverse=True)


def cqpm_du_registre(utilisateur: Utilisateur) -> list[tuple[str, str]]:
    """The CQPM that have a line: number, title and number; versions are one CQPM."""
    lignes = Certificat.objects.visible_par(utilisateur).order_by()
    paires = lignes.values_list(f"{_REFERENTIEL}__numero", f"{_REFERENTIEL}__titre").distinct()
    titres = dict(sorted(paires))
    return sorted(
        ((numero, f"{titre} ({numero})") for numero, titre in titres.items()),
        key=lambda choix: choix[1],
    )


def lignes_export(certificats: CertificatQuerySet) -> Iterator[list[Any]]:
    """One line per certificate, annulled ones marked; one query more, for the presidents."""
    presidents = Prefetch(
        "deliberation__session__membres",
        MembreJury.objects.filter(est_president=True),
        to_attr="presidents",
    )
    charges: Iterable[Certificat] = (
        certificats.pour_registre()
        .select_related("deliberation__preside_par")
        .prefetch_related(presidents)
    )
    return (_ligne(un) for un in charges)


def _ligne(certificat: Certificat) -> list[Any]:
    deliberation = certificat.deliberation
    dossier, session = deliberation.dossier, deliberation.session
    candidat, version = dossier.candidat, dossier.referentiel
    president = deliberation.preside_par or next(iter(session.presidents), None)
    return [
        certificat.numero,
        certificat.annule_par is not None,
        certificat.annule_par.numero if certificat.annule_par else "",
        candidat.nom,
        candidat.nom_usage,
        candidat.prenom,
        candidat.prenom2,
        candidat.prenom3,
        str(candidat.naissance),
        candidat.naissance_commune,
        candidat.naissance_pays,
        version.titre,
        version.numero,
        version.date_modification,
        version.mention,
        version.categorie,
        version.niveau,
        version.numero_rncp,
        version.emetteur,
        certificat.delivre_le,
        session.lieu,
        session.numero,
        str(president or ""),
        dossier.centre.nom,
        dossier.numero,
    ]
