"""What participants thought of a session: the form, and its results for facilitators."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from submissions.transitions import NotAllowedError
from workshops.door import participant_of
from workshops.forms.feedback import FeedbackForm
from workshops.models import Certificate, Participant, Session
from workshops.permissions import holds_in_session, is_present
from workshops.services import feedback as rules


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def feedback(request: HttpRequest, key: str) -> HttpResponse:
    """Three scales and a line, once, for who was there; guests by their cookie."""
    session = _session(key)
    participant = participant_of(request, session)
    if participant is None or not is_present(participant, session):
        return _page(request, session, participant, why="absent", status=403)
    if participant.feedback.filter(session=session).exists():
        return _page(request, session, participant, why="given")
    if not rules.is_open(session):
        return _page(request, session, participant, why="closed")
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, session, participant, form=form)
    if not form.is_valid():
        return _page(request, session, participant, form=form, status=422)
    try:
        rules.give_feedback(session, participant=participant, answers=form.answers)
    except NotAllowedError:
        return _page(request, session, participant, why="closed", status=409)
    return redirect("workshops:feedback", key)


@require_safe
def feedback_results(request: HttpRequest, key: str) -> HttpResponse:
    """Counts and texts without names, from five answers on."""
    session = _session(key)
    user = request.user
    if not (user.is_admin or holds_in_session(user, Role.FACILITATOR, session)):
        raise PermissionDenied("Hasil umpan balik dibaca fasilitator sesi ini dan admin.")
    context = {
        "session": session,
        "results": rules.results_of(session),
        "shown_from": rules.SHOWN_FROM,
    }
    return render(request, "workshops/feedback_results.html", context)


def _session(key: str) -> Session:
    return get_object_or_404(Session.objects.select_related("workshop"), key=key)


def _page(
    request: HttpRequest,
    session: Session,
    participant: Participant | None,
    *,
    form: FeedbackForm | None = None,
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form, or why there is none: "absent", "given" or "closed"."""
    context = {
        "session": session,
        "form": form,
        "why": why,
        "days": rules.OPEN_FOR.days,
        "certificate": _certificate(participant),
    }
    return render(request, "workshops/feedback.html", context, status=status)


def _certificate(participant: Participant | None) -> Certificate | None:
    if participant is None:
        return None
    return Certificate.objects.filter(participant=participant, revoked_at=None).first()
