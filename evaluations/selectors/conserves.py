"""What partial results still give, and until when, dossier by dossier in a few queries (R38)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import DECIDES, EtatDossier
from dossiers.models import CapaciteConservee, Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.echeances import PREAVIS_CONSERVATION
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import DecisionCapacite, Deliberation
from evaluations.regles_conservation import blocs_valides
from evaluations.selectors.conservation import fins_apres, numeros_des_blocs
from referentiels.models import Capacite


@dataclass(frozen=True)
class Part:
    """Capacités that end the same day, or one bloc; `fin` is the last day, inclusive."""

    libelle: str
    fin: datetime.date
    jours: int

    @property
    def etat(self) -> str:
        if self.jours < 0:
            return "Perdu"
        return "Se termine bientôt" if self.jours <= PREAVIS_CONSERVATION.days else "Conservé"

    @property
    def ton(self) -> str:
        if self.jours < 0:
            return "neutre"
        return "alerte" if self.jours <= PREAVIS_CONSERVATION.days else "succes"


@dataclass(frozen=True)
class Conserve:
    """A dossier and what it keeps; `suite` is the new presentation under way, if any."""

    dossier: Dossier
    parts: list[Part]
    suite: Dossier | None


def dossiers_conserves(utilisateur: Utilisateur) -> DossierQuerySet:
    """The dossiers whose jury left something to keep, the soonest end first.

    A new presentation that is decided takes their place.
    """
    decidees = Dossier.objects.filter(origine=OuterRef("pk"), etat__in=DECIDES)
    return Dossier.objects.filter(
        ~Exists(decidees),
        centre__in=utilisateur.centres_de(Role.GESTIONNAIRE),
        etat__in=DECIDES,
        conservation_jusqu_au__isnull=False,
    ).order_by("conservation_jusqu_au", "pk")


def bientot_perdus(dossiers: DossierQuerySet, aujourd_hui: datetime.date) -> DossierQuerySet:
    """Something ends within 90 days (R38)."""
    return dossiers.filter(
        conservation_jusqu_au__range=(aujourd_hui, aujourd_hui + PREAVIS_CONSERVATION)
    )


def a_afficher(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Load what `lire_conserves` reads: six queries, whatever their number."""
    signees = (
        Deliberation.objects.filter(session__etat=EtatSession.SIGNEE)
        .exclude(decision=DecisionJury.RENVOI)
        .select_related("session__rectifie")
        .prefetch_related(
            Prefetch("capacites", DecisionCapacite.objects.select_related("capacite"))
        )
        .order_by("pk")
    )
    suites = Dossier.objects.exclude(etat=EtatDossier.ABANDONNE).order_by("pk")
    return dossiers.select_related("candidat", "referentiel").prefetch_related(
        Prefetch("deliberations", signees, to_attr="deliberations_signees"),
        Prefetch("conservees", CapaciteConservee.objects.select_related("capacite")),
        Prefetch("suites", suites, to_attr="presentations"),
        Prefetch(
            "referentiel__capacites",
            Capacite.objects.select_related("bloc").order_by("numero"),
        ),
    )


def lire_conserves(dossiers: Iterable[Dossier], aujourd_hui: datetime.date) -> list[Conserve]:
    """What each of these dossiers keeps; they come from `a_afficher`."""
    return [
        Conserve(un, _parts(un, aujourd_hui), un.presentations[-1] if un.presentations else None)
        for un in dossiers
    ]


def _parts(dossier: Dossier, aujourd_hui: datetime.date) -> list[Part]:
    fins = _fins(dossier)
    capacites = dossier.referentiel.capacites.all()
    blocs = numeros_des_blocs(capacites)
    rncp = dossier.referentiel.est_enregistre_rncp
    valides = blocs_valides(blocs, set(fins), enregistre_rncp=rncp)
    titres = {une.bloc_id: une.bloc for une in capacites if une.bloc_id in valides}
    parts = [
        (min(fins[numero] for numero in blocs[cle]), f"Bloc {bloc.rang} : {bloc}")
        for cle, bloc in titres.items()
    ]
    en_bloc = set().union(*(blocs[cle] for cle in valides))
    par_fin: dict[datetime.date, list[int]] = {}
    for numero in sorted(set(fins) - en_bloc):
        par_fin.setdefault(fins[numero], []).append(numero)
    parts += [(fin, _capacites_en_mots(numeros)) for fin, numeros in par_fin.items()]
    return [Part(libelle, fin, (fin - aujourd_hui).days) for fin, libelle in sorted(parts)]


def _capacites_en_mots(numeros: list[int]) -> str:
    if len(numeros) == 1:
        return f"Capacité {numeros[0]}"
    return f"Capacités {', '.join(map(str, numeros[:-1]))} et {numeros[-1]}"


def _fins(dossier: Dossier) -> dict[int, datetime.date]:
    """The last day of each capacité, as `selectors.conservation.benefices` counts it."""
    if not dossier.deliberations_signees:
        return {}
    deliberation = dossier.deliberations_signees[-1]
    return fins_apres(
        dossier,
        deliberation.session.date_de_deliberation,
        nouvelles={une.capacite.numero for une in deliberation.capacites.all() if une.validee},
        anciennes=dossier.conservees.all(),
    )
