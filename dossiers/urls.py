"""URLs of the app « dossiers »."""

app_name = "dossiers"

urlpatterns = []
