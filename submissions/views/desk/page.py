"""One idea on the desk: what the panel and the page of a review show."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dimensions.calendar import add_working_days
from dimensions.models import Holiday
from submissions.choices import DecisionKind, IdeaField
from submissions.compare import answers_to_request
from submissions.families import merged_family
from submissions.forms import DecisionForm, RevisionForm
from submissions.forms.scores import ScoreForm
from submissions.models import HeldDecision, Idea, Review
from submissions.parts import estimate_text, parts_of
from submissions.permissions import IdeaPermissions
from submissions.reading import is_own_side
from submissions.services.notes import notes_of
from submissions.services.scoring import WIDE_SPREAD, rubric_of
from submissions.views.desk.nav import KEYS, place_of, undo_offer
from submissions.views.desk.rows import due_words, may_see_scores, reviewed_words

Bound = Mapping[str, Form]
NOTED = "Mohon perbaiki bagian yang diberi catatan."


def render_page(
    request: HttpRequest,
    idea: Idea,
    *,
    bound: Bound | None = None,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one idea on the desk, with forms that were refused and their words kept."""
    context = judging(request, idea, bound=bound)
    version = idea.current_version
    context |= {
        "parts": parts_of(version) if version else None,
        "undo": undo_offer(request),
        "changes": answers_to_request(idea, version),
        "family": merged_family(idea, request.user),
        "is_full": True,
        **(more or {}),
    }
    return render(request, "submissions/review_detail.html", context, status=status)


def panel(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """What the panel beside the queue shows: less text, the same forms."""
    context = judging(request, idea)
    version = idea.current_version
    if version:
        context["estimate"] = estimate_text(version)
        context["total"] = version.budgets.aggregate(total=Sum("amount_idr"))["total"]
    return context


def judging(request: HttpRequest, idea: Idea, *, bound: Bound | None = None) -> dict[str, Any]:
    """Everything around the decision on one idea."""
    user, version = request.user, idea.current_version
    allowed = IdeaPermissions.of(user, idea)
    days_off = set(Holiday.objects.values_list("on", flat=True))
    pending = notes_of(idea, user) if allowed.decide else {}
    own_side = is_own_side(user, idea)
    due, is_late = due_words(idea, days_off)
    context: dict[str, Any] = {
        "idea": idea,
        "version": version,
        "allowed": allowed,
        "is_own_side": own_side,
        "asal": place_of(request).query(),
        "due": due,
        "is_late": is_late,
        "reviewed": reviewed_words(idea),
        "notes": _old_notes(idea),
        "pending": pending,
        "part_labels": dict(IdeaField.choices),
        "desk_keys": KEYS,
        "held": _held(idea),
    }
    context |= _opinions(user, idea, allowed=allowed, own_side=own_side)
    if allowed.decide:
        context |= _forms(idea, pending, days_off) | {
            "score_form": _score_form(idea, user, context["my_review"])
        }
    return context | dict(bound or {}) | {"bound": list(bound or {})}


def _old_notes(idea: Idea) -> dict[str, Any]:
    """The notes that asked for this version, to stand beside its text."""
    if idea.decision is None or idea.decision.kind != DecisionKind.REVISION:
        return {}
    return {note.field: note for note in idea.decision.notes.all()}


def _held(idea: Idea) -> HeldDecision | None:
    return HeldDecision.objects.filter(idea=idea).select_related("reviewer").first()


def _opinions(user: Any, idea: Idea, *, allowed: IdeaPermissions, own_side: bool) -> dict[str, Any]:
    """Scores of this version, as far as this person may see them, and those of the one before."""
    reviews = list(
        Review.objects.filter(idea=idea).select_related("reviewer", "version").order_by("pk")
    )
    current = [each for each in reviews if each.version_id == idea.current_version_id]
    mine = next((each for each in current if each.reviewer_id == user.pk), None)
    sees = may_see_scores(
        user, has_scored=mine is not None, may_score=allowed.decide, is_own_side=own_side
    )
    spread = idea.score_spread
    return {
        "my_review": mine,
        "sees_scores": sees,
        "opinions": current if sees else [],
        "is_wide": sees and spread is not None and spread >= WIDE_SPREAD,
        "earlier": [each for each in reviews if each not in current] if sees else [],
    }


def _score_form(idea: Idea, user: Any, mine: Review | None) -> ScoreForm:
    rubric = rubric_of(idea.programme, scored_by=user, version=idea.current_version)
    values = {criterion.code: criterion.given for criterion in rubric}
    return ScoreForm(rubric=rubric, initial=values | {"abstain": bool(mine and mine.is_abstained)})


def _forms(idea: Idea, pending: dict[str, str], days_off: set) -> dict[str, Form]:
    today = timezone.localdate()
    due = add_working_days(today, idea.programme.revision_days, days_off=days_off)
    initial = {f"note_{field}": text for field, text in pending.items()}
    reason = NOTED if pending else ""
    return {
        "revision_form": RevisionForm(
            today=today, initial={"due_on": due, "reason": reason, **initial}
        ),
        "approve_form": DecisionForm(kind=DecisionKind.APPROVE),
        "defer_form": DecisionForm(kind=DecisionKind.DEFER),
        "reject_form": DecisionForm(kind=DecisionKind.REJECT),
    }
