"""From critères to capacité: pure functions, no database, no clock.

Source: DOMAINE.md §5.1, rules R18, R20, R21, R25.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluations.enums import Conclusion
from referentiels.enums import NiveauCritere

A_COMMENTER = frozenset({NiveauCritere.NON_ACQUIS, NiveauCritere.NON_OBSERVABLE})


@dataclass(frozen=True)
class Compte:
    """How far a capacité is: « 5/7 critères, 1 non acquis »."""

    total: int
    evalues: int
    non_acquis: int
    non_observables: int

    @property
    def est_complet(self) -> bool:
        return self.evalues == self.total

    def __str__(self):
        texte = f"{self.evalues}/{self.total} critères"
        if self.non_acquis:
            texte += f", {self.non_acquis} non acquis"
        if self.non_observables:
            pluriel = "s" if self.non_observables > 1 else ""
            texte += f", {self.non_observables} non observable{pluriel}"
        return texte


def compter(niveaux: Iterable[str | None]) -> Compte:
    """Count the critères of a capacité; `None` and « non évalué » are still to do."""
    niveaux = list(niveaux)
    evalues = [un for un in niveaux if un and un != NiveauCritere.NON_EVALUE]
    return Compte(
        total=len(niveaux),
        evalues=len(evalues),
        non_acquis=evalues.count(NiveauCritere.NON_ACQUIS),
        non_observables=evalues.count(NiveauCritere.NON_OBSERVABLE),
    )


def commentaire_requis(niveau: str) -> bool:
    """A critère non acquis or non observable is explained to the jury (R21)."""
    return niveau in A_COMMENTER


def est_a_completer(sens: str | None, commentaire: str) -> bool:
    """A critère that still waits for its level, or for the comment that R21 wants."""
    if not sens or sens == NiveauCritere.NON_EVALUE:
        return True
    return commentaire_requis(sens) and not commentaire.strip()


def proposition(niveaux: Sequence[str | None]) -> Conclusion | None:
    """What the screen proposes for a capacité; the commission decides (R20).

    « Acquise » only if every critère is acquis; « non acquise » as soon as one is not. `None`
    reads "nothing to propose": critères still to evaluate, or a non observable one that the
    commission must weigh itself. Without any critère there is nothing to propose either: that is
    a badly entered référentiel. The company's opinion does not enter here: it is no veto (R18).
    """
    niveaux = list(niveaux)
    if NiveauCritere.NON_ACQUIS in niveaux:
        return Conclusion.NON_ACQUISE
    if niveaux and all(un == NiveauCritere.ACQUIS for un in niveaux):
        return Conclusion.ACQUISE
    return None


def sans_commentaire(criteres: Iterable[tuple[int, str | None, str]]) -> list[int]:
    """The critères that R21 wants explained and that are not: their rangs.

    Each critère is (rang, meaning of its level, comment).
    """
    return [
        rang
        for rang, sens, commentaire in criteres
        if sens and commentaire_requis(sens) and not commentaire.strip()
    ]


def reunir(observations: Iterable[tuple[str | None, str]]) -> tuple[str, bool]:
    """What several evaluators make together of one critère: (level, do they differ?).

    Each observation is (meaning of the level, its code). Who has not evaluated a critère leaves
    it to the others; where they differ nothing is decided for them (R20).
    """
    codes = {code for sens, code in observations if sens and sens != NiveauCritere.NON_EVALUE}
    return (codes.pop(), False) if len(codes) == 1 else ("", len(codes) > 1)


def refus_de_conclure(
    niveaux: Sequence[str | None], conclusion: str, commentaire: str
) -> tuple[str, str] | None:
    """Tell why this conclusion cannot be recorded: (field, sentence), or `None` if it can.

    Every critère must have been looked at; departing from the proposal, and concluding « non
    acquise », need a comment (R20, R21).
    """
    compte = compter(niveaux)
    if not compte.est_complet:
        reste = compte.total - compte.evalues
        pluriel = "s" if reste > 1 else ""
        return (
            "conclusion",
            f"Il reste {reste} critère{pluriel} à évaluer : notez chaque critère, « non "
            "observable » compris, avant de conclure.",
        )
    if commentaire.strip():
        return None
    if conclusion == Conclusion.NON_ACQUISE:
        return ("commentaire", "Commentez une capacité non acquise : le jury le lira.")
    if proposition(niveaux) != conclusion:
        return (
            "commentaire",
            "Tous les critères ne sont pas acquis : expliquez au jury pourquoi la capacité l'est.",
        )
    return None
