"""The due dates of a centre's dossiers (DOMAINE.md §2.5), late ones first."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from cqpm.commun.models import sujet_de
from dossiers.attentes import toutes
from dossiers.enums import DECIDES, TERMINES, EtatDossier, EtatSeance
from dossiers.models import Dossier, ReglagesCentre, Seance
from dossiers.tableau import Echeance

# What is read of each kind: the board is a place to start from, not a register.
PAR_GENRE = 50
# A right that ends is told early enough to plan a new presentation (R38).
PREAVIS_CONSERVATION = datetime.timedelta(days=90)
JOURS_DE_SEANCE = 7

Fournisseur = Callable[[Collection[int], datetime.date, datetime.date], list[Echeance]]


@dataclass(frozen=True)
class EcheanceProche:
    """A due date as its reader sees it on a given day."""

    echeance: Echeance
    jours: int

    @property
    def en_retard(self) -> bool:
        return self.jours < 0

    @property
    def quand(self) -> str:
        """The distance in words, which no colour replaces."""
        if self.jours == 0:
            return "aujourd'hui"
        if abs(self.jours) == 1:
            return "demain" if self.jours > 0 else "en retard d'un jour"
        if self.jours > 0:
            return f"dans {self.jours} jours"
        return f"en retard de {-self.jours} jours"


def echeances(centres: Collection[int], aujourd_hui: datetime.date) -> list[EcheanceProche]:
    """Late and soon-late items of these exam centres, by date; each centre has its horizon."""
    if not centres:
        return []
    horizons = dict(
        ReglagesCentre.objects.filter(centre__in=centres).values_list("centre_id", "horizon_jours")
    )
    defaut = ReglagesCentre().horizon_jours
    jusqu_au = aujourd_hui + datetime.timedelta(
        days=max(horizons.get(centre, defaut) for centre in centres)
    )
    trouvees: list[Echeance] = []
    for chemin in settings.CQPM_ECHEANCES:
        trouvees += import_string(chemin)(centres, aujourd_hui, jusqu_au)
    proches = [EcheanceProche(une, (une.date - aujourd_hui).days) for une in trouvees]
    return sorted(
        (
            une
            for une in proches
            if une.jours <= horizons.get(une.echeance.centre_id, defaut)
            or une.echeance.code == "conservation"
        ),
        key=lambda une: (une.echeance.date, une.echeance.objet),
    )


def echeances_des_dossiers(
    centres: Collection[int], aujourd_hui: datetime.date, jusqu_au: datetime.date
) -> list[Echeance]:
    """The dated acts, the meetings of the week, the rights that end. Postponed ones excluded."""
    dossiers = Dossier.objects.filter(centre__in=centres).non_reportes(aujourd_hui)
    return [
        *_des_attentes(dossiers, jusqu_au),
        *_des_seances(dossiers, aujourd_hui),
        *_des_conservations(dossiers, aujourd_hui),
        *_des_presentations(dossiers, aujourd_hui),
    ]


def _des_attentes(dossiers, jusqu_au: datetime.date) -> Iterable[Echeance]:
    """One query for each kind of act that has a due date."""
    for une in toutes():
        if une.echeance is None or une.de_seance:
            continue
        dates = une.filtre(dossiers).annotate(du=une.echeance).filter(du__lte=jusqu_au)
        for dossier in dates.select_related("candidat").order_by("du", "pk")[:PAR_GENRE]:
            yield _du_dossier(
                dossier, une.code, dossier.du, une.acte or une.libelle, une.lien(dossier.pk)
            )


def _des_seances(dossiers, aujourd_hui: datetime.date) -> Iterable[Echeance]:
    debut = timezone.make_aware(datetime.datetime.combine(aujourd_hui, datetime.time.min))
    seances = Seance.objects.filter(
        dossier__in=dossiers,
        etat=EtatSeance.PREVUE,
        debut__gte=debut,
        debut__lt=debut + datetime.timedelta(days=JOURS_DE_SEANCE),
    )
    seances = seances.exclude(dossier__etat__in=TERMINES)
    for seance in seances.select_related("dossier__candidat")[:PAR_GENRE]:
        debut = timezone.localtime(seance.debut)
        yield _du_dossier(
            seance.dossier,
            "seance_prevue",
            debut.date(),
            f"{seance.get_nature_display()} à {debut:%H h %M}, {seance.lieu}",
            seance.dossier.get_absolute_url(),
            information=True,
        )


def _des_conservations(dossiers, aujourd_hui: datetime.date) -> Iterable[Echeance]:
    """What the candidate will lose unless presented again (R38, R39)."""
    suites = Dossier.objects.filter(origine=OuterRef("pk")).exclude(etat=EtatDossier.ABANDONNE)
    partiels = dossiers.filter(
        ~Exists(suites),
        etat__in=DECIDES,
        conservation_jusqu_au__range=(aujourd_hui, aujourd_hui + PREAVIS_CONSERVATION),
    )
    partiels = partiels.select_related("candidat").annotate(du=F("conservation_jusqu_au"))
    for dossier in partiels.order_by("du", "pk")[:PAR_GENRE]:
        yield _du_dossier(
            dossier,
            "conservation",
            dossier.du,
            "Fin du bénéfice conservé : proposer une nouvelle présentation",
            dossier.get_absolute_url(),
        )


def _des_presentations(dossiers, aujourd_hui: datetime.date) -> Iterable[Echeance]:
    """What a new presentation under way counts on, and would lose before its jury (R32, R38)."""
    a_venir = Min("conservees__jusqu_au", filter=Q(conservees__jusqu_au__gte=aujourd_hui))
    en_cours = dossiers.exclude(etat__in=TERMINES).annotate(du=a_venir)
    proches = en_cours.filter(du__lte=aujourd_hui + PREAVIS_CONSERVATION)
    for dossier in proches.select_related("candidat").order_by("du", "pk")[:PAR_GENRE]:
        yield _du_dossier(
            dossier,
            "conservation",
            dossier.du,
            "Fin de ce qu'un premier jury a validé : le nouveau jury doit se tenir avant",
            dossier.get_absolute_url(),
        )


def _du_dossier(dossier, code, date, libelle, url, *, information=False) -> Echeance:
    objet = f"{dossier.candidat}, {dossier.numero}"
    return Echeance(
        code, date, libelle, objet, url, dossier.centre_id, sujet_de(dossier), information
    )
