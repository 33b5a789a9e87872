"""What is printed of a session's attendance: the daftar hadir and the cards."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshops.attendance_sheet import sheet_pdf, sheet_rows, sheet_xlsx
from workshops.cards import MOST_CARDS, cards_pdf
from workshops.models import Participant, Session
from workshops.services.exports import TooManyExportsError, note_export
from workshops.views.desk_guard import session_for_names

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")


@require_safe
def attendance_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """With the time, or ``?tanda-tangan=1`` with a column to sign; ``?kosong=1`` without names."""
    session = session_for_names(request, key)
    is_empty, with_phone = "kosong" in request.GET, "hp" in request.GET
    rows = [] if is_empty else sheet_rows(session)
    refusal = None if is_empty else _refused(request, session, "pdf", len(rows))
    if refusal:
        return refusal
    data = sheet_pdf(
        session,
        rows,
        to_sign="tanda-tangan" in request.GET,
        with_phone=with_phone,
        is_empty=is_empty,
    )
    name = "daftar-hadir-kosong" if is_empty else "daftar-hadir"
    return _file(data, PDF, f"{name}-{session.key}.pdf", disposition="inline")


@require_safe
def attendance_xlsx(request: HttpRequest, key: str) -> HttpResponse:
    session = session_for_names(request, key)
    rows = sheet_rows(session)
    refusal = _refused(request, session, "xlsx", len(rows))
    if refusal:
        return refusal
    data = sheet_xlsx(session, rows, with_phone="hp" in request.GET)
    return _file(data, XLSX, f"daftar-hadir-{session.key}.xlsx", disposition="attachment")


@require_safe
def cards_file(request: HttpRequest, key: str) -> HttpResponse:
    """Cards of everyone on the list, or of the numbers asked for: ``?nomor=3,12-20``."""
    session = session_for_names(request, key)
    people = Participant.objects.expected_at(session).filter(is_cancelled=False)
    people = people.select_related("organisation").by_number()
    wanted = request.GET.get("nomor", "")[:400]
    found = [person for person in people if not wanted or _is_in(person.number, wanted)]
    if not found or len(found) > MOST_CARDS:
        return _cards_page(request, session, found, wanted)
    refusal = _refused(request, session, "kartu", len(found))
    if refusal:
        return refusal
    return _file(cards_pdf(session, found), PDF, f"kartu-{session.key}.pdf", disposition="inline")


def _cards_page(
    request: HttpRequest, session: Session, found: list[Participant], wanted: str
) -> HttpResponse:
    """Which numbers? With ready parts of a hundred where there are more."""
    parts = [found[at : at + MOST_CARDS] for at in range(0, len(found), MOST_CARDS)]
    context = {
        "session": session,
        "count": len(found),
        "most": MOST_CARDS,
        "wanted": wanted,
        "parts": [f"{part[0].number}-{part[-1].number}" for part in parts],
    }
    status = 422 if wanted else 200
    return render(request, "workshops/attendance_cards.html", context, status=status)


def _is_in(number: int, wanted: str) -> bool:
    return any(int(first) <= number <= int(last or first) for first, last in _RANGE.findall(wanted))


def _refused(request: HttpRequest, session: Session, kind: str, rows: int) -> HttpResponse | None:
    """Notes in the audit that names go out, or says when they may again."""
    try:
        note_export(session, actor=request.user, format=kind, rows=rows)
    except TooManyExportsError as error:
        context = {"free_at": error.free_at}
        answer = render(request, "portal/too_many_downloads.html", context, status=429)
        seconds = (error.free_at - timezone.now()).total_seconds()
        answer["Retry-After"] = str(max(1, int(seconds) + 1))
        return answer
    return None


def _file(data: bytes, content_type: str, name: str, *, disposition: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
