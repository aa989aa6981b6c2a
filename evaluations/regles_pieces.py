"""Which papers a candidate receives after the jury: pure functions, no database, no clock (R37).

Source: DOMAINE.md §4.1, §5.4.
"""

from evaluations.enums import DecisionJury, NaturePiece


def natures_dues(decision: str, *, entier: bool, acquis: bool) -> list[NaturePiece]:
    """The papers that follow a decision.

    Everybody is told the decision, a renvoi included. Who acquired something has it attested; when
    it is not the whole CQPM (`entier`), the president writes what is kept and until when (R37).
    """
    natures = [NaturePiece.NOTIFICATION]
    if decision in {DecisionJury.RENVOI, DecisionJury.REFUSE} or not acquis:
        return natures
    if not entier:
        natures.append(NaturePiece.LETTRE)
    return [*natures, NaturePiece.ATTESTATION]
