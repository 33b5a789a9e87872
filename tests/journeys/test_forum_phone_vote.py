"""Votes from a phone: by keyboard, over a cut line, without any script; every phase by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from submissions.choices import IdeaStatus
from tests.factories import UserFactory, idea_in
from tests.factories.workshops import card, seated
from tests.journeys.conftest import wait_for
from tests.journeys.devices import kill, phone
from tests.journeys.forum_phones import change, forum_that_collects, opened, patiently, serving
from workshops.choices import ForumKind, Phase, PostState
from workshops.models import Forum, IdeaSource, Vote

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


def given():
    return dict(Vote.objects.values_list("post__text", "dots"))


def test_a_vote_by_keyboard_alone(context, forum, me):
    change(forum, phase=Phase.VOTE)
    for text in ("Satu", "Dua"):
        card(forum, seated(forum), text=text)
    page = opened(context)
    first = page.get_by_role("button", name="Tambah titik: Satu")
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("(button) => button === document.activeElement"):
            break
    expect(first).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("[data-dots-left]")).to_have_text("Sisa 0 titik")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Semua titik")).to_have_text(
        "Semua titik sudah terpakai. Kurangi dulu titik pada gagasan lain."
    )
    assert Axe().run(page).response["violations"] == []
    assert wait_for(lambda: given() == {"Satu": 3}, 10)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-dots-left]")).to_have_text("Sisa 1 titik")

    assert wait_for(lambda: given() == {"Satu": 2}, 10)
    expect(page.locator("[data-ballot-mark]")).to_have_text("Suara tersimpan.")
    card(forum, seated(forum), text="Tiga")
    change(forum, "show", shows_results=True)  # the list is fetched again
    expect(page.locator(".vote")).to_have_count(3)
    expect(page.get_by_role("button", name="Kurangi titik: Satu")).to_be_focused()
    expect(page.locator("[data-dots-left]")).to_have_text("Sisa 1 titik")


def test_a_ballot_without_network_is_sent_when_it_is_back(context, forum):
    change(forum, phase=Phase.VOTE)
    card(forum, seated(forum), text="Satu")
    page = opened(context)
    context.set_offline(True)
    page.get_by_role("button", name="Tambah titik: Satu").click()
    page.get_by_role("button", name="Tambah titik: Satu").click()
    expect(page.locator("[data-ballot-mark]")).to_contain_text("terkirim sendiri")
    assert Axe().run(page).response["violations"] == []
    kill(page)
    context.set_offline(False)

    page = opened(context)

    expect(page.locator("[data-dots-left]")).to_have_text("Sisa 1 titik")
    assert wait_for(lambda: given() == {"Satu": 2}, 10)
    assert page.evaluate(KEPT) == 0


def test_a_ballot_that_comes_too_late_is_told(context, forum):
    change(forum, phase=Phase.VOTE)
    card(forum, seated(forum), text="Satu")
    page = opened(context)
    context.set_offline(True)
    page.get_by_role("button", name="Tambah titik: Satu").click()
    expect(page.locator("[data-ballot-mark]")).to_contain_text("terkirim sendiri")
    change(forum, phase=Phase.SUMMARY)
    context.set_offline(False)

    expect(page.get_by_role("alert").filter(has_text="Pemungutan")).to_have_text(
        "Pemungutan suara sudah ditutup, suara terakhir Anda tidak dihitung."
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil sedang dirangkum")
    assert given() == {}


def test_without_script_everything_is_sent_by_plain_forms(server, browser, forum, me):
    context = phone(browser, server.url, me.user, java_script_enabled=False)
    page = context.new_page()
    page.goto("/forum/ek47/")
    page.get_by_label("Tulis gagasan").fill("Tanpa skrip")
    page.get_by_role("button", name="Kirim kartu").click()
    expect(page.locator("#kartu-saya")).to_contain_text("Tanpa skrip")
    change(forum, phase=Phase.VOTE)
    page.goto("/forum/ek47/")
    page.get_by_role("button", name="Tambah titik: Tanpa skrip").click()

    expect(page.get_by_text("Sisa 2 titik")).to_be_visible()
    assert given() == {"Tanpa skrip": 1}
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_phase_is_accessible_and_fits(width, scheme, server, browser, forum, me):
    lead = card(forum, seated(forum), text="Panjang " * 35, is_agreed=True, dot_count=7)
    card(forum, lead=lead)
    mine = card(forum, me)
    card(forum, me, state=PostState.HIDDEN, hidden_reason="Bukan gagasan")
    IdeaSource.objects.create(
        post=mine, idea=idea_in(IdeaStatus.IN_REVIEW), promoted_by=UserFactory()
    )
    context = phone(browser, server.url, me.user, color_scheme=scheme)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    refused, found = [], []
    page.on("console", lambda message: refused.append(message.text))
    paths = ["/f/", "/forum/ek47/", f"/forum/ek47/kartu/{mine.key}/"]
    for phase in [*Phase, "swot"]:
        Forum.objects.update(
            phase=Phase.COLLECT if phase == "swot" else phase, shows_posts=True, shows_results=True,
            kind=ForumKind.SWOT if phase == "swot" else ForumKind.IDEAS,
        )  # fmt: skip
        for path in paths if phase == Phase.COLLECT else paths[1:2]:
            page.goto(path)
            rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
            policy = [text for text in refused if "Content Security Policy" in text]
            if rules or policy or page.evaluate(OVERFLOW) > 0:
                found.append((phase, path, rules, policy, page.evaluate(OVERFLOW)))
    context.close()

    assert found == []
