"""The hall code: proof that somebody is in the hall, good in this minute and in the next one.

Both of its forms follow from the secret key, the session and the minute of the server's clock, so
nothing is stored. The QR holds 128 bits and cannot be guessed; the four signs that are typed can,
so tries are counted (``services.hall_tries``).
"""

import base64
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from workshops.models import Session
from workshops.models.people import CODE_SIGNS

PERIOD = 60  # seconds
VALID_PERIODS = 2
TYPED_LENGTH = 4
_TOKEN_SALT = "workshops.hall.token"  # noqa: S105  (names a purpose)
_TYPED_SALT = "workshops.hall.typed"
_MAC_BYTES = 16

Code = TypeVar("Code")


def period_now() -> int:
    """The number of the running minute."""
    return int(time.time()) // PERIOD


def seconds_left() -> int:
    """Until the next code, 1 to 60."""
    return PERIOD - int(time.time()) % PERIOD


def token_of(session: Session, period: int | None = None) -> str:
    """What the QR's address ends in: 22 signs."""
    return _mac(session.pk, _this(period))


def typed_of(session: Session, period: int | None = None) -> str:
    """The four signs to type, such as 7K4Q."""
    return _typed(session.pk, _this(period))


def address_of(session: Session) -> str:
    """The whole address in the QR. Written from the setting, never from a request's host."""
    return f"{settings.PORTAL_ADDRESS}/h/{token_of(session)}/"


def session_by_token(token: str) -> Session | None:
    """The session whose QR this is, or was a minute ago."""
    found = [session for session, mac in _candidates(_mac) if constant_time_compare(token, mac)]
    return found[0] if found else None


def sessions_by_typed(text: str) -> list[tuple[Session, str]]:
    """Sessions that the typed code fits, each with the token of the same minute.

    More than one only by a chance of one in half a million.
    """
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    return [
        (session, token)
        for session, (typed, token) in _candidates(lambda pk, at: (_typed(pk, at), _mac(pk, at)))
        if constant_time_compare(code, typed)
    ]


def _candidates(make: Callable[[int, int], Code]) -> Iterator[tuple[Session, Code]]:
    """The codes in force of every session of about today."""
    sessions = Session.objects.near().select_related("workshop").order_by("starts_at", "pk")
    newest = period_now()
    for session in sessions:
        for age in range(VALID_PERIODS):
            yield session, make(session.pk, newest - age)


def _this(period: int | None) -> int:
    return period_now() if period is None else period


def _digest(salt: str, pk: int, period: int) -> bytes:
    return salted_hmac(salt, f"{pk}.{period}", algorithm="sha256").digest()


def _mac(pk: int, period: int) -> str:
    part = _digest(_TOKEN_SALT, pk, period)[:_MAC_BYTES]
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _typed(pk: int, period: int) -> str:
    number = int.from_bytes(_digest(_TYPED_SALT, pk, period)[:8], "big")
    signs = []
    for _place in range(TYPED_LENGTH):
        number, rest = divmod(number, len(CODE_SIGNS))
        signs.append(CODE_SIGNS[rest])
    return "".join(signs)
