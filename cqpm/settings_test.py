"""Settings of the test suite: the real ones, with throw-away folders, queues and fast hashing."""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import redis

# Before the real settings are read: a test never touches the data of an installation.
_TEMP = Path(tempfile.mkdtemp(prefix="cqpm-tests-"))
_PROCESSUS = os.getpid()
os.environ["CQPM_DONNEES"] = str(_TEMP)

from cqpm.settings import *  # noqa: E402, F403
from cqpm.settings import CELERY_BROKER_URL, DATABASES, STORAGES  # noqa: E402


def _nettoyer() -> None:
    """Leave neither the folder nor the queue of this run behind."""
    if os.getpid() != _PROCESSUS:
        return
    shutil.rmtree(_TEMP, ignore_errors=True)
    if CELERY_BROKER_URL.startswith("redis"):
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(CELERY_BROKER_URL) as file:
            for cle in file.scan_iter(f"*{CELERY_TASK_DEFAULT_QUEUE}*"):
                file.delete(cle)


atexit.register(_nettoyer)

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405
AXES_ENABLED = False
# Each process counts its own tries: tests that run beside one another do not share them.
CQPM_LIMITES = "memory://"
LOGGING = {"version": 1, "disable_existing_loggers": False}

# Two runs at the same moment on the same servers must not meet.
CELERY_TASK_DEFAULT_QUEUE = f"cqpm-tests-{_PROCESSUS}"
if "sqlite3" not in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}_{_PROCESSUS}"}
