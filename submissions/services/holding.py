"""Decisions written down now and made later, several together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from submissions.choices import DecisionKind
from submissions.models import HeldDecision, Idea
from submissions.permissions import IdeaPermissions
from submissions.services.deciding import Verdict, make_decision
from submissions.services.scoring import Scores, score_idea
from submissions.transitions import NotAllowedError, TransitionError, locked
from submissions.transitions.table import S
from tobasmart.audit.services import record


class HeldByOtherError(Exception):
    """Another reviewer holds a decision on this idea; ``held`` is theirs."""

    def __init__(self, held: HeldDecision) -> None:
        super().__init__(str(held.idea_id))
        self.held = held


@dataclass(frozen=True)
class Release:
    """What became of the held decisions."""

    released: list[Idea]
    refused: list[tuple[Idea, str]]  # with the reason, in words


@transaction.atomic
def hold_decision(
    idea: Idea, *, actor: User, verdict: Verdict, scores: Scores | None = None
) -> HeldDecision:
    """Write the decision down. The same reviewer may replace it; nobody else may."""
    idea = locked(idea)
    if idea.status != S.IN_REVIEW:
        raise TransitionError(idea, verdict.kind)
    if not IdeaPermissions.of(actor, idea).decide:
        raise NotAllowedError("hold")
    known = HeldDecision.objects.filter(idea=idea).select_related("reviewer").first()
    if known and known.reviewer_id != actor.pk and known.version_id == idea.current_version_id:
        raise HeldByOtherError(known)
    if scores is not None:
        score_idea(idea, actor=actor, scores=scores)
    values = {
        "version": idea.current_version,
        "kind": verdict.kind,
        "reason_code": verdict.reason_code,
        "reason": verdict.reason,
        "due_on": verdict.due_on,
        "notes": dict(verdict.notes),
        "reviewer": actor,
    }
    if known and all(getattr(known, name) == value for name, value in values.items()):
        return known
    held, _new = HeldDecision.objects.update_or_create(idea=idea, defaults=values)
    record(actor=actor, action="decision.held", target=idea, kind=verdict.kind)
    return held


@transaction.atomic
def drop_held(idea: Idea, *, actor: User) -> None:
    """Throw the held decision away: its reviewer, or an admin. Nothing there is nothing to do."""
    idea = locked(idea)
    held = HeldDecision.objects.filter(idea=idea).first()
    if held is None:
        return
    if not may_release(actor, held):
        raise NotAllowedError("drop")
    held.delete()
    record(
        actor=actor,
        action="decision.dropped",
        target=idea,
        kind=held.kind,
        reviewer=held.reviewer_id,
    )


def may_release(actor: User, held: HeldDecision) -> bool:
    """A reviewer announces their own decisions, an admin all."""
    return actor.is_admin or held.reviewer_id == actor.pk


def release_held(held: Sequence[HeldDecision], *, actor: User) -> Release:
    """Make each decision in its reviewer's name, each in a transaction of its own.

    What is no longer possible stays and is reported; what is gone already is passed over, so a
    second click announces nothing twice.
    """
    released, refused = [], []
    for each in held:
        try:
            idea = _release_one(each.pk, actor)
        except TransitionError as error:
            refused.append((each.idea, f"statusnya kini {error.idea.get_status_display()}"))
        except NotAllowedError:
            refused.append((each.idea, "peninjaunya tidak lagi berhak memutuskan"))
        else:
            released += [idea] if idea else []
    return Release(released, refused)


@transaction.atomic
def _release_one(pk: int, actor: User) -> Idea | None:
    # The idea's row first, as everywhere, so that two releases wait instead of blocking each other.
    found = HeldDecision.objects.filter(pk=pk).select_related("idea").first()
    if found is None:
        return None
    idea = locked(found.idea)
    held = HeldDecision.objects.filter(pk=pk).select_related("reviewer").first()
    if held is None:
        return None
    if not may_release(actor, held):
        raise NotAllowedError("release")
    if held.version_id != idea.current_version_id:
        raise TransitionError(idea, held.kind)
    verdict = Verdict(
        kind=DecisionKind(held.kind),
        reason=held.reason,
        reason_code=held.reason_code,
        due_on=held.due_on,
        notes=held.notes,
    )
    held.delete()
    decided = make_decision(idea, actor=held.reviewer, verdict=verdict)
    record(
        actor=actor,
        action="decision.released",
        target=decided,
        kind=held.kind,
        reviewer=held.reviewer_id,
    )
    return decided
