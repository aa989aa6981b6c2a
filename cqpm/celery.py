"""The Celery application; its messages only wake workers, the truth is in `commun.Travail`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cqpm.settings")
TRANSPORT_ALIASES["filesystem"] = "cqpm.commun.file_locale:Transport"

app = Celery("cqpm")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Without this, the threads of the web server would publish through an unconfigured application.
app.set_default()
app.autodiscover_tasks()
