"""Scores: what a reviewer thinks of one version, and the sums kept on the idea."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from dimensions.models import Programme
from submissions.models import Criterion, Idea, IdeaVersion, Review, Score
from submissions.permissions import IdeaPermissions
from submissions.transitions import NotAllowedError, locked
from submissions.transitions.table import S, TransitionError
from tobasmart.audit.services import record

# Totals this far apart (on a scale of one to five) are marked: the reviewers should talk.
WIDE_SPREAD = Decimal("1.5")
_CENT = Decimal("0.01")


class ScoreError(Exception):
    """The scores do not fit the rubric in force; the text says what to do."""


@dataclass(frozen=True)
class Scores:
    """One to five by the code of each criterion, or the word that the person does not judge."""

    values: Mapping[str, int]
    is_abstained: bool = False


@transaction.atomic
def score_idea(idea: Idea, *, actor: User, scores: Scores) -> Review:
    """Store what ``actor`` thinks of the version in review. The same again changes nothing.

    Raises ``ScoreError`` when a criterion in use has no score; ``TransitionError`` when the idea
    is not in review.
    """
    idea = locked(idea)
    if idea.status != S.IN_REVIEW:
        raise TransitionError(idea, S.IN_REVIEW)
    if not IdeaPermissions.of(actor, idea).decide:
        raise NotAllowedError("score")
    given = _given(idea, scores)
    known = Review.objects.filter(version=idea.current_version, reviewer=actor).first()
    if known and _is_same(known, given):
        return known
    review = _store(idea, actor, given)
    recount(idea)
    record(
        actor=actor,
        action="idea.scored",
        target=idea,
        version=idea.current_version.number,  # type: ignore[union-attr]  # handed in
        total=str(review.total) if review.total is not None else None,
        before=str(known.total) if known and known.total is not None else None,
        is_abstained=review.is_abstained,
    )
    return review


def weighted_mean(scores: Mapping[Criterion, int]) -> Decimal:
    """By weight, two decimals, half rounded up."""
    weights = sum(criterion.weight for criterion in scores)
    points = sum(criterion.weight * value for criterion, value in scores.items())
    return (Decimal(points) / weights).quantize(_CENT, ROUND_HALF_UP)


def recount(idea: Idea) -> None:
    """Write the sums of the version handed in last onto the (locked) row of the idea."""
    reviews = list(Review.objects.filter(version=idea.current_version_id))
    totals = [review.total for review in reviews if review.total is not None]
    idea.reviewed_count = len(reviews)
    idea.assigned_count = idea.assignments.count()
    idea.score_mean = idea.score_spread = None
    if totals:
        mean = sum(totals, Decimal(0)) / len(totals)
        idea.score_mean = mean.quantize(_CENT, ROUND_HALF_UP)
        idea.score_spread = max(totals) - min(totals) if len(totals) > 1 else None
    idea.save(
        update_fields=["reviewed_count", "assigned_count", "score_mean", "score_spread"],
    )


def rubric_of(
    programme: Programme, *, scored_by: User | None = None, version: IdeaVersion | None = None
) -> list[Criterion]:
    """The criteria in use, in their order; ``given`` is what the person gave to the version."""
    given = Score.objects.filter(
        criterion=OuterRef("pk"), review__reviewer=scored_by, review__version=version
    )
    criteria = Criterion.objects.filter(programme=programme, is_active=True)
    return list(criteria.annotate(given=Subquery(given.values("value")[:1])))


def _given(idea: Idea, scores: Scores) -> dict[Criterion, int]:
    """Criterion to score; empty for an abstention."""
    if scores.is_abstained:
        return {}
    rubric = rubric_of(idea.programme)
    if not rubric:
        raise ScoreError("Kriteria penilaian belum dibuat. Minta admin mengisinya.")
    if {criterion.code for criterion in rubric} != set(scores.values):
        raise ScoreError("Beri nilai untuk semua kriteria, atau pilih Saya tidak menilai.")
    return {criterion: scores.values[criterion.code] for criterion in rubric}


def _is_same(review: Review, given: Mapping[Criterion, int]) -> bool:
    stored = dict(review.scores.values_list("criterion_id", "value"))
    return stored == {criterion.pk: value for criterion, value in given.items()}


def _store(idea: Idea, actor: User, given: Mapping[Criterion, int]) -> Review:
    review, _new = Review.objects.update_or_create(
        version=idea.current_version,
        reviewer=actor,
        defaults={
            "idea": idea,
            "is_abstained": not given,
            "total": weighted_mean(given) if given else None,
        },
    )
    review.scores.all().delete()
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=value) for criterion, value in given.items()
    )
    return review
