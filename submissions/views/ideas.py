"""Reading ideas: the list and one idea's page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dimensions.models import Dimension
from submissions.choices import DecisionKind, IdeaStatus
from submissions.compare import answers_to_request
from submissions.families import leads_elsewhere, may_see_original, merged_family
from submissions.forms.talk import CommentForm
from submissions.models import Idea
from submissions.parts import parts_of
from submissions.permissions import IdeaPermissions, may_review
from submissions.reading import is_own_side, is_writer, version_for
from submissions.story import story_of
from submissions.thread import thread_of
from submissions.views.fetch import get_idea

PAGE_SIZE = 24
# In the session: a comment that waits while its writer signs in again.
UNSENT_COMMENT = "unsent_comment"
SORTS = {"terbaru": "Terbaru", "terlama": "Terlama"}
# Shown as chips, in the order of an idea's way. Rejected ones appear on demand.
CHIPS = (
    IdeaStatus.APPROVED,
    IdeaStatus.IN_REVIEW,
    IdeaStatus.SUBMITTED,
    IdeaStatus.NEEDS_REVISION,
    IdeaStatus.DEFERRED,
    IdeaStatus.MERGED,
    IdeaStatus.REJECTED,
)


@require_safe
@login_not_required
def idea_list(request: HttpRequest) -> HttpResponse:
    """All ideas the reader may see; filters and search stand in the address."""
    listing = list_ideas(request)
    listing["dimensions"] = Dimension.objects.all()
    return render(request, "submissions/idea_list.html", listing)


def list_ideas(request: HttpRequest, dimension: Dimension | None = None) -> dict:
    """Of a filtered list: ``page``, ``chips``, ``words``, ``status``, ``sort``, ``code``."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    status, code = request.GET.get("status", ""), request.GET.get("dimensi", "").upper()
    sort = request.GET.get("urut", "terbaru")
    ideas = Idea.objects.visible_to(request.user).listed()
    if dimension:
        ideas = ideas.filter(dimension=dimension)
    elif code.isascii() and code.isalpha():
        ideas = ideas.filter(dimension__code=code)
    ideas = ideas.search(words)
    counts = ideas.status_counts()
    chips = [(value, value.label, counts[value]) for value in CHIPS if counts.get(value)]
    rejected = counts.get(IdeaStatus.REJECTED, 0)
    hides = not status and not request.GET.get("ditolak")
    if status in set(CHIPS):
        ideas = ideas.filter(status=status)
    elif hides:
        ideas = ideas.exclude(status=IdeaStatus.REJECTED)
    shown = sum(counts.values()) - (rejected if hides else 0)
    ideas = ideas.oldest_first() if sort == "terlama" else ideas.newest_first()
    # The counts are known already, so the paginator need not ask again.
    paginator = Paginator(ideas.for_cards(), PAGE_SIZE)
    paginator.count = counts.get(status, 0) if status in set(CHIPS) else shown
    return {
        "page": paginator.get_page(request.GET.get("hal")),
        "total": sum(counts.values()) if not hides else shown,
        "hidden_rejected": rejected if hides else 0,
        "chips": chips,
        "words": words,
        "status": status,
        "code": code,
        "sort": sort if sort in SORTS else "terbaru",
        "sorts": SORTS,
    }


@require_safe
@login_not_required
def idea_detail(request: HttpRequest, address: str) -> HttpResponse:
    """One idea as this reader sees it; a draft's old address leads to its code."""
    idea = get_idea(request, address)
    if idea.address != address:
        return redirect(idea)
    asks_original = "asli" in request.GET and may_see_original(idea, request.user)
    if not asks_original and leads_elsewhere(idea, request.user):
        return redirect(f"{idea.merged_into.get_absolute_url()}?dari={idea.address}")
    return render_idea(request, idea)


def render_idea(
    request: HttpRequest, idea: Idea, *, composer: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one idea; ``composer`` holds a comment that was refused, with its text."""
    user = request.user
    version = version_for(user, idea)
    # What was decided last, while it still holds; a revision request also while it is answered.
    decision = idea.decision if idea.decision_id and version else None
    asks = decision is not None and decision.kind == DecisionKind.REVISION
    holds = decision is not None and decision.kind == idea.status
    allowed, family = IdeaPermissions.of(user, idea), merged_family(idea, user)
    context: dict[str, Any] = {
        "idea": idea,
        "version": version,
        "parts": parts_of(version) if version else None,
        "allowed": allowed,
        "is_writer": is_writer(user, idea),
        "is_own_side": is_own_side(user, idea),
        "on_desk": may_review(user),
        "decision": decision if holds else None,
        "notes": {note.field: note for note in decision.notes.all()} if asks else {},
        "story": story_of(idea),
        "family": family,
        "arrived": family.code_of(request.GET.get("dari", "")),
    }
    if asks and context["is_writer"]:
        context["changes"] = answers_to_request(idea, version)
    if version and idea.code:
        context["thread"] = thread_of(idea, user, allowed, page=thread_page(request))
        context["composer"] = composer or new_composer(request, idea)
    return render(request, "submissions/idea_detail.html", context, status=status)


def thread_page(request: HttpRequest) -> int | None:
    """Which page of the discussion is asked for; None: the one with the newest."""
    page = request.GET.get("tanggapan", "")
    return int(page) if page.isdecimal() and len(page) < 7 else None


def new_composer(
    request: HttpRequest, idea: Idea, *, auto_id: str = "comment-%s", page: int | None = None
) -> CommentForm:
    """An empty box for a comment, or with what was sent after the session had ended."""
    unsent = request.session.get(UNSENT_COMMENT)
    if not request.user.is_authenticated or not unsent or unsent["idea"] != idea.address:
        return CommentForm(auto_id=auto_id, page=page)
    del request.session[UNSENT_COMMENT]
    return CommentForm(auto_id=auto_id, page=page, initial={"text": unsent["text"]})
