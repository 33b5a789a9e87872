"""Dots: never above the limit, changed until the vote closes, the newest ballot wins."""

import uuid

import pytest

from tests.factories.workshops import ForumFactory, SessionFactory, card, guest, present, seated
from tests.workshops.phones import at_once
from workshops.choices import Phase, PostState
from workshops.models import Attendance, Forum, ForumEvent, Post, Seat, Vote
from workshops.services.seats import SENTENCES, RefusedError
from workshops.services.voting import cast_ballot

pytestmark = pytest.mark.django_db


def ballot_box(cards=3, **changes):
    """A forum that votes, someone in it, and its cards."""
    forum = ForumFactory(phase=Phase.VOTE, **changes)
    voter = seated(forum)
    return forum, voter, [card(forum) for _ in range(cards)]


def vote(forum, voter, dots, **more):
    return cast_ballot(forum, actor=voter, dots={post.key: n for post, n in dots.items()}, **more)


def everything():
    votes = Vote.objects.order_by("pk").values_list("participant", "post", "dots")
    sums = Post.objects.order_by("pk").values_list("pk", "dot_count")
    forums = Forum.objects.order_by("pk").values_list("pk", "version", "voter_count")
    seats = Seat.objects.order_by("pk").values_list("pk", "ballot_number")
    return list(votes), list(sums), list(forums), list(seats), ForumEvent.objects.count()


def sums():
    return list(Post.objects.order_by("number").values_list("dot_count", flat=True))


def test_dots_are_counted_on_cards_and_the_voter_once():
    forum, voter, (one, two, _three) = ballot_box()

    vote(forum, voter, {one: 3, two: 2})
    vote(forum, voter, {one: 1, two: 2})
    vote(forum, seated(forum), {two: 5})

    assert sums() == [1, 7, 0]
    forum.refresh_from_db()
    assert forum.voter_count == 2
    assert [event.data for event in ForumEvent.objects.order_by("version")] == [
        {"voters": 1}, {"voters": 2},
    ]  # fmt: skip


def test_taking_all_dots_back_is_no_vote():
    forum, voter, (one, *_rest) = ballot_box()
    vote(forum, voter, {one: 2})

    vote(forum, voter, {one: 0})

    assert (sums(), Vote.objects.count()) == ([0, 0, 0], 0)
    forum.refresh_from_db()
    assert forum.voter_count == 0


def test_one_button_changes_one_card():
    forum, voter, (one, two, _three) = ballot_box()
    vote(forum, voter, {one: 2, two: 1})

    for _ in range(2):  # pressed twice it says the same
        counted = vote(forum, voter, {two: 2}, is_whole=False)

    assert counted.dots == {one.key: 2, two.key: 2}
    assert sums() == [2, 2, 0]


def test_while_results_are_shown_every_change_is_told():
    forum, voter, (one, two, _three) = ballot_box(shows_results=True)

    vote(forum, voter, {one: 2})
    vote(forum, voter, {two: 2})

    assert ForumEvent.objects.filter(kind="votes").count() == 2


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_vote_above_the_limit_is_refused_and_nothing_changes(is_whole):
    forum, voter, (one, two, _three) = ballot_box(dots=4)
    vote(forum, voter, {one: 3})
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        vote(forum, voter, {one: 3, two: 2} if is_whole else {two: 2}, is_whole=is_whole)

    assert str(refusal.value) == (
        "Semua titik sudah terpakai. Kurangi dulu titik pada gagasan lain."
    )
    assert everything() == before


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.WAITING, "vote early"),
        (Phase.COLLECT, "vote early"),
        (Phase.GROUP, "vote early"),
        (Phase.SUMMARY, "vote late"),
        (Phase.CLOSED, "vote late"),
    ],
)
@pytest.mark.parametrize("is_changed", [True, False])
def test_a_vote_outside_its_phase_is_refused_and_nothing_changes(phase, code, is_changed):
    forum, voter, (one, two, _three) = ballot_box()
    vote(forum, voter, {one: 1})
    Forum.objects.update(phase=phase)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        vote(Forum.objects.get(), voter, {two: 1} if is_changed else {one: 1})

    assert str(refusal.value) == SENTENCES[code]
    assert everything() == before


def test_a_vote_that_closes_meanwhile_is_refused():
    forum, voter, (one, *_rest) = ballot_box()
    Forum.objects.update(phase=Phase.SUMMARY)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        vote(forum, voter, {one: 1})  # ``forum`` is from before

    assert str(refusal.value) == (
        "Pemungutan suara sudah ditutup, suara terakhir Anda tidak dihitung."
    )
    assert everything() == before


def of_another_forum(_forum, _one):
    return card(ForumFactory(phase=Phase.VOTE))


def merged(forum, one):
    return card(forum, lead=one)


def parked(forum, _one):
    return card(forum, state=PostState.PARKED)


def hidden(forum, _one):
    return card(forum, state=PostState.HIDDEN, hidden_reason="Bukan gagasan")


def nowhere(_forum, _one):
    return Post(pk=0, key=uuid.uuid4())


@pytest.mark.parametrize("which", [of_another_forum, merged, parked, hidden, nowhere])
def test_only_leading_cards_of_this_board_get_dots(which):
    forum, voter, (one, *_rest) = ballot_box()
    other = which(forum, one)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        vote(forum, voter, {one: 1, other: 1})

    assert str(refusal.value) == SENTENCES["card"]
    assert everything() == before


def test_dots_on_a_card_that_left_the_board_come_back():
    forum, voter, (one, two, _three) = ballot_box(dots=2)
    vote(forum, voter, {one: 2})
    Post.objects.filter(pk=one.pk).update(state=PostState.PARKED)

    vote(forum, voter, {two: 2}, is_whole=False)

    assert sums() == [0, 2, 0]
    forum.refresh_from_db()
    assert forum.voter_count == 1


def unseated(forum):
    return present(forum.session)


def absent(forum):
    voter = seated(forum)
    Attendance.objects.filter(participant=voter).delete()
    return voter


def guest_of_another_session(forum):
    return guest(SessionFactory(workshop=forum.session.workshop, day=2))


@pytest.mark.parametrize(
    ("who", "code"),
    [(unseated, "unseated"), (absent, "absent"), (guest_of_another_session, "absent")],
)
def test_who_is_not_here_votes_nothing(who, code):
    forum, _voter, (one, *_rest) = ballot_box()
    other = who(forum)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        vote(forum, other, {one: 1})

    assert refusal.value.code == code
    assert everything() == before


def test_a_late_packet_changes_nothing():
    forum, voter, (one, two, _three) = ballot_box()
    vote(forum, voter, {one: 2}, number=7)
    before = everything()

    for number in (6, 7):
        counted = vote(forum, voter, {two: 5}, number=number)
        assert (counted.is_late, counted.number, counted.dots) == (True, 7, {one.key: 2})

    assert everything() == before
    assert vote(forum, voter, {two: 1}, number=8).number == 8
    assert vote(forum, voter, {two: 2}).number == 9  # without a script: the newest


@pytest.mark.parametrize("cards", [2, 12])
def test_a_ballot_costs_the_same_however_many_cards(cards, django_assert_max_num_queries):
    forum, voter, posts = ballot_box(cards, dots=20)
    vote(forum, voter, {posts[0]: 1})
    forum = Forum.objects.for_page().get()

    # Seat, votes, attendance, forum, cards, rows away, rows in, sums, number; and the savepoint.
    with django_assert_max_num_queries(9 + 2):
        vote(forum, voter, dict.fromkeys(posts[1:], 1))


@pytest.mark.django_db(transaction=True)
def test_eight_ballots_of_one_person_at_once_leave_one_of_them():
    forum, voter, posts = ballot_box(dots=5)
    ballots = [
        {posts[place % 3]: 1 + place % 5, posts[(place + 1) % 3]: place % 2} for place in range(8)
    ]

    def send(place):
        try:
            return vote(forum, voter, ballots[place])
        except RefusedError:
            return None

    counted = [found for found in at_once(send, 8) if found]

    votes = dict(Vote.objects.values_list("post__key", "dots"))
    assert sum(votes.values()) <= forum.dots
    assert votes in [dict(found.dots) for found in counted]
    assert sums() == [votes.get(post.key, 0) for post in posts]
    forum.refresh_from_db()
    assert forum.voter_count == 1


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_are_all_counted():
    forum, _voter, posts = ballot_box(dots=3)
    people = [seated(forum) for _ in range(8)]

    at_once(
        lambda place: [vote(forum, people[place], {posts[turn]: 3}) for turn in (0, 1, 2)], 8
    )  # fmt: skip

    forum.refresh_from_db()
    assert (sums(), forum.voter_count) == ([0, 0, 24], 8)
