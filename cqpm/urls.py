"""Every URL of the application; each app owns its own list."""

from django.contrib import admin
from django.urls import include, path

from evaluations.views.accueil import accueil

urlpatterns = [
    path("", accueil, name="accueil"),
    path("", include("evaluations.urls")),
    path("", include("dossiers.urls_courriels")),
    path("", include("dossiers.urls_relances")),
    path("compte/", include("cqpm.comptes.urls")),
    path("referentiels/", include("referentiels.urls")),
    path("dossiers/", include("dossiers.urls")),
    path("administration/", admin.site.urls),
]
