"""Corrections of the attendance list: somebody forgotten, somebody who was not there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tobasmart.ui.formats import time_id
from workshops import desk_list
from workshops.choices import CheckInMethod
from workshops.desk_words import CORRECTION_REFUSALS, recorded_words, refusal_words
from workshops.forms.desk import LateForm, LateWalkInForm, NumberForm, ReasonForm
from workshops.forms.hall import organisation_names
from workshops.models import Participant, Session
from workshops.services import corrections
from workshops.views.desk_guard import session_for_desk

MOST_FOUND = 20
GONE = "Peserta ini tidak ada dalam daftar sesi ini. Cari lagi."
NOT_THERE = "Nomor {number} memang tidak tercatat hadir."


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, key: str) -> HttpResponse:
    """Search somebody, then add or remove with a reason; everything stands in the audit."""
    session = session_for_desk(request, key)
    if request.method != "POST":
        return _page(request, session, chosen=_chosen(request.GET.get("peserta"), session))
    act = {"add": _add, "remove": _remove, "new": _new}.get(request.POST.get("act", ""))
    return act(request, session) if act else _page(request, session, status=422)


def _add(request: HttpRequest, session: Session) -> HttpResponse:
    person = _chosen(request.POST.get("number"), session)
    form = LateForm(request.POST)
    if person is None or not form.is_valid():
        return _again(request, session, person, form)

    def act() -> str:
        row, is_new = corrections.add_late(
            session,
            actor=request.user,
            participant=person,
            at=form.moment(session),
            reason=form.cleaned_data["reason"],
        )
        return recorded_words(row, is_new=is_new)

    return _done(request, session, act, person, form)


def _remove(request: HttpRequest, session: Session) -> HttpResponse:
    person = _chosen(request.POST.get("number"), session)
    form = ReasonForm(request.POST)
    if person is None or not form.is_valid():
        return _again(request, session, person, form)

    def act() -> str:
        was_there = corrections.remove_attendance(
            session, actor=request.user, participant=person, reason=form.cleaned_data["reason"]
        )
        if not was_there:
            return NOT_THERE.format(number=person.number_text)
        return f"Nomor {person.number_text}, {person.name}, dikeluarkan dari daftar hadir."

    return _done(request, session, act, person, form)


def _new(request: HttpRequest, session: Session) -> HttpResponse:
    form = LateWalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, session, new=form, status=422)

    def act() -> str:
        row, is_new = corrections.add_late_walk_in(
            session,
            actor=request.user,
            person=form.person(),
            key=form.cleaned_data["key"],
            at=form.moment(session),
            reason=form.cleaned_data["reason"],
        )
        return recorded_words(row, is_new=is_new)

    return _done(request, session, act, new=form)


def _done(
    request: HttpRequest,
    session: Session,
    act: Callable[[], str],
    chosen: Participant | None = None,
    form: ReasonForm | None = None,
    new: LateWalkInForm | None = None,
) -> HttpResponse:
    try:
        messages.success(request, act())
    except tuple(CORRECTION_REFUSALS) as error:
        note = refusal_words(error, CORRECTION_REFUSALS)
        return _page(request, session, chosen=chosen, form=form, new=new, note=note, status=409)
    return redirect("workshops:correction", session.key)


def _again(
    request: HttpRequest, session: Session, person: Participant | None, form: ReasonForm
) -> HttpResponse:
    note = "" if person else GONE
    return _page(request, session, chosen=person, form=form, note=note, status=422)


def _chosen(number: str | None, session: Session) -> Participant | None:
    form = NumberForm({"number": number})
    if not form.is_valid():
        return None
    return desk_list.people_at(session).filter(number=form.cleaned_data["number"]).first()


def _page(
    request: HttpRequest,
    session: Session,
    *,
    chosen: Participant | None = None,
    form: ReasonForm | None = None,
    new: LateWalkInForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("cari", "").strip()
    people = desk_list.found_among(desk_list.people_at(session), words) if words else []
    late = session.attendances.filter(method=CheckInMethod.LATE).order_by("-pk")
    context = {
        "session": session,
        "words": words,
        "people": people[:MOST_FOUND],
        "chosen": chosen,
        "form": form or LateForm(),
        "new": new or LateWalkInForm(),
        "names": organisation_names(),
        "start": time_id(session.starts_at),
        "late": late.select_related("participant__organisation", "recorded_by")[:MOST_FOUND],
        "note": note,
    }
    return render(request, "workshops/attendance_correction.html", context, status=status)
