"""Django's settings, made from `config()`; nothing is read from the environment here."""

from datetime import timedelta
from urllib.parse import urlsplit

from anlin.site.config import config
from anlin.site.database import database_settings

_config = config()
_public = urlsplit(_config.public_url)
_is_https = _public.scheme == "https"

SECRET_KEY = _config.secret_key
DEBUG = False
ROOT_URLCONF = "anlin.site.urls"
ASGI_APPLICATION = "anlin.site.asgi.application"
# A page of another name that resolves to this machine must not be answered (DNS rebinding).
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", _config.host, *filter(None, [_public.hostname])]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"] if _public.netloc else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "ninja",
    "anlin.places",
    "anlin.people",
    "anlin.access",
    "anlin.alerts",
    "anlin.dispatch",
    "anlin.lists",
    "anlin.residents",
    "anlin.care",
    "anlin.notify",
    "anlin.tuning",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "anlin.people.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "axes.middleware.AxesMiddleware",
    "anlin.api.middleware.AccessMiddleware",
]
APPEND_SLASH = False

DATABASES = {"default": database_settings(_config.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A name is throttled from one address, so that nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "anlin.people.throttling.name_token"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True

# An address may hold what somebody typed; the audit log knows the route without it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "fido2": {"level": "WARNING"},  # It says the numbers of keys.
    },
}

SESSION_COOKIE_NAME = "anlin_session"
SESSION_COOKIE_AGE = 12 * 3600  # A shift.
SESSION_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = _is_https
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _is_https else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
