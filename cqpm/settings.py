"""Settings: every value comes from the environment, with defaults that are safe on one machine.

Without any variable the application runs embedded: SQLite, files and queue under `.donnees/`,
mails written to a folder. `docs/exploitation.md` lists the variables.
"""

import base64
import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """Read a variable; an empty value counts as absent."""
    return os.environ.get(name) or default


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "oui"}


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# --- Where the embedded installation keeps its data -------------------------------------------
DONNEES = Path(env("CQPM_DONNEES", str(BASE_DIR / ".donnees"))).resolve()
for _dossier in ("fichiers", "file/messages", "file/controle", "courriels"):
    (DONNEES / _dossier).mkdir(parents=True, exist_ok=True)


def _key_of_the_installation(name: str, draw: Callable[[], str]) -> str:
    """Read the key drawn at the first start of this installation.

    The key appears whole under its name: two processes that start together read the same one.
    """
    path = DONNEES / name
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=DONNEES)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(draw())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text(encoding="ascii")


SECRET_KEY = env("SECRET_KEY") or _key_of_the_installation("cle_secrete", get_random_secret_key)
# What encrypts the NIR (R46): the first key writes, all of them read.
CQPM_CLES_NIR = env_list("CQPM_CLE_NIR") or [
    _key_of_the_installation("cle_nir", lambda: base64.urlsafe_b64encode(os.urandom(32)).decode())
]
# What signs the PV (ADR 20): a PKCS#12 file; without one, a key drawn here that signs itself.
CQPM_SCEAU, CQPM_SCEAU_PHRASE = env("CQPM_SCEAU"), env("CQPM_SCEAU_PHRASE")
CQPM_SCEAU_NOM = env("CQPM_SCEAU_NOM", "CQPM Dossiers")
DEBUG = env_bool("DEBUG")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# Where people reach the application; personal links in mails start with it.
ADRESSE_PUBLIQUE = env("CQPM_ADRESSE", f"http://127.0.0.1:{env('PORT', '8000')}").rstrip("/")

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "cqpm.commun",
    "cqpm.comptes",
    "referentiels",
    "dossiers",
    "evaluations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "cqpm.commun.methodes.PageDesMethodes",
]

ROOT_URLCONF = "cqpm.urls"
WSGI_APPLICATION = "cqpm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database: SQLite embedded, PostgreSQL through DATABASE_URL --------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{DONNEES / 'cqpm.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: a transaction can wait, it never fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "comptes:connexion"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "comptes/verrouille.html"
AXES_USERNAME_FORM_FIELD = "username"  # name in the form; axes would look for "email" in vain
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("CQPM_STATIQUES", str(DONNEES / "statiques")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "cqpm.commun.stockage.StockageDurable",
        "OPTIONS": {"location": DONNEES / "fichiers"},
    },
    # Compressing takes half a minute and serves nobody on one's own machine; the image does it.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env_bool("CQPM_COMPRESSER")
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# The bytes of files that one request may bring; the guard comes first, it throws the rest away.
CQPM_TELEVERSEMENT_MAX = 25 * 2**20
FILE_UPLOAD_HANDLERS = [
    "cqpm.commun.televersement.GardeTeleversement",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Candidates that one spreadsheet may bring, all registered in one transaction: SQLite lets nobody
# else write meanwhile, and others wait 20 seconds at most.
CQPM_IMPORT_LIGNES_MAX = int(env("CQPM_IMPORT_LIGNES_MAX", "1000"))
# Days after which the file of an import not confirmed, or of a long export, is removed.
CQPM_GARDE_IMPORTS = int(env("CQPM_GARDE_IMPORTS", "30"))
CQPM_GARDE_EXPORTS = int(env("CQPM_GARDE_EXPORTS", "7"))
# How many times a candidate may deposit their report, and how many requests they may have open.
CQPM_DEPOTS_RAPPORT_MAX = int(env("CQPM_DEPOTS_RAPPORT_MAX", "20"))
CQPM_DEMANDES_CANDIDAT_MAX = int(env("CQPM_DEMANDES_CANDIDAT_MAX", "5"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long capacité has some hundreds of texts
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

# --- Mail -------------------------------------------------------------------------------------
if env("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env("EMAIL_HOST")
    EMAIL_PORT = int(env("EMAIL_PORT", "587"))
    EMAIL_HOST_USER = env("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "cqpm.commun.courrier.DossierLocal"
    EMAIL_FILE_PATH = DONNEES / "courriels"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "CQPM Dossiers <ne-pas-repondre@localhost>")

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DONNEES / "file/messages"),
        "data_folder_out": str(DONNEES / "file/messages"),
        "control_folder": str(DONNEES / "file/controle"),
        "polling_interval": 0.1,
    }
else:
    # A request that publishes to a broken broker waits for a second, not more, then goes on.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
        "max_retries": 0,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = env("CQPM_FILE", "cqpm")
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# A job that is still running after that long is hung: its process is killed, its lease ends.
CELERY_TASK_TIME_LIMIT = 1800
# The schedule is kept in memory: it has nothing to remember from one start to the next.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "relancer-les-travaux": {
        "task": "commun.relancer_travaux",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "rappels": {
        "task": "dossiers.relances",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "purge": {
        "task": "dossiers.purger",
        "schedule": crontab(minute="40"),
        "options": {"expires": 600},
    },
    "oublier-les-nir": {
        "task": "evaluations.oublier_les_nir",
        "schedule": crontab(minute="50"),
        "options": {"expires": 600},
    },
}
# Seconds during which a worker owns a job without a sign of life; then another one may take it.
BAIL_TRAVAIL = int(env("CQPM_BAIL_TRAVAIL", "20"))

# --- The company's opinion ---------------------------------------------------------------------
# Days given to answer, unless staff choose another date; days during which a personal link opens.
DELAI_AVIS = int(env("CQPM_DELAI_AVIS", "21"))
DUREE_LIEN_AVIS = int(env("CQPM_DUREE_LIEN_AVIS", "30"))
# Days after the date an answer was expected, when the staff are told that nobody answered.
ESCALADE_AVIS = int(env("CQPM_ESCALADE_AVIS", "7"))

# --- People without an account ------------------------------------------------------------------
# Days during which a link to the candidate's space opens, hours during which its code is trusted.
DUREE_LIEN_ESPACE = int(env("CQPM_DUREE_LIEN_ESPACE", "180"))
DUREE_VISITE_ESPACE = int(env("CQPM_DUREE_VISITE_ESPACE", "12"))
# Where tries are counted: Redis is shared by every process, memory counts in each one.
CQPM_LIMITES = env(
    "CQPM_LIMITES", CELERY_BROKER_URL if CELERY_BROKER_URL.startswith("redis") else "memory://"
)

# --- The certifier's data (R47) -----------------------------------------------------------------
# A centre is no depositor: the XML is refused until the three numbers of the Caisse des Dépôts are
# given. The schema is the kit's version: 1.1.2 has neither action nor NIR.
CQPM_EMETTEUR_ID_CLIENT = env("CQPM_EMETTEUR_ID_CLIENT")
CQPM_CERTIFICATEUR_ID_CLIENT = env("CQPM_CERTIFICATEUR_ID_CLIENT")
CQPM_CERTIFICATEUR_ID_CONTRAT = env("CQPM_CERTIFICATEUR_ID_CONTRAT")
CQPM_NATURE_DEPOSANT = env("CQPM_NATURE_DEPOSANT", "CERTIFICATEUR")
CQPM_CERTIFICATEUR_SCHEMA = env("CQPM_CERTIFICATEUR_SCHEMA", "1.1.5")

# Days after a session from which its file, not sent to the GTP, is an alarm (R42).
CQPM_ALERTE_GTP = int(env("CQPM_ALERTE_GTP", "80"))

# --- Figures -----------------------------------------------------------------------------------
# Fewer people than that are not told, nor what would give them back by subtraction.
CQPM_STATISTIQUES_MINIMUM = int(env("CQPM_STATISTIQUES_MINIMUM", "5"))

# --- Who tells what a dossier still lacks (lower app first; see docs/architecture.md) -----------
CQPM_AVANCEMENT = [
    "dossiers.selectors.avancement_echange.avancement_echange",
    "dossiers.selectors.avancement.avancement_modalites",
    "dossiers.selectors.seances.avancement_seances",
    "evaluations.selectors.avancement.avancement_evaluations",
    "evaluations.selectors.jury.avancement_jury",
    "dossiers.selectors.courriels.avancement_courriels",
    "dossiers.selectors.demandes_candidat.avancement_demandes",
]

# --- The kinds of act that dossiers wait for (same order) ---------------------------------------
CQPM_ATTENTES = [
    "dossiers.attentes.ATTENTES",
    "dossiers.attentes_echange.ATTENTES",
    "dossiers.attentes_seances.ATTENTES",
    "dossiers.selectors.courriels.ATTENTES",
    "dossiers.selectors.demandes_candidat.ATTENTES",
    "evaluations.attentes.ATTENTES",
]

# --- The columns of the list of dossiers (same order) --------------------------------------------
CQPM_COLONNES = [
    "dossiers.selectors.colonnes.COLONNES",
    "evaluations.selectors.colonnes.COLONNES",
]

# --- What a set of dossiers is summed up with, on the list and on a company's page ---------------
CQPM_BILANS = ["evaluations.selectors.avis.bilan_des_avis"]

# --- What keeps a candidate's identity as it is: a sentence, or nothing --------------------------
CQPM_VERROUS_IDENTITE = ["evaluations.selectors.identite.verrou_du_pv"]

# --- What the planning shows (same order) -------------------------------------------------------
CQPM_PLANNING = [
    "dossiers.selectors.planning.seances_du_planning",
    "evaluations.selectors.planning.sessions_du_planning",
]

# --- What the board shows beside the dossiers: groups of acts, then due dates -------------------
CQPM_TABLEAU = ["evaluations.selectors.tableau.groupes_du_jury"]
CQPM_ECHEANCES = [
    "dossiers.selectors.echeances.echeances_des_dossiers",
    "evaluations.selectors.tableau.echeances_du_jury",
    "evaluations.selectors.certificateur.echeances_du_certificateur",
]

# --- Who says what is to be reminded of, and to whom (same order) -------------------------------
CQPM_RELANCES = ["dossiers.selectors.relances.SOURCE", "evaluations.selectors.relances.SOURCE"]

# --- What mails are about: the field that leads to its centre, and what its name needs ----------
CQPM_SUJETS_COURRIELS = {
    "dossiers.dossier": ("centre", ["candidat"]),
    "dossiers.seance": ("dossier__centre", []),
    "evaluations.sessionjury": ("centre", []),
    "comptes.centre": ("pk", []),
}

# --- The acts that can be done on many dossiers at once (same order) -----------------------------
CQPM_ACTES_GROUPES = ["dossiers.actes_groupes.ACTES", "evaluations.actes_groupes.ACTES"]

# --- Security ---------------------------------------------------------------------------------
HTTPS = env_bool("CQPM_HTTPS")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"simple": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    # Whoever reads the log does not hold the personal links.
    "filters": {"sans_jeton": {"()": "cqpm.commun.masque.SansJeton"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "simple",
            "filters": ["sans_jeton"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        name: {"level": "WARNING"} for name in ("axes", "fontTools", "weasyprint.progress")
    },
}
