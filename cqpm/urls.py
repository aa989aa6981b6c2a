"""Every URL of the application; each app owns its own list."""

from django.contrib import admin
from django.urls import include, path

from dossiers.views.tableau import tableau

urlpatterns = [
    path("", tableau, name="accueil"),
    path("", include("evaluations.urls")),
    path("", include("dossiers.urls_courriels")),
    path("", include("dossiers.urls_relances")),
    path("compte/", include("cqpm.comptes.urls")),
    path("referentiels/", include("referentiels.urls")),
    path("", include("dossiers.urls")),
    path("planning/", include("dossiers.urls_planning")),
    path("registre/", include("evaluations.urls_registre")),
    path("statistiques/", include("evaluations.urls_statistiques")),
    path("administration/", admin.site.urls),
]
