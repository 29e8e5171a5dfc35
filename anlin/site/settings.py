"""Django's settings, made from `config()`; nothing is read from the environment here."""

from anlin.site.config import config

_config = config()

SECRET_KEY = _config.secret_key
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _config.database.removeprefix("sqlite:///"),
        # WAL alone still fails at once when a read turns into a write; IMMEDIATE waits.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
}
