from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "cqpm.commun"
    label = "commun"
    verbose_name = "Commun"

    def ready(self):
        from cqpm.commun import checks  # noqa: F401, PLC0415
