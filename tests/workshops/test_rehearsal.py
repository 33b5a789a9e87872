"""Gladi: what is tried out is wiped to the last row; what is real never is."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    card,
    facilitator_of,
    guest,
    present,
    seated,
)
from tobasmart.audit.models import AuditEntry
from tobasmart.celery import app
from workshops import publishing
from workshops.choices import BoardActKind, MarkKind, ParticipantOrigin, Phase
from workshops.models import (
    Attendance,
    BoardAct,
    Feedback,
    Forum,
    ForumEvent,
    MinuteMark,
    Minutes,
    Participant,
    Post,
    Record,
    Seat,
    Session,
    Signer,
    Vote,
)
from workshops.permissions import ForumPermissions
from workshops.services.rehearsal import (
    Traces,
    end_due_rehearsals,
    end_rehearsal,
    start_rehearsal,
    traces_of,
)

pytestmark = pytest.mark.django_db
WIPED = (
    Post, Vote, ForumEvent, BoardAct, Seat, Minutes, MinuteMark, Record, Signer, Feedback,
    Attendance,
)  # fmt: skip


@pytest.fixture
def session():
    """Tomorrow's session, with two forums that wait."""
    now = timezone.now()
    session = SessionFactory(starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=28))
    ForumFactory(session=session, phase=Phase.WAITING, phase_since=None)
    economy = DimensionFactory(code="ECO")
    ForumFactory(session=session, dimension=economy, phase=Phase.WAITING, phase_since=None)
    return session


@pytest.fixture
def leader(session):
    return facilitator_of(session.forums.first())


def rehearse(session, leader):
    """A whole evening in little: everything a session can hold."""
    registered = ParticipantFactory(workshop=session.workshop, number=1)
    session.workshop.last_number = 1
    session.workshop.save()
    session = start_rehearsal(session, actor=leader)
    Attendance.objects.create(
        session=session, participant=registered, at=timezone.now(), method="phone",
        is_rehearsal=True,
    )  # fmt: skip
    stranger = guest(session, is_rehearsal=True, number=2)
    walk_in = present(
        session, number=3, user=None, origin=ParticipantOrigin.DESK, is_rehearsal=True
    )
    Attendance.objects.update(is_rehearsal=True)
    session.workshop.last_number = 3
    session.workshop.save()
    for forum in session.forums.all():
        fill(forum, [registered, stranger, walk_in], leader)
    Feedback.objects.create(session=session, participant=stranger, usefulness=5, clarity=5, heard=5)
    return session, registered


def fill(forum, people, leader):
    for person in people:
        Seat.objects.create(forum=forum, participant=person)
    lead, member = card(forum, people[0]), card(forum, people[1])
    Post.objects.filter(pk=member.pk).update(lead=lead)
    Vote.objects.create(forum=forum, participant=people[2], post=lead, dots=3)
    BoardAct.objects.create(forum=forum, kind=BoardActKind.MERGE, actor=leader)
    Minutes.objects.create(forum=forum, discussion="Latihan")
    MinuteMark.objects.create(forum=forum, position=1, kind=MarkKind.DECISION, text="Latihan")
    record = Record.objects.create(forum=forum, created_by=leader)
    Signer.objects.create(record=record, role="opd", name="Nama", participant=people[0])
    forum.phase, forum.phase_before, forum.phase_since = Phase.VOTE, Phase.GROUP, timezone.now()
    forum.phase_ends_at, forum.shows_posts, forum.shows_results = timezone.now(), True, True
    forum.post_count, forum.voter_count, forum.seat_count, forum.version = 2, 1, 3, 40
    forum.save()
    publishing.publish(publishing.locked(forum), "post", {"posts": 2})


def test_the_end_wipes_everything_and_the_version_goes_on(session, leader):
    session, registered = rehearse(session, leader)
    before = traces_of(session)

    wiped = end_rehearsal(session, actor=leader)

    assert (
        wiped
        == before
        == Traces(present=3, guests=2, cards=4, votes=2, minutes=4, records=2, feedback=1, forums=2)
    )
    counts = {model.__name__: model.objects.count() for model in WIPED}
    assert counts == {model.__name__: 0 for model in WIPED} | {"ForumEvent": 2}
    assert list(Participant.objects.all()) == [registered]
    session.workshop.refresh_from_db()
    assert session.workshop.last_number == 1
    assert traces_of(session).is_empty
    for forum in Forum.objects.all():
        assert (forum.phase, forum.phase_before, forum.version) == (Phase.WAITING, "", 42)
        assert (forum.phase_since, forum.phase_ends_at, forum.paused_seconds) == (None,) * 3
        assert (forum.shows_posts, forum.shows_results) == (False, False)
        assert (forum.post_count, forum.voter_count, forum.seat_count) == (0, 0, 0)
        event = ForumEvent.objects.get(forum=forum)
        assert (event.version, event.kind, event.data["phase"]) == (42, "phase", "waiting")
    session.refresh_from_db()
    assert not session.is_rehearsal
    entries = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert entries == ["workshop.rehearsal_started", "workshop.rehearsal_ended"]
    assert AuditEntry.objects.first().data["wiped"]["cards"] == 4


def test_twice_the_same_changes_nothing(session, leader):
    start_rehearsal(session, actor=leader)
    start_rehearsal(session, actor=leader)
    end_rehearsal(session, actor=leader)

    assert end_rehearsal(session, actor=leader) == Traces()
    assert AuditEntry.objects.count() == 2


def test_other_sessions_of_the_workshop_keep_their_rows(session, leader):
    other = ForumFactory(session=SessionFactory(workshop=session.workshop, key="lain"), code="LN99")
    author = seated(other)
    card(other, author)
    session, _ = rehearse(session, leader)

    end_rehearsal(session, actor=leader)

    assert Post.objects.get().forum == other
    assert Attendance.objects.get().participant == author
    assert author in Participant.objects.all()


def test_who_also_rehearses_another_session_goes_with_that_one(session, leader):
    now = timezone.now()
    second = SessionFactory(
        workshop=session.workshop, key="kedua", is_rehearsal=True,
        starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=8),
    )  # fmt: skip
    start_rehearsal(session, actor=leader)
    walk_in = present(session, user=None, origin=ParticipantOrigin.DESK, is_rehearsal=True)
    Attendance.objects.create(
        session=second, participant=walk_in, at=now, method="desk", is_rehearsal=True
    )

    end_rehearsal(session, actor=leader)
    assert Participant.objects.filter(pk=walk_in.pk).exists()
    end_rehearsal(second, actor=UserFactory(roles=["admin"]))

    assert not Participant.objects.filter(pk=walk_in.pk).exists()


def test_nothing_becomes_an_idea_or_is_sealed_meanwhile(session, leader):
    forum = session.forums.first()
    Forum.objects.update(phase=Phase.SUMMARY)
    forum.refresh_from_db()
    assert ForumPermissions.of(leader, forum).seal
    Session.objects.update(is_rehearsal=True)

    forum = Forum.objects.get(pk=forum.pk)
    allowed = ForumPermissions.of(leader, forum)

    assert (allowed.run, allowed.seal, allowed.promote) == (True, False, False)


def test_the_clock_ends_what_nobody_ended(session, leader):
    session, registered = rehearse(session, leader)
    assert end_due_rehearsals() == 0
    assert Post.objects.count() == 4

    with time_machine.travel(session.check_in_from + timedelta(seconds=1), tick=False):
        assert end_due_rehearsals() == 1
        assert end_due_rehearsals() == 0

    assert not Post.objects.exists()
    assert list(Participant.objects.all()) == [registered]
    entry = AuditEntry.objects.get(action="workshop.rehearsal_ended")
    assert entry.actor is None


def test_a_check_in_on_its_way_while_it_ended_is_removed_a_minute_later(session, leader):
    start_rehearsal(session, actor=leader)
    end_rehearsal(session, actor=leader)
    late = guest(session, is_rehearsal=True)
    Attendance.objects.filter(participant=late).update(is_rehearsal=True)
    real = present(session)

    assert end_due_rehearsals() == 0

    assert Attendance.objects.get().participant == real
    assert not Participant.objects.filter(pk=late.pk).exists()


def test_the_beat_knows_the_task():
    app.loader.import_default_modules()

    tasks = {entry["task"]: entry for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert tasks["workshops.end_rehearsals"]["schedule"] == 60.0
    assert "workshops.end_rehearsals" in app.tasks


@pytest.mark.django_db(transaction=True)
def test_two_who_end_it_at_once_wipe_once():
    now = timezone.now()
    session = SessionFactory(
        starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=28), is_rehearsal=True
    )
    forum = ForumFactory(session=session)
    card(forum)
    admin, found = UserFactory(roles=["admin"]), []
    barrier = threading.Barrier(4)

    def click():
        barrier.wait()
        try:
            found.append(end_rehearsal(session, actor=admin).cards)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [0, 0, 0, 1]
    assert AuditEntry.objects.count() == 1
    assert Forum.objects.get().version == 1
