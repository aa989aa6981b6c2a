"""URLs of the référentiels."""

from django.urls import path

from referentiels.views import consultation, relecture, versions

app_name = "referentiels"

urlpatterns = [
    path("", consultation.liste, name="liste"),
    path("<int:pk>/", consultation.consulter, name="consulter"),
    path("<int:pk>/relire/", relecture.relire, name="relire"),
    path("<int:pk>/relire/<int:point_pk>/", relecture.pointer, name="pointer"),
    path("<int:pk>/publier/", versions.publier, name="publier"),
    path("<int:pk>/archiver/", versions.archiver, name="archiver"),
    path("<int:pk>/dupliquer/", versions.dupliquer, name="dupliquer"),
]
