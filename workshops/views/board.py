"""The projector: what everyone in the room may read, and never a control."""

from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workshops import presenter
from workshops.board_wall import wall_of
from workshops.choices import STEPS, ForumKind
from workshops.models import Forum
from workshops.permissions import ForumPermissions
from workshops.publishing import clock_of
from workshops.views.control_page import face

# As long as a page of nine cards is read (design brief 4.4).
PAGE_SECONDS = 12
NOT_FOR_YOU = "Papan ini dibuka oleh fasilitator forum atau dengan tautan proyektor."
TOKEN = "p"  # noqa: S105  (the name of a parameter)


@require_safe
@never_cache
@login_not_required
def board(request: HttpRequest, code: str) -> HttpResponse:
    """For who runs or watches the forum, or with the projector's link; htmx asks for the picture.

    A token that no longer opens anything leads to the login, like any page of a visitor.
    """
    forum = Forum.objects.for_page().filter(code=code.upper()).first()
    if forum is None:
        raise Http404
    token = request.GET.get(TOKEN, "")
    if not (
        presenter.opens(token, forum) or ForumPermissions.of(request.user, forum).see_board
    ):  # fmt: skip
        if request.user.is_authenticated:
            raise PermissionDenied(NOT_FOR_YOU)
        return redirect_to_login(request.get_full_path())
    template = "workshops/_board_view.html" if request.htmx else "workshops/board.html"
    return render(request, template, _context(request, forum, token))


def _context(request: HttpRequest, forum: Forum, token: str) -> dict[str, Any]:
    wall = wall_of(forum)
    number = _page_number(request, len(wall["pages"]))
    address = f"{settings.PORTAL_ADDRESS}{reverse('workshops:forum_short', args=[forum.code])}"
    here = f"?{TOKEN}={token}&hal=" if token else "?hal="
    return wall | {
        "forum": forum,
        "clock": clock_of(forum),
        "time_left": face(forum.seconds_left),
        "steps": [(place, step.label) for place, step in enumerate(STEPS, 1)],
        "is_swot": forum.kind == ForumKind.SWOT,
        "page_number": number,
        "page_seconds": PAGE_SECONDS,
        "next_url": f"{here}{number % max(1, len(wall['pages'])) + 1}",
        "live_url": f"/live/{forum.code.lower()}/" + (f"?{TOKEN}={token}" if token else ""),
        "join_text": f"{settings.PORTAL_ADDRESS.partition('//')[2]}/f",
        "qr": _qr_drawing(address),
        "now": timezone.now(),
    }


def _page_number(request: HttpRequest, pages: int) -> int:
    typed = request.GET.get("hal", "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1
    return min(max(number, 1), max(pages, 1))


def _qr_drawing(text: str) -> SafeString:
    """Dark on white with a quiet margin: read from the last row by a cheap camera."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=2, omitsize=True, svgclass="board__qr", lineclass=None, dark="#000"
    )
    return SafeString(drawing)  # made by segno from our own address
