"""URLs of the référentiels."""

from django.urls import path

from referentiels.views import (
    comparaison,
    consultation,
    documents,
    edition,
    histoire,
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
    path("<int:pk>/echange.json", documents.echange, name="echange"),
    path("<int:pk>/documents/<int:document_pk>/", documents.document, name="document"),
    path("<int:pk>/modifier/", edition.modifier, name="modifier"),
    path("<int:pk>/modifier/identite/", edition.identite, name="modifier_identite"),
    path("<int:pk>/modifier/capacites/", edition.capacites, name="modifier_capacites"),
    path("<int:pk>/modifier/capacites/<int:rang>/", edition.capacite, name="modifier_capacite"),
    path("<int:pk>/modifier/blocs/", edition.blocs, name="modifier_blocs"),
    path("<int:pk>/modifier/modalites/", edition.modalites, name="modifier_modalites"),
    path("<int:pk>/modifier/textes/", edition.textes, name="modifier_textes"),
    path("<int:pk>/modifier/historique/", histoire.historique, name="historique"),
    path("<int:pk>/modifier/annuler/", histoire.annuler, name="annuler"),
    path("<int:pk>/modifier/revenir/", histoire.revenir, name="revenir"),
    path("<int:pk>/modifier/supprimer/", histoire.supprimer, name="supprimer"),
]
