"""The forum on the phone: what each person sees in each phase, by plain forms and by the queue."""

import pytest
from django.urls import reverse

from submissions.choices import IdeaStatus
from tests.factories import DimensionFactory, UserFactory, idea_in
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    card,
    facilitator_of,
    guest,
    seated,
)
from tests.workshops.phones import HTMX, browser_of, read, url, words
from workshops.choices import Phase
from workshops.models import IdeaSource, Seat, Vote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["EK47", "ek47", " ek 47 ", "Ek-47"])
def test_the_code_on_the_wall_leads_to_its_forum(typed, client):
    forum = ForumFactory(code="EK47")

    assert client.post("/f/", {"code": typed})["Location"] == forum.get_absolute_url()
    assert client.get("/f/ek47/")["Location"] == forum.get_absolute_url()
    assert "Kode forum" in read(client, "/f/")


def test_an_unknown_code_comes_back_with_a_sentence(client):
    answer = client.post("/f/", {"code": "XX99"})

    assert answer.status_code == 422
    assert "Kode ini tidak ditemukan. Lihat kode di layar forum." in answer.content.decode()
    assert 'value="XX99"' in answer.content.decode()
    assert client.get("/forum/xx99/").status_code == 404
    assert client.get("/f/xx99/").status_code == 404


def test_a_stranger_reads_what_the_forum_is_and_nothing_of_its_cards(client):
    forum = ForumFactory(phase=Phase.VOTE, shows_posts=True, post_count=7, seat_count=41)
    card(forum, text="Kata kartu")

    page = read(client, forum.get_absolute_url())

    assert forum.question in page
    assert "Beri suara" in page
    assert "Catat hadir dulu" in page
    assert 'href="/h/"' in page
    assert "Kata kartu" not in page
    assert "41" in words(page)
    assert "data-write" not in page


def test_after_it_closed_everyone_finds_its_fruit(client):
    forum = ForumFactory(phase=Phase.CLOSED)
    link = f'href="{url(forum, "hasil")}"'

    for browser in (client, browser_of(seated(forum))):
        page = read(browser, forum.get_absolute_url())
        assert link in page
        assert "Catat hadir dulu" not in page


def test_who_registered_but_is_not_present_checks_in_first():
    forum = ForumFactory()
    person = ParticipantFactory(workshop=forum.session.workshop)

    page = read(browser_of(person), forum.get_absolute_url())

    assert "Catat hadir dulu" in page
    assert "Duduk di forum ini" not in page


def test_who_is_present_sits_down_and_takes_part():
    forum = ForumFactory()
    person = guest(forum.session)
    client = browser_of(person)
    assert "Duduk di forum ini" in read(client, forum.get_absolute_url())

    for _ in range(2):
        assert client.post(url(forum, "duduk"))["Location"] == forum.get_absolute_url()

    assert Seat.objects.get().participant == person
    assert "Kirim kartu" in read(client, forum.get_absolute_url())


def test_moving_on_says_that_the_other_seat_stays():
    session = SessionFactory()
    one = ForumFactory(session=session, dimension=DimensionFactory(code="ENV"))
    two = ForumFactory(session=session, dimension=DimensionFactory(code="ECO"))
    client = browser_of(seated(one))

    page = words(read(client, two.get_absolute_url()))
    assert f"Anda juga duduk di {one}. Kursi di sana tetap milik Anda." in page
    client.post(url(two, "duduk"))

    assert Seat.objects.count() == 2


def test_who_is_not_present_is_refused_a_seat(client):
    forum = ForumFactory()
    person = ParticipantFactory(workshop=forum.session.workshop)
    for browser in (client, browser_of(person), browser_of(guest(SessionFactory()))):
        answer = browser.post(url(forum, "duduk"))
        assert answer.status_code == 403
        assert "Anda belum tercatat hadir di sesi ini." in answer.content.decode()

    assert Seat.objects.count() == 0


def test_a_page_of_a_person_stays_in_no_cache():
    forum = ForumFactory()

    answer = browser_of(seated(forum, user=None)).get(forum.get_absolute_url())

    assert "no-store" in answer["Cache-Control"]


def test_the_facilitator_finds_the_control_page(client_of):
    forum = ForumFactory()
    address = reverse("workshops:control", args=[forum.code.lower()])

    assert address in read(client_of(facilitator_of(forum)), forum.get_absolute_url())


def test_a_part_of_the_page_leaves_the_box_alone():
    forum = ForumFactory(shows_posts=True)
    me = seated(forum)
    card(forum, text="Kata orang")

    page = read(browser_of(me), forum.get_absolute_url(), headers=HTMX)

    assert "<html" not in page
    assert "<textarea" not in page
    assert page.count('hx-swap-oob="true"') == 2
    assert 'id="forum-main"' in page
    assert "Kata orang" in page


def test_a_part_for_someone_who_is_outside_asks_for_the_whole_page(client):
    forum = ForumFactory()

    assert client.get(forum.get_absolute_url(), headers=HTMX)["HX-Refresh"] == "true"


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("is_guest", [True, False])
@pytest.mark.parametrize("cards", [1, 8])
def test_the_page_costs_the_same_however_full(
    phase, is_guest, cards, django_assert_max_num_queries
):
    forum = ForumFactory(phase=phase, shows_posts=True, shows_results=True)
    more = {"user": None} if is_guest else {}
    me = seated(forum, session=forum.session if is_guest else None, **more)
    for _ in range(cards):
        lead = card(forum, me)
        card(forum, me, lead=lead)
        Vote.objects.create(forum=forum, participant=seated(forum), post=lead, dots=1)
        IdeaSource.objects.create(
            post=lead, idea=idea_in(IdeaStatus.IN_REVIEW), promoted_by=UserFactory()
        )
    client = browser_of(me)

    with django_assert_max_num_queries(8 if is_guest else 10):
        read(client, forum.get_absolute_url())
