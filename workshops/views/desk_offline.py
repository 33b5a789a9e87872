"""The desk without network: the list for the device, and what it recorded meanwhile."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tobasmart.ui.errors import form_errors
from tobasmart.ui.formats import time_id
from workshops import desk_list
from workshops.choices import CheckInMethod
from workshops.desk_words import REFUSALS, recorded_words, refusal_words
from workshops.forms.desk import NumberForm, QueuedCheckInForm, QueuedWalkInForm, WalkInForm
from workshops.forms.hall import organisation_names
from workshops.models import Attendance, Participant, Session
from workshops.services import desk, participants
from workshops.views.desk_guard import get_session, may_check_in_others

MOST_ITEMS = 200
ENDED = "Sesi masuk Anda telah berakhir. Masuk lagi; catatan tetap tersimpan di perangkat ini."
NOT_YOURS = "Anda tidak bertugas di meja presensi sesi ini. Catatan tetap tersimpan di perangkat."
UNREADABLE = "Kiriman tidak terbaca. Muat ulang halaman, lalu kirim lagi."
UNKNOWN = "Nomor peserta ini tidak ada dalam daftar sesi ini."

Answer = dict[str, Any]


@require_safe
@never_cache
@login_not_required
def desk_people(request: HttpRequest, key: str) -> HttpResponse:
    """Everyone the desk may meet; open, so that a script hears of an ended session."""
    session = get_session(key)
    refusal = _refused(request, session)
    if refusal is not None:
        return refusal
    return JsonResponse(
        {
            "title": str(session),
            "now": timezone.now().isoformat(),
            "isOpen": session.is_open_for_check_in,
            "organisations": organisation_names(),
            "people": desk_list.list_for_device(session, request.user),
        }
    )


@require_POST
@never_cache
@login_not_required
def desk_send(request: HttpRequest, key: str) -> HttpResponse:
    """Up to 200 acts in the order in which they were done; each is answered for itself."""
    session = get_session(key)
    refusal = _refused(request, session)
    if refusal is not None:
        return refusal
    try:
        items = json.loads(request.body)["items"]
    except (ValueError, KeyError, TypeError):
        items = None
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        return JsonResponse({"text": UNREADABLE}, status=400)
    return JsonResponse({"results": [_answer(request, session, item) for item in items]})


@require_safe
@login_not_required
def desk_shell(request: HttpRequest) -> HttpResponse:
    """The desk's page as a device keeps it: the same for everyone, filled in by the device."""
    return render(request, "workshops/desk_offline.html", {"form": WalkInForm()})


def _refused(request: HttpRequest, session: Session) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return JsonResponse({"text": ENDED}, status=401)
    if not may_check_in_others(request, session):
        return JsonResponse({"text": NOT_YOURS}, status=403)
    return None


def _answer(request: HttpRequest, session: Session, item: Any) -> Answer:
    """``status``: recorded, already or refused, with a sentence; ``key`` as the device sent it."""
    item = item if isinstance(item, dict) else {}
    key = str(item.get("key", ""))[:40]
    act = _ACTS.get(str(item.get("act")))
    try:
        answer = act(request, session, item) if act else _no(UNREADABLE)
    except tuple(REFUSALS) as error:
        answer = _no(refusal_words(error))
    return answer | {"key": key}


def _check_in(request: HttpRequest, session: Session, item: Answer) -> Answer:
    form = QueuedCheckInForm(item)
    if not form.is_valid():
        return _no(form_errors(form)[0][1])
    person = _person(session, form.cleaned_data["number"])
    if person is None:
        return _no(UNKNOWN)
    row, is_new = desk.check_in_at_desk(
        session,
        actor=request.user,
        participant=person,
        at=form.cleaned_data["at"],
        method=_method(item),
    )
    return _yes(row, is_new=is_new)


def _walk_in(request: HttpRequest, session: Session, item: Answer) -> Answer:
    form = QueuedWalkInForm(item)
    if not form.is_valid():
        return _no(form_errors(form)[0][1])
    row, is_new = desk.add_walk_in(
        session,
        actor=request.user,
        person=form.person(),
        key=form.cleaned_data["key"],
        at=form.cleaned_data["at"],
        method=_method(item),
    )
    return _yes(row, is_new=is_new)


def _undo(request: HttpRequest, session: Session, item: Answer) -> Answer:
    person = _named(session, item)
    if person is None:
        return _no(UNKNOWN)
    desk.undo_check_in(session, actor=request.user, participant=person)
    return {"status": "recorded", "text": "Catatan hadir dibatalkan.", "time": ""}


def _confirm(request: HttpRequest, session: Session, item: Answer) -> Answer:
    person = _named(session, item)
    if person is None:
        return _no(UNKNOWN)
    participants.confirm_participant(person, actor=request.user)
    return {"status": "recorded", "text": "Nama sudah dipastikan."}


_ACTS = {"check_in": _check_in, "walk_in": _walk_in, "undo": _undo, "confirm": _confirm}


def _named(session: Session, item: Answer) -> Participant | None:
    form = NumberForm(item)
    return _person(session, form.cleaned_data["number"]) if form.is_valid() else None


def _person(session: Session, number: int) -> Participant | None:
    people = Participant.objects.expected_at(session).select_related("organisation")
    return people.filter(number=number).first()


def _method(item: Answer) -> CheckInMethod:
    """As the device says: it had no network when the name was tapped, or it had."""
    return CheckInMethod.OFFLINE if item.get("offline") is True else CheckInMethod.DESK


def _yes(row: Attendance, *, is_new: bool) -> Answer:
    return {
        "status": "recorded" if is_new else "already",
        "text": recorded_words(row, is_new=is_new),
        "time": time_id(row.at),
        "number": row.participant.number,
    }


def _no(text: str) -> Answer:
    return {"status": "refused", "text": text}
