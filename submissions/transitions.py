"""The only code that changes ``Idea.status`` and freezes versions.

Each move: row locked, move checked, saved, one audit entry, mail rows, all in one transaction.
Chart: docs/workflow.md.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.choices import DecisionKind, IdeaStatus
from submissions.models import CodeCounter, Decision, FieldNote, Idea, IdeaVersion
from submissions.permissions import IdeaPermissions
from tobasmart.audit.services import record

S = IdeaStatus
# A status without an entry is final. APPROVED -> SUBMITTED hands in the next version.
ALLOWED: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.IN_REVIEW, S.WITHDRAWN}),
    S.IN_REVIEW: frozenset({S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED, S.WITHDRAWN}),
    S.NEEDS_REVISION: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.DEFERRED: frozenset({S.IN_REVIEW}),
    S.REJECTED: frozenset({S.IN_REVIEW}),
}
_FIELDS = [
    "status", "code", "dimension", "subdimension", "draft_version", "current_version",
    "approved_version", "decision", "revision", "revision_due_on", "submitted_at", "taken_up_at",
    "decided_at", "updated_at",
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


@transaction.atomic
def submit_idea(idea: Idea, *, actor: User, key: uuid.UUID | None = None) -> Idea:
    """Freeze the version in writing, give the code at the first time, and hand the idea in.

    ``key`` names one click on "Kirim": the same key again returns the idea unchanged. Raises
    ``IncompleteError`` when title, dimension, problem or solution is missing.
    """
    idea = _locked(idea)
    if key and idea.current_version and idea.current_version.submission_key == key:
        return idea
    _check(idea, S.SUBMITTED, allowed=IdeaPermissions.of(actor, idea).submit)
    version = idea.draft_version
    if version is None:
        raise TransitionError(idea, S.SUBMITTED)
    missing = [
        name for name in ("title", "dimension", "problem", "solution") if not getattr(version, name)
    ]
    if missing:
        raise IncompleteError(missing)
    if idea.approved_version_id is None:
        idea.dimension, idea.subdimension = version.dimension, version.subdimension
    if idea.code is None:
        idea.code = _next_code(idea)
    _freeze(version, key)
    idea.draft_version, idea.current_version = None, version
    idea.submitted_at, idea.revision_due_on = timezone.now(), None
    _finish(idea, S.SUBMITTED, actor=actor, version=version.number)
    emails.idea_submitted(idea)
    return idea


@transaction.atomic
def take_up_idea(idea: Idea, *, actor: User) -> Idea:
    """A reviewer begins: from here on everyone may read the idea. Never called by a GET."""
    idea = _locked(idea)
    _check(idea, S.IN_REVIEW, allowed=IdeaPermissions.of(actor, idea).take_up, source=S.SUBMITTED)
    idea.taken_up_at = timezone.now()
    return _finish(idea, S.IN_REVIEW, actor=actor)


@transaction.atomic
def ask_revision(
    idea: Idea, *, actor: User, reason: str, due_on: date, notes: Mapping[str, str] = {}
) -> Idea:
    """Send the idea back with a reason, field notes, and a day. The author writes a new version."""
    idea = _locked(idea)
    _check(idea, S.NEEDS_REVISION, allowed=IdeaPermissions.of(actor, idea).decide)
    decision = _decide(idea, DecisionKind.REVISION, actor=actor, reason=reason, due_on=due_on)
    FieldNote.objects.bulk_create(
        FieldNote(decision=decision, field=field, text=text)
        for field, text in sorted(notes.items())
        if text
    )
    idea.revision_due_on = due_on
    _finish(idea, S.NEEDS_REVISION, actor=actor, reason=reason, due_on=due_on.isoformat())
    emails.idea_decided(idea, decision)
    return idea


@transaction.atomic
def approve_idea(idea: Idea, *, actor: User, reason: str = "") -> Idea:
    """The version handed in last comes into force: the book prints it from now on."""
    idea = _locked(idea)
    _check(idea, S.APPROVED, allowed=IdeaPermissions.of(actor, idea).decide)
    decision = _decide(idea, DecisionKind.APPROVE, actor=actor, reason=reason)
    version = decision.version
    if idea.approved_version_id and version.dimension_id:
        idea.dimension, idea.subdimension = version.dimension, version.subdimension
    idea.approved_version = version
    _finish(idea, S.APPROVED, actor=actor, version=version.number, reason=reason)
    emails.idea_decided(idea, decision)
    return idea


def defer_idea(idea: Idea, *, actor: User, reason_code: str, reason: str) -> Idea:
    """Put off with a public reason."""
    return _decide_against(
        idea, DecisionKind.DEFER, actor=actor, reason_code=reason_code, reason=reason
    )


def reject_idea(idea: Idea, *, actor: User, reason_code: str, reason: str) -> Idea:
    """Turn down with a public reason. A version approved earlier stays in force."""
    return _decide_against(
        idea, DecisionKind.REJECT, actor=actor, reason_code=reason_code, reason=reason
    )


@transaction.atomic
def reopen_idea(idea: Idea, *, actor: User, reason: str) -> Idea:
    """Take a deferred or rejected idea back into review."""
    idea = _locked(idea)
    _check(idea, S.IN_REVIEW, allowed=IdeaPermissions.of(actor, idea).reopen)
    idea.decided_at = None
    return _finish(idea, S.IN_REVIEW, actor=actor, action="idea.reopened", reason=reason)


@transaction.atomic
def withdraw_idea(idea: Idea, *, actor: User, reason: str = "") -> Idea:
    """Take the idea out; what was in force is no longer. Its page stays as a stub."""
    idea = _locked(idea)
    _check(idea, S.WITHDRAWN, allowed=IdeaPermissions.of(actor, idea).withdraw)
    idea.approved_version = None
    return _finish(idea, S.WITHDRAWN, actor=actor, reason=reason)


@transaction.atomic
def _decide_against(
    idea: Idea, kind: DecisionKind, *, actor: User, reason_code: str, reason: str
) -> Idea:
    idea = _locked(idea)
    _check(idea, kind.value, allowed=IdeaPermissions.of(actor, idea).decide)
    decision = _decide(idea, kind, actor=actor, reason_code=reason_code, reason=reason)
    _finish(idea, S(kind.value), actor=actor, reason_code=reason_code, reason=reason)
    emails.idea_decided(idea, decision)
    return idea


def _locked(idea: Idea) -> Idea:
    """The row as it is now, locked until the transaction ends; readers' joins stay unlocked."""
    return (
        Idea.objects.select_for_update(of=("self",))
        .select_related("author__organisation", "draft_version", "current_version", "dimension")
        .get(pk=idea.pk)
    )


def _check(idea: Idea, target: str, *, allowed: bool, source: str | None = None) -> None:
    """Status first: who comes second is told that somebody was faster, not that they may not."""
    known = target in ALLOWED.get(idea.status, frozenset())
    if not known or (source and idea.status != source):
        raise TransitionError(idea, target)
    if not allowed:
        raise NotAllowedError(target)


def _decide(idea: Idea, kind: DecisionKind, *, actor: User, **fields: Any) -> Decision:
    # current_version is there since the idea was handed in.
    idea.decision = Decision.objects.create(  # type: ignore[misc]
        idea=idea, version=idea.current_version, kind=kind, actor=actor, **fields
    )
    idea.decided_at = idea.decision.made_at
    return idea.decision


def _finish(idea: Idea, target: IdeaStatus, *, actor: User, action: str = "", **data: Any) -> Idea:
    source, idea.status = idea.status, target
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


def _freeze(version: IdeaVersion, key: uuid.UUID | None) -> None:
    version.frozen_at, version.submission_key = timezone.now(), key
    version.save(update_fields=["frozen_at", "submission_key"])


def _next_code(idea: Idea) -> str:
    """``ENV-014``: the next number of the dimension. The counter row stays locked until commit."""
    CodeCounter.objects.get_or_create(dimension=idea.dimension)
    counter = CodeCounter.objects.select_for_update().get(dimension=idea.dimension)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    code = idea.dimension.code  # type: ignore[union-attr]  # get_or_create refuses None
    return f"{code}-{counter.last_number:03d}"
