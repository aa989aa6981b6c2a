"""The Celery application; its messages only wake workers, the truth is in `commun.Travail`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cqpm.settings")

app = Celery("cqpm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
