"""URLs of the référentiels."""

from django.urls import path

from referentiels.views import consultation

app_name = "referentiels"

urlpatterns = [
    path("", consultation.liste, name="liste"),
    path("<int:pk>/", consultation.consulter, name="consulter"),
]
