"""What is counted on the signed sessions: each table is one aggregation in the database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Parcours
from evaluations.enums import Conclusion, DecisionJury, EtatSession, SensAvis
from evaluations.models import (
    AvisCapacite,
    ConclusionCapacite,
    DecisionCapacite,
    Deliberation,
    ResultatCritere,
)
from evaluations.statistiques.masquage import Case, Cle, Rang, masquer_croisement
from evaluations.statistiques.tableaux import (
    Tableau,
    ecart,
    tableau,
    tableau_des_delais,
    tableau_sans_total,
)
from referentiels.enums import NiveauCritere
from referentiels.models import Referentiel

_VERSION = "dossier__referentiel"
# What names a version.
_CHAMPS = ("titre", "numero", "date_modification", "mention")
_DECISIONS = (DecisionJury.ADMIS, DecisionJury.PARTIEL, DecisionJury.REFUSE)


@dataclass(frozen=True)
class Statistiques:
    """The tables of the page; `dossiers` is how many people they are about, masked."""

    dossiers: Case
    tableaux: list[Tableau]


# --- Who is counted ---------------------------------------------------------------------------
def decisions_signees(utilisateur: Utilisateur) -> QuerySet[Deliberation]:
    """The last word of a signed PV on each dossier of one's centres (R40, R53)."""
    signees = Deliberation.objects.filter(session__etat=EtatSession.SIGNEE).exclude(
        decision=DecisionJury.RENVOI
    )
    plus_recente = signees.filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
    return signees.filter(
        ~Exists(plus_recente), dossier__centre__in=utilisateur.centres_de(Role.GESTIONNAIRE)
    ).annotate(jury_le=Coalesce("session__rectifie__date", "session__date"))


def versions_jugees(utilisateur: Utilisateur) -> list[Referentiel]:
    """The versions on which a jury of one's centres has decided."""
    cles = decisions_signees(utilisateur).order_by().values(_VERSION)
    return list(Referentiel.objects.filter(pk__in=cles).defer("sections", "notes", "recherche"))


def lire_statistiques(
    decisions: QuerySet[Deliberation],
    version: Referentiel | None,
    *,
    seule: int | None = None,
    parcours: str = "",
) -> Statistiques:
    """The tables about these decisions; those by capacité and critère for one version alone.

    `seule` and `parcours` narrow them to one version, to one route: two such pages are masked
    together, so that none gives back by subtraction what the other hides.
    """
    minimum = settings.CQPM_STATISTIQUES_MINIMUM
    decisions = decisions.order_by()
    par_version, par_parcours, total = _resultats(decisions, minimum, seule, parcours)
    if seule:
        decisions = decisions.filter(**{_VERSION: seule})
    if parcours:
        decisions = decisions.filter(dossier__parcours=parcours)
    tout_cache = not total.est_visible
    tableaux = [par_version, par_parcours, _delais(decisions, minimum, tout_cache=tout_cache)]
    if version is not None:
        regle = Regle(minimum=minimum, tout_cache=tout_cache)
        tableaux += _de_la_version(decisions, version, regle)
    return Statistiques(total, tableaux)


class Regle(TypedDict):
    """How the tables of one version are masked (`tableau_sans_total`)."""

    minimum: int
    tout_cache: bool


# --- Results ----------------------------------------------------------------------------------
def _resultats(
    decisions: QuerySet[Deliberation], minimum: int, seule: int | None, parcours: str
) -> tuple[Tableau, Tableau, Case]:
    """By version, then by route: the same people, masked with every other page about them."""
    lus = _croisement(decisions)
    noms = {
        str(un[_VERSION]): _libelle_version({nom: un[f"{_VERSION}__{nom}"] for nom in _CHAMPS})
        for un in lus
    }
    voies = {un["dossier__parcours"]: str(Parcours(un["dossier__parcours"]).label) for un in lus}
    rangs = masquer_croisement(
        {(str(un[_VERSION]), un["dossier__parcours"]): _nombres(un) for un in lus}, minimum
    )
    choix = (str(seule) if seule else None, parcours or None)
    note = (
        "Décisions du jury. Un dossier qui visait des blocs seuls est admis quand ils le sont tous."
    )
    tableaux = [
        _tableau(code, titre, note, rangs, cles, choix)
        for code, titre, cles in (
            (
                "cqpm",
                "Réussite par CQPM",
                {(un, choix[1]): nom for un, nom in noms.items() if choix[0] in {None, un}},
            ),
            (
                "parcours",
                "Réussite par parcours",
                {(choix[0], un): nom for un, nom in voies.items() if choix[1] in {None, un}},
            ),
        )
    ]
    return tableaux[0], tableaux[1], rangs[choix].total if choix in rangs else Case(0)


def _croisement(decisions: QuerySet[Deliberation]) -> list[dict]:
    """The decisions counted by version and route together."""
    comptes = {une.value: Count("pk", filter=Q(decision=une)) for une in _DECISIONS}
    cles = [_VERSION, "dossier__parcours", *(f"{_VERSION}__{un}" for un in _CHAMPS)]
    return list(decisions.values(*cles).annotate(**comptes))


def _tableau(
    code: str, titre: str, note: str, rangs: dict[Cle, Rang], noms: dict[Cle, str], choix: Cle
) -> Tableau:
    """The rows of one way that the page keeps, then their sum."""
    gardes = sorted((nom, cle) for cle, nom in noms.items() if cle in rangs)
    return tableau(
        code,
        titre,
        note,
        entetes=["Admis", "Validation partielle", "Non admis"],
        taux={0: "Réussite"},
        libelles=[nom for nom, _ in gardes],
        rangs=[*(rangs[cle] for _, cle in gardes), *([rangs[choix]] if gardes else [])],
    )


def _libelle_version(champs: dict) -> str:
    return str(Referentiel(**champs))


def _nombres(ligne: dict) -> list[int]:
    return [ligne[une.value] for une in _DECISIONS]


# --- Delays -----------------------------------------------------------------------------------
def _delais(decisions: QuerySet[Deliberation], minimum: int, *, tout_cache: bool) -> Tableau:
    """One row of dates per dossier: medians are not the same SQL everywhere."""
    dates = decisions.values_list(
        "dossier__inscrit_le",
        "dossier__transmis_le",
        "dossier__evaluation__verrouillee_le",
        "jury_le",
        Coalesce("session__rectifie__signee_le", "session__signee_le"),
    )
    noms = [
        "De l'inscription à la transmission",
        "De la transmission aux évaluations closes",
        "Des évaluations closes au jury",
        "Du jury au PV signé",
        "De l'inscription au PV signé",
    ]
    etapes: list[tuple[str, list[int]]] = [(nom, []) for nom in noms]
    for moments in dates:
        jours = [_jour(un) for un in moments]
        for rang, (debut, fin) in enumerate([*pairwise(jours), jours[::4]]):
            etapes[rang][1].extend(ecart(debut, fin))
    return tableau_des_delais(etapes, minimum, tout_cache=tout_cache)


def _jour(moment: datetime.date | datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment


# --- One version, capacité by capacité --------------------------------------------------------
def _de_la_version(
    decisions: QuerySet[Deliberation], version: Referentiel, regle: Regle
) -> Iterable[Tableau]:
    conclusions = _conclusions(decisions)
    yield tableau_sans_total(
        "capacites",
        "Réussite par capacité",
        "Conclusions de la commission sur les capacités qu'elle a évaluées.",
        entetes=["Acquises", "Non acquises"],
        taux={0: "Acquises (%)"},
        effectifs=[(nom, nombres) for nom, nombres in conclusions.values()],
        **regle,
    )
    yield _criteres(decisions, version, conclusions, regle)
    yield _avis(decisions, regle)
    yield _ecarts_du_jury(decisions, regle)


def _conclusions(decisions: QuerySet[Deliberation]) -> dict[int, tuple[str, list[int]]]:
    """By number of the capacité: its name, how many acquises and non acquises."""
    lues = (
        ConclusionCapacite.objects.filter(evaluation__dossier__in=decisions.values("dossier"))
        .order_by("capacite__numero")
        .values("capacite__numero", "capacite__intitule")
        .annotate(
            acquises=Count("pk", filter=Q(conclusion=Conclusion.ACQUISE)),
            non_acquises=Count("pk", filter=Q(conclusion=Conclusion.NON_ACQUISE)),
        )
    )
    return {
        une["capacite__numero"]: (_nom_capacite(une), [une["acquises"], une["non_acquises"]])
        for une in lues
    }


def _nom_capacite(ligne: dict) -> str:
    return f"{ligne['capacite__numero']}. {ligne['capacite__intitule']}"


def _criteres(
    decisions: QuerySet[Deliberation],
    version: Referentiel,
    conclusions: dict[int, tuple[str, list[int]]],
    regle: Regle,
) -> Tableau:
    """What was concluded without a score on the critère counts as not evaluated."""
    lus = (
        ResultatCritere.objects.filter(evaluation__dossier__in=decisions.values("dossier"))
        .order_by("critere__capacite__numero", "critere__rang")
        .values("critere__capacite__numero", "critere__rang", "critere__texte", "niveau")
        .annotate(nombre=Count("pk"))
    )
    echelle = version.echelle_des_criteres
    colonnes = list(NiveauCritere.values)
    comptes: dict[tuple[int, int, str], list[int]] = {}
    for un in lus:
        cle = (un["critere__capacite__numero"], un["critere__rang"], un["critere__texte"])
        sens = echelle.sens(un["niveau"]) or NiveauCritere.NON_EVALUE
        comptes.setdefault(cle, [0] * len(colonnes))[colonnes.index(sens)] += un["nombre"]
    vide = colonnes.index(NiveauCritere.NON_EVALUE)
    for (capacite, _, _), nombres in comptes.items():
        conclus = sum(conclusions.get(capacite, ("", []))[1])
        nombres[vide] += max(0, conclus - sum(nombres))
    return tableau_sans_total(
        "criteres",
        "Réussite par critère",
        "Résultats communs de la commission. « Non évalué » compte aussi ce qu'elle a laissé vide.",
        entetes=[str(un.label) for un in NiveauCritere],
        taux={0: "Acquis (%)", vide: "Non évalué (%)"},
        effectifs=[(f"{c}.{rang} {texte}", n) for (c, rang, texte), n in comptes.items()],
        **regle,
    )


def _conclusion(dossier: str) -> Subquery:
    """The commission's conclusion on the capacité of the row."""
    siennes = ConclusionCapacite.objects.filter(
        evaluation__dossier=OuterRef(dossier), capacite=OuterRef("capacite")
    )
    return Subquery(siennes.values("conclusion")[:1])


def _avis(decisions: QuerySet[Deliberation], regle: Regle) -> Tableau:
    """The company's opinion beside the commission's conclusion (R18)."""
    acquise = Q(conclusion=Conclusion.ACQUISE)
    pour, contre = Q(sens=SensAvis.FAVORABLE), Q(sens=SensAvis.DEFAVORABLE)
    lus = (
        AvisCapacite.objects.filter(avis__dossier__in=decisions.values("dossier"))
        .annotate(conclusion=_conclusion("avis__dossier"))
        .filter(conclusion__isnull=False)
        .order_by("capacite__numero")
        .values("capacite__numero", "capacite__intitule")
        .annotate(
            accord=Count("pk", filter=(pour & acquise) | (contre & ~acquise)),
            seule=Count("pk", filter=pour & ~acquise),
            inverse=Count("pk", filter=contre & acquise),
            autres=Count("pk", filter=Q(sens__in=[SensAvis.RESERVE, SensAvis.NON_OBSERVE])),
        )
    )
    return tableau_sans_total(
        "avis",
        "Avis de l'entreprise et commission",
        "L'avis de l'entreprise et la conclusion de la commission sur la même capacité.",
        entetes=[
            "Même sens",
            "Favorable, non acquise",
            "Défavorable, acquise",
            "Réservé ou non observé",
        ],
        taux={0: "Même sens (%)"},
        effectifs=[
            (_nom_capacite(un), [un["accord"], un["seule"], un["inverse"], un["autres"]])
            for un in lus
        ],
        **regle,
    )


def _ecarts_du_jury(decisions: QuerySet[Deliberation], regle: Regle) -> Tableau:
    """Where the jury departed from the commission's proposal (R33)."""
    acquise = Q(conclusion=Conclusion.ACQUISE)
    lues = (
        DecisionCapacite.objects.filter(deliberation__in=decisions.values("pk"))
        .annotate(conclusion=_conclusion("deliberation__dossier"))
        .filter(conclusion__isnull=False)
        .order_by("capacite__numero")
        .values("capacite__numero", "capacite__intitule")
        .annotate(
            suivies=Count("pk", filter=(Q(validee=True) & acquise) | (Q(validee=False) & ~acquise)),
            accordees=Count("pk", filter=Q(validee=True) & ~acquise),
            refusees=Count("pk", filter=Q(validee=False) & acquise),
        )
    )
    return tableau_sans_total(
        "jury",
        "Jury et commission",
        "Décisions du jury qui suivent la proposition de la commission, ou s'en écartent.",
        entetes=["Suivies", "Validées malgré la commission", "Refusées malgré la commission"],
        taux={0: "Suivies (%)"},
        effectifs=[
            (_nom_capacite(une), [une["suivies"], une["accordees"], une["refusees"]])
            for une in lues
        ],
        **regle,
    )
