"""A vote of the jury on one capacité, as totals only: pure functions, no database, no clock.

Source: DOMAINE.md §4.1, §4.2, rule R36.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voix:
    """How many said yes, how many said no, how many said nothing; never who."""

    pour: int
    contre: int
    abstentions: int

    @property
    def total(self) -> int:
        return self.pour + self.contre + self.abstentions

    @property
    def partage(self) -> bool:
        """As many for as against: the president's choice prevails."""
        return self.pour == self.contre

    def __str__(self) -> str:
        """The line of the page and of the PV."""
        textes = [f"{_voix(self.pour)} pour", f"{_voix(self.contre)} contre"]
        if self.abstentions:
            textes.append(f"{self.abstentions} abstention{'s' if self.abstentions > 1 else ''}")
        phrase = ", ".join(textes)
        return f"{phrase} : voix prépondérante du président" if self.partage else phrase


@dataclass(frozen=True)
class SaisieVoix:
    """The counts as they were typed: a refused one is shown again as it is."""

    pour: str = ""
    contre: str = ""
    abstentions: str = ""

    @property
    def est_vide(self) -> bool:
        """No vote was held."""
        return not (self.pour or self.contre or self.abstentions)

    def compter(self) -> Voix | None:
        """The counts, no abstention unless told; `None` when one cannot be read."""
        comptes = [_entier(self.pour), _entier(self.contre), _entier(self.abstentions or "0")]
        return None if None in comptes else Voix(*comptes)


def refus_du_vote(saisie: SaisieVoix, *, validee: bool, votants: int) -> str:
    """Why these totals cannot be what the jury decided, or "" (R36).

    `votants` sit for this candidate: in séance, not withdrawn. The result is the majority's; on a
    tie `validee` is the president's choice, whatever it is.
    """
    if saisie.est_vide:
        return ""
    voix = saisie.compter()
    if voix is None:
        return (
            "comptez le vote en nombres entiers, pour, contre et abstentions, ou laissez les "
            "trois cases vides si le jury n'a pas voté."
        )
    if voix.total > votants:
        return (
            f"{voix.total} voix comptées pour {_votants(votants)} : recomptez, ou corrigez les "
            "présences de la session."
        )
    if not voix.pour and not voix.contre:
        return (
            "personne n'a voté pour ni contre : le jury vote de nouveau, ou laissez les trois "
            "cases vides s'il décide sans vote."
        )
    if voix.partage or validee == (voix.pour > voix.contre):
        return ""
    return (
        f"le vote donne {_voix(voix.pour)} pour et {voix.contre} contre, la capacité est donc "
        f"« {'non ' if validee else ''}validée » : corrigez le choix ou le compte des voix."
    )


def _entier(texte: str) -> int | None:
    return int(texte) if texte.isdecimal() and len(texte) < 4 else None


def _voix(nombre: int) -> str:
    return f"{nombre} voix"


def _votants(nombre: int) -> str:
    if not nombre:
        return "un jury sans membre en séance"
    return f"{nombre} membre{'s' if nombre > 1 else ''} du jury en séance pour ce candidat"
