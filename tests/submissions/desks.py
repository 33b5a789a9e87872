"""A rubric, scores and many ideas for tests of the review desk."""

import uuid

from django.utils import timezone

from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Criterion, Idea, IdeaVersion
from submissions.services.scoring import Scores
from tests.factories import ProgrammeFactory, UserFactory, idea_in, idea_text


def rubric(*weights):
    return [
        Criterion.objects.create(
            programme=ProgrammeFactory(), code=f"k{n}", name=f"Kriteria {n}", weight=w, position=n
        )
        for n, w in enumerate(weights or (1, 1), 1)
    ]


def scores_of(criteria, *values):
    return Scores({each.code: value for each, value in zip(criteria, values, strict=True)})


def fill(count):
    """``count`` ideas in review by three authors, as rows: the real moves would take minutes."""
    first = idea_in(S.IN_REVIEW, title="Gagasan 1")
    authors = [first.author, UserFactory(), UserFactory()]
    ideas = Idea.objects.bulk_create(
        Idea(
            programme=first.programme,
            author=authors[n % 3],
            organisation=authors[n % 3].organisation,
            creation_key=uuid.uuid4(),
        )
        for n in range(count - 1)
    )
    now = timezone.now()
    for n, idea in enumerate(ideas, 2):
        idea.current_version = IdeaVersion.objects.create(
            idea=idea, number=1, title=f"Gagasan {n}", problem="Masalah", frozen_at=now
        )
        idea.code, idea.status, idea.submitted_at = f"ENV-{n + 100:03d}", S.IN_REVIEW, now
        idea.dimension, idea.step_due_on = first.dimension, timezone.localdate()
        idea.save()
    return [first, *ideas]


def resubmitted(idea, reviewer):
    """A returned idea, handed in again as version 2."""
    transitions.ask_revision(
        idea, actor=reviewer, reason="Rinci.", due_on=timezone.localdate(),
        notes={"budget": "Berapa tahun kedua?"},
    )  # fmt: skip
    idea.refresh_from_db()
    services.save_draft(
        idea, actor=idea.author, text=idea_text(solution="Versi kedua yang lebih rinci dan utuh."),
        revision=idea.revision,
    )  # fmt: skip
    return transitions.submit_idea(Idea.objects.get(pk=idea.pk), actor=idea.author)
