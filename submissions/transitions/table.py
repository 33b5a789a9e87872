"""The table of moves, and the steps every move shares."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from dimensions.calendar import add_working_days
from dimensions.models import Holiday
from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.querysets import UNREAD
from tobasmart.audit.services import record

S = IdeaStatus
# A status without an entry is final. APPROVED -> SUBMITTED hands in the next version; the moves
# of a decided idea back to IN_REVIEW are a decider's undo and, later, an admin's reopening; a
# merged idea goes back to what it was.
ALLOWED: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.IN_REVIEW, S.WITHDRAWN, S.MERGED}),
    S.IN_REVIEW: frozenset(
        {S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED, S.WITHDRAWN, S.MERGED}
    ),
    S.NEEDS_REVISION: frozenset({S.SUBMITTED, S.WITHDRAWN, S.MERGED, S.IN_REVIEW}),
    S.APPROVED: frozenset({S.SUBMITTED, S.WITHDRAWN, S.MERGED, S.IN_REVIEW}),
    S.DEFERRED: frozenset({S.IN_REVIEW, S.MERGED}),
    S.REJECTED: frozenset({S.IN_REVIEW, S.MERGED}),
    S.MERGED: frozenset(
        {S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED}
    ),
}
_FIELDS = [
    "status", "code", "dimension", "subdimension", "draft_version", "current_version",
    "approved_version", "decision", "merged_into", "revision", "revision_due_on", "step_due_on",
    "submitted_at", "taken_up_at", "decided_at", "updated_at", "reviewed_count", "score_mean",
    "score_spread",
]  # fmt: skip


class TransitionError(Exception):
    """The idea is not in a status this move may start from; ``idea`` is as it is now."""

    def __init__(self, idea: Idea, target: str) -> None:
        super().__init__(f"{idea.status} -> {target}")
        self.idea = idea


class NotAllowedError(Exception):
    """The person lost the right, or never had it, at the moment of the move."""


class IncompleteError(Exception):
    """What a submission asks for is missing; ``fields`` names it."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def locked(idea: Idea) -> Idea:
    """The row as it is now, locked until the transaction ends; readers' joins stay unlocked."""
    return (
        Idea.objects.select_for_update(of=("self",))
        .select_related(
            "author__organisation",
            "draft_version__dimension",
            "current_version",
            "dimension",
            "programme",
        )
        .defer(*UNREAD)
        .prefetch_related("co_authors")
        .get(pk=idea.pk)
    )


def check(idea: Idea, target: str, *, allowed: bool, source: str | None = None) -> None:
    """Status first: who comes second is told that somebody was faster, not that they may not."""
    known = target in ALLOWED.get(idea.status, frozenset())
    if not known or (source and idea.status != source):
        raise TransitionError(idea, target)
    if not allowed:
        raise NotAllowedError(target)


def finish(
    idea: Idea, target: IdeaStatus, *, actor: User | None, action: str = "", **data: Any
) -> Idea:
    """Set the status and the day the new step is promised for, save, leave one audit entry."""
    source, idea.status = idea.status, target
    idea.step_due_on = _promised_day(idea)
    idea.save(update_fields=_FIELDS)
    record(
        actor=actor,
        action=action or f"idea.{target}",
        target=idea,
        source=source,
        to=target,
        **data,
    )
    return idea


def _promised_day(idea: Idea) -> date | None:
    """Working days are the programme's promise, counted from today (settled, years)."""
    days = {
        S.SUBMITTED: idea.programme.take_up_days,
        S.IN_REVIEW: idea.programme.decision_days,
    }.get(S(idea.status))
    if days is None:
        return idea.revision_due_on if idea.status == S.NEEDS_REVISION else None
    days_off = set(Holiday.objects.values_list("on", flat=True))
    return add_working_days(timezone.localdate(), days, days_off=days_off)
