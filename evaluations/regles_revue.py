"""What stands between a candidate and the certificate, before the jury meets: pure functions.

Source: DOMAINE.md §4 and rules R18, R32, R33, R34, R38.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.enums import Conclusion


@dataclass(frozen=True)
class FaitCritere:
    """A critère that the commission did not find acquired, and its comment."""

    reference: str
    resultat: str
    commentaire: str = ""

    def __str__(self) -> str:
        suite = f" : {self.commentaire}" if self.commentaire else ""
        return f"{self.reference} ({self.resultat.lower()}){suite}"


@dataclass(frozen=True)
class FaitCapacite:
    """What is known of a capacité of the result: evaluated here, or kept from an earlier jury.

    `conclusion` is the commission's, `None` if it never concluded; `validee` the jury's word, once
    it was given; `conservee_jusqu_au` the last day of what an earlier jury gave.
    """

    numero: int
    conclusion: str | None = None
    criteres: Sequence[FaitCritere] = ()
    avis_defavorable: bool = False
    avis_commentaire: str = ""
    validee: bool | None = None
    motif: str = ""
    conservee_jusqu_au: datetime.date | None = None


@dataclass(frozen=True)
class Blocage:
    """One reason: what, on which facts, and what would undo it; a mere flag does not block."""

    numero: int
    pourquoi: str
    remede: str
    details: Sequence[str] = ()
    bloque: bool = True


def pourquoi_pas(faits: Sequence[FaitCapacite], jour: datetime.date) -> list[Blocage]:
    """Why the candidate would not have everything that day, capacité by capacité."""
    raisons = []
    for fait in faits:
        if (raison := _blocage(fait, jour)) is not None:
            raisons.append(raison)
        if fait.avis_defavorable:
            raisons.append(_avis(fait))
    return raisons


def _blocage(fait: FaitCapacite, jour: datetime.date) -> Blocage | None:
    if fait.conservee_jusqu_au is not None:
        return _echue(fait, jour) if fait.conservee_jusqu_au < jour else None
    if fait.validee is not None:
        return None if fait.validee else _non_validee(fait)
    if fait.conclusion is None:
        return Blocage(
            fait.numero,
            "La commission ne l'a pas évaluée : le jury ne peut pas la valider.",
            "Renvoyez le dossier pour complément : la commission l'évalue, puis une autre session "
            "décide.",
        )
    if fait.conclusion == Conclusion.ACQUISE:
        return None
    return Blocage(
        fait.numero,
        "La commission conclut qu'elle n'est pas acquise.",
        "Le jury peut la valider contre cette conclusion, en écrivant pourquoi ; sinon le candidat "
        "la fait évaluer de nouveau dans une autre présentation.",
        [str(un) for un in fait.criteres],
    )


def _echue(fait: FaitCapacite, jour: datetime.date) -> Blocage:
    return Blocage(
        fait.numero,
        f"Elle était conservée jusqu'au {fait.conservee_jusqu_au:%d/%m/%Y} inclus : le "
        f"{jour:%d/%m/%Y}, elle ne compte plus.",
        "Le candidat la fait évaluer de nouveau dans une autre présentation.",
    )


def _non_validee(fait: FaitCapacite) -> Blocage:
    return Blocage(
        fait.numero,
        "Le jury ne l'a pas validée.",
        "Le jury peut revoir sa décision jusqu'à la clôture de la session ; ensuite le candidat la "
        "fait évaluer de nouveau dans une autre présentation.",
        [fait.motif] if fait.motif else [str(un) for un in fait.criteres],
    )


def _avis(fait: FaitCapacite) -> Blocage:
    return Blocage(
        fait.numero,
        "L'entreprise donne un avis défavorable.",
        "Cet avis est signalé au jury, il n'empêche rien.",
        [fait.avis_commentaire] if fait.avis_commentaire else [],
        bloque=False,
    )
