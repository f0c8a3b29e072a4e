"""Settings, all from the environment: docs/operations.md lists every variable.

Nothing here knows whether tests run. `make run`, `manage.py` and the tests fill in what a single machine needs
(observatory/local/environment.py); a server sets the variables itself.
"""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_email_url
import pghistory
from corsheaders.defaults import default_headers
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError
from marshmallow import validate

import observatory.celery  # noqa: F401  `shared_task` needs the app wherever these settings are used
from observatory.log_configuration import configure_logs
from observatory.public import licences


def validate_time_zone(name: str) -> None:
    """Raise ValidationError for a name that the IANA database of time zones does not have."""
    if name not in available_timezones():
        raise validate.ValidationError("Not a time zone of the IANA database such as Asia/Shanghai.")


def validate_network_setting(networks: list[str]) -> None:
    """Raise ValidationError for a setting with a text that is not an IP network, or has host bits set."""
    for each in networks:
        try:
            ip_network(each)
        except ValueError as error:
            raise validate.ValidationError(f"{error}.") from None


BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)

# --- What the environment says ----------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", validate=validate.URL(schemes={"http", "https"}, require_tld=False))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 24 * 3600, validate=validate.Range(min=0))
env.str("DATABASE_URL", validate=validate.Regexp(r"^(postgres(ql)?|pgsql)://", error="Not a postgresql:// URL."))
DATABASE = env.dj_db_url("DATABASE_URL", conn_health_checks=True)
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 8, validate=validate.Range(min=1))
# Seconds that a request waits for a connection. If longer, then while the database is down all threads of a web process
# wait, and so do requests for pages that need no database.
DATABASE_WAIT = env.float("DATABASE_WAIT", 3, validate=validate.Range(min=0.1))
REDIS_URL = env.str(
    "REDIS_URL", validate=validate.Regexp(r"^(rediss?|unix)://", error="Not a redis:// or unix:// URL.")
)
STATE_DIR = env.path("STATE_DIR", BASE_DIR / "var")
MEDIA_ROOT = env.path("MEDIA_ROOT", STATE_DIR / "media")
STATIC_ROOT = env.path("STATIC_ROOT", STATE_DIR / "static")
STATIC_FROM_SOURCE = env.bool("STATIC_FROM_SOURCE", DEBUG)
# The institute that references name as author and publisher; the observatory itself when empty.
PUBLISHER = env.str("PUBLISHER", "")
# The contact for readers: an e-mail address or a URL. Without it no page offers to report a mistake.
CONTACT = env.str(
    "CONTACT",
    "",
    validate=validate.Regexp(licences.CONTACT_FORM, error="Not an e-mail address or an https:// URL."),
)
# The licence of the data, by its SPDX identifier; one that is not known there needs a name and an address too.
DATA_LICENCE = env.str(
    "DATA_LICENCE",
    "CC-BY-4.0",
    validate=validate.Regexp(licences.SPDX_FORM, error="Not an SPDX identifier such as CC-BY-4.0."),
)
_licence = licences.defaults_of(DATA_LICENCE or "")
DATA_LICENCE_NAME = env.str("DATA_LICENCE_NAME", **_licence["name"], validate=validate.Length(min=1))
DATA_LICENCE_URL = env.str("DATA_LICENCE_URL", **_licence["url"], validate=validate.URL(schemes={"http", "https"}))
SECURITY_CONTACT = env.str(
    "SECURITY_CONTACT",
    "",
    validate=validate.Regexp(r"^((mailto:|https://)\S+)?\Z", error="Not a mailto: or https:// URL."),
)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", [])
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 600, validate=validate.Range(min=0))
METRICS_ALLOW = env.list("METRICS_ALLOW", ["127.0.0.0/8", "::1/128"], validate=validate_network_setting)
DISK_FREE_MB = env.int("DISK_FREE_MB", 500, validate=validate.Range(min=0))
FOUR_EYES = env.bool("FOUR_EYES", False)
SOURCE_LOOKUP = env.bool("SOURCE_LOOKUP", True)
PUBLICATION_BLOCKED_BY = env.str(
    "PUBLICATION_BLOCKED_BY", "", validate=validate.OneOf(["", "error", "warning", "note"])
)
# The zone of the institute: times at the desk and in its mails. What readers and programs get is in UTC.
TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=validate_time_zone)
# Without EMAIL_URL mails are written to files, and the admin says so.
EMAIL_URL = env.str(
    "EMAIL_URL",
    "",
    validate=validate.Regexp(r"^((smtp|submission)://\S+)?\Z", error="Not an smtp:// or submission:// URL."),
)
MAIL_FROM = env.str(
    "MAIL_FROM",
    "",
    validate=validate.Regexp(
        r"^([^\s<>@,;]+@[^\s<>@,;]+|[^\r\n<>@,;\"]+ <[^\s<>@,;]+@[^\s<>@,;]+>)?\Z",
        error="Not an e-mail address such as notices@example.org or Observatory <notices@example.org>.",
    ),
)
SNAPSHOT_STORAGE = env.str("SNAPSHOT_STORAGE", "django.core.files.storage.FileSystemStorage")
SNAPSHOT_STORAGE_OPTIONS = env.json("SNAPSHOT_STORAGE_OPTIONS", {})

try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(
        "These environment variables are missing or invalid (see docs/operations.md):\n"
        + "\n".join(f"  {name}: {' '.join(map(str, why))}" for name, why in error.error_messages.items())
    ) from None

# --- Applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "observatory.desk.apps.DeskConfig",  # django.contrib.admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "observatory.local",
    "observatory.records",
    "observatory.sources",
    "observatory.publishing",
    "observatory.search",
    "observatory.monitoring",
    "observatory.operations",
    "observatory.site",
    "observatory.history",
    "observatory.exchange",
    "observatory.notifications",
    "observatory.corrections",
    "initiatives",
    "governance",
    "platforms",
]

MIDDLEWARE = [
    "observatory.operations.request_counts.count_responses",  # first, to count and time all that follows
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "observatory.compression.compress_responses",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "observatory.site.http.middleware.ReadersInUTC",
    "observatory.site.http.middleware.LocaleMiddleware",
    "observatory.site.http.middleware.AddressLengthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "observatory.history.steps.StepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "observatory.public.imprint.LicenceHeader",
]

ROOT_URLCONF = "observatory.urls"
WSGI_APPLICATION = "observatory.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "observatory" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "observatory" / "jinja2"],
        "OPTIONS": {"environment": "observatory.site.jinja.environment"},
    },
]
FORM_RENDERER = "observatory.desk.form_renderer.FormRenderer"

# --- Data -------------------------------------------------------------------------------------------------------------
# A pool keeps its connections itself, so Django must not (CONN_MAX_AGE 0). It waits longer and longer between attempts
# to connect, for `reconnect_timeout` seconds, five minutes by default: the site would go on for minutes to answer that
# the database is down after it has come back. The next request repeats an attempt that was given up.
DATABASES = {
    "default": DATABASE
    | {
        "CONN_MAX_AGE": 0,
        "OPTIONS": DATABASE.get("OPTIONS", {})
        | {
            "pool": {
                "min_size": 1,
                "max_size": DATABASE_POOL_SIZE,
                "timeout": DATABASE_WAIT,
                "reconnect_timeout": DATABASE_WAIT,
            }
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "observatory.redis_cache.RedisCache",  # acts as empty, without errors, while Redis is not responding
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "observatory",
    },
    # Pages made a moment ago, in the memory of each web process: bounded, where the Redis of the task queue must not
    # be filled by whoever walks through every combination of filters. A page is 5 to 300 KB, most of them 60.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # Bodies fetched from the web: never served, so no base URL.
    "snapshots": {
        "BACKEND": SNAPSHOT_STORAGE,
        "OPTIONS": SNAPSHOT_STORAGE_OPTIONS or {"location": str(MEDIA_ROOT / "snapshots"), "base_url": None},
    },
}
# While someone works on styles: files straight from the sources, with no `collectstatic` and no hashed names.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCE
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "jpeg", "gif", "webp", "woff2", "ico", "gz", "br", "zip")
STATIC_URL = "static/"
# The guide for curators is a document with pictures; the desk shows it.
STATICFILES_DIRS = [BASE_DIR / "observatory" / "static", ("observatory/guide", BASE_DIR / "docs" / "pictures")]

# --- History of the working copy (django-pghistory, records/tracking.py) ----------------------------------------------
PGHISTORY_CREATED_AT_FUNCTION = "statement_timestamp()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # only the owner of a row is looked up
# Words and choices are those of the tracked columns; a change of them needs no migration of events.
PGHISTORY_EXCLUDE_FIELD_KWARGS = {"django.db.models.Field": ["choices", "help_text", "verbose_name"]}

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "observatory" / "locale"]
USE_I18N = True
USE_TZ = True

# --- Security: what an https SITE_URL asks for is on, and nothing else decides it -------------------------------------
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = ALLOWED_HOSTS or [_site.hostname]
CSRF_FAILURE_VIEW = "observatory.site.http.error_pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # requested from inside, over plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    20_000  # the form of a record sends 14 for each citation; a limit of 1,000 is 60 of them
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# What is public may be read from any page; CORS_ALLOWED_ORIGINS narrows it. No cookie is ever sent along.
CORS_URLS_REGEX = r"^/(api/|(zh-hans/)?(feed\.(atom|json)$|(r|sources)/[^/]+/cite\.[^/]+$))"
CORS_ALLOW_ALL_ORIGINS = not CORS_ALLOWED_ORIGINS
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = [*default_headers, "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = ["Complete-Until", "Content-Disposition", "ETag", "Last-Modified", "Link", "Retry-After"]

# --- Celery: PostgreSQL is the truth, so a message may be lost and may come twice -------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": "observatory:"}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "observatory.operations.scheduler:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 30  # maximum seconds between two heartbeats
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": ["observatory.public.request_limits.RequestsPerMinute"],
    "DEFAULT_SCHEMA_CLASS": "observatory.api.openapi_view_schema.ApiSchema",
    "EXCEPTION_HANDLER": "observatory.public.problem_documents.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "AI for Science Observatory",
    "DESCRIPTION": (
        "What governments do about AI for Science: records, their relations and versions, and the evidence for every"
        " statement. The API is read-only and needs no key. CORS allows requests from any web page. Documents are"
        " returned exactly as they were published. Errors are problem documents (RFC 9457). Follow `next` to page"
        " through a list."
    ),
    "SERVERS": [{"url": SITE_URL.rstrip("/")}],
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": DATA_LICENCE_NAME, "url": DATA_LICENCE_URL},
    "CONTACT": {"name": PUBLISHER or "AI for Science Observatory"}
    | ({"email": licences.email_of(CONTACT)} if licences.email_of(CONTACT) else {"url": CONTACT or SITE_URL}),
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    # Labels are data (/api/v1/vocabularies/), not part of the contract.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
}

# --- Mail -------------------------------------------------------------------------------------------------------------
MAIL_TO_FILES = not EMAIL_URL
MAIL_FOLDER = STATE_DIR / "mail"
if MAIL_TO_FILES:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_FOLDER)
else:
    _mail = dj_email_url.parse(EMAIL_URL)
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (_mail[name] for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT"))
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
    EMAIL_TIMEOUT = _mail["EMAIL_TIMEOUT"] or 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM or f"observatory@{_site.hostname}"

# --- Logs -------------------------------------------------------------------------------------------------------------
LOGGING = configure_logs(LOG_LEVEL)
