"""The projector: who opens it, what it never shows, its pages, and what it costs."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of, seated
from workshops.board_wall import wall_of
from workshops.choices import WITHDRAWN, ForumKind, Phase, PostKind, PostState
from workshops.models import ForumEvent
from workshops.presenter import presenter_token

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def forum():
    return ForumFactory(phase=Phase.GROUP, code="EK47", shows_posts=True)


def url(forum, **query):
    values = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/forum/{forum.code.lower()}/papan/?{values}"


def wall(browser, forum, **query):
    answer = browser.get(url(forum, p=presenter_token(forum), **query))
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_opens_the_wall(forum, client, client_of):
    other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="GOV"))
    for user in (
        facilitator_of(forum), UserFactory(roles=["admin"]), UserFactory(roles=["observer"]),
    ):  # fmt: skip
        assert client_of(user).get(url(forum)).status_code == 200
    for user in (UserFactory(), facilitator_of(other), seated(forum).user):
        assert client_of(user).get(url(forum)).status_code == 403
    assert client.get(url(forum))["Location"].startswith("/masuk/")
    assert client.get("/forum/tidakada/papan/").status_code == 404


def test_the_projectors_link_opens_this_board_and_ends_with_the_session(forum, client):
    other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="GOV"))
    token = presenter_token(forum)
    assert client.get(url(forum, p=token)).status_code == 200
    assert client.get(url(other, p=token)).status_code == 302
    for bad in ("", "x", token[:-1], token.swapcase()):
        assert client.get(url(forum, p=bad)).status_code == 302
    assert client.get(f"/forum/ek47/kendali/?p={token}").status_code == 302
    with time_machine.travel(forum.session.rights_until + timedelta(seconds=1)):
        assert client.get(url(forum, p=token)).status_code == 302


def test_control_and_names_never_stand_on_the_wall(forum, client):
    writer = seated(forum)
    card(forum, writer, text="Kios bersama")
    page = wall(client, forum)
    assert "Kios bersama" in page
    assert writer.organisation.name in page
    assert writer.name not in page
    assert "kendali" not in page
    assert "<form" not in page


def test_private_cards_are_counted_and_never_shown(client):
    forum = ForumFactory(phase=Phase.COLLECT, shows_posts=False)
    for number in range(3):
        card(forum, text=f"Rahasia {number}")
    page = wall(client, forum)
    assert "Rahasia" not in page
    assert re.search(r'data-count="posts">3<', page)
    assert wall_of(ForumFactory(phase=Phase.WAITING, dimension=DimensionFactory(code="GOV")))[
        "pages"
    ] == []  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"state": PostState.HIDDEN, "hidden_reason": "Kasar"},
        {"state": PostState.HIDDEN, "hidden_reason": WITHDRAWN},
        {"state": PostState.PARKED},
        {"state": PostState.MOVED},
    ],
)
def test_what_left_the_board_is_not_on_the_wall(values, forum, client):
    card(forum, text="Tetap tampil")
    card(forum, text="Sudah pergi", **values)
    page = wall(client, forum)
    assert "Tetap tampil" in page
    assert "Sudah pergi" not in page


@pytest.mark.parametrize("is_shown", [True, False])
def test_dots_stand_on_the_wall_only_once_revealed(is_shown, client):
    forum = ForumFactory(
        phase=Phase.VOTE, shows_posts=True, shows_results=is_shown, voter_count=31, seat_count=38
    )
    card(forum, text="Sedikit", dot_count=3)
    card(forum, text="Banyak", dot_count=77)
    card(forum, text="Disematkan", dot_count=1, is_pinned=True)
    page = wall(client, forum)
    assert ("77 <small>suara" in page) is is_shown
    assert (page.count('class="dot"') > 0) is is_shown
    assert page.count('class="dot"') <= 34  # a long row ends; the number is exact
    assert re.search(r"31</span> dari 38 sudah memberi suara", page)
    places = [page.index(text) for text in ("Disematkan</h2>", "Banyak", "Sedikit") if text in page]
    order = sorted(("Banyak", "Sedikit"), key=page.index)
    assert order == (["Banyak", "Sedikit"] if is_shown else ["Sedikit", "Banyak"])
    assert page.index("board-card--pinned") < min(places)


def test_nine_cards_make_a_page_and_without_script_the_next_comes_by_itself(forum, client):
    for _ in range(20):
        card(forum)
    page = wall(client, forum)
    assert [len(each.cards) for each in wall_of(forum)["pages"]] == [9, 9, 2]
    assert page.count("data-page\n") == 3
    token = presenter_token(forum)
    assert f'content="12;url=?p={token}&amp;hal=2"' in page
    assert f"?p={token}&amp;hal=1" in wall(client, forum, hal=3)
    for odd in ("0", "99", "x", "-1", "9" * 30, "²"):
        wall(client, forum, hal=odd)


def test_a_swot_forum_has_four_parts_and_keywords(client):
    forum = ForumFactory(phase=Phase.GROUP, shows_posts=True, kind=ForumKind.SWOT)
    for number in range(6):
        card(forum, kind=PostKind.STRENGTH, text=f"Kuat {number}")
    card(forum, kind=PostKind.THREAT, text="Abrasi pantai")
    card(forum, kind=PostKind.VISION, text="Berbudaya")
    first, second = wall_of(forum)["pages"]
    assert [len(part.cards) for part in first.quadrants] == [4, 0, 0, 1]
    assert [len(part.cards) for part in second.quadrants] == [2, 0, 0, 1]
    page = wall(client, forum)
    for words in ("Kekuatan <small>6", "Kelemahan", "Peluang", "Abrasi pantai", "Kata kunci visi",
                  "Berbudaya", "Belum ada kartu"):  # fmt: skip
        assert words in page


def test_the_picture_alone_is_fetched_again(forum, client):
    card(forum, text="Kios")
    answer = client.get(url(forum, p=presenter_token(forum)), headers=HTMX)
    text = answer.content.decode()
    assert text.lstrip().startswith('<div class="board__view"')
    assert "<html" not in text
    assert 'id="board-totals" hx-swap-oob' in text
    assert "no-store" in answer["Cache-Control"]
    assert ForumEvent.objects.count() == 0


def test_the_clock_says_where_it_stands(client):
    forum = ForumFactory(paused_seconds=250)
    page = wall(client, forum)
    assert "04.10" in page
    assert "dijeda" in page
    assert 'data-paused="250"' in page
    closed = ForumFactory(phase=Phase.CLOSED, dimension=DimensionFactory(code="GOV"))
    assert "data-clock" not in wall(client, closed)


def test_words_of_people_are_never_markup(forum, client):
    evil = '<img src=x onerror=alert(1)> & "x"'
    card(forum, text=evil)
    forum.question = evil
    forum.save()
    assert "<img src=x" not in wall(client, forum)


def test_the_wall_costs_the_same_for_one_card_and_for_many(forum, client):
    counts = []
    for number in (1, 25):
        for _ in range(number):
            card(forum, lead=card(forum))
        with CaptureQueriesContext(connection) as captured:
            wall(client, forum)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 3


def test_a_sealed_forum_keeps_its_wall(client):
    forum = ForumFactory(phase=Phase.CLOSED, sealed_at=timezone.now(), shows_results=True)
    card(forum, text="Disepakati bersama", is_agreed=True, dot_count=4)
    page = wall(client, forum)
    assert "Disepakati bersama" in page
    assert "Forum sudah ditutup" in page
