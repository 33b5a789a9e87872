"""The receipt of a handed-in idea: tracking code and QR, to print or keep."""

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from submissions.reading import is_own_side
from submissions.views.fetch import get_idea


@require_safe
def idea_receipt(request: HttpRequest, address: str) -> HttpResponse:
    """For the own side only: it says who handed the idea in and when."""
    idea = get_idea(request, address)
    if not is_own_side(request.user, idea):
        raise PermissionDenied("writer")
    if not idea.code:
        return redirect(idea)
    tracking = f"{settings.PORTAL_ADDRESS}/lacak/{idea.address}/"
    return render(
        request,
        "submissions/idea_receipt.html",
        {"idea": idea, "tracking": tracking, "qr": _qr_drawing(tracking)},
    )


def _qr_drawing(text: str) -> str:
    """SVG to stand in the page; the payload is short, so that a cheap camera reads it."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return mark_safe(drawing)  # noqa: S308  (made by segno from our own address)
