"""URLs of the mails of the centre; included at the root of the site."""

from django.urls import path

from dossiers.views import courriels

app_name = "courriels"

urlpatterns = [
    path("courriels/", courriels.liste, name="liste"),
    path("courriels/<int:courriel_pk>/", courriels.courriel, name="courriel"),
    path("courriels/<int:courriel_pk>/pieces/<int:piece_rang>/", courriels.piece, name="piece"),
    path(
        "courriels/<int:courriel_pk>/non-distribue/", courriels.non_distribue, name="non_distribue"
    ),
    path("courriels/<int:courriel_pk>/regler/", courriels.regler, name="regler"),
]
