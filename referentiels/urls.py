"""URLs of the app « referentiels »."""

app_name = "referentiels"

urlpatterns = []
