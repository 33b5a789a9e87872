"""The door: type the hall code, or come by the QR, and check in with one's own phone."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from submissions.transitions import NotAllowedError
from tobasmart.ui.formats import time_id
from workshops import door, hall_code
from workshops.consent import CONSENT_TEXT
from workshops.forms.hall import CodeForm, GuestForm, organisation_names
from workshops.models import Attendance, Participant, Session
from workshops.services import attendance as services
from workshops.services import hall_tries
from workshops.views import door_draft

CHANGED = "Kode sudah berganti. Pindai lagi kode di layar aula."
NO_SESSION = "Kode ini tidak cocok. Lihat kode yang tampil sekarang di layar aula."
HURRY = "Terlalu banyak percobaan. Coba lagi setelah {seconds} detik, atau lapor ke meja presensi."
SHUT = "Presensi sesi ini belum dibuka atau sudah ditutup. Lapor ke meja presensi."
TAKEN = "Formulir ini sudah pernah dipakai. Pindai lagi kode di layar aula."
AGAIN = "Anda sudah tercatat hadir pukul {time}."

Outcome = tuple[Attendance, bool]


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def hall(request: HttpRequest) -> HttpResponse:
    """Type the four signs on the screen; what fits leads to the door of its session."""
    if request.method != "POST":
        return _code_page(request, CodeForm())
    form = CodeForm(request.POST)
    try:
        found = _by_typed(request, form.cleaned_data["code"]) if form.is_valid() else []
    except hall_tries.TooManyTriesError as error:
        form.add_error("code", HURRY.format(seconds=error.seconds))
        return _later(_code_page(request, form, status=429), error)
    if len(found) == 1:
        return redirect("workshops:check_in", found[0][1])
    if not found and form.is_valid():
        form.add_error("code", NO_SESSION)
    return _code_page(request, form, found=found, status=200 if found else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button records. The code is asked again when it is pressed."""
    if request.method == "POST":
        return _press(request, token)
    session = hall_code.session_by_token(token)
    if session is None:
        return _code_page(request, CodeForm(), note=CHANGED, status=410)
    participant = door.participant_of(request, session)
    if participant and session.attendances.filter(participant=participant).exists():
        return redirect("workshops:checked_in", session.key)
    form = GuestForm(initial=door_draft.read(request))
    return _door_page(request, session, participant=participant, form=form)


@require_safe
@login_not_required
@never_cache
def checked_in(request: HttpRequest, key: str) -> HttpResponse:
    """One's own number, and where to go now."""
    session = get_object_or_404(Session.objects.select_related("workshop"), key=key)
    participant = door.participant_of(request, session)
    row = session.attendances.filter(participant=participant).first() if participant else None
    if row is None:
        return redirect("workshops:hall")
    forums = session.forums.select_related("dimension").order_by("dimension__position")
    context = {"session": session, "participant": participant, "row": row, "forums": forums}
    return _page(request, "workshops/check_in_done.html", context)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Without the navigation of other pages: it asks for roles, and a hall opens these at once."""
    own = {
        "request": request,
        "user": request.user,
        "messages": messages.get_messages(request),
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string(template, own | context), status=status)


def _press(request: HttpRequest, token: str) -> HttpResponse:
    session, user = hall_code.session_by_token(token), request.user
    code = request.POST.get("code", "")
    if session is None and code:
        try:
            session = _only(_by_typed(request, code))
        except hall_tries.TooManyTriesError as error:
            note = HURRY.format(seconds=error.seconds)
            return _later(_changed_page(request, note, status=429), error)
    if session is None:
        return _changed_page(request, NO_SESSION if code else CHANGED, status=410)
    participant = door.participant_of(request, session)
    if participant:
        actor = user if user.is_authenticated else None
        return _come_in(
            request,
            session,
            lambda: services.check_in(session, actor=actor, participant=participant),
        )
    return _enter(request, session)


def _enter(request: HttpRequest, session: Session) -> HttpResponse:
    """Somebody who is not in the list: by the account, or as a guest by the form."""
    if request.user.is_authenticated:
        key = uuid.uuid4()  # an account is in the list once, whatever the key
        return _come_in(
            request,
            session,
            lambda: services.register_and_check_in(session, actor=request.user, key=key),
        )
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _door_page(request, session, form=form, status=422)
    return _come_in(
        request,
        session,
        lambda: services.join_as_guest(session, person=form.person(), key=form.cleaned_data["key"]),
        form,
    )


def _come_in(
    request: HttpRequest,
    session: Session,
    act: Callable[[], Outcome],
    form: GuestForm | None = None,
) -> HttpResponse:
    try:
        row, is_new = act()
    except (services.CheckInClosedError, NotAllowedError) as error:
        note = SHUT if isinstance(error, services.CheckInClosedError) else TAKEN
        return _door_page(request, session, form=form, note=note, status=409)
    if not is_new:
        messages.info(request, AGAIN.format(time=time_id(row.at)))
    answer = redirect("workshops:checked_in", session.key)
    if form is not None:
        door.set_guest_cookie(answer, request, row.participant)
        door_draft.forget(answer)
    return answer


def _by_typed(request: HttpRequest, code: str) -> list[tuple[Session, str]]:
    user = request.user
    browser = f"browser:{request.META.get('CSRF_COOKIE', '')}"
    return hall_tries.guarded(
        lambda: hall_code.sessions_by_typed(code[:20]),
        device=f"user:{user.pk}" if user.is_authenticated else browser,
        address=get_adapter().get_client_ip(request),
    )


def _only(found: list[tuple[Session, str]]) -> Session | None:
    return found[0][0] if len(found) == 1 else None


def _later(answer: HttpResponse, error: hall_tries.TooManyTriesError) -> HttpResponse:
    answer["Retry-After"] = str(error.seconds)
    return answer


def _code_page(
    request: HttpRequest,
    form: CodeForm,
    *,
    status: int = 200,
    note: str = "",
    found: Sequence[tuple[Session, str]] = (),
) -> HttpResponse:
    context = {"form": form, "note": note, "found": found}
    return _page(request, "workshops/hall.html", context, status=status)


def _changed_page(request: HttpRequest, note: str, *, status: int) -> HttpResponse:
    """The code has changed while they wrote: the new one is asked for, the words are kept."""
    if request.user.is_authenticated or "name" not in request.POST:
        return _code_page(request, CodeForm(), note=note, status=status)
    form = GuestForm(initial={"key": request.POST.get("key"), **GuestForm.typed(request.POST)})
    answer = _door_page(request, None, form=form, note=note, status=status)
    door_draft.keep(answer, request, GuestForm.typed(request.POST))
    return answer


def _door_page(
    request: HttpRequest,
    session: Session | None,
    *,
    participant: Participant | None = None,
    form: GuestForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    is_guest = not (participant or request.user.is_authenticated)
    context = {
        "session": session,
        "participant": participant,
        "form": form or GuestForm(),
        "names": organisation_names() if is_guest else [],
        "consent": CONSENT_TEXT,
        "note": note or ("" if session is None or session.is_open_for_check_in else SHUT),
    }
    return _page(request, "workshops/check_in.html", context, status=status)
