"""Cards: who may write when, one card for each key, private words first, changed and taken back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Grant
from submissions.services.talk import TooManyError
from tests.factories import UserFactory
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
from tests.workshops.phones import at_once, write
from tobasmart.audit.models import AuditEntry
from workshops.choices import Phase
from workshops.models import Attendance, Forum, ForumEvent, Post, Seat
from workshops.services.posts import (
    POSTS_PER_MINUTE,
    author_typed,
)
from workshops.services.seats import SENTENCES, RefusedError

pytestmark = pytest.mark.django_db


def everything():
    """What a refused act must leave as it was."""
    forums = Forum.objects.order_by("pk").values_list("pk", "version", "post_count", "seat_count")
    posts = Post.objects.order_by("pk").values_list("pk", "text", "state", "kind")
    counts = (ForumEvent.objects.count(), Seat.objects.count(), AuditEntry.objects.count())
    return list(forums), list(posts), counts


def test_a_card_gets_the_next_number_and_an_event():
    forum = ForumFactory()
    author = seated(forum)

    first, second = write(forum, author), write(forum, author, "Tarif parkir")

    forum.refresh_from_db()
    assert (first.number, second.number, forum.post_count, forum.version) == (1, 2, 2, 2)
    event = ForumEvent.objects.get(version=1)
    assert (event.kind, event.data) == ("post", {"posts": 1})
    assert event.staff_data["card"]["text"] == "QRIS di dermaga"
    assert event.staff_data["card"]["author"] == author.number_text
    assert AuditEntry.objects.count() == 0  # the row says who and when


def test_everyone_hears_the_words_once_cards_are_shown():
    forum = ForumFactory(shows_posts=True)
    author = seated(forum)

    post = write(forum, author)

    event = ForumEvent.objects.get()
    assert event.data["card"]["key"] == str(post.key)
    assert event.data["card"]["from"] == author.from_where
    assert author.name not in str(event.data)
    assert "author" not in event.data["card"]


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.WAITING, "write early"),
        (Phase.GROUP, "write late"),
        (Phase.VOTE, "write late"),
        (Phase.SUMMARY, "write late"),
        (Phase.CLOSED, "write late"),
    ],
)
def test_a_card_for_a_closed_phase_is_refused_and_nothing_changes(phase, code):
    forum = ForumFactory(phase=phase)
    author = seated(forum)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author)

    assert str(refusal.value) == SENTENCES[code]
    assert everything() == before


def test_a_phase_that_closes_meanwhile_refuses_too():
    forum = ForumFactory()
    author = seated(forum)
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.GROUP)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author)  # ``forum`` is from before

    assert refusal.value.code == "write late"
    assert everything() == before


def stranger(forum):
    return ParticipantFactory(workshop=forum.session.workshop)


def without_seat(forum):
    return present(forum.session)


def guest_of_another_session(forum):
    return guest(SessionFactory(workshop=forum.session.workshop, day=2))


def from_another_workshop(forum):
    return present(SessionFactory())


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (stranger, "absent"),
        (without_seat, "unseated"),
        (guest_of_another_session, "absent"),
        (from_another_workshop, "absent"),
    ],
)
def test_who_is_not_here_writes_nothing(who, code):
    forum = ForumFactory()
    author = who(forum)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author)

    assert refusal.value.code == code
    assert everything() == before


def test_who_lost_their_attendance_writes_nothing():
    forum = ForumFactory()
    author = seated(forum)
    Attendance.objects.all().delete()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author)

    assert (refusal.value.code, Post.objects.count()) == ("absent", 0)


def test_a_sealed_forum_takes_no_card():
    forum = ForumFactory()
    author = seated(forum)
    Forum.objects.filter(pk=forum.pk).update(sealed_at=timezone.now())

    with pytest.raises(RefusedError) as refusal:
        write(forum, author)

    assert (refusal.value.code, Post.objects.count()) == ("sealed", 0)


def test_the_same_key_is_the_same_card_even_after_the_phase():
    forum, key = ForumFactory(), uuid.uuid4()
    author = seated(forum)
    first = write(forum, author, key=key)
    forum.refresh_from_db()
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.GROUP)
    before = everything()

    again = write(Forum.objects.get(), author, "Kata lain", key=key)

    assert (again.pk, again.text) == (first.pk, "QRIS di dermaga")
    assert everything() == before


def test_nobody_gets_a_card_by_somebody_elses_key():
    forum, key = ForumFactory(), uuid.uuid4()
    write(forum, seated(forum), key=key)
    other = seated(forum)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, other, key=key)

    assert refusal.value.code == "foreign"
    assert everything() == before


def test_thirty_cards_a_minute_and_no_more():
    forum = ForumFactory()
    author = seated(forum)
    for _ in range(POSTS_PER_MINUTE):
        write(forum, author)
    before = everything()

    with pytest.raises(TooManyError) as refusal:
        write(forum, author)

    assert 1 <= refusal.value.seconds <= 60
    assert everything() == before
    Post.objects.filter(number=1).update(created_at=timezone.now() - timedelta(seconds=61))
    assert write(forum, author).number == POSTS_PER_MINUTE + 1


@pytest.mark.parametrize("cards", [0, 30])
def test_a_card_costs_the_same_however_many_there_are(cards, django_assert_num_queries):
    made = ForumFactory()
    author = seated(made)
    for _ in range(cards):
        card(made)
    Forum.objects.update(post_count=cards)
    forum = Forum.objects.for_page().get()

    # With the savepoint of the test in place of BEGIN and COMMIT.
    with django_assert_num_queries(8 + 2):
        write(forum, author)


def test_a_facilitator_types_the_card_of_someone_without_a_phone():
    forum = ForumFactory()
    lead, author = facilitator_of(forum), present(forum.session)
    number, code = author_typed(forum.session, author.number_text), author.card_code.lower()

    assert author_typed(forum.session, f" {code[:3]} {code[3:]} ") == number == author
    assert author_typed(forum.session, "99999") is None
    assert author_typed(forum.session, "") is None
    post = write(forum, number, entered_by=lead)

    assert (post.author, post.entered_by) == (author, lead)
    assert Seat.objects.get().participant == author
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("forum.card_entered", lead)
    assert author.name not in f"{entry.target_label} {entry.data}"


def someone(_forum):
    return UserFactory()


def of_another_forum(_forum):
    return facilitator_of(ForumFactory())


def whose_time_is_over(forum):
    user = facilitator_of(forum)
    Grant.objects.update(valid_until=timezone.now() - timedelta(minutes=1))
    return user


@pytest.mark.parametrize("who", [someone, of_another_forum, whose_time_is_over])
def test_nobody_else_types_cards_of_others(who):
    forum = ForumFactory()
    actor, author = who(forum), present(forum.session)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author, entered_by=actor)

    assert refusal.value.code == "not leading"
    assert everything() == before


def test_a_facilitator_types_no_card_for_who_is_absent():
    forum = ForumFactory()
    lead, author = facilitator_of(forum), stranger(forum)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        write(forum, author, entered_by=lead)

    assert refusal.value.code == "absent"
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_the_same_key_twenty_times_at_once_is_one_card():
    forum, key = ForumFactory(), uuid.uuid4()
    author = seated(forum)

    found = at_once(lambda _place: write(forum, author, key=key).pk, 20)

    assert found == [Post.objects.get().pk] * 20
    forum.refresh_from_db()
    assert (forum.post_count, forum.version) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_cards_at_once_have_numbers_without_gap_or_double():
    forum = ForumFactory()
    people = [seated(forum) for _ in range(8)]

    at_once(lambda place: [write(forum, people[place]) for _ in range(3)], 8)

    numbers = sorted(Post.objects.values_list("number", flat=True))
    versions = sorted(ForumEvent.objects.values_list("version", flat=True))
    assert numbers == versions == list(range(1, 25))
