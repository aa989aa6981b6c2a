"""The papers of a session candidate by candidate: which exist, which left, which were reissued."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail, Travail, sujet_de
from evaluations.enums import NaturePiece
from evaluations.models import Deliberation, PieceJury, SessionJury
from evaluations.selectors.pieces import NATURE_COURRIEL, NATURE_DUPLICATA, ORDRE
from evaluations.vocabulaire import decision_du_dossier

NATURE_ENVOI_A_TOUS = "courriels_pieces"


@dataclass(frozen=True)
class LignePiece:
    """One paper, and the duplicatas of it, newest first."""

    piece: PieceJury
    duplicatas: list[Travail]

    @property
    def se_redelivre(self) -> bool:
        return self.piece.nature == NaturePiece.ATTESTATION


@dataclass(frozen=True)
class LigneEnvoi:
    """One candidate; `envoi` is the last mail that was asked for.

    `remplacante` is the session whose signed PV replaced these papers (R40).
    """

    deliberation: Deliberation
    libelle: str
    pieces: list[LignePiece]
    envoi: Travail | None
    remplacante: SessionJury | None = None

    @property
    def a_envoyer(self) -> bool:
        en_attente = any(une.piece.envoyee_le is None for une in self.pieces)
        return en_attente and self.remplacante is None

    @property
    def a_renvoyer(self) -> bool:
        """Some left, and may not have been received."""
        parties = any(une.piece.envoyee_le for une in self.pieces)
        return parties and self.remplacante is None

    @property
    def remplacee_par(self) -> str:
        """The PV that replaced these papers, in words."""
        return nom_du_pv(self.remplacante) if self.remplacante else ""

    @property
    def part(self) -> bool:
        """A mail is on its way."""
        en_cours = self.envoi is not None and not self.envoi.est_fini
        return en_cours and self.remplacante is None

    @property
    def refus(self) -> str:
        """Why the last mail did not leave, until something else is noted of its papers."""
        if self.envoi is None or self.envoi.etat != EtatTravail.ECHEC:
            return ""
        demandees = self.envoi.parametres.get("pieces", [])
        en_reste = any(etat_d_envoi(une.piece) in demandees for une in self.pieces)
        return self.envoi.erreur if en_reste or self.a_envoyer else ""


def etat_d_envoi(piece: PieceJury) -> list:
    """Which document, and how it left so far: a mail is asked for papers in that state."""
    partie_le = piece.envoyee_le.isoformat() if piece.envoyee_le else ""
    return [piece.document_id, partie_le, piece.envoyee_moyen]


def passages_en_attente(session: SessionJury) -> QuerySet[Deliberation]:
    """The candidates to whom a paper is still to send, in the order of the session."""
    a_envoyer = PieceJury.objects.filter(deliberation=OuterRef("pk"), envoyee_le=None)
    passages = session.deliberations.en_vigueur().filter(Exists(a_envoyer))
    return passages.order_by("rang", "pk")


def envoi_a_tous(session: SessionJury) -> Travail | None:
    """The job that asks for everybody's mail, as it was asked for last."""
    return travaux.dernier(sujet_de(session), NATURE_ENVOI_A_TOUS)


def remplacante_de(deliberation: Deliberation) -> SessionJury | None:
    """The session whose signed PV replaced this deliberation and its papers, if any (R40)."""
    celle_ci = Deliberation.objects.avec_remplacante().filter(pk=deliberation.pk)
    return SessionJury.objects.filter(pk__in=celle_ci.values("remplacante")).first()


def nom_du_pv(session: SessionJury) -> str:
    return f"le PV {'rectificatif ' if session.rectifie_id else ''}{session.numero}"


def candidats_de(session: SessionJury) -> QuerySet[Deliberation]:
    """In the order of the session, with all that `lignes_d_envoi` reads but the jobs."""
    return (
        session.deliberations.avec_remplacante()
        .select_related("dossier__candidat", "dossier__referentiel")
        .prefetch_related(
            "dossier__blocs_vises",
            Prefetch("pieces", PieceJury.objects.select_related("document")),
        )
        .order_by("rang", "pk")
    )


def lignes_d_envoi(deliberations: Iterable[Deliberation]) -> list[LigneEnvoi]:
    """The lines of these candidates. Three queries at most, whatever their number."""
    deliberations = list(deliberations)
    remplacantes = SessionJury.objects.in_bulk(
        {une.remplacante for une in deliberations if une.remplacante}
    )
    pieces = [une for passage in deliberations for une in passage.pieces.all()]
    duplicatas = _par_sujet(NATURE_DUPLICATA, pieces)
    envois = _par_sujet(NATURE_COURRIEL, deliberations)
    return [
        LigneEnvoi(
            une,
            decision_du_dossier(une.dossier, une.decision),
            [
                LignePiece(piece, duplicatas.get(sujet_de(piece), []))
                for piece in sorted(une.pieces.all(), key=lambda p: ORDRE.index(p.nature))
            ],
            next(iter(envois.get(sujet_de(une), [])), None),
            remplacantes.get(une.remplacante),
        )
        for une in deliberations
    ]


def _par_sujet(nature: str, objets: Iterable) -> dict[str, list[Travail]]:
    """The jobs of that nature on each of them, newest first."""
    trouves: dict[str, list[Travail]] = {}
    sujets = [sujet_de(un) for un in objets]
    for travail in Travail.objects.filter(nature=nature, sujet__in=sujets).select_related(
        "document"
    ):
        trouves.setdefault(travail.sujet, []).append(travail)
    return trouves
