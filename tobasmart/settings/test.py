"""``./run test``: as the demo, with fast hashes, plain static files and mail in memory."""

import tempfile
from pathlib import Path

from tobasmart.settings import base
from tobasmart.settings.base import *  # noqa: F403  (settings modules build on each other)

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMO = True
REQUIRE_SECOND_FACTOR = False
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = Path(tempfile.gettempdir(), "toba-cerdas-test-media")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES = {"default": base.DATABASES["default"] | {"CONN_MAX_AGE": 0}}
