"""What the list of versions says about each."""

from collections.abc import Iterable
from dataclasses import dataclass

from submissions.models import Decision, Idea, IdeaVersion


@dataclass(frozen=True)
class Row:
    """``before`` is the number of the next older version this reader may read, None for none."""

    version: IdeaVersion
    state: str
    decision: Decision | None
    before: int | None


def rows_of(idea: Idea, versions: list[IdeaVersion]) -> list[Row]:
    """One row for each version, in their order; the last decision on each in one query."""
    decisions = _last_decisions(versions)
    older = [*versions[1:], None]
    return [
        Row(version, _state(idea, version), decisions.get(version.pk), before and before.number)
        for version, before in zip(versions, older, strict=True)
    ]


def _last_decisions(versions: Iterable[IdeaVersion]) -> dict[int, Decision]:
    found = Decision.objects.filter(version__in=versions, undo=None).order_by("made_at", "pk")
    return {decision.version_id: decision for decision in found}


def _state(idea: Idea, version: IdeaVersion) -> str:
    if version.frozen_at is None:
        return "Sedang ditulis"
    if version.pk == idea.approved_version_id:
        return "Berlaku"
    return "Terbaru" if version.pk == idea.current_version_id else ""
