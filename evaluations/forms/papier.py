"""The scan of the grid that the commission signed by hand."""

from collections.abc import Iterable

from django import forms

from cqpm.commun.formats import SCANS, extensions
from cqpm.comptes.models import Utilisateur


class ScanForm(forms.Form):
    """One file, and the word of who deposits it that every member signed."""

    fichier = forms.FileField(
        label="Grille signée, numérisée ou photographiée",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": extensions(SCANS)}),
        help_text="PDF, JPEG ou PNG, 20 Mo au plus. S'il y a plusieurs pages, réunissez-les dans "
        "un seul PDF.",
        error_messages={"required": "Choisissez le fichier de la grille signée."},
    )
    relu = forms.BooleanField(
        error_messages={"required": "Relisez le fichier, puis cochez : la grille sera close."},
    )

    def __init__(self, *args, commission: Iterable[Utilisateur], **kwargs):
        super().__init__(*args, **kwargs)
        noms = ", ".join(str(membre) for membre in commission) or "chaque membre"
        self.fields[
            "relu"
        ].label = f"J'ai relu ce fichier : toutes les pages y sont, signées par {noms}."
