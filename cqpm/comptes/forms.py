"""Forms of the accounts: sign in, profile, passwords, proof before a signature."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)

from cqpm.commun.errors import ErreurMetier
from cqpm.comptes.models import Utilisateur
from cqpm.comptes.permissions import verifier_mot_de_passe

CHAMP_VISIBLE = {"data-cqpm-voir": ""}


def mise_en_page(*champs: str, bouton: str) -> FormHelper:
    """Lay the fields out above one button; refusals come from the server, in French."""
    helper = FormHelper()
    helper.attrs = {"novalidate": ""}
    helper.layout = Layout(*champs, Submit("enregistrer", bouton))
    return helper


class ConnexionForm(AuthenticationForm):
    """Sign in with an e-mail address; capitals do not matter in it."""

    username = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": (
            "Adresse électronique ou mot de passe incorrect. Vérifiez les deux, "
            "ou demandez un nouveau mot de passe avec le lien ci-dessous."
        ),
        "inactive": ("Ce compte est désactivé. Demandez à votre centre d'examen de le rétablir."),
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["password"].widget.attrs.update(CHAMP_VISIBLE)
        self.helper = mise_en_page("username", "password", bouton="Se connecter")

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


class ProfilForm(forms.ModelForm):
    class Meta:
        model = Utilisateur
        fields = ["prenom", "nom", "fonction"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "fonction"
        ].help_text = "Elle figure à côté de votre nom sur les grilles et les procès-verbaux."
        self.helper = mise_en_page("prenom", "nom", "fonction", bouton="Enregistrer")


class MotDePasseForm(PasswordChangeForm):
    """Change one's own password; the old one is asked with the same limit as a signature."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs.update(CHAMP_VISIBLE)
        self.helper = mise_en_page(
            "old_password",
            "new_password1",
            "new_password2",
            bouton="Changer le mot de passe",
        )

    def clean_old_password(self) -> str:
        return _mot_de_passe_verifie(self.user, self.cleaned_data["old_password"])


class OubliForm(PasswordResetForm):
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = mise_en_page("email", bouton="Recevoir le lien")


class NouveauMotDePasseForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs.update(CHAMP_VISIBLE)
        self.helper = mise_en_page(
            "new_password1", "new_password2", bouton="Enregistrer le mot de passe"
        )


class ConfirmationForm(forms.Form):
    """Ask the password again before a signature; refuses like `verifier_mot_de_passe`.

    Validate it outside any transaction, once the rest of what is signed is known to be right.
    """

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        help_text="Il vaut signature.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        self.utilisateur = utilisateur
        super().__init__(*args, **kwargs)

    def clean_mot_de_passe(self) -> str:
        return _mot_de_passe_verifie(self.utilisateur, self.cleaned_data["mot_de_passe"])


def _mot_de_passe_verifie(utilisateur: Utilisateur, mot_de_passe: str) -> str:
    try:
        verifier_mot_de_passe(utilisateur, mot_de_passe)
    except ErreurMetier as erreur:
        raise forms.ValidationError(str(erreur)) from erreur
    return mot_de_passe
