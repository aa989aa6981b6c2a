"""Who waits for what among the dossiers, and what the pages of the reminders show."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import DateField, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Habilitation, Utilisateur
from dossiers import attentes
from dossiers.attentes import Acteur, Attente
from dossiers.enums import TERMINES
from dossiers.models import (
    Dossier,
    ReglageRelance,
    ReglagesCentre,
    Relance,
    SuspensionRelance,
)
from dossiers.querysets import DossierQuerySet
from dossiers.relances.calendrier import Cadence
from dossiers.relances.rappels import Destinataire, Rappel, Source, genres
from dossiers.relances.textes import Genre, Texte, texte_par_defaut

_DU_CENTRE = (Acteur.CENTRE, Acteur.RESPONSABLE, Acteur.RESSOURCES, Acteur.CANDIDAT)


def vivants() -> DossierQuerySet:
    """Nobody is reminded of a dossier that stopped or was decided."""
    return Dossier.objects.exclude(etat__in=TERMINES)


def genre_de(attente: Attente) -> Genre:
    return Genre(attente.code, attente.libelle, attente.acteur)


def genres_du_centre() -> list[Genre]:
    return [genre_de(une) for une in attentes.toutes() if une.acteur in _DU_CENTRE]


@dataclass(frozen=True)
class Attendu:
    """A dossier that waits for an act, as far as a reminder needs to know it."""

    attente: Attente
    dossier: int
    centre: int
    candidat: str
    candidat_courriel: str
    ressources: int | None
    echeance: datetime.date | None
    report: datetime.date | None

    def rappel(self, a: Destinataire, *, suite: str = "") -> Rappel:
        """The reminder for that person; who has no account is sent no page."""
        return Rappel(
            genre=self.attente.code,
            sujet=f"dossiers.dossier:{self.dossier}",
            centre_id=self.centre,
            dossier_id=self.dossier,
            libelle=f"{self.attente.acte or self.attente.libelle}{suite}"[:300],
            chemin=reverse(self.attente.url, args=[self.dossier]) if a.utilisateur_id else "",
            a=a,
            echeance=self.echeance,
            pas_avant=self.report,
        )


def attendus(attente: Attente, dossiers: DossierQuerySet) -> list[Attendu]:
    """The dossiers that wait for it, each once. One query."""
    echeance = attente.echeance if attente.echeance is not None else Value(None, DateField())
    lignes = (
        attente.filtre(dossiers)
        .order_by()
        .annotate(echeance_du_rappel=echeance)
        .values_list(
            *("pk", "centre_id", "candidat__prenom", "candidat__nom_usage", "candidat__nom"),
            *("candidat__courriel", "centre_ressources_id", "report_jusqu_au"),
            "echeance_du_rappel",
        )
    )
    return [
        Attendu(
            attente=attente,
            dossier=pk,
            centre=centre,
            candidat=f"{prenom} {usage or nom}",
            candidat_courriel=courriel,
            ressources=ressources,
            echeance=_jour(limite),
            report=report,
        )
        for pk, centre, prenom, usage, nom, courriel, ressources, report, limite in {
            ligne[0]: ligne for ligne in lignes
        }.values()
    ]


def _jour(limite: datetime.date | None) -> datetime.date | None:
    if isinstance(limite, datetime.datetime):
        return timezone.localtime(limite).date()
    return limite


@dataclass
class Annuaire:
    """The people of every centre who can be written to, by role. Two queries."""

    roles: dict[tuple[int, str], list[Destinataire]] = field(default_factory=dict)
    centres: dict[int, Centre] = field(default_factory=dict)

    @classmethod
    def lire(cls) -> "Annuaire":
        roles = defaultdict(list)
        for une in Habilitation.objects.filter(utilisateur__is_active=True).select_related(
            "utilisateur"
        ):
            roles[une.centre_id, une.role].append(personne(une.utilisateur))
        return cls(roles, Centre.objects.in_bulk())

    def de(self, centre: int | None, *roles: Role) -> list[Destinataire]:
        """Each person once, whatever the number of their roles."""
        trouves = (une for role in roles for une in self.roles.get((centre, role), ()))
        return list(dict.fromkeys(trouves))

    def personnel(self, centre: int) -> list[Destinataire]:
        return self.de(centre, Role.GESTIONNAIRE, Role.RESPONSABLE)

    def responsables(self, centre: int) -> list[Destinataire]:
        return self.de(centre, Role.RESPONSABLE) or self.personnel(centre)

    def ressources(self, centre: int | None) -> list[Destinataire]:
        """Its people with an account, else its own address, else nobody."""
        personnes = self.de(centre, Role.RESSOURCES)
        fiche = self.centres.get(centre)
        if personnes or fiche is None or not fiche.courriel:
            return personnes
        return [Destinataire(fiche.nom, fiche.courriel)]


def personne(utilisateur: Utilisateur) -> Destinataire:
    return Destinataire(utilisateur.nom_complet, utilisateur.email, utilisateur.pk)


def rappels_du_centre(dossiers: DossierQuerySet) -> Iterator[Rappel]:
    """What waits for staff, resource centres and candidates: one query per kind."""
    annuaire = Annuaire.lire()
    for attente in attentes.toutes():
        if attente.acteur in _DU_CENTRE:
            for attendu in attendus(attente, dossiers):
                yield from _rappels(attendu, annuaire)


def _rappels(attendu: Attendu, annuaire: Annuaire) -> Iterable[Rappel]:
    acteur = attendu.attente.acteur
    if acteur == Acteur.CENTRE:
        return map(attendu.rappel, annuaire.personnel(attendu.centre))
    if acteur == Acteur.RESPONSABLE:
        return map(attendu.rappel, annuaire.responsables(attendu.centre))
    if acteur == Acteur.RESSOURCES:
        destinataires, qui = annuaire.ressources(attendu.ressources), "le centre de ressources"
    else:
        adresse = attendu.candidat_courriel
        destinataires = [Destinataire(attendu.candidat, adresse)] if adresse else []
        qui = "le candidat"
    if destinataires:
        return map(attendu.rappel, destinataires)
    return rappels_sans_adresse(attendu, annuaire, qui)


def rappels_sans_adresse(attendu: Attendu, annuaire: Annuaire, qui: str) -> list[Rappel]:
    """Nobody to write to: staff are told, and find another way."""
    suite = f" (aucune adresse pour {qui} : à relancer autrement)"
    return [attendu.rappel(un, suite=suite) for un in annuaire.personnel(attendu.centre)]


SOURCE = Source(genres_du_centre, rappels_du_centre)


# --- What the centres chose ---------------------------------------------------------------------


def cadences() -> dict[tuple[int, str], Cadence]:
    """The cadences chosen, by centre and kind; the others have the defaults. One query."""
    lignes = ReglageRelance.objects.values_list(
        "centre_id", "attente", "active", "avance_jours", "cadence_jours"
    )
    return {(centre, code): Cadence(*choix) for centre, code, *choix in lignes}


def heures() -> dict[int, int]:
    """The hour of the summary, for the centres that chose one. One query."""
    return dict(ReglagesCentre.objects.values_list("centre_id", "heure_recapitulatif"))


HEURE_PAR_DEFAUT = ReglagesCentre._meta.get_field("heure_recapitulatif").default


def texte_choisi(centre_id: int, genre: Genre) -> Texte:
    """The centre's words, or the default ones; each part may be left out."""
    defaut = texte_par_defaut(genre)
    reglage = ReglageRelance.objects.filter(centre_id=centre_id, attente=genre.code).first()
    if reglage is None:
        return defaut
    return Texte(reglage.objet or defaut.objet, reglage.texte or defaut.corps)


def reglages_de_relance(centre: Centre) -> dict[str, ReglageRelance]:
    """The rows of one centre, by kind."""
    return {une.attente: une for une in ReglageRelance.objects.filter(centre=centre)}


# --- What a job may still send ------------------------------------------------------------------


def a_envoyer(relances: Iterable[int], moment: datetime.datetime) -> list[Relance]:
    """Those of the list that still wait: not done, on a dossier neither finished nor postponed."""
    jour = timezone.localtime(moment).date()
    reporte = Q(dossier__report_jusqu_au__gt=jour)
    return list(
        Relance.objects.filter(pk__in=list(relances), terminee_le=None)
        .exclude(reporte | Q(dossier__etat__in=TERMINES) | Q(utilisateur__is_active=False))
        .select_related("dossier__candidat", "centre", "utilisateur")
        .order_by("pk")
    )


# --- What the pages show ------------------------------------------------------------------------


def rappels_de(utilisateur: Utilisateur) -> QuerySet[Relance]:
    """What this person will be reminded of, the nearest first."""
    return (
        Relance.objects.filter(utilisateur=utilisateur, terminee_le=None)
        .select_related("dossier__candidat", "centre")
        .order_by("prochaine_le", "echeance", "pk")
    )


def relances_du_dossier(dossier: Dossier) -> QuerySet[Relance]:
    """Open ones first, then what is done, newest first."""
    return dossier.relances.select_related("utilisateur").order_by("-terminee_le", "-pk")


def suspensions_de(dossier: Dossier) -> list[tuple[SuspensionRelance, str]]:
    """What is paused, with its name."""
    connus = genres()
    return [
        (une, connus[une.attente].libelle if une.attente in connus else "Tous les actes")
        for une in dossier.suspensions.filter(jusqu_au__gt=timezone.localdate()).order_by("pk")
    ]
