from django.apps import AppConfig


class ReferentielsConfig(AppConfig):
    name = "referentiels"
    label = "referentiels"
    verbose_name = "Référentiels"
