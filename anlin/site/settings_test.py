"""Settings of the tests: as the platform's, in a home of their own that is gone afterwards.

`ANLIN_TEST_DATABASE` names another store than a fresh SQLite, `ANLIN_TEST_CRYPTO` the profile; the rules hold on all.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="anlin-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
_store = os.environ.get("ANLIN_TEST_DATABASE")
_profile = os.environ.get("ANLIN_TEST_CRYPTO")
for _name in [name for name in os.environ if name.startswith("ANLIN_") and name != "ANLIN_SHARED"]:
    del os.environ[_name]  # A developer's own settings must not reach the tests.
if _store:
    os.environ["ANLIN_DATABASE"] = _store
if _profile:
    os.environ["ANLIN_CRYPTO"] = _profile
os.environ["ANLIN_HOME"] = _home

from anlin.site.config import config  # noqa: E402 - the environment must stand first.

config.cache_clear()

from anlin.site.settings import *  # noqa: E402, F403

# The strength of the password hash is Django's matter; its slowness would be ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# In a file: the shared memory database knows no waiting, so rules about two writers at once could not be tested.
DATABASES["default"].setdefault("TEST", {})  # noqa: F405
if not _store:
    DATABASES["default"]["TEST"]["NAME"] = f"{_home}/test.sqlite3"  # noqa: F405
