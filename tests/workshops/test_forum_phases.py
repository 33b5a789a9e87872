"""What the phone shows in each phase, and to whom."""

import re

import pytest

from submissions.choices import IdeaStatus
from tests.factories import DimensionFactory, UserFactory, idea_in
from tests.factories.workshops import (
    ForumFactory,
    card,
    seated,
)
from tests.workshops.phones import browser_of, read, words
from workshops.choices import WITHDRAWN, Phase, PostState
from workshops.models import Forum, IdeaSource
from workshops.phone import PAGE_SIZE

pytestmark = pytest.mark.django_db


def test_before_it_begins_the_page_says_what_will_happen():
    forum = ForumFactory(phase=Phase.WAITING)

    page = read(browser_of(seated(forum)), forum.get_absolute_url())

    assert "Fasilitator belum membuka forum. Halaman ini berganti sendiri." in page
    assert "Anda membagikan 5 titik" in page
    assert re.search(r"<section[^>]*data-write[^>]*hidden", page)


def test_cards_are_private_until_they_are_shown():
    forum = ForumFactory()
    me = seated(forum)
    card(forum, me, text="Kata saya")
    card(forum, text="Kata orang lain")
    client = browser_of(me)

    page = read(client, forum.get_absolute_url())
    assert "Kata saya" in page
    assert "Kata orang lain" not in page
    Forum.objects.update(shows_posts=True)

    page = read(client, forum.get_absolute_url())
    assert "Kata orang lain" in page
    assert page.count("Kata saya") == 2  # among one's own, and on the board


def test_names_of_people_are_on_no_page():
    forum = ForumFactory(shows_posts=True, shows_results=True)
    author, me = seated(forum, name="Nama Rahasia"), seated(forum)
    card(forum, author)
    for phase in Phase:
        Forum.objects.update(phase=phase)
        assert "Nama Rahasia" not in read(browser_of(me), forum.get_absolute_url())


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"state": PostState.PARKED}, False),
        ({"state": PostState.HIDDEN, "hidden_reason": "x"}, False),
        ({"state": PostState.MOVED}, False),
    ],
)
@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY])
def test_what_left_the_board_is_shown_to_nobody(phase, changes, shown):
    forum = ForumFactory(phase=phase, shows_posts=True, shows_results=True)
    card(forum, text="Kata di kartu", **changes)

    page = read(browser_of(seated(forum)), forum.get_absolute_url())

    assert ("Kata di kartu" in page) is shown


def test_everyones_cards_come_in_pages():
    forum = ForumFactory(shows_posts=True)
    author, me = seated(forum), seated(forum)
    for number in range(PAGE_SIZE + 1):
        card(forum, author, text=f"Isi nomor {number:02d}")
    client = browser_of(me)

    first = read(client, forum.get_absolute_url())
    second = read(client, f"{forum.get_absolute_url()}?hal=2")

    assert ("Isi nomor 25" in first, "Isi nomor 00" in first) == (True, False)
    assert ("Isi nomor 25" in second, "Isi nomor 00" in second) == (False, True)
    assert "data-board>" in first
    assert "data-board>" not in second  # live cards belong on the first page
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        read(client, f"{forum.get_absolute_url()}?hal={odd}")


def test_groups_are_read_with_their_cards():
    forum = ForumFactory(phase=Phase.GROUP, shows_posts=True)
    lead = card(forum, title="Judul kelompok")
    card(forum, text="Kata serupa", lead=lead)

    page = read(browser_of(seated(forum)), forum.get_absolute_url())

    assert "Judul kelompok" in page
    assert "1 kartu serupa digabung" in page
    assert "Kata serupa" in page
    assert "data-send" in page  # in the box that is hidden
    assert re.search(r"<section[^>]*data-write[^>]*hidden", page)


def test_ones_own_cards_say_what_became_of_them():
    forum = ForumFactory(phase=Phase.CLOSED)
    me = seated(forum)
    lead, open_idea = card(forum), idea_in(IdeaStatus.IN_REVIEW)
    promoted = card(forum, me, text="Satu")
    card(forum, me, text="Dua", lead=lead)
    card(forum, me, text="Tiga", state=PostState.PARKED)
    card(forum, me, text="Empat", state=PostState.HIDDEN, hidden_reason="Bukan gagasan")
    card(forum, me, text="Lima", state=PostState.HIDDEN, hidden_reason=WITHDRAWN)
    moved = card(ForumFactory(session=forum.session, dimension=DimensionFactory(code="ECO")), me)
    card(forum, me, text="Enam", state=PostState.MOVED, moved_to=moved)
    actor = UserFactory()
    IdeaSource.objects.create(post=promoted, idea=open_idea, promoted_by=actor)
    draft = idea_in(IdeaStatus.DRAFT)
    IdeaSource.objects.create(post=lead, idea=draft, promoted_by=actor)

    page = read(browser_of(me), forum.get_absolute_url())
    text = words(page)

    assert f'<a href="{open_idea.get_absolute_url()}">menjadi {open_idea.code}</a>' in page
    assert "Digabung dengan kartu lain menjadi draf gagasan" in text
    assert draft.get_absolute_url() not in page  # somebody else's draft
    assert "Diparkir fasilitator" in text
    assert "Disembunyikan fasilitator: Bukan gagasan" in text
    assert f"Dipindahkan ke Forum {moved.forum.dimension.name}" in text
    assert "Lima" not in text


@pytest.mark.parametrize(
    ("phase", "is_revealed", "shown"),
    [
        (Phase.VOTE, False, False),
        (Phase.SUMMARY, False, False),
        (Phase.SUMMARY, True, True),
        (Phase.CLOSED, False, True),
    ],
)
def test_results_are_hidden_until_revealed_or_closed(phase, is_revealed, shown):
    forum = ForumFactory(phase=phase, shows_results=is_revealed)
    card(forum, text="Kartu terpilih", dot_count=41, is_agreed=True)

    page = read(browser_of(seated(forum)), forum.get_absolute_url())

    assert ("41 titik" in page) is shown
    assert ("Disepakati forum" in page) is shown


def test_the_order_of_the_vote_is_each_persons_own_and_stays():
    forum = ForumFactory(phase=Phase.VOTE)
    posts = [card(forum) for _ in range(12)]

    def order(person):
        page = read(browser_of(person), forum.get_absolute_url())
        return re.findall(r'value="([0-9a-f-]{36}):1"', page)

    people = [seated(forum) for _ in range(3)]
    orders = [order(person) for person in people]

    assert orders == [order(person) for person in people]
    assert {tuple(sorted(each)) for each in orders} == {tuple(sorted(str(p.key) for p in posts))}
    by_number = [str(post.key) for post in posts]
    assert len({tuple(each) for each in [*orders, by_number]}) == 4
