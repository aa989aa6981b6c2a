"""The grid's page for one person: their own cells, or the commission's once in common (R20, R22).

Twelve statements at most, session and user included, whatever the numbers of dossiers, evaluators
and critères; the version's words are drawn once (`evaluations.fragments`).
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.utils import timezone

from cqpm.commun.requetes import Requete
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier, ModalitePrevue, SituationPrevue
from evaluations.fragments import MotsVersion
from evaluations.models import (
    ConclusionCapacite,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    Preuve,
    ResultatCritere,
)
from evaluations.regles import reunir

# What a union fills its columns with, and what tells its parts apart.
ENTIER = Value(0, output_field=BigIntegerField())
VIDE = Value("", output_field=CharField())
RIEN = Value(None, output_field=DateField())
CONCLUSION, SUIVI, COMMUNE = range(3)
MODALITE, SITUATION = range(2)


@dataclass(frozen=True, slots=True)
class CelluleLue:
    """A critère's cell: `evaluateur` is 0 for the commission's own."""

    critere: int
    evaluateur: int
    niveau: str
    commentaire: str
    version: int
    le: datetime.datetime
    divergence: str
    auteur: str


@dataclass(frozen=True, slots=True)
class SuiviLu:
    """A comment on a capacité, and since when it is shared (`le`, or `None`)."""

    personne: int
    commentaire: str
    version: int
    le: datetime.datetime | None
    auteur: str = ""


@dataclass(frozen=True, slots=True)
class ConclusionLue:
    conclusion: str
    commentaire: str
    le: datetime.datetime
    evaluee_le: datetime.date
    lieu: str
    auteur: str


@dataclass
class Contenu:
    """Every row of one grid, by critère and by capacité."""

    miennes: dict[int, CelluleLue] = field(default_factory=dict)
    communes: dict[int, CelluleLue] = field(default_factory=dict)
    desaccords: dict[int, list[CelluleLue]] = field(default_factory=dict)
    suivis: dict[int, dict[int, SuiviLu]] = field(default_factory=lambda: defaultdict(dict))
    mises_en_commun: dict[int, SuiviLu] = field(default_factory=dict)
    conclusions: dict[int, ConclusionLue] = field(default_factory=dict)


def lire_contenu(dossier: Dossier, utilisateur: Utilisateur, mots: MotsVersion) -> Contenu:
    """The cells and the capacités of a grid: two statements."""
    contenu = Contenu()
    evaluation = getattr(dossier, "evaluation", None)
    if evaluation is None:
        return contenu
    _lire_capacites(contenu, evaluation.pk)
    autres = defaultdict(list)
    for cellule in _cellules(evaluation.pk, utilisateur.pk):
        if not cellule.evaluateur:
            contenu.communes[cellule.critere] = cellule
            continue
        autres[cellule.critere].append(cellule)
        if cellule.evaluateur == utilisateur.pk:
            contenu.miennes[cellule.critere] = cellule
    for capacite in mots.capacites:
        if capacite.pk not in contenu.mises_en_commun:
            continue
        for critere in capacite.criteres:
            siennes = autres.get(critere.pk, [])
            if reunir((mots.echelle.sens(une.niveau), une.niveau) for une in siennes)[1]:
                contenu.desaccords[critere.pk] = siennes
    return contenu


def _les_cellules(evaluation: int, par: int) -> QuerySet:
    """The commission's cells, this person's, and where the capacité is in common those of the
    others who shared it: who left before sharing keeps theirs."""
    resultats = ResultatCritere.objects.filter(evaluation=evaluation).order_by()
    en_commun = MiseEnCommun.objects.filter(
        evaluation=evaluation, capacite=OuterRef("critere__capacite")
    )
    partagees = ObservationCapacite.objects.filter(
        evaluation=evaluation,
        capacite=OuterRef("critere__capacite"),
        evaluateur=OuterRef("evaluateur"),
        partagee_le__isnull=False,
    )
    observations = (
        ObservationCritere.objects.filter(evaluation=evaluation)
        .filter(Q(evaluateur=par) | Exists(en_commun) & Exists(partagees))
        .order_by()
    )
    colonnes = ("niveau", "commentaire", "version", "modifie_le")
    return resultats.values_list(
        "critere_id", ENTIER, *colonnes, "divergence", "auteur__prenom", "auteur__nom"
    ).union(
        observations.values_list(
            "critere_id",
            "evaluateur_id",
            *colonnes,
            VIDE,
            "evaluateur__prenom",
            "evaluateur__nom",
        ),
        all=True,
    )


CELLULES = Requete(_les_cellules, "evaluation", "par")


def _cellules(evaluation_pk: int, utilisateur_pk: int) -> Iterator[CelluleLue]:
    for *valeurs, prenom, nom in CELLULES.lignes(evaluation=evaluation_pk, par=utilisateur_pk):
        yield CelluleLue(*valeurs, f"{prenom} {nom}")


def _les_capacites(evaluation: int) -> QuerySet:
    """Conclusions first: a union takes the types of its columns from its first part."""
    ici = {"evaluation": evaluation}
    return (
        ConclusionCapacite.objects.filter(**ici)
        .order_by()
        .values_list(
            Value(CONCLUSION, output_field=IntegerField()),
            "capacite_id",
            "auteur_id",
            "commentaire",
            Value(0, output_field=IntegerField()),
            "modifie_le",
            "conclusion",
            "evaluee_le",
            "lieu",
            "auteur__prenom",
            "auteur__nom",
        )
        .union(
            ObservationCapacite.objects.filter(**ici)
            .order_by()
            .values_list(
                Value(SUIVI, output_field=IntegerField()),
                "capacite_id",
                "evaluateur_id",
                "commentaire",
                "version",
                "partagee_le",
                VIDE,
                RIEN,
                VIDE,
                "evaluateur__prenom",
                "evaluateur__nom",
            ),
            MiseEnCommun.objects.filter(**ici)
            .order_by()
            .values_list(
                Value(COMMUNE, output_field=IntegerField()),
                "capacite_id",
                ENTIER,
                "commentaire",
                "version",
                "cree_le",
                VIDE,
                RIEN,
                VIDE,
                VIDE,
                VIDE,
            ),
            all=True,
        )
    )


CAPACITES = Requete(_les_capacites, "evaluation")


def _lire_capacites(contenu: Contenu, evaluation_pk: int) -> None:
    lignes = CAPACITES.lignes(evaluation=evaluation_pk)
    for sorte, capacite, personne, texte, version, le, conclusion, jour, lieu, *nom in lignes:
        auteur = " ".join(nom).strip()
        if sorte == CONCLUSION:
            contenu.conclusions[capacite] = ConclusionLue(conclusion, texte, le, jour, lieu, auteur)
        elif sorte == SUIVI:
            contenu.suivis[capacite][personne] = SuiviLu(personne, texte, version, le, auteur)
        else:
            contenu.mises_en_commun[capacite] = SuiviLu(personne, texte, version, le)


def marque(evaluation_pk: int) -> str:
    """What a page shows of a grid, in short: another as soon as one result or conclusion is."""
    resultats = ResultatCritere.objects.filter(evaluation=evaluation_pk).order_by("critere_id")
    conclusions = ConclusionCapacite.objects.filter(evaluation=evaluation_pk)
    return _marque(
        resultats.values_list("critere_id", "version"),
        conclusions.order_by("capacite_id").values_list("capacite_id", "modifie_le"),
    )


def marque_du_contenu(contenu: Contenu) -> str:
    """The same mark, of what was just read."""
    return _marque(
        sorted((un.critere, un.version) for un in contenu.communes.values()),
        sorted((capacite, une.le) for capacite, une in contenu.conclusions.items()),
    )


def _marque(resultats, conclusions) -> str:
    lignes = [f"{critere}:{version}" for critere, version in resultats]
    lignes += [f"{capacite}={le.isoformat()}" for capacite, le in conclusions]
    return hashlib.sha256(" ".join(lignes).encode()).hexdigest()


def _le_prevu(dossier: int) -> QuerySet:
    """The modalités planned for each capacité, then the situations that prove its critères."""
    modalites = ModalitePrevue.objects.filter(dossier=dossier).order_by()
    situations = SituationPrevue.objects.filter(dossier=dossier).order_by().distinct()
    return modalites.values_list(
        Value(MODALITE, output_field=IntegerField()),
        "capacite_id",
        "modalite__rang",
        "modalite__code",
        "variante",
    ).union(
        situations.values_list(
            Value(SITUATION, output_field=IntegerField()),
            "criteres__capacite",
            "pk",
            "intitule",
            "contexte",
        ),
        all=True,
    )


PREVU = Requete(_le_prevu, "dossier")


def lire_prevu(dossier_pk: int) -> tuple[list[tuple], list[tuple]]:
    """What was planned, in order: (capacité, code, variante), then (capacité, title, context)."""
    lignes = sorted(
        (ligne for ligne in PREVU.lignes(dossier=dossier_pk) if ligne[1] is not None),
        key=lambda ligne: ligne[:3],
    )
    modalites = [(un, code, reste) for sorte, un, _, code, reste in lignes if sorte == MODALITE]
    situations = [(un, titre, mots) for sorte, un, _, titre, mots in lignes if sorte == SITUATION]
    return modalites, situations


def _les_preuves(evaluation: int, par: int) -> QuerySet:
    lisibles = Preuve.objects.filter(evaluation=evaluation).visibles_par(Utilisateur(pk=par))
    return lisibles.order_by("pk").values_list("pk")


PREUVES = Requete(_les_preuves, "evaluation", "par")


def lire_preuves(evaluation_pk: int, utilisateur: Utilisateur) -> list[Preuve]:
    """The evidence that this person reads; a second statement only if there is any."""
    cles = [cle for (cle,) in PREUVES.lignes(evaluation=evaluation_pk, par=utilisateur.pk)]
    if not cles:
        return []
    return list(
        Preuve.objects.filter(pk__in=cles).order_by("pk").select_related("auteur", "document")
    )


def heure(moment: datetime.datetime, aujourd_hui: datetime.date) -> str:
    """« à 14:02 » today, « le 12/11/2026 à 14:02 » before."""
    local = timezone.localtime(moment)
    if local.date() == aujourd_hui:
        return f"à {local:%H:%M}"
    return f"le {local:%d/%m/%Y} à {local:%H:%M}"
