"""The mails of the reminders, composed and sent; called from jobs only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cqpm.commun import emails
from cqpm.commun.models import Courriel, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur
from dossiers.models import Relance
from dossiers.relances.rappels import genres
from dossiers.relances.textes import Genre, remplir
from dossiers.selectors.relances import texte_choisi

# A summary stays readable: the lines of one kind beyond these are counted, not written.
LIGNES_MAX = 20
SANS_DATE = "aucune date fixée"


@dataclass(frozen=True)
class Groupe:
    """The reminders of one kind in a summary."""

    libelle: str
    lignes: list[Relance]
    autres: int


def envoyer_recapitulatif(
    utilisateur: Utilisateur,
    relances: list[Relance],
    moment: datetime.datetime,
    *,
    cle: str,
) -> Courriel:
    """What waits for this person, in one mail, across their centres."""
    jour = timezone.localtime(moment).date()
    return emails.envoyer(
        "dossiers/emails/recapitulatif.txt",
        {
            "utilisateur": utilisateur,
            "nombre": len(relances),
            "retards": sum(1 for une in relances if une.echeance and une.echeance < jour),
            "groupes": _groupes(relances),
            "adresse": settings.ADRESSE_PUBLIQUE,
            "mes_rappels": settings.ADRESSE_PUBLIQUE + reverse("relances:mes_rappels"),
        },
        utilisateur.email,
        sujet=sujet_de(utilisateur),
        cle=cle,
    )


def _groupes(relances: Iterable[Relance]) -> list[Groupe]:
    """In the order of a dossier's life, the nearest due date first."""
    connus = genres()
    par_genre = defaultdict(list)
    for une in sorted(relances, key=lambda une: (une.echeance or datetime.date.max, une.pk)):
        par_genre[une.attente].append(une)
    ordre = {code: rang for rang, code in enumerate(connus)}
    return [
        Groupe(
            connus[code].libelle if code in connus else lignes[0].libelle,
            lignes[:LIGNES_MAX],
            max(0, len(lignes) - LIGNES_MAX),
        )
        for code, lignes in sorted(
            par_genre.items(), key=lambda paire: ordre.get(paire[0], len(ordre))
        )
    ]


def envoyer_relance(relance: Relance, *, cle: str) -> Courriel:
    """One act to one person, in the centre's own words."""
    lien = settings.ADRESSE_PUBLIQUE + relance.chemin if relance.chemin else ""
    return emails.envoyer(
        "dossiers/emails/relance.txt",
        contexte_de(relance, lien),
        relance.courriel,
        sujet=relance.sujet,
        cle=cle,
    )


def contexte_de(relance: Relance, lien: str, code: str = "") -> dict:
    """What the template of a reminder says; `relance` has its dossier, candidate and centre.

    The code of a personal link follows the centre's words, which never hold one.
    """
    genre = genres().get(relance.attente) or Genre(relance.attente, relance.libelle, Acteur.CENTRE)
    texte = remplir(texte_choisi(relance.centre_id, genre), valeurs(relance, lien))
    return {"objet": texte.objet, "corps": texte.corps, "code": code, "centre": relance.centre}


def valeurs(relance: Relance, lien: str) -> dict[str, str]:
    dossier = relance.dossier
    return {
        "destinataire": relance.nom,
        "acte": relance.libelle,
        "candidat": str(dossier.candidat) if dossier else "",
        "dossier": dossier.numero if dossier else "",
        "echeance": date_format(relance.echeance, "j F Y") if relance.echeance else SANS_DATE,
        "lien": lien,
        "centre": relance.centre.nom,
    }
