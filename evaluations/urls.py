"""URLs of the app « evaluations »."""

app_name = "evaluations"

urlpatterns = []
