"""Uploaded files on disk: under a random key alone, whole or not at all.

Below ``MEDIA_ROOT``, which no server hands out; only views that check permission read it. A file
has variants (``""`` as it is served, ``kecil``, ``cetak``), all named by the same key.
"""

import contextlib
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

FOLDER = "attachments"
DRAFT = ".tulis"  # the ending of a file that is being written
GRACE_SECONDS = 24 * 3600


class DiskFull(Exception):
    """The disk refused the file; nothing of it is left."""


def path_of(key: uuid.UUID, variant: str = "") -> Path:
    """Where a variant lies; 256 folders keep each of them small."""
    name = f"{key.hex}.{variant}" if variant else key.hex
    return Path(settings.MEDIA_ROOT, FOLDER, key.hex[:2], name)


@contextlib.contextmanager
def stored(key: uuid.UUID, variants: Mapping[str, bytes]) -> Iterator[None]:
    """Write all variants, then run the block that saves the row; if it fails they are removed.

    On disk before the row is committed, so a committed row always has its files.
    Raises ``DiskFull``.
    """
    try:
        try:
            for variant, content in variants.items():
                _write(path_of(key, variant), content)
        except OSError as error:
            raise DiskFull from error
        yield
    except BaseException:
        remove([key])
        raise


def variants_of(key: uuid.UUID) -> dict[str, bytes]:
    """All that is stored under a key."""
    folder, stem = path_of(key).parent, key.hex
    return {
        path.name[len(stem) + 1 :]: path.read_bytes()
        for path in folder.glob(f"{stem}*")
        if path.suffix != DRAFT
    }


def exists(key: uuid.UUID, variant: str = "") -> bool:
    return path_of(key, variant).is_file()


def read(key: uuid.UUID, variant: str = "") -> bytes:
    """Raises ``FileNotFoundError``."""
    return path_of(key, variant).read_bytes()


def remove(keys: Iterable[uuid.UUID]) -> None:
    """Delete every variant. A disk that refuses leaves it to the next sweep."""
    for key in keys:
        for path in path_of(key).parent.glob(f"{key.hex}*"):
            with contextlib.suppress(OSError):
                path.unlink()


def remove_after_commit(keys: Iterable[uuid.UUID]) -> None:
    """Delete once the rows are surely gone."""
    if doomed := list(keys):
        transaction.on_commit(partial(remove, doomed))


def old_keys() -> set[uuid.UUID]:
    """Keys of files that have lain here for a day; a younger one may still get its row."""
    oldest = time.time() - GRACE_SECONDS
    found = set()
    for path in Path(settings.MEDIA_ROOT, FOLDER).glob("??/*"):
        with contextlib.suppress(ValueError, OSError):
            if path.stat().st_mtime < oldest:
                found.add(uuid.UUID(path.name[:32]))
    return found


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + DRAFT)
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
