"""The board: what waits for this person, what others must do, how many dossiers in each state.

The number of queries follows the number of kinds of act, never the number of dossiers.
"""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, DateField, F, Q, Value, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur, Attente, toutes
from dossiers.enums import TONS, EtatDossier
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.echeances import EcheanceProche, echeances
from dossiers.tableau import Groupe, Groupes, Ligne

LIGNES_PAR_GROUPE = 5


@dataclass(frozen=True)
class CompteEtat:
    """How many dossiers are in a state, and the list that shows them."""

    libelle: str
    ton: str
    nombre: int
    url: str


@dataclass(frozen=True)
class Tableau:
    groupes: Groupes
    etats: list[CompteEtat]
    echeances: list[EcheanceProche]

    @property
    def est_vide(self) -> bool:
        """Nothing was entrusted to this person yet."""
        return not (self.etats or self.groupes.a_vous or self.groupes.aux_autres)


def tableau(utilisateur: Utilisateur, aujourd_hui: datetime.date | None = None) -> Tableau:
    """Everything the board shows to this person today."""
    aujourd_hui = aujourd_hui or timezone.localdate()
    groupes = _groupes_des_dossiers(utilisateur, aujourd_hui)
    for chemin in settings.CQPM_TABLEAU:
        autres = import_string(chemin)(utilisateur, aujourd_hui)
        groupes.a_vous.extend(autres.a_vous)
        groupes.aux_autres.extend(autres.aux_autres)
    centres = utilisateur.centres_de(Role.GESTIONNAIRE)
    return Tableau(groupes, _par_etat(utilisateur), echeances(centres, aujourd_hui))


# --- The acts ---------------------------------------------------------------------------------


def _groupes_des_dossiers(utilisateur: Utilisateur, aujourd_hui: datetime.date) -> Groupes:
    """One query for each kind of act and each side of it; postponed dossiers are left out."""
    visibles = Dossier.objects.visible_par(utilisateur).non_reportes(aujourd_hui)
    groupes = Groupes()
    for une in toutes():
        if une.de_seance:
            continue
        a_vous, aux_autres = _partager(une, une.filtre(visibles), utilisateur)
        for dossiers, cote in ((a_vous, groupes.a_vous), (aux_autres, groupes.aux_autres)):
            if dossiers is not None and (groupe := _groupe(une, dossiers)):
                cote.append(groupe)
    return groupes


def _partager(
    une: Attente, dossiers: DossierQuerySet, utilisateur: Utilisateur
) -> tuple[DossierQuerySet | None, DossierQuerySet | None]:
    """The dossiers where this person does the act, and those where staff wait for others."""
    centres = utilisateur.centres_de(Role.GESTIONNAIRE)
    siens = []
    if Acteur.CENTRE in une.acteurs and centres:
        siens.append(Q(centre__in=centres))
    if Acteur.RESPONSABLE in une.acteurs and utilisateur.a_role(Role.RESPONSABLE):
        siens.append(Q(centre__in=utilisateur.centres_de(Role.RESPONSABLE)))
    if Acteur.COMMISSION in une.acteurs and une.pour and utilisateur.a_role(Role.EVALUATEUR):
        siens.append(Q(pk__in=une.pour(dossiers, utilisateur).values("pk")))
    a_vous = dossiers.filter(reduce(or_, siens)) if siens else None
    if not centres or Acteur.CENTRE in une.acteurs:
        return a_vous, None
    d_autres = dossiers.filter(centre__in=centres)
    return a_vous, d_autres.exclude(reduce(or_, siens)) if siens else d_autres


def _groupe(une: Attente, dossiers: DossierQuerySet) -> Groupe | None:
    """The count and the most urgent rows, in one query; None when nothing waits."""
    echeance = une.echeance or Value(None, output_field=DateField())
    lignes = list(
        dossiers.annotate(du=echeance, total=Window(Count("pk")))
        .order_by(F("du").asc(nulls_last=True), "inscrit_le", "pk")
        .values_list(
            "pk",
            "numero",
            "candidat__prenom",
            "candidat__nom",
            "candidat__nom_usage",
            "referentiel__titre",
            "du",
            "total",
        )[:LIGNES_PAR_GROUPE]
    )
    if not lignes:
        return None
    return Groupe(
        une.code,
        une.libelle,
        Acteur(une.acteur).label,
        lignes[0][-1],
        [
            Ligne(f"{prenom} {usage or nom}", f"{numero} · {titre}", une.lien(pk), du)
            for pk, numero, prenom, nom, usage, titre, du, _ in lignes
        ],
        f"{reverse('dossiers:liste')}?acte={une.code}",
    )


# --- The states -------------------------------------------------------------------------------


def _par_etat(utilisateur: Utilisateur) -> list[CompteEtat]:
    """The states that hold at least one dossier, in the order of its life. One query."""
    comptes = dict(
        Dossier.objects.visible_par(utilisateur)
        .order_by()
        .values_list("etat")
        .annotate(nombre=Count("pk"))
    )
    return [
        CompteEtat(
            etat.label, TONS[etat], comptes[etat], f"{reverse('dossiers:liste')}?etat={etat.value}"
        )
        for etat in EtatDossier
        if etat in comptes
    ]
