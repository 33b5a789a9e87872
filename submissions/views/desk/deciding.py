"""Taking up, the four decisions, holding one, taking one back, reopening, place and hiding."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from submissions import transitions
from submissions.choices import DecisionKind
from submissions.forms import DecisionForm, RevisionForm
from submissions.forms.scores import ScoreForm
from submissions.models import Idea
from submissions.services.deciding import decide_idea
from submissions.services.holding import HeldByOtherError, hold_decision
from submissions.services.notes import notes_of
from submissions.services.scoring import ScoreError, rubric_of
from submissions.transitions import UNDO_SECONDS
from submissions.views.desk.nav import (
    Walk,
    desk_idea,
    offer_undo,
    taken_offer,
    to_idea,
)
from submissions.views.desk.page import NOTED, render_page
from submissions.views.fetch import get_idea

CHANGED = "Status sudah berubah menjadi {status} saat Anda membaca. Tidak ada yang diubah."
NAMES = {
    DecisionKind.REVISION: "revision_form",
    DecisionKind.APPROVE: "approve_form",
    DecisionKind.DEFER: "defer_form",
    DecisionKind.REJECT: "reject_form",
}
DONE = {
    DecisionKind.REVISION: "Perbaikan {code} diminta.",
    DecisionKind.APPROVE: "{code} disetujui.",
    DecisionKind.DEFER: "{code} ditunda.",
    DecisionKind.REJECT: "{code} ditolak.",
}


def run(
    request: HttpRequest, idea: Idea, act: Callable[[], object], then: Callable[[], HttpResponse]
) -> HttpResponse:
    """One act; the second of two reviewers is told what the first decided."""
    try:
        act()
    except transitions.TransitionError as error:
        messages.error(request, CHANGED.format(status=error.idea.get_status_display()))
        return render_page(request, get_idea(request, idea.address), status=409)
    except transitions.NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    return then()


@require_POST
def review_take_up(request: HttpRequest, address: str) -> HttpResponse:
    """ "Mulai tinjau": from now on everyone may read the idea."""
    idea = desk_idea(request, address)

    def then() -> HttpResponse:
        messages.success(request, f"Tinjauan {idea.code} dimulai. Gagasan kini tampil untuk umum.")
        return to_idea(request, address)

    return run(request, idea, lambda: transitions.take_up_idea(idea, actor=request.user), then)


@require_POST
def review_ask_revision(request: HttpRequest, address: str) -> HttpResponse:
    return _decide(request, address, DecisionKind.REVISION)


@require_POST
def review_approve(request: HttpRequest, address: str) -> HttpResponse:
    return _decide(request, address, DecisionKind.APPROVE)


@require_POST
def review_defer(request: HttpRequest, address: str) -> HttpResponse:
    return _decide(request, address, DecisionKind.DEFER)


@require_POST
def review_reject(request: HttpRequest, address: str) -> HttpResponse:
    return _decide(request, address, DecisionKind.REJECT)


def _decide(request: HttpRequest, address: str, kind: DecisionKind) -> HttpResponse:
    """Scores sent along are stored with the decision; then the next idea opens."""
    idea = desk_idea(request, address)
    form = _form(request, idea, kind)
    scores = ScoreForm(request.POST, rubric=rubric_of(idea.programme))
    if not (form.is_valid() & scores.is_valid()):
        bound = {NAMES[kind]: form, "score_form": scores}
        return render_page(request, idea, bound=bound, status=422)
    walk, act = Walk(request, idea), hold_decision if "tahan" in request.POST else decide_idea
    try:
        return run(
            request,
            idea,
            lambda: act(idea, actor=request.user, verdict=form.verdict(), scores=scores.scores()),
            lambda: _decided(request, walk, kind),
        )
    except (ScoreError, HeldByOtherError) as error:
        messages.error(request, _refusal(error))
        return render_page(request, idea, bound={NAMES[kind]: form}, status=422)


def _form(request: HttpRequest, idea: Idea, kind: DecisionKind) -> RevisionForm | DecisionForm:
    if kind == DecisionKind.REVISION:
        return RevisionForm(_revision_words(request, idea), today=timezone.localdate())
    return DecisionForm(request.POST, kind=kind)


def _revision_words(request: HttpRequest, idea: Idea) -> QueryDict:
    """The form as sent, with the notes that are kept where it holds none (the panel shows none).

    The quick button asks for no words of its own beside the notes.
    """
    data = request.POST.copy()
    pending = notes_of(idea, request.user)
    for field, text in pending.items():
        if not data.get(f"revision-note_{field}", "").strip():
            data[f"revision-note_{field}"] = text
    if "cepat" in data and pending and not data.get("revision-reason", "").strip():
        data["revision-reason"] = NOTED
    return data


def _decided(request: HttpRequest, walk: Walk, kind: DecisionKind) -> HttpResponse:
    code = walk.idea.code
    if "tahan" in request.POST:
        messages.success(request, f"Keputusan {code} ditahan. Pengusul belum diberi tahu.")
    else:
        text, address = DONE[kind].format(code=code), walk.idea.address
        offer_undo(request, text=text, seconds=UNDO_SECONDS, kind="decision", address=address)
    return walk.on()


def _refusal(error: Exception) -> str:
    if isinstance(error, HeldByOtherError):
        name = error.held.reviewer.display_name
        return f"{name} sudah menahan keputusan untuk gagasan ini. Tidak ada yang diubah."
    return str(error)


@require_POST
def review_undo(request: HttpRequest, address: str) -> HttpResponse:
    """Take the own last decision back while its seconds run."""
    idea = desk_idea(request, address)
    taken_offer(request, "decision")
    try:
        transitions.undo_decision(idea, actor=request.user)
    except transitions.TransitionError:
        messages.error(
            request,
            f"Waktu untuk mengurungkan sudah lewat. Keputusan {idea.code} tetap berlaku.",
        )
    except transitions.NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    else:
        messages.success(request, f"Keputusan {idea.code} diurungkan. Pengusul tidak diberi tahu.")
    return to_idea(request, address)


@require_POST
def review_reopen(request: HttpRequest, address: str) -> HttpResponse:
    """Back into review, by an admin with a reason."""
    idea = desk_idea(request, address)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:2000]
    if not reason:
        messages.error(request, "Tulis alasan membuka kembali.")
        return render_page(request, idea, status=422)

    def then() -> HttpResponse:
        messages.success(request, f"Gagasan {idea.code} ditinjau kembali.")
        return to_idea(request, address)

    return run(
        request,
        idea,
        lambda: transitions.reopen_idea(idea, actor=request.user, reason=reason),
        then,
    )
