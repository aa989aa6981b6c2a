"""URLs of the référentiels."""

from django.urls import path

from referentiels.views import (
    comparaison,
    consultation,
    documents,
    importation,
    relecture,
    versions,
)

app_name = "referentiels"

urlpatterns = [
    path("", consultation.liste, name="liste"),
    path("importer/", importation.importer, name="importer"),
    path("<int:pk>/", consultation.consulter, name="consulter"),
    path("<int:pk>/comparer/", comparaison.choisir, name="comparer_avec"),
    path("<int:pk>/comparer/<int:autre>/", comparaison.comparer, name="comparer"),
    path("<int:pk>/relire/", relecture.relire, name="relire"),
    path("<int:pk>/relire/<int:point_pk>/", relecture.pointer, name="pointer"),
    path("<int:pk>/publier/", versions.publier, name="publier"),
    path("<int:pk>/archiver/", versions.archiver, name="archiver"),
    path("<int:pk>/dupliquer/", versions.dupliquer, name="dupliquer"),
    path("<int:pk>/produire/<slug:nature>/", documents.produire, name="produire_document"),
    path("<int:pk>/travaux/<int:travail_pk>/", documents.travail_etat, name="travail"),
    path("<int:pk>/documents/<int:document_pk>/", documents.document, name="document"),
]
