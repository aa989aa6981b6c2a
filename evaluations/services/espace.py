"""The candidate's space: give it, send it again, open it with its code, close it (ADR 10)."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cqpm.commun import liens, travaux
from cqpm.commun.liens import Cle
from cqpm.commun.limites import est_permis
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.errors import EspaceImpossible
from evaluations.selectors.espace import (
    NATURE,
    NATURE_COURRIEL,
    Acces,
    adresse_changee,
    dernier_envoi,
    est_ouvert,
    liens_de,
)


@transaction.atomic
def envoyer(dossier: Dossier, *, par: Utilisateur) -> Travail:
    """Mail the candidate a link and its code; nothing more while one is on its way.

    Links sent to another address close. Raises EspaceImpossible: no address.
    """
    dossier = _verrouiller(dossier)
    courriel = dossier.candidat.courriel
    if not courriel:
        raise EspaceImpossible(
            f"{dossier.candidat} n'a pas d'adresse électronique dans ce dossier : ajoutez-la à son "
            "identité, ou copiez un lien et remettez-le-lui."
        )
    en_route = _en_route(dossier)
    if en_route and en_route.parametres["courriel"] == courriel:
        return en_route
    noter(
        dossier,
        Acte.ESPACE,
        f"Lien vers son espace envoyé à {dossier.candidat} ({courriel}).",
        par=par,
        apres={"courriel": courriel},
    )
    return _demander_courriel(dossier, par=par)


@transaction.atomic
def copier(dossier: Dossier, *, par: Utilisateur) -> Cle:
    """Give staff a link to hand over themselves, and its code to read aloud; shown once."""
    dossier = _verrouiller(dossier)
    noter(
        dossier,
        Acte.ESPACE,
        f"Lien vers son espace copié, pour être remis à {dossier.candidat}.",
        par=par,
    )
    return _creer(dossier)


@transaction.atomic
def fermer(dossier: Dossier, *, par: Utilisateur) -> None:
    """Close every link at once, whoever is reading, and the mail on its way.

    Raises EspaceImpossible: nothing is open.
    """
    dossier = _verrouiller(dossier)
    en_route = _en_route(dossier)
    if not est_ouvert(dossier) and not en_route:
        raise EspaceImpossible("Cet espace est déjà fermé : aucun lien ne s'ouvre.")
    if en_route:
        _creer(dossier)  # closed at once: what is on its way reads there that it must not leave
    _fermer(dossier)
    noter(
        dossier,
        Acte.ESPACE,
        f"Espace de {dossier.candidat} fermé : ses liens ne s'ouvrent plus.",
        par=par,
    )


@transaction.atomic
def entrer(acces: Acces, code: str) -> None:
    """Check the code given at the door; the journal tells the first opening of each link.

    Raises CodeRefuse.
    """
    dossier = _verrouiller(acces.dossier)
    acces.lien.refresh_from_db()
    liens.verifier_code(acces.lien, code)
    if acces.lien.ouvert_le is None:
        noter(
            dossier,
            Acte.ESPACE,
            f"{dossier.candidat} ouvre son espace.",
            signataire=dossier.candidat.nom_complet,
        )


@transaction.atomic
def noter_le_telechargement(dossier: Dossier) -> None:
    """The candidate takes their data away: an export like another (R50)."""
    dossier = _verrouiller(dossier)
    noter(
        dossier,
        Acte.ESPACE,
        f"{dossier.candidat} télécharge ses données.",
        signataire=dossier.candidat.nom_complet,
    )


@transaction.atomic
def redemander(acces: Acces, courriel: str) -> bool:
    """Send another link and code, if the address is the candidate's; tells nobody which.

    A wrong address counts for nothing. Raises EspaceImpossible: asked too often, or the centre
    closed the space.
    """
    if est_ouvert(acces.dossier) and not _est_la_sienne(acces.dossier, courriel):
        return False
    dossier = _verrouiller(acces.dossier)
    if not est_ouvert(dossier):
        raise EspaceImpossible("Cet espace est fermé : adressez-vous au centre d'examen.")
    if not _est_la_sienne(dossier, courriel):
        return False
    sienne = dossier.candidat.courriel
    if (en_route := dernier_envoi(dossier)) and not en_route.est_fini:
        return True
    if not est_permis("message", acces.lien.sujet):
        raise EspaceImpossible(
            "Plusieurs messages viennent de partir : cherchez-les, aussi dans les courriers "
            "indésirables. Sinon, recommencez plus tard ou appelez le centre d'examen."
        )
    noter(
        dossier,
        Acte.ESPACE,
        f"Nouveau lien vers son espace demandé par {dossier.candidat}, envoyé à {sienne}.",
        signataire=dossier.candidat.nom_complet,
        apres={"courriel": sienne},
    )
    _demander_courriel(dossier, par=None)
    return True


@transaction.atomic
def lien_du_courriel(envoi: Travail) -> tuple[Dossier, Cle]:
    """The link that a mail being sent will carry.

    Raises EspaceImpossible: the space was closed, or the address changed, since it was asked for.
    """
    dossier = _verrouiller(Dossier(pk=envoi.parametres["dossier"]))
    if liens_de(dossier).filter(ferme_le__gt=envoi.cree_le).exists():
        raise EspaceImpossible(
            "L'espace a été fermé avant le départ du courriel : rien n'est parti."
        )
    if dossier.candidat.courriel != envoi.parametres["courriel"]:
        raise EspaceImpossible(
            "L'adresse du candidat a changé avant le départ du courriel : envoyez le lien de "
            "nouveau."
        )
    return dossier, _creer(dossier)


@transaction.atomic
def lien_du_rappel(dossier: Dossier, a: str) -> Cle | None:
    """The link that a reminder to that address will carry, if the space is open.

    None also when the address is, or the last link went to, another than the candidate's own:
    staff send the link there first.
    """
    dossier = _verrouiller(dossier)
    if not est_ouvert(dossier) or adresse_changee(dossier) or not _est_la_sienne(dossier, a):
        return None
    return _creer(dossier)


def _est_la_sienne(dossier: Dossier, courriel: str) -> bool:
    sienne = dossier.candidat.courriel
    return bool(sienne) and courriel.strip().lower() == sienne.lower()


def _verrouiller(dossier: Dossier) -> Dossier:
    """Read the dossier again and hold it."""
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("candidat", "centre", "referentiel")
        .get(pk=dossier.pk)
    )


def _creer(dossier: Dossier) -> Cle:
    duree = datetime.timedelta(days=settings.DUREE_LIEN_ESPACE)
    return liens.creer(NATURE, sujet_de(dossier), timezone.now() + duree)


def _en_route(dossier: Dossier) -> Travail | None:
    """The mail that has not left yet."""
    envoi = dernier_envoi(dossier)
    return envoi if envoi and not envoi.est_fini else None


def _fermer(dossier: Dossier) -> None:
    """Expired links too: none of them may ask for a fresh one."""
    liens_de(dossier).filter(ferme_le=None).update(ferme_le=timezone.now())


def _demander_courriel(dossier: Dossier, *, par: Utilisateur | None) -> Travail:
    """One job per sending; two clicks at once give the same key, hence one mail."""
    if adresse_changee(dossier):
        _fermer(dossier)
    dernier = dernier_envoi(dossier)
    return travaux.demander(
        NATURE_COURRIEL,
        sujet=sujet_de(dossier),
        cle=f"{NATURE_COURRIEL}:{dossier.pk}:{dernier.pk if dernier else 0}",
        parametres={"dossier": dossier.pk, "courriel": dossier.candidat.courriel},
        par=par,
    )
