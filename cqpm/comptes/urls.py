"""URLs of the accounts."""

from django.urls import path

from cqpm.comptes import views

app_name = "comptes"

urlpatterns = [
    path("connexion/", views.ConnexionView.as_view(), name="connexion"),
    path("deconnexion/", views.DeconnexionView.as_view(), name="deconnexion"),
    path("profil/", views.ProfilView.as_view(), name="profil"),
    path("mot-de-passe/", views.MotDePasseView.as_view(), name="mot_de_passe"),
    path("oubli/", views.OubliView.as_view(), name="oubli"),
    path("oubli/envoye/", views.OubliEnvoyeView.as_view(), name="oubli_envoye"),
    path(
        "reinitialiser/<uidb64>/<token>/",
        views.ReinitialiserView.as_view(),
        name="reinitialiser",
    ),
]
