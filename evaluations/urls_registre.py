"""URLs of the register of the certified, under `registre/`."""

from django.urls import path

from evaluations.views import certificateur, registre

app_name = "registre"

urlpatterns = [
    path("", registre.registre, name="liste"),
    path("exporter/", registre.exporter, name="exporter"),
    path("conserves/", registre.conserves, name="conserves"),
    path("certificateur/", certificateur.certificateur, name="certificateur"),
    path("certificateur/exporter/", certificateur.exporter, name="certificateur_exporter"),
    path("certificateur/marquer/", certificateur.marquer, name="certificateur_marquer"),
]
