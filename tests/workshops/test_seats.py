"""Sit down in a forum: once, only who is here, and a seat elsewhere stays."""

import pytest
from django.utils import timezone

from tests.factories import DimensionFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    guest,
    present,
)
from tests.workshops.phones import at_once
from workshops.choices import Phase
from workshops.models import Forum, ForumEvent, Seat
from workshops.services.seats import RefusedError, join_forum

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("phase", list(Phase))
def test_who_is_present_sits_down_once_in_any_phase(phase):
    forum = ForumFactory(phase=phase)
    person = present(forum.session)

    seats = [join_forum(forum, actor=person).pk for _ in range(3)]

    assert set(seats) == {Seat.objects.get().pk}
    forum.refresh_from_db()
    assert forum.seat_count == 1
    event = ForumEvent.objects.get()
    assert (event.kind, event.data) == ("seats", {"seats": 1})


def test_a_seat_in_another_forum_of_the_session_stays():
    session = SessionFactory()
    one = ForumFactory(session=session, dimension=DimensionFactory())
    two = ForumFactory(session=session, dimension=DimensionFactory(code="ECO"))
    person = guest(session)

    join_forum(one, actor=person)
    join_forum(two, actor=person)

    assert set(person.seats.values_list("forum", flat=True)) == {one.pk, two.pk}
    assert list(Forum.objects.values_list("seat_count", flat=True)) == [1, 1]


def test_who_is_not_here_gets_no_seat():
    forum = ForumFactory()
    other = SessionFactory(workshop=forum.session.workshop, day=2)
    for person in (ParticipantFactory(workshop=forum.session.workshop), guest(other)):
        with pytest.raises(RefusedError) as refusal:
            join_forum(forum, actor=person)
        assert refusal.value.code == "absent"

    forum.refresh_from_db()
    assert (Seat.objects.count(), forum.seat_count, forum.version) == (0, 0, 0)


def test_nobody_sits_down_once_the_record_is_sealed():
    forum = ForumFactory(phase=Phase.CLOSED)
    person = present(forum.session)
    Forum.objects.update(sealed_at=timezone.now())

    with pytest.raises(RefusedError) as refusal:
        join_forum(forum, actor=person)  # ``forum`` is from before

    assert (refusal.value.code, Seat.objects.count()) == ("sealed", 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_at_once_has_one_seat():
    forum = ForumFactory()
    person = present(forum.session)

    found = at_once(lambda _place: join_forum(forum, actor=person).pk, 8)

    assert set(found) == {Seat.objects.get().pk}
    forum.refresh_from_db()
    assert (forum.seat_count, forum.version) == (1, 1)
