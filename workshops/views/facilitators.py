"""Who leads: the admin gives the tasks; the facilitator finds their forums, rehearses, sums up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Scope
from accounts.models import Grant
from accounts.views.guard import admin_only
from submissions.transitions import NotAllowedError
from workshops.forms.facilitators import StaffForm, people_called
from workshops.models import Session, Workshop
from workshops.own_sessions import own_sessions
from workshops.permissions import SessionPermissions
from workshops.services import facilitators
from workshops.services import rehearsal as service
from workshops.summary import summaries_of, totals_of

ONLY_LEADERS = "Halaman ini untuk fasilitator sesi ini."
TOO_LATE = "Presensi sesi ini sudah dibuka, jadi gladi tidak dapat dimulai lagi."
NOT_EMPTY = "Sesi ini sudah berisi isian sungguhan, jadi gladi tidak dapat dimulai."
STARTED = "Gladi dimulai. Semua yang ditulis di sesi ini adalah latihan sampai gladi diakhiri."
ENDED = "Gladi diakhiri. Semua isian latihan dihapus; forum menunggu dibuka."


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def workshop_staff(request: HttpRequest, slug: str) -> HttpResponse:
    """Who does what at which session; search a person and give them a task."""
    workshop = get_object_or_404(Workshop.objects.prefetch_related("sessions"), slug=slug)
    values = request.POST if request.method == "POST" else request.GET
    form = StaffForm(
        request.POST or None, workshop=workshop, initial={"session": values.get("sesi", "")}
    )
    if request.method == "POST" and form.is_valid():
        return _assign(request, workshop, form)
    sessions = list(workshop.sessions.all())
    staff = facilitators.staff_of(sessions)
    context = {
        "workshop": workshop,
        "form": form,
        "words": values.get("cari", "")[:80],
        "people": people_called(values.get("cari", "")),
        "staff": [(row, staff[row.key]) for row in sessions],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/manage_staff.html", context, status=status)


def _assign(request: HttpRequest, workshop: Workshop, form: StaffForm) -> HttpResponse:
    try:
        facilitators.assign(actor=request.user, **form.cleaned_data)
    except NotAllowedError as error:
        raise PermissionDenied("admin") from error
    person = form.cleaned_data["person"]
    messages.success(request, f"{person} bertugas dan sudah diberi tahu.")
    return redirect("workshops:workshop_staff", workshop.slug)


@require_POST
@admin_only
def staff_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a task back at once."""
    sessions = Session.objects.filter(workshop__slug=slug)
    session = get_object_or_404(sessions, key=request.POST.get("sesi", ""))
    number = request.POST.get("tugas", "")
    grants = Grant.objects.filter(scope=Scope.SESSION, session_key=session.key)
    grant = grants.filter(pk=int(number)).first() if number.isdecimal() else None
    if grant:
        facilitators.unassign(grant, actor=request.user, session=session)
        messages.success(request, "Tugas dicabut dan langsung berakhir.")
    return redirect("workshops:workshop_staff", slug)


@require_safe
def own_forums(request: HttpRequest) -> HttpResponse:
    """The sessions one has a task at."""
    parts = own_sessions(request.user)
    sections = [
        ("Hari ini", parts["today"]),
        ("Akan datang", parts["coming"]),
        ("Sudah lewat", parts["past"]),
    ]
    context = {"sections": sections, "is_empty": not any(rows for _, rows in sections)}
    return render(request, "workshops/own_forums.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest, key: str) -> HttpResponse:
    """Start a gladi; or look at what it left, and wipe it."""
    session, allowed = _session(request, key)
    if request.method == "POST":
        return _rehearse(request, session)
    context = {
        "session": session,
        "allowed": allowed,
        "traces": service.traces_of(session),
        "too_late": TOO_LATE,
        "not_empty": NOT_EMPTY,
    }
    return render(request, "workshops/rehearsal.html", context)


def _rehearse(request: HttpRequest, session: Session) -> HttpResponse:
    """What was asked twice, or by two people, is done once."""
    try:
        if request.POST.get("action") == "end":
            service.end_rehearsal(session, actor=request.user)
            messages.success(request, ENDED)
        else:
            service.start_rehearsal(session, actor=request.user)
            messages.success(request, STARTED)
    except NotAllowedError:
        messages.error(request, TOO_LATE)
    except service.NotEmptyError:
        messages.error(request, NOT_EMPTY)
    return redirect("workshops:rehearsal", session.key)


@require_safe
def day_summary(request: HttpRequest, key: str) -> HttpResponse:
    """What a session brought, forum by forum; to read and to print."""
    session, _ = _session(request, key)
    rows = summaries_of(session)
    context = {"session": session, "rows": rows, "totals": totals_of(rows), "now": timezone.now()}
    return render(request, "workshops/day_summary.html", context)


def _session(request: HttpRequest, key: str) -> tuple[Session, SessionPermissions]:
    """A session this person leads."""
    session = get_object_or_404(Session.objects.select_related("workshop"), key=key)
    allowed = SessionPermissions.of(request.user, session)
    if not allowed.lead:
        raise PermissionDenied(ONLY_LEADERS)
    return session, allowed
