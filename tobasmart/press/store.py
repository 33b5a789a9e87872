"""Fragments in the file storage under their keys; every entry may vanish or rot at any time."""

import contextlib
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from tobasmart.press.errors import BrokenFragment
from tobasmart.press.fragment import Fragment, Meta, dump, load, load_meta
from tobasmart.printing.fonts import write_file

FOLDER = "cache"


class Store:
    """``local`` is a folder of this machine in front of a slow shared storage; it may be absent."""

    def __init__(self, storage: Storage | None = None, local: Path | None = None) -> None:
        self._storage = storage or default_storage
        self._local = local

    def save(self, key: str, fragment: Fragment) -> int:
        """Keep a fragment, whole or not at all; its size. Writing twice gives the same."""
        data = dump(fragment)
        self._write(key, data)
        self._keep(key, data)
        return len(data)

    def fragment(self, key: str) -> Fragment:
        return load(self._read(key), key)

    def meta(self, key: str) -> Meta:
        return load_meta(self._read(key), key)

    def has(self, key: str) -> bool:
        return self._storage.exists(name_of(key))

    def remove(self, key: str) -> None:
        if self._local:
            (self._local / key).unlink(missing_ok=True)
        self._storage.delete(name_of(key))

    def _read(self, key: str) -> bytes:
        if self._local:
            with contextlib.suppress(OSError, BrokenFragment):
                data = (self._local / key).read_bytes()
                load_meta(data, key)
                return data
        try:
            with self._storage.open(name_of(key)) as file:
                data = bytes(file.read())
        except OSError as error:
            raise BrokenFragment(key) from error
        self._keep(key, data)
        return data

    def _keep(self, key: str, data: bytes) -> None:
        if self._local:
            with contextlib.suppress(OSError):  # a full local disk only makes it slower
                write_file(self._local / key, data)

    def _write(self, key: str, data: bytes) -> None:
        name = name_of(key)
        try:
            path = Path(self._storage.path(name))
        except NotImplementedError:
            # An object store replaces whole objects, but Django would choose another name.
            if self._storage.exists(name):
                self._storage.delete(name)
            self._storage.save(name, ContentFile(data))
        else:
            write_file(path, data)


def name_of(key: str) -> str:
    """Where a fragment lies below the storage; 256 folders keep each of them small."""
    return f"{FOLDER}/{key[:2]}/{key}"
