"""The acts that can be done on many dossiers at once: one registry for every page that offers them.

`settings.CQPM_ACTES_GROUPES` lists the modules' lists, lower app first. An act is prepared for a
selection, shown with who is left out and why, then done by one job per dossier
(`dossiers.services.lots`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string

from cqpm.comptes.models import Centre, Utilisateur
from dossiers.models import Dossier

# Beyond, one page cannot be read before confirming.
DOSSIERS_MAX = 500

Parametres = dict[str, Any]


class ParametresForm(forms.Form):
    """What an act asks once for all the dossiers; `parametres` are JSON values, kept on the lot."""

    def __init__(self, *args, centre: Centre, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.centre, self.utilisateur = centre, utilisateur

    def cacher(self) -> None:
        """The same answers, carried from the preview to the confirmation without their help."""
        for champ in self.fields.values():
            champ.help_text = ""

    @property
    def parametres(self) -> Parametres:
        """The valid form as JSON values."""
        return {}

    @property
    def resume(self) -> str:
        """The valid form in a few words, added to the act's label."""
        return ""


@dataclass(frozen=True)
class ActeGroupe:
    """One act.

    `obstacle` says in French why a dossier is left out, empty if it is not: it reads what
    `dossiers.selectors.lots.dossiers_choisis` loads, without any query of its own.
    `executer` calls the ordinary service as that person; its ErreurMetier refuses the dossier.
    """

    code: str
    libelle: str
    explication: str
    formulaire: type[ParametresForm]
    obstacle: Callable[[Dossier, Parametres, Utilisateur], str]
    executer: Callable[[Dossier, Parametres, Utilisateur], None]


def tous() -> list[ActeGroupe]:
    """Every act, in the order of a dossier's life."""
    return [un for chemin in settings.CQPM_ACTES_GROUPES for un in import_string(chemin)]


def par_code(code: str) -> ActeGroupe | None:
    """The act of that code, None for a word that is not one."""
    return next((un for un in tous() if un.code == code), None)
