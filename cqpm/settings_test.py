"""Settings of the test suite: the real ones, with fast hashing and throw-away folders."""

import tempfile
from pathlib import Path

from cqpm.settings import *  # noqa: F403
from cqpm.settings import STORAGES

_TEMP = Path(tempfile.mkdtemp(prefix="cqpm-tests-"))

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _TEMP / "fichiers"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = _TEMP / "statiques"
STATIC_ROOT.mkdir()
AXES_ENABLED = False
LOGGING = {"version": 1, "disable_existing_loggers": False}
