from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "cqpm.commun"
    label = "commun"
    verbose_name = "Commun"
