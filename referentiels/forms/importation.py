"""The form that brings a file in."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms


class ImportationForm(forms.Form):
    """One file: its content, not its name, says what it is."""

    fichier = forms.FileField(
        label="Document officiel ou document d'échange",
        help_text="PDF de 20 Mo au plus ; texte (.txt) ou JSON de 2 Mo au plus.",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,.json"}),
        error_messages={"required": "Choisissez le fichier à importer."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("fichier", Submit("importer", "Lire ce document"))
