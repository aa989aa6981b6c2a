"""URLs of the référentiels."""

from django.urls import path

from referentiels import views

app_name = "referentiels"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("<int:pk>/", views.consulter, name="consulter"),
]
