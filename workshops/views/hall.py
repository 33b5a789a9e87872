"""The hall screen: a large QR, the code of this minute, how many are here."""

from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops import hall_code
from workshops.models import Participant, Session
from workshops.views.desk_guard import get_session, may_check_in_others, session_for_desk

# Without script the whole page is asked for again; a code is good for sixty seconds more.
PLAIN_SECONDS = 15


@require_safe
@never_cache
def hall_screen(request: HttpRequest, key: str) -> HttpResponse:
    """For the projector in the hall, opened by the desk or a facilitator."""
    session = session_for_desk(request, key)
    return render(request, "workshops/hall_screen.html", _context(session))


@require_safe
@never_cache
@login_not_required
def hall_screen_content(request: HttpRequest, key: str) -> HttpResponse:
    """The picture alone, asked for every few seconds.

    Open, so that an ended session is heard of: a redirect would bring the login onto the screen.
    """
    session = get_session(key)
    if not may_check_in_others(request, session):
        return HttpResponse(status=403)
    return render(request, "workshops/_hall_screen.html", _context(session))


def _context(session: Session) -> dict[str, Any]:
    seconds = hall_code.seconds_left()
    return {
        "plain_seconds": PLAIN_SECONDS,
        "session": session,
        "qr": _qr_drawing(hall_code.address_of(session)),
        "code": hall_code.typed_of(session),
        "seconds_left": seconds,
        "countdown": f"{seconds // 60}.{seconds % 60:02d}",
        "join_text": f"{settings.PORTAL_ADDRESS.partition('//')[2]}/h",
        "present": session.attendances.count(),
        "expected": Participant.objects.expected_at(session).filter(is_cancelled=False).count(),
    }


def _qr_drawing(text: str) -> SafeString:
    """Dark on white: read from the last row by a cheap camera. The page around is its margin."""
    drawing = segno.make(text, error="l", boost_error=True, micro=False).svg_inline(
        scale=5, border=2, omitsize=True, svgclass="hall-screen__qr", lineclass=None, dark="#000"
    )
    return SafeString(drawing)  # made by segno from our own address
