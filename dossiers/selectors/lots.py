"""The dossiers of a batch act: who is chosen, who is left out and why, how far it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cqpm.commun.models import EtatTravail
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import EtatLigne
from dossiers.lots import ActeGroupe, ParametresForm
from dossiers.models import Dossier, LigneLot, Lot
from dossiers.permissions import est_gestionnaire

_TONS = {EtatLigne.FAITE: "succes", EtatLigne.REFUSEE: "danger", EtatLigne.EN_ATTENTE: "info"}


def dossiers_choisis(utilisateur: Utilisateur, cles: Iterable[int]) -> list[Dossier]:
    """Those of the keys that this person sees, with all that an obstacle reads; five queries."""
    visibles = Dossier.objects.visible_par(utilisateur).filter(pk__in=list(cles))
    return list(
        visibles.select_related("candidat", "referentiel", "entreprise", "tuteur", "centre")
        .defer("referentiel__recherche", "referentiel__sections")
        .prefetch_related("affectations__utilisateur", "modalites_prevues__modalite")
        .order_by("candidat__nom", "candidat__prenom", "pk")
    )


@dataclass
class Apercu:
    """Who will be concerned, and who will not, each with the reason."""

    inclus: list[Dossier] = field(default_factory=list)
    exclus: list[tuple[Dossier, str]] = field(default_factory=list)


def centre_du_lot(dossiers: Iterable[Dossier], utilisateur: Utilisateur) -> Centre | None:
    """The first centre of the selection where this person is staff: whose staff read the lot."""
    return next((un.centre for un in dossiers if est_gestionnaire(utilisateur, un)), None)


def apercu(
    acte: ActeGroupe, dossiers: Iterable[Dossier], form: ParametresForm, utilisateur: Utilisateur
) -> Apercu:
    """Sort the dossiers before anything is done; those of another centre are not the lot's."""
    trie, parametres = Apercu(), form.parametres
    for dossier in dossiers:
        if dossier.centre_id != form.centre.pk:
            trie.exclus.append((dossier, f"il ne dépend pas de {form.centre}, comme les autres."))
        elif motif := acte.obstacle(dossier, parametres, utilisateur):
            trie.exclus.append((dossier, motif))
        else:
            trie.inclus.append(dossier)
    return trie


@dataclass(frozen=True)
class LigneSuivie:
    """A line in words; a job that broke says so in the place of a result."""

    ligne: LigneLot
    libelle: str
    ton: str
    message: str
    est_finie: bool


@dataclass(frozen=True)
class Suivi:
    """How far a lot is."""

    lignes: list[LigneSuivie]
    faites: int
    refusees: int
    en_attente: int

    @property
    def est_fini(self) -> bool:
        return self.en_attente == 0

    @property
    def pourcentage(self) -> int:
        return 100 * (len(self.lignes) - self.en_attente) // max(len(self.lignes), 1)


def suivi(lot: Lot) -> Suivi:
    """Every line with its result; one query."""
    lignes = lot.lignes.select_related("dossier__candidat", "travail")
    suivies = [_suivre(ligne) for ligne in lignes]
    comptes = Counter(une.ton for une in suivies)
    return Suivi(
        suivies,
        faites=comptes[_TONS[EtatLigne.FAITE]],
        refusees=comptes[_TONS[EtatLigne.REFUSEE]],
        en_attente=comptes[_TONS[EtatLigne.EN_ATTENTE]],
    )


def _suivre(ligne: LigneLot) -> LigneSuivie:
    travail = ligne.travail
    if ligne.etat == EtatLigne.EN_ATTENTE and travail and travail.etat == EtatTravail.ECHEC:
        ton = _TONS[EtatLigne.REFUSEE]
        return LigneSuivie(ligne, "En échec", ton, travail.erreur, est_finie=True)
    ton = _TONS[EtatLigne(ligne.etat)]
    finie = ligne.etat != EtatLigne.EN_ATTENTE
    return LigneSuivie(ligne, ligne.get_etat_display(), ton, ligne.message, finie)
