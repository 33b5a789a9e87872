"""How often somebody may guess at a typed hall code: only wrong codes count."""

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.cache import cache
from django.db import connection, transaction

# Source: docs/security.md (RATE-LIMIT). A hall shares one address, so its ceiling is wide.
DEVICE_TRIES, DEVICE_SECONDS = 10, 300
ADDRESS_TRIES, ADDRESS_SECONDS = 600, 60

Found = TypeVar("Found")


class TooManyTriesError(Exception):
    """The limit is reached; ``seconds`` until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@transaction.atomic
def guarded(look_up: Callable[[], Sequence[Found]], *, device: str, address: str) -> list[Found]:
    """What ``look_up`` finds; nothing found counts as a try of the device and of its address.

    ``device`` names an account or a browser. Tries of one device wait for each other, so a burst
    at one moment is counted whole. Raises ``TooManyTriesError`` before looking.
    """
    limits = [
        (f"hall:device:{_short(device)}", DEVICE_TRIES, DEVICE_SECONDS),
        (f"hall:address:{_short(address)}", ADDRESS_TRIES, ADDRESS_SECONDS),
    ]
    now = time.time()
    counts = [_count(key, now) for key, _most, _seconds in limits]
    for (_key, most, _seconds), (count, until) in zip(limits, counts, strict=True):
        if count >= most:
            raise TooManyTriesError(max(1, round(until - now)))
    found = list(look_up())
    if not found:
        for (key, _most, seconds), (count, until) in zip(limits, counts, strict=True):
            until = until or now + seconds
            cache.set(key, [count + 1, until], max(1, until - now))
    return found


def _count(key: str, now: float) -> tuple[int, float]:
    """Tries in the running window and when it ends (0: none runs); locks the key's count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    count, until = cache.get(key) or (0, 0.0)
    return (count, until) if until > now else (0, 0.0)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
