"""Who stands at the door: the participant behind a request, by account or by a guest's cookie."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from workshops.models import Participant, Session

GUEST_COOKIE = "tamu"
GUEST_COOKIE_AGE = timedelta(hours=24)
_SALT = "workshops.guest"


def participant_of(request: HttpRequest, session: Session) -> Participant | None:
    """The participant this request speaks for in ``session``; None for a stranger.

    A guest is one only in the session they came to with the hall code.
    """
    return find_participant(request.user, request.COOKIES.get(GUEST_COOKIE, ""), session)


def find_participant(user: Any, cookie: str, session: Session) -> Participant | None:
    """Like ``participant_of``, from the parts of a request (the live stream has no request)."""
    own = Participant.objects.filter(workshop_id=session.workshop_id, is_cancelled=False)
    own = own.select_related("organisation")
    if user is not None and user.is_authenticated:
        return own.filter(user=user).first()
    pk, key = _opened(cookie)
    if pk is None:
        return None
    return own.filter(pk=pk, guest_key=key, user=None, session=session).first()


def set_guest_cookie(response: HttpResponse, request: HttpRequest, guest: Participant) -> None:
    """Let this phone speak for the guest, for the day of the session."""
    response.set_cookie(
        GUEST_COOKIE,
        signing.dumps([guest.pk, guest.guest_key], salt=_SALT),
        max_age=GUEST_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _opened(cookie: str) -> tuple[int | None, str]:
    if not cookie:
        return None, ""
    try:
        pk, key = signing.loads(cookie, salt=_SALT, max_age=GUEST_COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None, ""
    return int(pk), str(key)
