"""The people and companies that a centre already knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cqpm.commun.recherche import normaliser
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.identite import Identite
from dossiers.models import Candidat, Dossier, Entreprise, Tuteur
from dossiers.regles_doublon import ressemblances

PROPOSITIONS_MAX = 8


@dataclass(frozen=True)
class Ressemblance:
    """A known candidate who may be the one that is registered, and why."""

    candidat: Candidat
    raisons: list[str]
    dossiers: list[Dossier]


def personnes_ressemblantes(centre: Centre, identite: Identite) -> list[Ressemblance]:
    """The known candidates of the centre who look like this identity, the likeliest first."""
    proches = _candidats_proches(centre, identite)
    trouvees = [(ressemblances(identite, un), un) for un in proches]
    gardees = sorted((une for une in trouvees if une[0]), key=lambda une: (-len(une[0]), une[1].pk))
    return [_ressemblance(un, raisons) for raisons, un in gardees[:PROPOSITIONS_MAX]]


def personnes_designees(centres: Iterable[int], cles: Iterable[int]) -> list[Ressemblance]:
    """The same, for people already shown."""
    candidats = Candidat.objects.filter(centre_id__in=centres, pk__in=cles).order_by("pk")
    return [_ressemblance(un, []) for un in _avec_dossiers(candidats)]


def _ressemblance(candidat: Candidat, raisons: list[str]) -> Ressemblance:
    return Ressemblance(candidat, raisons, list(candidat.dossiers.all()))


def _candidats_proches(centre: Centre, identite: Identite) -> QuerySet[Candidat]:
    """Few rows, chosen by the database: same birth, same address, or same words in the name."""
    annee, mois, jour = identite.naissance
    nes = Q(naissance_annee=annee)
    if mois:
        nes &= Q(naissance_mois=mois) | Q(naissance_mois=None)
    if jour:
        nes &= Q(naissance_jour=jour) | Q(naissance_jour=None)
    criteres = nes
    for nom in {identite.nom, identite.nom_usage} - {""}:
        memes = Q()
        for mot in normaliser(f"{nom} {identite.prenom}").split():
            memes &= Q(recherche__contains=mot)
        criteres |= memes
    if identite.courriel:
        criteres |= Q(courriel__iexact=identite.courriel)
    return _avec_dossiers(Candidat.objects.filter(criteres, centre=centre))


def _avec_dossiers(candidats: QuerySet[Candidat]) -> QuerySet[Candidat]:
    return candidats.prefetch_related("dossiers__referentiel")


# --- Companies --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Proposition:
    """The companies that answer what is typed, the one chosen, its tutors, the one chosen."""

    texte: str
    entreprises: list[Entreprise]
    entreprise: Entreprise | None
    tuteurs: list[Tuteur]
    tuteur: Tuteur | None


def proposer(
    utilisateur: Utilisateur, texte: str, *, entreprise: int = -1, tuteur: int = -1
) -> Proposition:
    """Look a company up by name, town or SIRET; a choice that no longer answers is forgotten."""
    trouvees: list[Entreprise] = []
    if len(normaliser(texte)) > 1:
        visibles = Entreprise.objects.visible_par(utilisateur)
        trouvees = list(visibles.trouver(texte)[:PROPOSITIONS_MAX])
    choisie = next((une for une in trouvees if une.pk == entreprise), None)
    tuteurs = list(choisie.tuteurs.all()) if choisie else []
    retenu = next((un for un in tuteurs if un.pk == tuteur), None)
    return Proposition(texte, trouvees, choisie, tuteurs, retenu)
