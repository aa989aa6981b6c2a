"""The board's words: groups of acts that wait, and due dates; every app fills them."""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ligne:
    """One act that waits: on what, and where it is done."""

    libelle: str
    detail: str
    url: str
    echeance: datetime.date | None = None


@dataclass(frozen=True)
class Groupe:
    """The acts of one kind: how many, and the most urgent of them."""

    code: str
    libelle: str
    acteur: str
    total: int
    lignes: list[Ligne] = field(default_factory=list)
    url: str = ""


@dataclass(frozen=True)
class Groupes:
    """What one provider of `settings.CQPM_TABLEAU` knows: the reader's acts, and the others'."""

    a_vous: list[Groupe] = field(default_factory=list)
    aux_autres: list[Groupe] = field(default_factory=list)


@dataclass(frozen=True)
class Echeance:
    """One due date of an exam centre, from a provider of `settings.CQPM_ECHEANCES`.

    `libelle` is the act, `objet` what it is about; `sujet` names that object (`sujet_de`).
    `information`: nothing to do by that date but to know it.
    """

    code: str
    date: datetime.date
    libelle: str
    objet: str
    url: str
    centre_id: int
    sujet: str
    information: bool = False
