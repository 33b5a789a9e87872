"""What everyone may read of a workshop: the list, one workshop's page, its calendar and papers."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tobasmart.files import serving
from tobasmart.ui.formats import date_id
from workshops.agenda import Day, hours_of
from workshops.door import GUEST_COOKIE, find_participant
from workshops.ics import calendar_file
from workshops.models import Attendance, Material, Workshop
from workshops.permissions import SessionPermissions, WorkshopPermissions
from workshops.services.registration import is_open
from workshops.workshop_page import Page, page_of


@require_safe
@login_not_required
def workshop_list(request: HttpRequest) -> HttpResponse:
    """All workshops: what is on now first, then what is to come, then what was."""
    workshops = sorted(
        Workshop.objects.for_list(), key=lambda row: (not row.is_running, row.is_over)
    )
    signed_in = request.user.is_authenticated
    context = {"workshops": workshops, "may_manage": signed_in and request.user.is_admin}
    return render(request, "workshops/workshop_list.html", context)


@require_safe
@login_not_required
def workshop_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Agenda by day, forums, counts, papers; asked by a whole hall at once."""
    workshop = get_object_or_404(Workshop, slug=slug)
    page = page_of(workshop, request.GET.get("hari", ""))
    context = {
        "workshop": workshop,
        "page": page,
        "day": page.day,
        "day_words": _day_words(page.day),
        "may_register": is_open(workshop),
        **_own(request, workshop, page),
    }
    return render(request, "workshops/workshop_detail.html", context)


@require_safe
@login_not_required
def workshop_calendar(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """The sessions for a phone's calendar."""
    workshop = get_object_or_404(Workshop.objects.prefetch_related("sessions", "agenda"), slug=slug)
    data = calendar_file(workshop, workshop.sessions.all(), workshop.agenda.all())
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bimtek-{workshop.slug}.ics"'
    return response


@require_safe
@login_not_required
def material_file(request: HttpRequest, slug: str, key: uuid.UUID) -> FileResponse:  # noqa: ARG001
    """A paper of the workshop, as a download."""
    material = get_object_or_404(Material, workshop__slug=slug, key=key.hex)
    return serving.download(key, material.name)


def _day_words(day: Day) -> str:
    words = hours_of(day.session) if day.session else date_id(day.date)
    return f"{words} · Selesai" if day.is_over else words


def _own(request: HttpRequest, workshop: Workshop, page: Page) -> dict[str, Any]:
    """What concerns this visitor alone: their attendance, and the pages of their tasks."""
    user, cookie, session = request.user, request.COOKIES.get(GUEST_COOKIE, ""), page.day.session
    if session is None or not (user.is_authenticated or cookie):
        return {"allowed": WorkshopPermissions.of(user, workshop)}
    participant = find_participant(user, cookie, session)
    own: dict[str, Any] = {
        "participant": participant,
        "allowed": WorkshopPermissions.of(user, workshop),
        "at_session": SessionPermissions.of(user, session, participant),
    }
    if participant:
        rows = Attendance.objects.filter(participant=participant)
        at = dict(rows.values_list("session_id", "at"))
        shown = (row for row in page.sessions if row.pk in at or row == session)
        own["attended"] = [(row, at.get(row.pk)) for row in shown]
    return own
