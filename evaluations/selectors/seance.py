"""The meeting as its members follow it: who is on the screen, and where each candidate stands."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from evaluations.enums import EtatSession
from evaluations.models import DeclarationConflit, Deliberation, SessionJury
from evaluations.permissions import peut_lire_deliberation
from evaluations.selectors.deliberation import LigneSession


@dataclass(frozen=True)
class Place:
    """A candidate on the list, shown on every screen or not."""

    ligne: LigneSession
    est_courante: bool

    @property
    def est_lisible(self) -> bool:
        return self.ligne.est_lisible

    @property
    def deliberation(self) -> Deliberation:
        return self.ligne.deliberation


@dataclass(frozen=True)
class Seance:
    """The list of a meeting, from where one candidate stands in it."""

    places: list[Place]
    ici: int | None

    @property
    def total(self) -> int:
        """How many this person may read: of the others they know no decision (R30)."""
        return sum(un.est_lisible for un in self.places)

    @property
    def decides(self) -> int:
        return sum(un.est_lisible and bool(un.deliberation.decision) for un in self.places)

    @property
    def courante(self) -> Place | None:
        return next((un for un in self.places if un.est_courante), None)

    @property
    def rang(self) -> int:
        """Its place in the list, from 1; 0 when nobody is shown."""
        return 0 if self.ici is None else self.ici + 1

    @property
    def precedente(self) -> Deliberation | None:
        """The nearest readable candidate before this one."""
        avant = self.places[: self.ici or 0]
        return next((un.deliberation for un in reversed(avant) if un.est_lisible), None)

    @property
    def suivante(self) -> Deliberation | None:
        """The nearest readable candidate after this one, the first when nobody is shown."""
        apres = self.places[self.rang :]
        return next((un.deliberation for un in apres if un.est_lisible), None)


def lire_seance(
    session: SessionJury, utilisateur: Utilisateur, deliberation: Deliberation | None
) -> Seance:
    """The list of a session as this person reads it. Three queries."""
    freres = list(
        Deliberation.objects.filter(session=session)
        .select_related("dossier__candidat", "dossier__referentiel")
        .prefetch_related("dossier__blocs_vises", "conflits")
    )
    for une in freres:
        une.session = session
    return Seance(
        [
            Place(
                LigneSession(une, peut_lire_deliberation(utilisateur, une)),
                une.pk == session.courante_id,
            )
            for une in freres
        ],
        next((i for i, une in enumerate(freres) if une == deliberation), None),
    )


def etat_de_seance(utilisateur: Utilisateur, pk: int) -> dict | None:
    """What every member's browser asks for again and again; `None` if not visible. One query.

    Nothing tells who withdrew for a candidate what the jury does with them (R30).
    """
    retraits = DeclarationConflit.objects.filter(
        deliberation=OuterRef("deliberations"), se_retire=True, membre__utilisateur=utilisateur
    )
    rangees = list(
        SessionJury.objects.visible_par(utilisateur)
        .filter(pk=pk)
        .order_by()
        .annotate(retire=Exists(retraits), version=F("deliberations__version"))
        .annotate(decision=F("deliberations__decision"))
        .values("centre", "etat", "courante", "deliberations", "version", "decision", "retire")
    )
    if not rangees:
        return None
    session, gerees = rangees[0], utilisateur.centres_de(Role.GESTIONNAIRE)
    lues = {
        une["deliberations"]: une
        for une in rangees
        if une["deliberations"] and (not une["retire"] or session["centre"] in gerees)
    }
    courante = lues.get(session["courante"])
    return {
        "courante": session["courante"],
        "version": courante and courante["version"],
        "decides": sum(bool(une["decision"]) for une in lues.values()),
        "total": len(lues),
        "ouverte": session["etat"] == EtatSession.OUVERTE,
    }


def marque(etat: dict) -> str:
    """The ETag of a state: it changes when anything that the page shows of it does."""
    return '"' + "-".join(str(valeur) for valeur in etat.values()) + '"'
