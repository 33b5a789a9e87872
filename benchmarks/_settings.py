"""The portal as it is served, with tests' fast hashes; connections stay open as in production."""

from tobasmart.settings import base
from tobasmart.settings.test import *  # noqa: F403  (settings modules build on each other)

DATABASES = {"default": base.DATABASES["default"] | {"CONN_MAX_AGE": 60}}
# Not what is measured, and eight clients from one address would meet them.
ACCOUNT_RATE_LIMITS = {}
