"""The settings. There is this one module; the environment decides (see docs/operations.md for every variable)."""

import os

import environ
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from factoria import environment
from factoria.databases import default_database

BASE_DIR = environment.BASE_DIR
DATA_DIR = environment.data_directory()
EMBEDDED = environment.is_embedded()
TESTING = environment.is_testing()

DEBUG = environment.read_boolean("DEBUG", False)
SECRET_KEY = "only-for-the-tests" if TESTING else environment.secret_key()
ALLOWED_HOSTS = environment.read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
WEB_CONCURRENCY = environment.read_integer("WEB_CONCURRENCY", 2, minimum=1, maximum=256)
FACTORIA_DEMO_PASSWORD = os.environ.get("FACTORIA_DEMO_PASSWORD", "").strip() or "la-factoria"
FACTORIA_PROCESS = os.environ.get("FACTORIA_PROCESS", "").strip() or "command"  # or web, or worker: names connections

INSTALLED_APPS = [
    "accounts",
    "content",
    "feedback",
    "progress",
    "reports",
    "operations",
    "factoria",
    "factoria.administration.FactoriaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "pgtrigger",
    *(["django_migration_linter"] if TESTING else []),  # after pgtrigger: both override makemigrations
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "operations.middleware.answer_health_first",  # whatever the host, the scheme or the state of the database
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "factoria.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "factoria.urls"
WSGI_APPLICATION = "factoria.wsgi.application"

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
    }
]

# Data

DATABASES = {"default": default_database(debug=DEBUG, process=FACTORIA_PROCESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": environment.read_url(
        "CACHE_URL",
        "locmemcache://" if TESTING else "dbcache://cache",  # one for all processes: log-in limits count in it
        environ.Env.cache_url_config,
        expected="dbcache://table, rediscache://host:port/number, locmemcache:// or dummycache://",
    ),
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # one a process
}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.authentication.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional" if EMBEDDED else "mandatory"  # a trial has nobody to send email
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "La Factoria: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if EMBEDDED else "https"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "La Factoria"
MFA_TOTP_TOLERANCE = 1  # a code typed as it changes still counts, and a phone may be half a minute off

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["factoria.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
SITE_URL = os.environ.get("SITE_URL", "").strip().rstrip("/") or "http://127.0.0.1:8000"  # in emails
MEDIA_URL = os.environ.get("MEDIA_URL", "").strip() or "/media/"
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", "").strip() or DATA_DIR / "media"
_MB = 1_000_000
MEDIA_LIMITS = {  # bytes of one file
    "image": environment.read_integer("MEDIA_IMAGE_MB", 5, minimum=1, maximum=100) * _MB,
    "audio": environment.read_integer("MEDIA_AUDIO_MB", 50, minimum=1, maximum=1000) * _MB,
    "attachment": environment.read_integer("MEDIA_ATTACHMENT_MB", 25, minimum=1, maximum=1000) * _MB,
}
MEDIA_SHARE = environment.read_integer("MEDIA_SHARE_MB", 2000, minimum=1, maximum=1_000_000) * _MB  # bytes a person
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes of a form without its files: the text of a long book is under 2 MB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a quiz of 500 questions in one form
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # else every client of a test would index all files anew

# Email

vars().update(
    environment.read_url(
        "EMAIL_URL",
        "memorymail://" if TESTING else "consolemail://" if EMBEDDED else "smtp://localhost:25",
        environ.Env.email_url_config,
        expected="smtp+tls://user:password@host:port, smtp://host:port or consolemail://",
    )
)
EMAIL_TIMEOUT = 30  # s; without one a mail server that says nothing holds up the worker for ever
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or "La Factoria <noreply@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS_ONLY = environment.read_boolean("HTTPS_ONLY", not (EMBEDDED or DEBUG or TESTING))
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_FAILURE_VIEW = "content.views.keeping.refuse_forged"  # it loses no typed word
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
TRUSTED_PROXIES = environment.read_integer("TRUSTED_PROXIES", 0, minimum=0, maximum=10)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = environment.read_list("CSRF_TRUSTED_ORIGINS", [])

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; the real ones are Django's to test

# Logs

SQL_ECHO = environment.read_boolean("SQL_ECHO", False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING" if TESTING else "INFO", "propagate": False},
        "django.db.backends": {"level": "DEBUG" if SQL_ECHO else "INFO"},
        "procrastinate": {"level": "INFO" if FACTORIA_PROCESS == "worker" else "WARNING"},
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
    },
}
