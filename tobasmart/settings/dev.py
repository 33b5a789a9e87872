"""``./run``: the demo on one machine, complete and with printed accounts."""

import contextlib
import os
import secrets
from pathlib import Path

from tobasmart.settings.base import *  # noqa: F403  (settings modules build on each other)
from tobasmart.settings.base import VAR, env

DEMO = True
REQUIRE_SECOND_FACTOR = False  # the demo's accounts sign in with what ./run prints
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *env.list("ALLOWED_HOSTS", default=[]),
]


def _stored_secret() -> str:
    """A key of this machine alone, made at the first start and readable by its owner only."""
    path: Path = VAR / "secret-key"
    if not path.exists():
        draft = path.with_name(f"secret-key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        # link() refuses to overwrite: two processes that start together agree on one key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


SECRET_KEY = _stored_secret()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
