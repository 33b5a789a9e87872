"""What every environment shares. ``dev``, ``test`` and ``prod`` change only what differs."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR = BASE_DIR / "var"
DEBUG = False
SECRET_KEY = ""
ALLOWED_HOSTS: list[str] = []
# The demo creates accounts with printed passwords; only ``dev`` turns it on.
DEMO = False
REGION_PACK = BASE_DIR / "data" / "toba"

INSTALLED_APPS = [
    "tobasmart.ui",
    "tobasmart.audit",
    "tobasmart.notifications",
    "tobasmart.printing",
    "dimensions",
    "accounts",
    "submissions",
    "workshops",
    "masterplan",
    "tobasmart.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "lucide",
    "csp",
    "pgtrigger",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "tobasmart.portal.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tobasmart.portal.middleware.RequireSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "tobasmart.urls"
WSGI_APPLICATION = "tobasmart.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "tobasmart.portal.context.navigation",
            ],
            "builtins": ["tobasmart.ui.templatetags.ui"],
        },
    }
]

# --- PostgreSQL and Valkey: one path; ops.engines fills both variables when they are empty -------
_database = env.db("DATABASE_URL")
# Pages join an idea to a dozen rows by their keys. Trying every order of the joins takes PostgreSQL
# five milliseconds, running the query a fifth of one (docs/performance.md).
_planner = "-c join_collapse_limit=4"
DATABASES = {
    "default": {
        **_database,
        "OPTIONS": {**_database.get("OPTIONS", {}), "options": _planner},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}
REDIS_URL = env("REDIS_URL")
REDIS_DB = env.int("REDIS_DB", default=0)  # one for each pytest-xdist worker


def broker_url(url: str, number: int) -> str:
    """redis-py writes ``unix://PATH``, kombu ``redis+socket://PATH?virtual_host=N``."""
    if url.startswith("unix://"):
        return f"redis+socket://{url.removeprefix('unix://')}?virtual_host={number}"
    return f"{url.rstrip('/')}/{number}" if number else url


# Sessions and sign-in limits must outlive Valkey, so both live in the database.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Celery --------------------------------------------------------------------------------------
CELERY_BROKER_URL = broker_url(REDIS_URL, REDIS_DB)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for ever
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 180, 240
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above every time limit, else a second copy of a running task is delivered.
    "visibility_timeout": 420,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False  # queue.enqueue() retries for about a second, then says so
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True  # the state people see is a row
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"masterplan.*": {"queue": "documents"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB, looked at between two tasks
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_BEAT_SCHEDULE = {
    "sweep builds": {"task": "masterplan.sweep", "schedule": 15.0},
    "remind agencies": {"task": "masterplan.remind_agencies", "schedule": 3600.0},
    "prune fragments": {"task": "masterplan.prune", "schedule": 24 * 3600.0},
    "send mail": {"task": "notifications.send_outbox", "schedule": 15.0},
    "write digests": {"task": "notifications.send_digests", "schedule": 15 * 60.0},
    "worker pulse": {"task": "portal.pulse", "schedule": 15.0},
    "sweep files": {"task": "portal.sweep_files", "schedule": 3600.0},
    "end rehearsals": {"task": "workshops.end_rehearsals", "schedule": 60.0},
    "clear sessions": {"task": "portal.clear_sessions", "schedule": 24 * 3600.0},
}

# --- Language, files -----------------------------------------------------------------------------
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = USE_I18N = True
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
ASSETS = VAR / "assets"  # bundle and web fonts, made from packages by ``build_assets``
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


ASSETS.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    ASSETS,
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Limits of a request (docs/security.md) -------------------------------------------------------
# Long pasted text must come back with a sentence, so it has to be read first: a million signs of
# four bytes are 12 MB once they are percent-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
ATTACHMENT_MAX_BYTES = 10 << 20
ATTACHMENTS_PER_IDEA = 5
ATTACHMENT_BYTES_PER_USER = 100 << 20

# --- Accounts ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:mine"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupDetailsForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Limits count accounts; the ceiling for an address is wide because a hall shares one.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "600/m/ip,8/900s/key",
    "signup": "120/m/ip",
    "reset_password": "120/m/ip,5/3600s/key",
    "reset_password_from_key": "120/m/ip",
    "confirm_email": "1/60s/key",
    "change_password": "10/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Toba Cerdas"
REQUIRE_SECOND_FACTOR = True  # for reviewers and admins
PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "Toba Cerdas <portal@toba.invalid>"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
HEALTH_TOKEN = env("HEALTH_TOKEN", default="")
# Written into mails and documents; a request's Host header never is.
PORTAL_ADDRESS = env("PORTAL_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

# --- Whom to ask (the contact page); what is empty is said to be missing --------------------------
CONTACT_OFFICE = env(
    "CONTACT_OFFICE",
    default="Sekretariat Smart City, Dinas Komunikasi dan Informatika Kabupaten Toba",
)
CONTACT_ADDRESS = env("CONTACT_ADDRESS", default="")
CONTACT_HOURS = env("CONTACT_HOURS", default="Senin–Jumat, 08.00–16.00 WIB")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
CONTACT_PHONE = env("CONTACT_PHONE", default="")

# --- Headers -------------------------------------------------------------------------------------
_DIRECTIVES: dict[str, list[Any]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "form-action": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _DIRECTIVES}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Layout remarks of the renderer are kept with the build, not in the log.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
