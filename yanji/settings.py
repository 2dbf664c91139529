"""All settings, from the environment. What is missing in production fails at start with its name.

The database comes from DATABASE_URL; `manage.py`, pytest and `make run` set it to the
embedded PostgreSQL when it is absent (see `yanji/localdb.py`).
"""

import os
import re
import secrets
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg2.extensions import parse_dsn

django_stubs_ext.monkeypatch()  # lets ModelAdmin[Room] be written where mypy wants it

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("YANJI_VAR") or BASE_DIR / "var").resolve()


# Reading the environment


def env_flag(name: str, *, default: bool) -> bool:
    """YANJI_X=1/0 as a bool; anything else stops the start with the name of the variable."""
    value = os.environ.get(name, "")
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return default if value == "" else value == "1"


def env_list(name: str, *, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [item.strip() for item in value.split(",") if item.strip()] or default


def env_address(name: str, *, default: str) -> str:
    """YANJI_X=https://yanji.example as it was given, without a last slash; what is no such address stops the start."""
    value = (os.environ.get(name) or default).removesuffix("/")
    if value and not re.fullmatch(r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[1-9][0-9]{0,4})?", value):
        raise ImproperlyConfigured(f"{name} must be an address such as https://yanji.example, not {value!r}.")
    return value


def kept_secret() -> str:
    """The secret key: YANJI_SECRET_KEY, else one made on first use and kept in var/ (mode 0600)."""
    if key := os.environ.get("YANJI_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret-key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    made = VAR_DIR / f".secret-key-{os.getpid()}"
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        try:
            os.link(made, path)  # atomic: of two processes starting at once, the first one's key stays
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()


# The site

PRODUCTION = env_flag("YANJI_PRODUCTION", default=False)
DEBUG = env_flag("YANJI_DEBUG", default=False)
SECRET_KEY = kept_secret()
ALLOWED_HOSTS = env_list("YANJI_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env_list("YANJI_ORIGINS", default=[])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("YANJI_HOSTS must name the hosts this portal answers for.")

# The name by which the public knows this portal, for all that is printed. Trials have none.
ADDRESS = env_address("YANJI_ADDRESS", default=f"https://{ALLOWED_HOSTS[0].removeprefix('.')}" if PRODUCTION else "")

ROOT_URLCONF = "yanji.urls"
WSGI_APPLICATION = "yanji.wsgi.application"
PHONE = os.environ.get("YANJI_PHONE", "021-0000 1001")  # for help, on every page; a site's own takes its place
AUTH_USER_MODEL = "residents.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "office",
    "bookings",
    "services",
    "activities",
    "fairness",
    "timetables",
    "residents",
    "centres",
    "notices",
    "yanji.apps.YanjiConfig",
    "yanji.apps.YanjiAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "residents.middleware.StaffTimeOut",
    "residents.middleware.StaffSecondFactor",
    "residents.middleware.WhoseNumber",
    "yanji.kept.KeptCopies",
    "pghistory.middleware.HistoryMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yanji.face.face",
                "office.context.portal",
                "residents.time_left.time_left",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["yanji"]
CRISPY_TEMPLATE_PACK = "yanji"


# The database: one PostgreSQL; `postgresql://…` or a libpq key/value string


def database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise ImproperlyConfigured("DATABASE_URL is not set; `make run` and manage.py start an embedded PostgreSQL.")
    parts = parse_dsn(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{setting: parts.pop(part, "") for part, setting in named.items()},
        "OPTIONS": parts,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_rows",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # counts of tries live here: 300, the default, would forget them
    },
    "papers": {  # typeset a moment ago; the key is made of the contents, so that none is ever out of date
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "papers",
        "TIMEOUT": 10 * 60,
        "OPTIONS": {"MAX_ENTRIES": 100},  # some 10 MB
    },
}


# Words and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"


# Files

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env_flag("YANJI_COLLECTED", default=PRODUCTION)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_ROOT = BASE_DIR / "static/root"  # what must stand at the root: the worker, which serves all below it
WHITENOISE_USE_FINDERS = not env_flag("YANJI_COLLECTED", default=PRODUCTION)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440


# Signing in: mobile number with an SMS code or a password (allauth, adapter in yanji/accounts.py).
# The numbers are those of docs/signing-in.md.

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["yanji.hashers.LightArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "residents.passwords.ThreeKindsOfCharacters"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "bookings:booking-list"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # residents; staff are signed out after STAFF_IDLE
NUMBER_IN_DOUBT_AFTER = timedelta(
    days=90
)  # unused for so long, it may be somebody else's: networks wait about as long
STAFF_IDLE = timedelta(minutes=30)
STAFF_NEED_SECOND_FACTOR = env_flag("YANJI_STAFF_TOTP", default=PRODUCTION)

ACCOUNT_ADAPTER = "yanji.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]  # allauth signs in by password only if its sign-up knows one
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 5 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 9  # times; the day's limit is CODES_SENT
CODES_SENT = {  # per number, and per address from which many numbers are asked for
    "code_again": "1/60s/key",
    "codes_today": "10/d/key",
    "codes_from_here": "100/10m/ip",
}
ACCOUNT_RATE_LIMITS = {
    **CODES_SENT,
    "verify_phone": "",
    "login_failed": "5/10m/key",  # five wrong passwords: ten minutes of rest for that number
    "wrong_reference": "10/10m/key,30/10m/ip",  # at a door: guessing somebody's booking number is no use
    "login": "300/m/ip",  # a whole centre sits behind one address, and rooms are released at 09:00 for all
}
ACCOUNT_FORMS = {
    "login": "residents.forms.PasswordLoginForm",
    "request_login_code": "residents.forms.CodeRequestForm",
    "confirm_login_code": "residents.forms.CodeForm",
    "verify_phone": "residents.forms.NewNumberCodeForm",
    "change_phone": "residents.forms.NewNumberForm",
    "change_password": "residents.forms.PasswordChangeForm",
    "set_password": "residents.forms.PasswordSetForm",
    "reauthenticate": "residents.forms.PasswordAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0
MFA_ADAPTER = "yanji.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "residents.forms.SecondFactorForm",
    "reauthenticate": "residents.forms.SecondFactorAgainForm",
    "activate_totp": "residents.forms.SecondFactorActivateForm",
}
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off is no burglar


# Security

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "yanji.errors.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes ask inside the house, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = env_list("YANJI_SILENCED", default=[])


# How messages leave. In trial mode codes go to the console and to the outbox that system admins may read.

SMS_CHANNEL = os.environ.get("YANJI_SMS") or ("" if PRODUCTION else "trial")
if not SMS_CHANNEL:
    raise ImproperlyConfigured("YANJI_SMS must name how text messages leave the house; `trial` sends none.")
# What a gateway needs: YANJI_SMS_KEY, … (docs/messages.md). PARAMETER is the one name in the approved template
SMS_DEFAULTS = {"KEY": "", "SECRET": "", "SIGN": "", "TEMPLATE": "", "PARAMETER": "content", "APP": "", "URL": ""}
SMS = {name: os.environ.get(f"YANJI_SMS_{name}", usual) for name, usual in SMS_DEFAULTS.items()}
SMS["REGION"] = os.environ.get("YANJI_SMS_REGION", "ap-guangzhou")  # Tencent's, for mainland numbers
SMS_PRICE = Decimal(os.environ.get("YANJI_SMS_PRICE", "0.045"))  # yuan for each of the pieces a message takes
QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # local; what may wait until the morning does

# E-mail: EMAIL_URL=smtp://name:password@host:587 (smtps:// for TLS from the first byte). Trials print on the console;
# where production names no server, nobody is offered e-mail.

EMAIL_URL = os.environ.get("EMAIL_URL", "")
EMAIL_OFFERED = bool(EMAIL_URL) or not PRODUCTION
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if EMAIL_URL:
    server = urlsplit(EMAIL_URL)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://name:password@host:587.")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = server.hostname, server.port or (465 if server.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(server.username or ""), unquote(server.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = server.scheme == "smtps", server.scheme == "smtp"
    EMAIL_TIMEOUT = 20  # seconds; the worker's lease is longer
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "yanji@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"yanji": {"level": "INFO"}, "notices": {"level": "INFO"}, "residents": {"level": "INFO"}},
}
