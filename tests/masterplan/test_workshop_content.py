"""What workshops leave in the book: counts without names, records, where ideas come from."""

import pytest
from django.utils import timezone

from masterplan.book.content import gather
from masterplan.book.part_shapes import AttendanceCount, ForumOutcome
from masterplan.book.workshop_content import gather_attendance, gather_forums, gather_traces
from submissions.choices import IdeaStatus
from tests.factories import EditionFactory, ProgrammeFactory, idea_in
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    WorkshopFactory,
    card,
    guest,
    present,
    seated,
)
from workshops.models import IdeaSource, Record

pytestmark = pytest.mark.django_db


def seal(forum, user):
    forum.sealed_at = timezone.now()
    forum.save()
    return Record.objects.create(
        forum=forum, number="BA/1", content={}, sha256="a" * 64, created_by=user, sealed_by=user,
        sealed_at=timezone.now(),
    )  # fmt: skip


def test_attendance_is_counted_by_kind_and_practice_is_left_out():
    session = SessionFactory(workshop__stage=2)
    present(session)
    guest(session)
    present(SessionFactory(workshop=WorkshopFactory(is_sample=True)))

    found = gather_attendance(ProgrammeFactory())

    day = timezone.localdate(session.starts_at)
    assert found == (AttendanceCount("Tahap 2", "Hari 1", day, 1, 1, 0),)


def test_forums_are_those_with_a_sealed_record(admin):
    forum, open_forum = ForumFactory(), ForumFactory()
    card(forum, seated(forum))
    card(open_forum)
    seal(forum, admin)

    found = gather_forums(ProgrammeFactory())

    day = timezone.localdate(forum.session.starts_at)
    stage = str(forum.session.workshop)
    assert found == (ForumOutcome(stage, "Lingkungan", day, 1, 0, "BA/1", "a" * 64),)


@pytest.mark.parametrize("count", [1, 3])
def test_traces_name_forum_and_record_with_a_fixed_number_of_queries(
    count, admin, django_assert_num_queries
):
    forum = ForumFactory()
    ideas = [idea_in(IdeaStatus.APPROVED, title=f"Gagasan {n}") for n in range(count)]
    IdeaSource.objects.create(post=card(forum), idea=ideas[0], promoted_by=admin)
    seal(forum, admin)

    programme = ProgrammeFactory()

    with django_assert_num_queries(3):
        traces = gather_traces(programme)

    assert [trace.code for trace in traces] == sorted(idea.code for idea in ideas)
    first = next(trace for trace in traces if trace.code == ideas[0].code)
    assert (first.forum, first.record_number) == (f"{forum}, {forum.session.workshop}", "BA/1")


def test_gather_holds_it_all_and_leaves_out_practice_workshops(admin):
    WorkshopFactory(is_sample=True)
    idea_in(IdeaStatus.APPROVED)

    book = gather(EditionFactory())

    assert (book.stages, len(book.traces), book.changes.count) == ((), 1, 0)
