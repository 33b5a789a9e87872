"""The desk of a session: search, check in, walk-ins, guests; every act is a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from workshops import desk_list
from workshops.choices import CheckInMethod
from workshops.desk_words import REFUSALS, SHUT, recorded_words, refusal_words
from workshops.forms.desk import NumberForm, WalkInForm
from workshops.forms.hall import organisation_names
from workshops.models import Participant, Session
from workshops.services import desk as services
from workshops.services import participants
from workshops.views.desk_guard import session_for_desk


@require_safe
def desk(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, session_for_desk(request, key))


@require_POST
def desk_check_in(request: HttpRequest, key: str) -> HttpResponse:
    """One tap beside a name."""
    session = session_for_desk(request, key)
    person = _person(request, session)

    def act() -> str:
        row, is_new = services.check_in_at_desk(session, actor=request.user, participant=person)
        return recorded_words(row, is_new=is_new)

    return _done(request, session, act)


@require_POST
def desk_undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take back one's own tap."""
    session = session_for_desk(request, key)
    person = _person(request, session)

    def act() -> str:
        services.undo_check_in(session, actor=request.user, participant=person)
        return f"Catatan hadir nomor {person.number_text} dibatalkan."

    return _done(request, session, act)


@require_POST
def desk_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The guest stands at the desk and is who the phone said."""
    session = session_for_desk(request, key)
    person = _person(request, session)

    def act() -> str:
        participants.confirm_participant(person, actor=request.user)
        return f"Nomor {person.number_text} sudah dipastikan."

    return _done(request, session, act)


@require_POST
def desk_walk_in(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody who is in no list: entered and recorded with one press."""
    session = session_for_desk(request, key)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form=form, status=422)

    def act() -> str:
        row, is_new = services.add_walk_in(
            session, actor=request.user, person=form.person(), key=form.cleaned_data["key"]
        )
        return recorded_words(row, is_new=is_new)

    return _done(request, session, act, form=form)


def _done(
    request: HttpRequest,
    session: Session,
    act: Callable[[], str],
    form: WalkInForm | None = None,
) -> HttpResponse:
    """Carry out, say what happened and show the list as it was searched."""
    try:
        messages.success(request, act())
    except tuple(REFUSALS) as error:
        return _page(request, session, form=form, note=refusal_words(error), status=409)
    url = reverse("workshops:desk", args=[session.key])
    words = request.POST.get("cari", "")[:100]
    return redirect(f"{url}?{urlencode({'cari': words})}" if words else url)


def _person(request: HttpRequest, session: Session) -> Participant:
    form = NumberForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else 0
    people = Participant.objects.expected_at(session).select_related("organisation")
    return get_object_or_404(people, number=number)


def _page(
    request: HttpRequest,
    session: Session,
    *,
    form: WalkInForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("cari", request.POST.get("cari", ""))
    people = desk_list.people_at(session)
    page = Paginator(desk_list.found_among(people, words), desk_list.PAGE_SIZE).get_page(
        request.GET.get("hal")
    )
    today = timezone.localdate()
    context: dict[str, Any] = {
        "session": session,
        "page": page,
        "words": words,
        "form": form or WalkInForm(),
        "names": organisation_names(),
        "note": note or ("" if session.is_open_for_check_in else SHUT),
        "counts": desk_list.counts_by_kind(session),
        "expected": people.filter(is_cancelled=False).count(),
        "may_undo": timezone.localdate(session.ends_at) >= today,
        "late": CheckInMethod.LATE.value,
    }
    context["present"] = sum(number for _kind, number in context["counts"])
    return render(request, "workshops/desk.html", context, status=status)
