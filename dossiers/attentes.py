"""What a dossier may be waiting for: one word per kind of act, for every page that counts them.

An `Attente` is a set of dossiers, said by a filter: the board counts it, the list filters on it,
the reminders write about it, always in a constant number of queries. The page of one dossier says
the same acts in full (`dossiers.avancement`), with the same codes; a test holds the two together.
`settings.CQPM_ATTENTES` lists the modules, lower app first.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.module_loading import import_string

from cqpm.commun.expressions import MoisPlusTard
from cqpm.comptes.models import Utilisateur
from dossiers.enums import PLAN_MODIFIABLE, EtatDossier
from dossiers.models import CapaciteConservee, Dossier, ModalitePrevue
from dossiers.querysets import DossierQuerySet
from referentiels.enums import CodeModalite
from referentiels.models import Capacite

# A VAE application is answered within that many months of the complete file (R43).
MOIS_RECEVABILITE = 2


class Acteur(TextChoices):
    """Who must act."""

    CENTRE = "centre", "Centre d'examen"
    RESPONSABLE = "responsable", "Responsable du centre d'examen"
    RESSOURCES = "ressources", "Centre de ressources"
    COMMISSION = "commission", "Commission d'évaluation"
    ENTREPRISE = "entreprise", "Entreprise"
    CANDIDAT = "candidat", "Candidat"
    JURY = "jury", "Jury"


@dataclass(frozen=True)
class Attente:
    """One kind of missing act.

    `filtre` keeps the dossiers that wait for it; `echeance` is the expression of its due date on
    such a dossier, or None; `url` is the name of the page where it is done, given the dossier's
    key. `acte` says it of one dossier, as an infinitive. `aussi` may do it in the actor's place.
    `pour` narrows the filter to what waits for one person of the actor's role, where the role does
    not say it. `de_seance`: the act is one for a whole jury session, which the board names once
    rather than dossier by dossier.
    """

    code: str
    libelle: str
    acteur: Acteur
    filtre: Callable[[DossierQuerySet], DossierQuerySet]
    url: str
    echeance: Combinable | None = None
    acte: str = ""
    aussi: tuple[Acteur, ...] = ()
    pour: Callable[[DossierQuerySet, Utilisateur], DossierQuerySet] | None = None
    de_seance: bool = False

    @property
    def acteurs(self) -> frozenset[Acteur]:
        return frozenset({self.acteur, *self.aussi})

    def lien(self, dossier_pk: int) -> str:
        """The page where this dossier's act is done."""
        return reverse(self.url, args=[dossier_pk])


def toutes() -> list[Attente]:
    """Every kind, in the order of a dossier's life."""
    return [une for chemin in settings.CQPM_ATTENTES for une in import_string(chemin)]


def par_code(code: str) -> Attente | None:
    """The kind of that code, None for a word that is not one."""
    return next((une for une in toutes() if une.code == code), None)


# --- Sets that several kinds share ------------------------------------------------------------


def capacites_visees(chemin: str = "") -> QuerySet[Capacite]:
    """The capacités to evaluate of the outer query's dossier (R9), but those kept (R39).

    The same as `Dossier.capacites_visees`, for a subquery on dossiers, or on rows that lead to one
    by `chemin` (« dossier__ »).
    """
    cle = OuterRef(OuterRef(f"{chemin}pk"))
    blocs = Dossier.blocs_vises.through.objects.filter(dossier=cle)
    conservees = CapaciteConservee.objects.filter(
        dossier=cle,
        dossier__origine__isnull=False,
        capacite=OuterRef("pk"),
    )
    return Capacite.objects.filter(
        ~Exists(blocs) | Exists(blocs.filter(bloc=OuterRef("bloc_id"))),
        ~Exists(conservees),
        referentiel=OuterRef(f"{chemin}referentiel_id"),
    )


def presentation_prevue() -> Exists:
    """A presentation is planned: a report is due (R13)."""
    return Exists(
        ModalitePrevue.objects.filter(
            dossier=OuterRef("pk"), modalite__code=CodeModalite.PRESENTATION_PROJETS
        )
    )


def _capacite_sans_modalite() -> Exists:
    """A target capacité that nothing but the company's opinion would evaluate (R11)."""
    choisies = ModalitePrevue.objects.filter(
        dossier=OuterRef(OuterRef("pk")), capacite=OuterRef("pk")
    ).exclude(modalite__code=CodeModalite.AVIS_ENTREPRISE)
    return Exists(capacites_visees().filter(~Exists(choisies)))


# --- What a plan that can still be written lacks ----------------------------------------------


def _au_plan(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(etat__in=PLAN_MODIFIABLE)


def _modalites(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _au_plan(dossiers).filter(_capacite_sans_modalite())


def _rapport_attendu(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _au_plan(dossiers).filter(presentation_prevue(), rapport_attendu_le__isnull=True)


def _accord(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _au_plan(dossiers).filter(accord_le__isnull=True)


def _transmission(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Nothing above is missing."""
    return _au_plan(dossiers).filter(
        ~_capacite_sans_modalite(),
        ~presentation_prevue() | Q(rapport_attendu_le__isnull=False),
        accord_le__isnull=False,
    )


ATTENTES = [
    Attente(
        "recevabilite",
        "Recevabilité à décider",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.RECEVABILITE),
        "dossiers:recevabilite",
        echeance=MoisPlusTard(F("recevabilite__complet_le"), MOIS_RECEVABILITE),
        acte="Décider de la recevabilité de la VAE",
    ),
    Attente("modalites", "Modalités à choisir", Acteur.CENTRE, _modalites, "dossiers:modalites"),
    Attente(
        "rapport_attendu",
        "Date limite du rapport à fixer",
        Acteur.CENTRE,
        _rapport_attendu,
        "dossiers:modalites",
    ),
    Attente(
        "accord",
        "Accord sur les modalités à enregistrer",
        Acteur.CENTRE,
        _accord,
        "dossiers:accord",
    ),
    Attente(
        "transmission",
        "Dossiers de modalités à transmettre",
        Acteur.CENTRE,
        _transmission,
        "dossiers:transmettre",
    ),
]
