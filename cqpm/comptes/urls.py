"""URLs of the accounts."""

app_name = "comptes"

urlpatterns = []
