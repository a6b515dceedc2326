"""Django's settings of a node: how the rooms are put together.

What differs between places is blueprint data; what differs between machines comes from `minben.environment`.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from minben.environment import Environment
from minben.node.postgres import Cluster, Endpoint

ENVIRONMENT = Environment.read()
PACKAGE = Path(__file__).parent

SECRET_KEY = ENVIRONMENT.secret_key()
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
MINBEN_PERSONAS = ENVIRONMENT.personas

INSTALLED_APPS = [
    "minben.ledger",
    "minben.registers",
    "minben.people",
    "minben.files",
    "minben.services",
    "minben.cases",
    "procrastinate.contrib.django",
    "minben.outside",
    "minben.licences",
    "minben.documents",
    "minben.messages",
    "minben.payments",
    "minben.node",
    "minben.pages",
    "minben.portal",
    "minben.workbench",
    "minben.console",
    "minben.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "minben.pages.languages.LanguageMiddleware",
    "minben.pages.waiting.NothingInForceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "minben.pages.bodies.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "minben.urls"
WSGI_APPLICATION = "minben.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minben.pages.frame.frame",
            ],
        },
    },
]


def databases(endpoint: Endpoint) -> dict[str, dict[str, object]]:
    """The three roles of one database as Django's aliases; requests use ``default``, the application's."""
    lasting = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return {
        "default": endpoint.django("app") | lasting,
        "owner": endpoint.django("owner"),
        "sealer": endpoint.django("sealer"),
    }


if ENVIRONMENT.database_url:
    ENDPOINT = Endpoint.external(ENVIRONMENT.database_url, ENVIRONMENT.home)
else:
    ENDPOINT = Cluster(ENVIRONMENT.home).endpoint
DATABASES = databases(ENDPOINT)
CACHES = {
    # Shared by the web workers, so that failed sign-ins are counted together.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
        "KEY_FUNCTION": "minben.people.limits.cache_key",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["minben.people.signing_in.AccountBackend"]
ACCOUNT_ADAPTER = "minben.people.signing_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "pages:start"
LOGIN_URL = "account_login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files go to disk as they arrive: memory stays flat, whatever is handed in.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

STATIC_URL = "static/"
STATIC_ROOT = PACKAGE / "static_collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "minben.people.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "minben.pages.views.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "minben.node.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What visitors get wrong (unknown addresses, expired forms) is no trouble of the node's.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
}
