"""The phone in a forum: a cut line loses and doubles nothing, typing is left alone, dots by key."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.workshops import card, seated
from tests.journeys.conftest import wait_for
from tests.journeys.devices import kill, phone
from tests.journeys.forum_phones import (
    change,
    forum_that_collects,
    opened,
    patiently,
    serving,
    texts,
    write,
)
from workshops.choices import Phase
from workshops.models import Forum, Post
from workshops.services.posts import add_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
KEPT = "Object.keys(localStorage).filter((name) => /^(kartu|suara|tulis):/.test(name)).length"


@pytest.fixture(autouse=True)
def patience():
    yield from patiently()


@pytest.fixture
def server():
    yield from serving()


@pytest.fixture
def forum(db):
    return forum_that_collects()


@pytest.fixture
def me(forum):
    return seated(forum)


@pytest.fixture
def context(server, browser, me):
    context = phone(browser, server.url, me.user, service_workers="block")
    yield context
    context.close()


@pytest.fixture
def page(context):
    return opened(context)


def test_two_cards_without_network_arrive_once_when_it_is_back(context, page):
    context.set_offline(True)
    expect(page.locator("[data-connection]")).to_have_text("Luring")
    write(page, "Kartu pertama")
    write(page, "Kartu kedua")
    waiting = page.locator("[data-waiting-list] li")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("Menunggu sambungan")
    expect(page.locator("[data-queue-mark]")).to_contain_text("terkirim sendiri")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate(OVERFLOW) <= 0
    assert texts() == []

    context.set_offline(False)

    expect(waiting).to_have_count(0)
    own = page.locator("[data-own] li")
    expect(own).to_have_count(2)
    expect(own.first).to_contain_text("Terkirim")
    assert texts() == ["Kartu pertama", "Kartu kedua"]
    assert page.evaluate(KEPT) == 0


def test_cards_outlive_a_killed_tab(context, page):
    context.set_offline(True)
    write(page, "Kartu pertama")
    write(page, "Kartu kedua")
    page.get_by_label("Tulis gagasan").fill("Belum dikirim")
    kill(page)
    context.set_offline(False)

    page = opened(context)

    assert wait_for(lambda: texts() == ["Kartu pertama", "Kartu kedua"], 10)
    expect(page.locator("[data-waiting-list] li")).to_have_count(0)
    expect(page.get_by_label("Tulis gagasan")).to_have_value("Belum dikirim")
    page.reload()
    expect(page.locator("[data-own] li")).to_have_count(2)
    assert Post.objects.count() == 2


def test_an_answer_lost_on_its_way_makes_no_second_card(context, page):
    def lose_answer(route):
        route.fetch()
        route.abort()

    context.route("**/tulis/", lose_answer, times=1)
    write(page, "Satu kartu")
    assert wait_for(lambda: texts() == ["Satu kartu"], 10)
    expect(page.locator("[data-waiting-list] li")).to_contain_text("Menunggu sambungan")

    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-own] li")).to_have_count(1)
    assert texts() == ["Satu kartu"]


def test_a_card_that_comes_too_late_keeps_its_words(context, page, forum):
    context.set_offline(True)
    write(page, "Kartu terlambat")
    change(forum, phase=Phase.GROUP)
    context.set_offline(False)

    late = page.locator("[data-waiting-list] li")
    expect(late).to_contain_text("Fase Kumpulkan sudah ditutup")
    expect(late).to_contain_text("Kartu terlambat")
    late.get_by_role("button", name="Salin").click()
    expect(page.locator("[data-queue-mark]")).to_have_text("Tulisan disalin.")
    expect(late.get_by_role("button", name="Kirim lagi")).to_be_hidden()
    page.reload()
    expect(late).to_contain_text("Kartu terlambat")
    assert Axe().run(page).response["violations"] == []
    assert texts() == []

    change(forum, phase=Phase.COLLECT)  # opened again for two minutes
    late.get_by_role("button", name="Kirim lagi").click()

    expect(page.locator("[data-own] li")).to_contain_text("Kartu terlambat")
    assert texts() == ["Kartu terlambat"]


def test_words_stay_when_the_session_has_ended(context, page):
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")

    write(page, "Kartu tanpa sesi")

    expect(page.locator("[data-queue-mark]")).to_contain_text("Sesi Anda telah berakhir")
    expect(page.locator("[data-waiting-list] li")).to_contain_text("Kartu tanpa sesi")
    assert texts() == []
    context.add_cookies(cookies)
    page.reload()
    assert wait_for(lambda: texts() == ["Kartu tanpa sesi"], 10)


def test_somebody_else_on_the_phone_sends_nothing_of_it(context, page, browser, server, forum):
    context.set_offline(True)
    write(page, "Kartu saya")
    other = phone(browser, server.url, seated(forum).user)
    context.clear_cookies()
    context.add_cookies(other.cookies())
    context.set_offline(False)

    expect(page.locator("[data-queue-mark]")).to_contain_text("Sesi Anda telah berakhir")
    page.reload()
    expect(page.locator("[data-connection]")).to_have_text("Tersambung")
    expect(page.locator("[data-waiting-list] li")).to_have_count(0)

    assert texts() == []
    assert page.evaluate(KEPT) == 1


def test_typing_is_left_alone(page, forum):
    box = page.get_by_label("Tulis gagasan")
    box.click()
    page.keyboard.type("Baru setengah")
    card(forum, text="Kata orang lain")

    change(forum, "show", shows_posts=True)
    expect(page.get_by_text("Kata orang lain")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type(" kalimat")
    expect(box).to_have_value("Baru setengah kalimat")

    change(forum, phase=Phase.GROUP)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kartu sedang dikelompokkan")
    expect(box).to_have_value("Baru setengah kalimat")
    expect(page.get_by_text("Tulisan Anda tetap di sini dan belum terkirim.")).to_be_visible()
    expect(page.get_by_role("button", name="Kirim kartu")).to_be_hidden()
    page.get_by_role("button", name="Salin").click()
    expect(page.locator("[data-queue-mark]")).to_have_text("Tulisan disalin.")


def test_a_change_outlives_a_killed_tab(context, page, forum, me):
    address = f"/forum/ek47/kartu/{card(forum, me, text='Kata lama').key}/"
    page.goto(address)
    page.get_by_label("Isi kartu").fill("Kata baru")
    kill(page)

    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Isi kartu")).to_have_value("Kata baru")
    expect(page.get_by_text("dipulihkan dari ponsel ini")).to_be_visible()
    page.get_by_role("button", name="Simpan kartu").click()

    expect(page.locator("[data-own] li")).to_contain_text("Kata baru")
    page.goto(address)
    expect(page.get_by_text("dipulihkan dari ponsel ini")).to_have_count(0)


def test_what_others_write_and_do_is_seen_without_touching_the_phone(page, forum):
    change(forum, "show", shows_posts=True)
    expect(page.get_by_role("heading", name="Kartu di papan")).to_be_visible()
    forum = Forum.objects.for_page().get()
    other = seated(forum)

    post = add_post(forum, author=other, text="<b>Tarif</b> parkir", key=Post().key)

    board = page.locator("[data-board] li")
    expect(board).to_have_count(1)
    expect(board).to_contain_text("<b>Tarif</b> parkir")
    expect(board).to_contain_text(post.author.from_where)
    expect(page.locator("[data-count=posts]")).to_have_text("1")
    change(forum, "clock", phase_ends_at=None, paused_seconds=90)
    expect(page.locator("[data-clock]")).to_have_text("Jeda 01.30")
    change(forum, phase=Phase.VOTE, phase_ends_at=timezone.now(), paused_seconds=None)
    expect(page.locator(".vote")).to_have_count(1)
    expect(page.locator("[data-clock-face]")).to_have_text("00.00")
