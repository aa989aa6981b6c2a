"""The reminders' memory follows what waits: opened, moved, closed; then what is due is sent.

Beat calls both every ten minutes (`dossiers.tasks.rappeler`). Both may run twice, and at once.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Courriel, EtatCourriel, EtatTravail, Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur
from dossiers.enums import Acte
from dossiers.models import Dossier, Relance, SuspensionRelance
from dossiers.querysets import DossierQuerySet
from dossiers.relances.calendrier import Cadence, est_echu, prochaine
from dossiers.relances.rappels import Rappel, genres, sources
from dossiers.selectors.relances import HEURE_PAR_DEFAUT, cadences, heures, vivants
from dossiers.services.journal import noter

Cle = tuple[str, str, str]
# The job that writes to one person; the mails of a tutor and of a candidate hold a link that only
# `evaluations` can make.
NATURE_RECAPITULATIF = "recapitulatif"
NATURE_RELANCE = "relance"
NATURES: dict[Acteur, str] = {
    Acteur.ENTREPRISE: "relance_entreprise",
    Acteur.CANDIDAT: "relance_candidat",
}
_SUIVIS = ("libelle", "chemin", "nom", "utilisateur_id", "echeance", "prochaine_le")


# --- The memory follows what waits --------------------------------------------------------------


@transaction.atomic
def accorder(maintenant: datetime.datetime, dossier: Dossier | None = None) -> None:
    """Open what started to wait, close what was done, move what changed; of one dossier if given.

    A constant number of queries, whatever the number of dossiers.
    """
    jour = timezone.localtime(maintenant).date()
    lignes = Relance.objects.select_for_update().filter(terminee_le=None).order_by("pk")
    if dossier:
        lignes = lignes.filter(dossier=dossier)
    ouvertes: dict[Cle, Relance] = {(un.sujet, un.attente, un.courriel): un for un in lignes}
    rappels = {un.cle: un for un in _rappels(dossier)}
    finies = [une for cle, une in ouvertes.items() if cle not in rappels]
    for une in finies:
        une.terminee_le, une.prochaine_le = maintenant, None
    Relance.objects.bulk_update(finies, ["terminee_le", "prochaine_le"], batch_size=500)
    choix, pauses = cadences(), _suspensions(jour)
    nouvelles, changees = [], []
    for cle, rappel in rappels.items():
        relance = ouvertes.get(cle) or _ouvrir(rappel, jour)
        if not _ajuster(relance, rappel, choix, _reprise(rappel, pauses)) and relance.pk:
            continue
        (changees if relance.pk else nouvelles).append(relance)
    Relance.objects.bulk_create(nouvelles, ignore_conflicts=True, batch_size=500)
    Relance.objects.bulk_update(changees, _SUIVIS, batch_size=500)


def _rappels(dossier: Dossier | None) -> Iterable[Rappel]:
    dossiers: DossierQuerySet = vivants()
    if dossier:
        dossiers = dossiers.filter(pk=dossier.pk)
    connus = genres()
    for source in sources():
        yield from (un for un in source.sur_dossiers(dossiers) if connus[un.genre].sur_dossier)
        if dossier is None:
            yield from source.hors_dossier()


def _ouvrir(rappel: Rappel, jour: datetime.date) -> Relance:
    return Relance(
        centre_id=rappel.centre_id,
        sujet=rappel.sujet,
        dossier_id=rappel.dossier_id,
        attente=rappel.genre,
        courriel=rappel.a.courriel,
        ouverte_le=jour,
    )


def _ajuster(
    relance: Relance,
    rappel: Rappel,
    choix: dict[tuple[int, str], Cadence],
    pas_avant: datetime.date | None,
) -> bool:
    """Write what the reminder says now; tell whether anything changed."""
    avant = [getattr(relance, champ) for champ in _SUIVIS]
    relance.libelle, relance.chemin = rappel.libelle, rappel.chemin
    relance.nom, relance.utilisateur_id = rappel.a.nom[:150], rappel.a.utilisateur_id
    relance.echeance = rappel.echeance
    cadence = choix.get((rappel.centre_id, rappel.genre), Cadence())
    relance.prochaine_le = _prochaine(relance, cadence, pas_avant)
    return avant != [getattr(relance, champ) for champ in _SUIVIS]


def _prochaine(
    relance: Relance, cadence: Cadence, pas_avant: datetime.date | None = None
) -> datetime.date | None:
    derniere = relance.derniere_le and timezone.localtime(relance.derniere_le).date()
    return prochaine(
        cadence,
        ouverte_le=relance.ouverte_le,
        derniere_le=derniere,
        echeance=relance.echeance,
        pas_avant=pas_avant,
    )


def _suspensions(jour: datetime.date) -> dict[tuple[int, str], datetime.date]:
    lignes = SuspensionRelance.objects.filter(jusqu_au__gt=jour)
    return {(une.dossier_id, une.attente): une.jusqu_au for une in lignes}


def _reprise(rappel: Rappel, pauses: dict[tuple[int, str], datetime.date]) -> datetime.date | None:
    """The first day on which the dossier's postponement and suspensions allow a mail."""
    jours = [
        rappel.pas_avant,
        pauses.get((rappel.dossier_id, "")),
        pauses.get((rappel.dossier_id, rappel.genre)),
    ]
    return max((un for un in jours if un), default=None)


# --- What is due is sent ------------------------------------------------------------------------


def envoyer_du_jour(maintenant: datetime.datetime) -> int:
    """Ask for the mails of this moment; returns how many. Two queries when nothing is due.

    A person with an account has one summary a day, from the hour their centre chose, the earliest
    one for who works in several; what falls due after it left has its own mail. The others are
    written to, act by act.
    """
    local = timezone.localtime(maintenant)
    dues = list(
        Relance.objects.filter(terminee_le=None, prochaine_le__lte=local.date()).order_by("pk")
    )
    if not dues:
        return 0
    perdues = adresses_en_defaut()
    par_personne, seules = defaultdict(list), []
    for une in dues:
        if une.courriel and une.courriel.lower() not in perdues:
            (par_personne[une.utilisateur_id] if une.utilisateur_id else seules).append(une)
    heure = heures()
    prets = {
        pk: siennes
        for pk, siennes in par_personne.items()
        if any(_est_l_heure(une, heure, local) for une in siennes)
    }
    seules = [une for une in seules if _est_l_heure(une, heure, local)]
    return _recapitulatifs(prets, maintenant) + _relances(seules, maintenant)


def _est_l_heure(relance: Relance, heure: dict[int, int], local: datetime.datetime) -> bool:
    return heure.get(relance.centre_id, HEURE_PAR_DEFAUT) <= local.hour


def adresses_en_defaut() -> set[str]:
    """The addresses that a server refused, or that did not receive, and that nobody settled."""
    courriels = Courriel.objects.filter(
        etat__in=[EtatCourriel.REFUSE, EtatCourriel.NON_DISTRIBUE], regle_le=None
    )
    listes = courriels.values_list("destinataires", flat=True)
    return {adresse.lower() for liste in listes for adresse in liste}


def _recapitulatifs(par_personne: dict[int, list[Relance]], maintenant: datetime.datetime) -> int:
    """One summary a day each; once it left, a mail for each act that falls due meanwhile."""
    jour = timezone.localtime(maintenant).date()
    cles = {pk: f"{NATURE_RECAPITULATIF}:{pk}:{jour}" for pk in par_personne}
    connus = dict(Travail.objects.filter(cle__in=cles.values()).values_list("cle", "etat"))
    demandes = 0
    for pk, relances in par_personne.items():
        if (etat := connus.get(cles[pk])) is None:
            travaux.demander(
                NATURE_RECAPITULATIF,
                sujet=sujet_de(Utilisateur(pk=pk)),
                cle=cles[pk],
                parametres={
                    "utilisateur": pk,
                    "relances": [une.pk for une in relances],
                    "moment": maintenant.isoformat(),
                },
            )
            demandes += 1
        elif etat == EtatTravail.TERMINE:
            echues = [une for une in relances if est_echu(une.echeance, jour)]
            demandes += _relances(echues, maintenant)
    return demandes


def _relances(relances: list[Relance], maintenant: datetime.datetime) -> int:
    """One mail each, once a day at most; what was asked for already is not asked again."""
    jour = timezone.localtime(maintenant).date()
    cles = {f"{NATURE_RELANCE}:{une.pk}:{jour}": une for une in relances}
    connues = set(Travail.objects.filter(cle__in=cles).values_list("cle", flat=True))
    nouvelles = [cle for cle in cles if cle not in connues]
    for cle in nouvelles:
        demander_relance(cles[cle], cle, maintenant)
    return len(nouvelles)


def demander_relance(
    relance: Relance, cle: str, maintenant: datetime.datetime, par: Utilisateur | None = None
) -> Travail:
    """Ask for one mail to one person about one act."""
    genre = genres().get(relance.attente)
    nature = NATURES.get(genre.acteur, NATURE_RELANCE) if genre else NATURE_RELANCE
    return travaux.demander(
        nature,
        sujet=relance.sujet,
        cle=cle,
        parametres={"relance": relance.pk, "moment": maintenant.isoformat()},
        par=par,
    )


@transaction.atomic
def retenir(relances: Iterable[int], moment: datetime.datetime) -> list[Relance]:
    """Remember that these left at that moment; returns those that did not know it yet."""
    jour = timezone.localtime(moment).date()
    choix = cadences()
    retenues = []
    lignes = Relance.objects.select_for_update(of=("self",)).filter(pk__in=list(relances))
    for relance in lignes.select_related("dossier").order_by("pk"):
        if relance.derniere_le and relance.derniere_le >= moment:
            continue
        relance.derniere_le, relance.envois = moment, relance.envois + 1
        if est_echu(relance.echeance, jour) and relance.immediate_le is None:
            relance.immediate_le = moment
        if relance.terminee_le is None:
            cadence = choix.get((relance.centre_id, relance.attente), Cadence())
            relance.prochaine_le = _prochaine(relance, cadence)
        retenues.append(relance)
    champs = ["derniere_le", "envois", "immediate_le", "prochaine_le"]
    Relance.objects.bulk_update(retenues, champs, batch_size=500)
    return retenues


@transaction.atomic
def retenir_et_noter(
    relance: Relance, moment: datetime.datetime, par: Utilisateur | None = None
) -> None:
    """Remember it, and tell the dossier's journal, once."""
    for une in retenir([relance.pk], moment):
        if une.dossier:
            libelle = f"Relance envoyée à {une.nom} ({une.courriel}) : {une.libelle}."
            noter(une.dossier, Acte.RELANCE, libelle, par=par)
