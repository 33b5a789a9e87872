"""The text and hash of what is sealed: the same content gives the same bytes on any machine."""

import hashlib
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8; ``content`` holds text, whole numbers, lists.

    Floats and dates are refused: their text is not the same everywhere (``TypeError``).
    """
    _plain(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_of(content: Any) -> str:
    """The hash of ``canonical``, 64 hexadecimal signs; it is what stands on the printed page."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _plain(value: Any) -> None:
    if value is None or isinstance(value, str | int):  # True and False are whole numbers, too
        return
    if isinstance(value, list | tuple):
        for part in value:
            _plain(part)
        return
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        for part in value.values():
            _plain(part)
        return
    raise TypeError(f"cannot be sealed: {type(value).__name__}")
