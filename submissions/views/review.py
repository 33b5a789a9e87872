"""The review desk: the queue, one idea, and what a reviewer may decide."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dimensions.calendar import add_working_days
from dimensions.models import Dimension, Holiday
from submissions import services, transitions
from submissions.choices import DecisionKind, IdeaStatus
from submissions.forms import DecisionForm, MoveForm, RevisionForm
from submissions.models import Idea
from submissions.permissions import IdeaPermissions, may_review
from submissions.reading import is_own_side
from submissions.story import story_of
from submissions.views.fetch import get_idea
from submissions.views.ideas import parts_of

PAGE_SIZE = 50
QUEUES = {
    "giliran": ("Perlu ditinjau", (IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW)),
    "perbaikan": ("Menunggu perbaikan", (IdeaStatus.NEEDS_REVISION,)),
    "selesai": (
        "Sudah diputus",
        (IdeaStatus.APPROVED, IdeaStatus.DEFERRED, IdeaStatus.REJECTED, IdeaStatus.MERGED),
    ),
}
CHANGED = "Status sudah berubah menjadi {status} saat Anda membaca. Tidak ada yang diubah."


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Ideas by queue, oldest first; own-side ideas are shown as such and cannot be decided."""
    if not may_review(request.user):
        raise PermissionDenied("reviewer")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    code = request.GET.get("dimensi", "").upper()
    queue = request.GET.get("antrean", "giliran")
    queue = queue if queue in QUEUES else "giliran"
    ideas = Idea.objects.visible_to(request.user).filter(is_hidden=False).search(words)
    if code.isascii() and code.isalpha():
        ideas = ideas.filter(dimension__code=code)
    counts = ideas.status_counts()
    totals = {key: sum(counts.get(s, 0) for s in statuses) for key, (_, statuses) in QUEUES.items()}
    rows = ideas.filter(status__in=QUEUES[queue][1]).oldest_first().for_list()
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = totals[queue]
    return render(
        request,
        "submissions/review_list.html",
        {
            "page": paginator.get_page(request.GET.get("hal")),
            "queues": [(key, label, totals[key]) for key, (label, _) in QUEUES.items()],
            "queue": queue,
            "words": words,
            "code": code,
            "dimensions": Dimension.objects.all(),
        },
    )


@require_safe
def review_detail(request: HttpRequest, address: str) -> HttpResponse:
    """The handed-in version and, where allowed, the forms to decide."""
    return _render_detail(request, _desk_idea(request, address))


def _desk_idea(request: HttpRequest, address: str) -> Idea:
    if not may_review(request.user):
        raise PermissionDenied("reviewer")
    return get_idea(request, address)


def _render_detail(
    request: HttpRequest, idea: Idea, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    forms = _forms(idea) | (bound or {})
    version = idea.current_version
    notes = {note.field: note for note in idea.decision.notes.all()} if idea.decision else {}
    context = {
        "idea": idea,
        "version": version,
        "parts": parts_of(version) if version else None,
        "allowed": IdeaPermissions.of(request.user, idea),
        "is_own_side": is_own_side(request.user, idea),
        "story": story_of(idea),
        "notes": notes,
        "opened": next(iter(bound or {}), ""),
        **forms,
    }
    return render(request, "submissions/review_detail.html", context, status=status)


def _forms(idea: Idea) -> dict[str, Form]:
    today = timezone.localdate()
    days_off = set(Holiday.objects.values_list("on", flat=True))
    due = add_working_days(today, idea.programme.revision_days, days_off=days_off)
    return {
        "revision_form": RevisionForm(today=today, initial={"due_on": due}),
        "approve_form": DecisionForm(kind=DecisionKind.APPROVE),
        "defer_form": DecisionForm(kind=DecisionKind.DEFER),
        "reject_form": DecisionForm(kind=DecisionKind.REJECT),
        "move_form": MoveForm(
            initial={"dimension": idea.dimension_id, "subdimension": idea.subdimension_id},
            prefix="move",
        ),
    }


def _act(request: HttpRequest, idea: Idea, act: Callable[[], object], done: str) -> HttpResponse:
    """Run one move and say what became of it; the second of two is told what the first decided."""
    try:
        act()
    except transitions.TransitionError as error:
        messages.error(request, CHANGED.format(status=error.idea.get_status_display()))
        return _render_detail(request, get_idea(request, idea.address), status=409)
    except transitions.NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    messages.success(request, done.format(code=idea.code))
    return redirect("submissions:review_detail", idea.address)


@require_POST
def review_take_up(request: HttpRequest, address: str) -> HttpResponse:
    """ "Mulai tinjau": from now on everyone may read the idea."""
    idea = _desk_idea(request, address)
    return _act(
        request,
        idea,
        lambda: transitions.take_up_idea(idea, actor=request.user),
        "Tinjauan {code} dimulai. Gagasan kini tampil untuk umum.",
    )


@require_POST
def review_ask_revision(request: HttpRequest, address: str) -> HttpResponse:
    idea = _desk_idea(request, address)
    form = RevisionForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _render_detail(request, idea, bound={"revision_form": form}, status=422)
    return _act(
        request,
        idea,
        lambda: transitions.ask_revision(
            idea,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            due_on=form.cleaned_data["due_on"],
            notes=form.notes(),
        ),
        "Perbaikan {code} diminta. Pengusul diberi tahu.",
    )


@require_POST
def review_approve(request: HttpRequest, address: str) -> HttpResponse:
    idea = _desk_idea(request, address)
    form = DecisionForm(request.POST, kind=DecisionKind.APPROVE)
    if not form.is_valid():
        return _render_detail(request, idea, bound={"approve_form": form}, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        idea,
        lambda: transitions.approve_idea(idea, actor=request.user, reason=reason),
        "Gagasan {code} disetujui.",
    )


@require_POST
def review_defer(request: HttpRequest, address: str) -> HttpResponse:
    return _decide_against(
        request, address, DecisionKind.DEFER, transitions.defer_idea, "defer_form"
    )


@require_POST
def review_reject(request: HttpRequest, address: str) -> HttpResponse:
    return _decide_against(
        request, address, DecisionKind.REJECT, transitions.reject_idea, "reject_form"
    )


def _decide_against(
    request: HttpRequest, address: str, kind: DecisionKind, move: Callable[..., Idea], name: str
) -> HttpResponse:
    idea = _desk_idea(request, address)
    form = DecisionForm(request.POST, kind=kind)
    if not form.is_valid():
        return _render_detail(request, idea, bound={name: form}, status=422)
    data = form.cleaned_data
    done = "Gagasan {code} ditunda." if kind == DecisionKind.DEFER else "Gagasan {code} ditolak."
    return _act(
        request,
        idea,
        lambda: move(
            idea, actor=request.user, reason_code=data["reason_code"], reason=data["reason"]
        ),
        done,
    )


@require_POST
def review_reopen(request: HttpRequest, address: str) -> HttpResponse:
    """Back into review, by an admin with a reason."""
    idea = _desk_idea(request, address)
    reason = request.POST.get("reason", "").strip()[:2000]
    if not reason:
        messages.error(request, "Tulis alasan membuka kembali.")
        return _render_detail(request, idea, status=422)
    return _act(
        request,
        idea,
        lambda: transitions.reopen_idea(idea, actor=request.user, reason=reason),
        "Gagasan {code} ditinjau kembali.",
    )


@require_POST
def review_move(request: HttpRequest, address: str) -> HttpResponse:
    """Another dimension; the code stays."""
    idea = _desk_idea(request, address)
    form = MoveForm(request.POST, prefix="move")
    if not form.is_valid():
        return _render_detail(request, idea, bound={"move_form": form}, status=422)
    return _act(
        request,
        idea,
        lambda: services.move_idea(idea, actor=request.user, **form.cleaned_data),
        "Gagasan {code} dipindahkan.",
    )


@require_POST
def review_hide(request: HttpRequest, address: str) -> HttpResponse:
    """Take a text from the public pages, or bring it back; by an admin, with a reason."""
    idea = _desk_idea(request, address)
    is_hidden, reason = (
        request.POST.get("hidden") == "1",
        request.POST.get("reason", "").strip()[:300],
    )
    if is_hidden and not reason:
        messages.error(request, "Tulis alasan menyembunyikan.")
        return _render_detail(request, idea, status=422)
    return _act(
        request,
        idea,
        lambda: services.hide_idea(idea, actor=request.user, is_hidden=is_hidden, reason=reason),
        "Gagasan {code} disembunyikan." if is_hidden else "Gagasan {code} ditampilkan lagi.",
    )
