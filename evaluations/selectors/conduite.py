"""What prepares a session, step by step, and the next act: the guide of its hub."""

from dataclasses import dataclass

from django.urls import reverse

from evaluations.enums import EtatSession, ReponseSyndicat
from evaluations.models import SessionJury
from evaluations.regles_composition import effectifs
from evaluations.selectors.composition import delai_des_convocations, delai_des_demandes

A_COMPLETER = ("À compléter", "alerte")


@dataclass(frozen=True)
class Pas:
    """One step of the preparation: how far, until when, and where it is done."""

    libelle: str
    detail: str
    etat: tuple[str, str]
    url: str
    acte: str

    @property
    def est_fait(self) -> bool:
        return self.etat[1] == "succes"


def pas_de(session: SessionJury, *, attendues: int, candidats: int, liens: int) -> list[Pas]:
    """The steps in order. No query: `session.membres` and `session.demandes` are loaded.

    `attendues` counts the unions in force that day, `liens` the links that wait for an answer.
    """
    membres = list(session.membres.all())
    demandees = [un for un in session.demandes.all() if un.envoyee_le]
    repondues = sum(1 for un in demandees if un.reponse)
    sans_suite = sum(1 for un in demandees if un.reponse == ReponseSyndicat.AUCUN)
    convoques = sum(1 for un in membres if un.convocation_recue is not None)
    complet = A_COMPLETER
    if _paritaire(session, attendues - sans_suite):
        complet = ("Complet", "succes")
    demandes, convocations = delai_des_demandes(session), delai_des_convocations(session)
    etat_demandes = demandes.etat
    detail_demandes = f"d'ici le {demandes.limite:%d/%m/%Y}"
    if demandees:
        etat_demandes = etat_demandes if len(demandees) >= attendues else A_COMPLETER
        saisies = f"{len(demandees)} saisie{'s' if len(demandees) > 1 else ''} sur {attendues}"
        detail_demandes = f"{saisies}, {repondues} {'ont' if repondues > 1 else 'a'} répondu"
    return [
        Pas(
            "Organisations syndicales",
            detail_demandes,
            etat_demandes,
            reverse("evaluations:demandes", args=[session.pk]),
            "Saisir les organisations" if not demandees else "Suivre les demandes",
        ),
        Pas(
            "Membres du jury",
            _effectif(session, len(membres)),
            complet,
            reverse("evaluations:membre_ajouter", args=[session.pk]),
            "Ajouter un membre",
        ),
        Pas(
            "Convocations",
            f"{convoques} convoqué{'s' if convoques > 1 else ''} sur {len(membres)}, d'ici le "
            f"{convocations.limite:%d/%m/%Y}",
            convocations.etat,
            reverse("evaluations:convocations_jury", args=[session.pk]),
            "Convoquer les membres" if convoques < len(membres) else "Voir les convocations",
        ),
        Pas(
            "Candidats",
            f"{candidats} inscrit{'s' if candidats > 1 else ''}",
            ("Inscrits", "succes") if candidats else ("Aucun inscrit", "alerte"),
            session.get_absolute_url() + "#candidats",
            "Inscrire des candidats",
        ),
        Pas(
            "Liens avec les candidats",
            f"{liens} à examiner" if liens else "rien en attente",
            ("À examiner", "alerte") if liens else ("Examinés", "succes"),
            reverse("evaluations:conflits", args=[session.pk]),
            "Examiner les liens" if liens else "Voir les liens",
        ),
    ]


def prochain(session: SessionJury, pas: list[Pas]) -> Pas | None:
    """The first step that is not done, while the session is prepared."""
    if session.etat != EtatSession.PREPARATION:
        return None
    return next((un for un in pas if not un.est_fait and un.etat[0] != "Hors délai"), None)


def _effectif(session: SessionJury, nombre: int) -> str:
    sans = "" if _preside(session) else ", sans président"
    return f"{nombre} membre{'s' if nombre > 1 else ''}{sans}"


def _paritaire(session: SessionJury, attendues: int) -> bool:
    """As many on both sides as the unions that name somebody, and a president."""
    patronale, salariee = effectifs(session.sieges)
    return _preside(session) and 0 < patronale == salariee == (attendues or patronale)


def _preside(session: SessionJury) -> bool:
    return any(un.est_president for un in session.membres.all())
