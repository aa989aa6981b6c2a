"""Sign in and out, profile, passwords."""

from urllib.parse import urlencode

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse, reverse_lazy
from django.views.generic import UpdateView
from django_htmx.http import HttpResponseClientRedirect

from cqpm.comptes.forms import (
    ConnexionForm,
    MotDePasseForm,
    NouveauMotDePasseForm,
    OubliForm,
    ProfilForm,
)
from cqpm.comptes.models import Utilisateur


class ConnexionView(auth_views.LoginView):
    template_name = "comptes/connexion.html"
    authentication_form = ConnexionForm
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        """Show the form, full page even if the session ended during a partial update."""
        if request.htmx:
            try:
                ici = request.htmx.current_url_abs_path or "/"
            except ValueError:  # a forged header
                ici = "/"
            retour = urlencode({"next": ici})
            return HttpResponseClientRedirect(f"{reverse('comptes:connexion')}?{retour}")
        return super().get(request, *args, **kwargs)


class DeconnexionView(auth_views.LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        reponse = super().post(request, *args, **kwargs)
        messages.success(request, "Vous êtes déconnecté.")
        return reponse


class ProfilView(SuccessMessageMixin, UpdateView):
    template_name = "comptes/profil.html"
    form_class = ProfilForm
    success_url = reverse_lazy("comptes:profil")
    success_message = "Votre profil est enregistré."

    def get_object(self, queryset=None) -> Utilisateur:
        """Read the row again: a refused name must not show in the page's header."""
        return Utilisateur.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs):
        habilitations = self.request.user.habilitations.select_related("centre")
        return super().get_context_data(habilitations=habilitations, **kwargs)


class MotDePasseView(SuccessMessageMixin, auth_views.PasswordChangeView):
    template_name = "comptes/mot_de_passe.html"
    form_class = MotDePasseForm
    success_url = reverse_lazy("comptes:profil")
    success_message = "Votre mot de passe est changé."


class OubliView(auth_views.PasswordResetView):
    """Send a link; the answer is the same whether the address has an account or not."""

    template_name = "comptes/oubli.html"
    form_class = OubliForm
    subject_template_name = "comptes/emails/oubli_objet.txt"
    email_template_name = "comptes/emails/oubli.txt"
    extra_email_context = {"adresse_publique": settings.ADRESSE_PUBLIQUE}
    success_url = reverse_lazy("comptes:oubli_envoye")


class OubliEnvoyeView(auth_views.PasswordResetDoneView):
    template_name = "comptes/oubli_envoye.html"


class ReinitialiserView(SuccessMessageMixin, auth_views.PasswordResetConfirmView):
    template_name = "comptes/reinitialiser.html"
    form_class = NouveauMotDePasseForm
    success_url = reverse_lazy("comptes:connexion")
    success_message = "Votre nouveau mot de passe est enregistré. Connectez-vous."

    def form_valid(self, form):
        """Also lift the lock that forgetting the password may have put on."""
        reset(username=form.user.email)
        return super().form_valid(form)
