"""A decision as the desk's forms write it down, made at once or held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import User
from submissions import transitions
from submissions.choices import DecisionKind
from submissions.models import Idea
from submissions.services.scoring import Scores, score_idea


@dataclass(frozen=True)
class Verdict:
    """What is decided and what goes with it."""

    kind: DecisionKind
    reason: str = ""
    reason_code: str = ""
    due_on: date | None = None  # revision requests only
    notes: Mapping[str, str] = field(default_factory=dict)  # IdeaField -> text


@transaction.atomic
def decide_idea(idea: Idea, *, actor: User, verdict: Verdict, scores: Scores | None = None) -> Idea:
    """Store the scores sent along, then decide: both, or neither."""
    if scores is not None:
        score_idea(idea, actor=actor, scores=scores)
    return make_decision(idea, actor=actor, verdict=verdict)


def make_decision(idea: Idea, *, actor: User, verdict: Verdict) -> Idea:
    """The move that belongs to the verdict."""
    reason, code = verdict.reason, verdict.reason_code
    if verdict.kind == DecisionKind.APPROVE:
        return transitions.approve_idea(idea, actor=actor, reason=reason)
    if verdict.kind == DecisionKind.DEFER:
        return transitions.defer_idea(idea, actor=actor, reason_code=code, reason=reason)
    if verdict.kind == DecisionKind.REJECT:
        return transitions.reject_idea(idea, actor=actor, reason_code=code, reason=reason)
    return transitions.ask_revision(
        idea,
        actor=actor,
        reason=reason,
        due_on=verdict.due_on,  # type: ignore[arg-type]  # the form asks for it
        notes=verdict.notes,
    )
