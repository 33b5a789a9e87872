"""What one row of the queue says beside the idea itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from dimensions.calendar import count_working_days
from dimensions.models import Holiday
from submissions.choices import IdeaStatus
from submissions.models import Idea, Review
from submissions.services.scoring import WIDE_SPREAD
from tobasmart.ui.formats import MONTHS

_TIE = "\N{NO-BREAK SPACE}"  # keeps a row of the queue to two lines
_PROMISED = (IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.NEEDS_REVISION)


@dataclass(frozen=True)
class Row:
    idea: Idea
    due: str
    is_late: bool
    reviewed: str
    abstained: int
    is_mine_done: bool
    shows_scores: bool
    is_wide: bool  # the totals lie far apart
    is_ticked: bool
    is_open: bool  # in the panel


def rows_of(
    ideas: Iterable[Idea], user: User, *, ticked: Collection[str] = (), opened: str = ""
) -> list[Row]:
    """Rows in the order given; two queries, however many. ``ticked`` and ``opened`` are codes."""
    ideas = list(ideas)
    days_off = set(Holiday.objects.values_list("on", flat=True))
    reviews: dict[int, list[Review]] = {}
    current = [idea.current_version_id for idea in ideas]
    given = Review.objects.filter(version__in=current).order_by()
    for review in given.only("version_id", "reviewer_id", "is_abstained"):
        reviews.setdefault(review.version_id, []).append(review)
    return [
        _row(
            idea,
            user,
            reviews.get(idea.current_version_id, []),
            days_off,
            is_ticked=idea.code in ticked,
            is_open=idea.code == opened,
        )
        for idea in ideas
    ]


def due_words(idea: Idea, days_off: set[date]) -> tuple[str, bool]:
    """``Tenggat 3 Des`` or ``Terlambat 2 hari kerja``, and whether it is late."""
    day = idea.step_due_on
    if day is None or idea.status not in _PROMISED:
        return "", False
    late = count_working_days(day, timezone.localdate(), days_off=days_off)
    if idea.is_late:
        return (f"Terlambat {late}{_TIE}hari{_TIE}kerja" if late else "Lewat tenggat"), True
    return f"Tenggat{_TIE}{day.day}{_TIE}{MONTHS[day.month - 1][:3]}", False


def reviewed_words(idea: Idea) -> str:
    """``2/4 dinilai``; without assignments only how many did."""
    if idea.assigned_count:
        return f"{idea.reviewed_count}/{idea.assigned_count} dinilai"
    return f"{idea.reviewed_count} dinilai" if idea.reviewed_count else "belum dinilai"


def may_see_scores(user: User, *, has_scored: bool, may_score: bool, is_own_side: bool) -> bool:
    """Others' scores only after the own, so that nobody follows the first. An admin sees them
    unless they are to score themselves."""
    return not is_own_side and (has_scored or (user.is_admin and not may_score))


def _row(idea: Idea, user: User, reviews: list[Review], days_off: set[date], **marks: bool) -> Row:
    due, is_late = due_words(idea, days_off)
    done = any(review.reviewer_id == user.pk for review in reviews)
    sees = may_see_scores(
        user,
        has_scored=done,
        may_score=user.has_role(Role.REVIEWER) and idea.status == IdeaStatus.IN_REVIEW,
        is_own_side=idea.is_own,
    )
    return Row(
        idea=idea,
        due=due,
        is_late=is_late,
        reviewed=reviewed_words(idea),
        abstained=sum(review.is_abstained for review in reviews),
        is_mine_done=done,
        shows_scores=sees and idea.score_mean is not None,
        is_wide=sees and idea.score_spread is not None and idea.score_spread >= WIDE_SPREAD,
        **marks,
    )
