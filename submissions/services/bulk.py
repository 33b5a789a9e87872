"""One act on many ticked ideas: what would be done and what not, then done in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from dimensions.models import Dimension
from submissions import emails
from submissions.models import Idea
from submissions.permissions import MERGEABLE, MOVABLE, UNDECIDED, IdeaPermissions
from submissions.services.assigning import assign_reviewers, unassign_reviewers, why_not
from submissions.services.drafts import move_idea
from submissions.transitions import NotAllowedError, TransitionError, merge_idea, unmerge_idea

Refusal = tuple[Idea, str]


@dataclass
class Preview:
    """Ideas the act would change, and the others with the reason."""

    done: list[Idea] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass
class Result(Preview):
    """What was done; ``before`` says of each idea what undoing needs (JSON-able)."""

    before: list[dict[str, Any]] = field(default_factory=list)


def preview_assign(ideas: Sequence[Idea], *, actor: User, person: User) -> Preview:
    def reason(idea: Idea) -> str:
        if idea.status not in UNDECIDED:
            return f"sudah {idea.get_status_display().lower()}"
        if any(row.reviewer_id == person.pk for row in idea.assignments.all()):
            return "sudah ditugaskan kepadanya"
        return why_not(person, idea) or _own_side(actor, idea, "assign")

    return _sorted(ideas, reason)


def preview_move(ideas: Sequence[Idea], *, actor: User, dimension: Dimension) -> Preview:
    def reason(idea: Idea) -> str:
        if idea.status not in MOVABLE:
            return f"sudah {idea.get_status_display().lower()}"
        if idea.dimension_id == dimension.pk:
            return "sudah dalam dimensi itu"
        return _own_side(actor, idea, "move")

    return _sorted(ideas, reason)


def preview_merge(ideas: Sequence[Idea], *, actor: User, lead: Idea) -> Preview:
    leads = lead.status in MERGEABLE and not _own_side(actor, lead, "merge")

    def reason(idea: Idea) -> str:
        if not leads:
            return f"{lead.code} tidak dapat menjadi gagasan utama"
        if idea.status not in MERGEABLE:
            return f"sudah {idea.get_status_display().lower()}"
        return _own_side(actor, idea, "merge")

    return _sorted([idea for idea in ideas if idea.pk != lead.pk], reason)


@transaction.atomic
def run_assign(ideas: Sequence[Idea], *, actor: User, person: User) -> Result:
    def act(idea: Idea) -> dict[str, Any] | None:
        new = assign_reviewers(idea, actor=actor, people=[person], tell=False)
        return {"person": person.pk} if new else None

    result = _run(preview_assign(ideas, actor=actor, person=person), act)
    if result.done:
        emails.ideas_assigned(person, result.done, actor=actor)
    return result


@transaction.atomic
def run_move(ideas: Sequence[Idea], *, actor: User, dimension: Dimension) -> Result:
    def act(idea: Idea) -> dict[str, Any] | None:
        before = {"dimension": idea.dimension_id, "subdimension": idea.subdimension_id}
        move_idea(idea, actor=actor, dimension=dimension, subdimension=None)
        return before

    return _run(preview_move(ideas, actor=actor, dimension=dimension), act)


@transaction.atomic
def run_merge(ideas: Sequence[Idea], *, actor: User, lead: Idea, reason: str) -> Result:
    def act(idea: Idea) -> dict[str, Any] | None:
        merge_idea(idea, into=lead, actor=actor, reason=reason)
        return {}

    return _run(preview_merge(ideas, actor=actor, lead=lead), act)


@transaction.atomic
def undo_bulk(kind: str, before: Sequence[dict[str, Any]], *, actor: User) -> Result:
    """Take a bulk act back through the same services, the last idea first.

    ``before`` is that of the ``Result``. What was changed again since then stays as it is.
    """
    undo = {"assign": _unassign, "move": _move_back, "merge": _unmerge}[kind]
    result = Result()
    for entry in reversed(before):
        idea = Idea.objects.select_related("dimension").get(pk=entry["idea"])
        try:
            with transaction.atomic():
                undo(idea, entry, actor)
        except (TransitionError, NotAllowedError):
            result.refused.append((idea, "sudah berubah lagi"))
        else:
            result.done.append(idea)
    return result


def _run(preview: Preview, act: Callable[[Idea], dict[str, Any] | None]) -> Result:
    result = Result(refused=list(preview.refused))
    # In one order, so that two bulk acts at once wait for each other instead of blocking.
    for idea in sorted(preview.done, key=lambda each: each.pk):
        try:
            with transaction.atomic():
                before = act(idea)
        except (TransitionError, NotAllowedError):
            result.refused.append((idea, "baru saja berubah"))
            continue
        if before is not None:
            result.done.append(idea)
            result.before.append({"idea": idea.pk, **before})
    return result


def _unassign(idea: Idea, entry: dict[str, Any], actor: User) -> None:
    people = list(User.objects.filter(pk=entry["person"]))
    unassign_reviewers(idea, actor=actor, people=people)


def _move_back(idea: Idea, entry: dict[str, Any], actor: User) -> None:
    dimension = Dimension.objects.prefetch_related("subdimensions").get(pk=entry["dimension"])
    parts = {part.pk: part for part in dimension.subdimensions.all()}
    subdimension = parts.get(entry["subdimension"])
    move_idea(idea, actor=actor, dimension=dimension, subdimension=subdimension)


def _unmerge(idea: Idea, _entry: dict[str, Any], actor: User) -> None:
    unmerge_idea(idea, actor=actor)


def _sorted(ideas: Sequence[Idea], reason: Callable[[Idea], str]) -> Preview:
    preview = Preview()
    for idea in ideas:
        if why := reason(idea):
            preview.refused.append((idea, why))
        else:
            preview.done.append(idea)
    return preview


def _own_side(actor: User, idea: Idea, act: str) -> str:
    """The other conditions were looked at before, so what is left is the own side."""
    return "" if getattr(IdeaPermissions.of(actor, idea), act) else "dari pihak Anda sendiri"
