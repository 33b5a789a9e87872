"""Moves of the review desk: taking up, the four decisions, their undo, reopening."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.choices import DecisionKind
from submissions.models import Decision, DecisionUndo, FieldNote, Idea, PendingNote
from submissions.permissions import IdeaPermissions
from submissions.transitions.table import S, TransitionError, check, finish, locked

# How long the decider may take a decision back; the mail waits as long (settled, section 2).
UNDO_SECONDS = 10
# The click is made within the ten seconds, the request may arrive a little later.
_UNDO_GRACE = timedelta(seconds=UNDO_SECONDS + 3)


@transaction.atomic
def take_up_idea(idea: Idea, *, actor: User) -> Idea:
    """A reviewer begins: from here on everyone may read the idea. Never called by a GET."""
    idea = locked(idea)
    check(idea, S.IN_REVIEW, allowed=IdeaPermissions.of(actor, idea).take_up, source=S.SUBMITTED)
    idea.taken_up_at = timezone.now()
    finish(idea, S.IN_REVIEW, actor=actor)
    emails.idea_taken_up(idea, actor=actor)
    return idea


@transaction.atomic
def ask_revision(
    idea: Idea, *, actor: User, reason: str, due_on: date, notes: Mapping[str, str] = {}
) -> Idea:
    """Send the idea back with a reason, field notes, and a day. The author writes a new version.

    The decider's pending notes on this version end with it: ``notes`` holds what goes out.
    """
    idea = locked(idea)
    _check_decision(idea, S.NEEDS_REVISION, actor)
    decision = _decide(idea, DecisionKind.REVISION, actor=actor, reason=reason, due_on=due_on)
    FieldNote.objects.bulk_create(
        FieldNote(decision=decision, field=field, text=text)
        for field, text in sorted(notes.items())
        if text
    )
    PendingNote.objects.filter(version=decision.version, author=actor).delete()
    idea.revision_due_on = due_on
    finish(idea, S.NEEDS_REVISION, actor=actor, reason=reason, due_on=due_on.isoformat())
    emails.idea_decided(idea, decision, not_before=_undo_ends())
    return idea


@transaction.atomic
def approve_idea(idea: Idea, *, actor: User, reason: str = "") -> Idea:
    """The version handed in last comes into force: the book prints it from now on."""
    idea = locked(idea)
    _check_decision(idea, S.APPROVED, actor)
    decision = _decide(idea, DecisionKind.APPROVE, actor=actor, reason=reason)
    version = decision.version
    if idea.approved_version_id and version.dimension_id:
        idea.dimension, idea.subdimension = version.dimension, version.subdimension
    idea.approved_version = version
    finish(idea, S.APPROVED, actor=actor, version=version.number, reason=reason)
    emails.idea_decided(idea, decision, not_before=_undo_ends())
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
def undo_decision(idea: Idea, *, actor: User) -> Idea:
    """The decider takes the last decision back: review goes on as before it, nobody is told.

    Raises ``TransitionError`` when there is no decision of the actor's, or its time is over.
    """
    idea = locked(idea)
    decision = idea.decision
    if (
        decision is None
        or idea.status != decision.kind
        or decision.actor_id != actor.pk
        or timezone.now() > decision.made_at + _UNDO_GRACE
    ):
        raise TransitionError(idea, S.IN_REVIEW)
    check(idea, S.IN_REVIEW, allowed=IdeaPermissions.of(actor, idea).undo)
    DecisionUndo.objects.create(decision=decision, actor=actor)
    _restore_pending_notes(decision)
    standing = idea.decisions.filter(undo=None)
    idea.decision = standing.first()
    if decision.kind == DecisionKind.APPROVE:
        before = standing.filter(kind=DecisionKind.APPROVE).first()
        idea.approved_version = before.version if before else None
    idea.revision_due_on, idea.decided_at = None, None
    finish(idea, S.IN_REVIEW, actor=actor, action="idea.decision_undone", decision=decision.kind)
    emails.decision_undone(decision)
    return idea


@transaction.atomic
def reopen_idea(idea: Idea, *, actor: User, reason: str) -> Idea:
    """Take a deferred or rejected idea back into review."""
    idea = locked(idea)
    check(idea, S.IN_REVIEW, allowed=IdeaPermissions.of(actor, idea).reopen)
    idea.decided_at = None
    finish(idea, S.IN_REVIEW, actor=actor, action="idea.reopened", reason=reason)
    emails.idea_taken_up(idea, actor=actor)
    return idea


@transaction.atomic
def _decide_against(
    idea: Idea, kind: DecisionKind, *, actor: User, reason_code: str, reason: str
) -> Idea:
    idea = locked(idea)
    _check_decision(idea, kind.value, actor)
    decision = _decide(idea, kind, actor=actor, reason_code=reason_code, reason=reason)
    finish(idea, S(kind.value), actor=actor, reason_code=reason_code, reason=reason)
    emails.idea_decided(idea, decision, not_before=_undo_ends())
    return idea


def _check_decision(idea: Idea, target: str, actor: User) -> None:
    check(idea, target, allowed=IdeaPermissions.of(actor, idea).decide, source=S.IN_REVIEW)


def _decide(idea: Idea, kind: DecisionKind, *, actor: User, **fields: Any) -> Decision:
    # current_version is there since the idea was handed in.
    idea.decision = Decision.objects.create(  # type: ignore[misc]
        idea=idea, version=idea.current_version, kind=kind, actor=actor, **fields
    )
    idea.decided_at = idea.decision.made_at
    return idea.decision


def _restore_pending_notes(decision: Decision) -> None:
    """The notes that went out with a revision request wait again at their parts."""
    PendingNote.objects.bulk_create(
        [
            PendingNote(
                idea_id=decision.idea_id,
                version_id=decision.version_id,
                author_id=decision.actor_id,
                field=note.field,
                text=note.text,
            )
            for note in decision.notes.all()
        ],
        ignore_conflicts=True,
    )


def _undo_ends() -> Any:
    """Nothing is shown or sent while an undo may still arrive."""
    return timezone.now() + _UNDO_GRACE
