"""One cell of the grid and what the rules need around it, in one query."""

import datetime
import uuid
from dataclasses import dataclass
from functools import cache

from django.db.models import (
    CharField,
    Exists,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from cqpm.commun.requetes import Requete
from cqpm.comptes.models import Utilisateur
from dossiers.models import CapaciteConservee, Dossier, ModalitePrevue
from evaluations.models import (
    ConclusionCapacite,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    ResultatCritere,
    SignatureGrille,
    SignaturePapier,
)
from evaluations.saisie import Genre, Portee, Saisie
from referentiels.echelle import Echelle
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Critere

MODELES = {
    (Genre.CRITERE, Portee.INDIVIDUELLE): ObservationCritere,
    (Genre.CRITERE, Portee.COMMUNE): ResultatCritere,
    (Genre.CAPACITE, Portee.INDIVIDUELLE): ObservationCapacite,
    (Genre.CAPACITE, Portee.COMMUNE): MiseEnCommun,
}
_RELATIONS = {
    ObservationCritere: "observations",
    ResultatCritere: "resultats",
    ObservationCapacite: "observations",
    MiseEnCommun: "mises_en_commun",
}


@dataclass(frozen=True)
class CelluleLue:
    """The cell as it stands (`pk` is `None` where nothing was written), and its capacité."""

    pk: int | None
    version: int
    jeton: uuid.UUID | None
    niveau: str
    commentaire: str
    auteur: str
    modifie_le: datetime.datetime | None
    capacite_id: int
    numero: int
    rang: int | None
    echelle: Echelle
    est_commune: bool
    est_partagee: bool
    est_signee: bool
    attend_rapport: bool
    est_conclue: bool
    est_membre: bool

    @property
    def valeur(self) -> list[str]:
        return [self.niveau, self.commentaire]


def lire_cellule(
    dossier: Dossier, evaluation_id: int, saisie: Saisie, par: Utilisateur
) -> CelluleLue | None:
    """The cell aimed at; `None` if no target capacité of this version has it (R1, R9, R39)."""
    requete = _requete(saisie.genre, saisie.portee)
    lignes = requete.lignes(
        cle=saisie.cle,
        dossier=dossier.pk,
        version=dossier.referentiel_id,
        evaluation=evaluation_id,
        par=par.pk,
    )
    if not lignes:
        return None
    lue = dict(zip(CHAMPS, lignes[0], strict=True))
    prenom, nom = lue.pop("prenom"), lue.pop("nom")
    lue["echelle"] = Echelle.lire(lue["echelle"])
    lue["attend_rapport"] = lue.pop("sur_presentation") and not dossier.rapport_disponible
    vides = {"version": 0, "niveau": "", "commentaire": ""}
    lue |= {champ: lue[champ] or vide for champ, vide in vides.items()}
    return CelluleLue(**lue, auteur=f"{prenom or ''} {nom or ''}".strip())


CHAMPS = ("pk", "version", "jeton", "commentaire", "modifie_le", "niveau", "prenom", "nom")
CHAMPS += ("capacite_id", "numero", "rang", "echelle")
CHAMPS += ("est_commune", "est_partagee", "est_signee", "sur_presentation", "est_conclue")
CHAMPS += ("est_membre",)


@cache
def _requete(genre: Genre, portee: Portee) -> Requete:
    """The four kinds of cell: saving one is what an evaluator does all day."""

    def construire(cle, dossier, version, evaluation, par):
        return _lignes(genre, portee, cle, dossier, version, evaluation, par)

    return Requete(construire, "cle", "dossier", "version", "evaluation", "par")


def _lignes(genre, portee, cle, dossier, version, evaluation, par) -> QuerySet:
    """From the critère, or the capacité, to its cell: a cell may not exist yet."""
    de_critere = genre == Genre.CRITERE
    vers = "capacite__" if de_critere else ""
    lignes = (Critere if de_critere else Capacite).objects.filter(
        _dans_le_but(dossier, vers), pk=cle, **{f"{vers}referentiel": version}
    )
    lignes = lignes.annotate(cellule=_relation(genre, portee, evaluation, par))
    rien = Value("", output_field=CharField())
    auteur = de_critere and portee == Portee.COMMUNE
    return lignes.order_by().values_list(
        *[f"cellule__{champ}" for champ in ("pk", "version", "jeton", "commentaire", "modifie_le")],
        "cellule__niveau" if de_critere else rien,
        "cellule__auteur__prenom" if auteur else rien,
        "cellule__auteur__nom" if auteur else rien,
        f"{vers}pk",
        f"{vers}numero",
        "rang" if de_critere else Value(None, output_field=IntegerField()),
        f"{vers}referentiel__echelle",
        *_etats(dossier, evaluation, par, vers),
    )


def _relation(genre: Genre, portee: Portee, evaluation: int, par: int) -> FilteredRelation:
    relation = _RELATIONS[MODELES[genre, portee]]
    condition = Q(**{f"{relation}__evaluation": evaluation})
    if portee == Portee.INDIVIDUELLE:
        condition &= Q(**{f"{relation}__evaluateur": par})
    return FilteredRelation(relation, condition=condition)


def _etats(dossier: int, evaluation: int, par: int, vers: str) -> tuple:
    """In common, shared by this person, signed, on the report, concluded; still a member."""
    ici = {"evaluation": evaluation, "capacite": OuterRef(f"{vers}pk")}
    partages = ObservationCapacite.objects.filter(**ici, evaluateur=par, partagee_le__isnull=False)
    signatures = SignatureGrille.objects.filter(evaluation=evaluation)
    scans = SignaturePapier.objects.filter(evaluation=evaluation)
    presentations = ModalitePrevue.objects.filter(
        dossier=dossier,
        capacite=OuterRef(f"{vers}pk"),
        modalite__code=CodeModalite.PRESENTATION_PROJETS,
    )
    return (
        Exists(MiseEnCommun.objects.filter(**ici)),
        Exists(partages),
        Exists(signatures) | Exists(scans),
        Exists(presentations),
        Exists(ConclusionCapacite.objects.filter(**ici)),
        Exists(Dossier.objects.evaluables_par(Utilisateur(pk=par)).filter(pk=dossier)),
    )


def _dans_le_but(dossier: int, vers: str) -> Q:
    """The same capacités as `Dossier.capacites_visees`."""
    vises = Dossier.blocs_vises.through.objects.filter(dossier=dossier)
    gardees = CapaciteConservee.objects.filter(
        dossier=dossier, dossier__origine__isnull=False, capacite=OuterRef(f"{vers}pk")
    )
    but = ~Exists(vises) | Exists(vises.filter(bloc=OuterRef(f"{vers}bloc")))
    return but & ~Exists(gardees)
