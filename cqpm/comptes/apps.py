from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "cqpm.comptes"
    label = "comptes"
    verbose_name = "Comptes"
