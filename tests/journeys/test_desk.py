"""The review desk in a real browser: fifty ideas by keyboard alone, every page with axe."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from submissions import transitions
from submissions.choices import DecisionKind
from submissions.choices import IdeaStatus as S
from submissions.models import Criterion, Decision, Idea, Review
from submissions.services.deciding import Verdict
from submissions.services.holding import hold_decision
from tests.factories import ProgrammeFactory, UserFactory, idea_in
from tests.submissions.desks import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
PANEL = "#desk-panel [data-panel='{}']"


def make_rubric():
    for place, name in enumerate(("Dampak", "Kelayakan", "Keberlanjutan", "Kearifan lokal"), 1):
        Criterion.objects.create(
            programme=ProgrammeFactory(), code=f"k{place}", name=name, position=place
        )


def page_of(browser, live_server, user, **options):
    context = browser.new_context(base_url=live_server.url, **options)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return context.new_page()


def test_fifty_ideas_are_triaged_by_keyboard_alone(live_server, browser, reviewer):
    make_rubric()
    ideas = fill(50)
    page = page_of(browser, live_server, reviewer, viewport={"width": 1280, "height": 900})
    press, write = page.keyboard.press, page.keyboard.type
    page.goto("/tinjauan/")

    for number, idea in enumerate(ideas):
        page.wait_for_selector(PANEL.format(idea.address))
        if number % 3 == 0:
            for mark in "4353":
                press(mark)
            with page.expect_navigation():
                press("s")
        elif number % 3 == 1:
            press("c")
            write("Siapa yang menjalankannya?")
            press("Control+Enter")
            page.wait_for_selector("text=Minta perbaikan (1 catatan)")
            with page.expect_navigation():
                press("p")
        else:
            press("t")
            press("ArrowDown")
            press("Tab")
            write("Sudah ada program yang sama.")
            with page.expect_navigation():
                press("Control+Enter")

    assert "Antrean kosong" in page.inner_text("main")
    assert Counter(Idea.objects.values_list("status", flat=True)) == {
        S.APPROVED: 17, S.NEEDS_REVISION: 17, S.REJECTED: 16,
    }  # fmt: skip
    assert Counter(str(each.total) for each in Review.objects.all()) == {"3.75": 17}
    revisions = Decision.objects.filter(kind=DecisionKind.REVISION)
    assert {note.text for each in revisions for note in each.notes.all()} == {
        "Siapa yang menjalankannya?"
    }


def test_keys_move_tick_undo_search_help_and_can_be_off(live_server, browser, reviewer):
    make_rubric()
    first, second, third = fill(3)
    page = page_of(browser, live_server, reviewer, viewport={"width": 1280, "height": 900})
    press = page.keyboard.press
    page.goto("/tinjauan/?urut=terlama")
    page.wait_for_selector(PANEL.format(first.address))

    press("j")
    page.wait_for_selector(PANEL.format(second.address))
    press("x")
    assert page.inner_text("[data-tick-count]") == "1 dipilih"
    press("j")
    page.wait_for_selector(PANEL.format(third.address))
    press("k")
    page.wait_for_selector(PANEL.format(second.address))
    with page.expect_navigation():
        press("s")
    page.wait_for_selector(PANEL.format(third.address))
    with page.expect_navigation():
        press("u")
    second.refresh_from_db()
    assert second.status == S.IN_REVIEW
    assert page.is_checked(f"[name=idea][value={second.code}]")

    press("/")
    page.keyboard.type("s")
    assert page.input_value("#queue-words") == "s"
    press("Escape")
    press("?")
    assert page.is_visible("#desk-keys")
    with page.expect_navigation():
        page.click("text=Matikan pintasan")
    page.wait_for_selector(PANEL.format(first.address))
    press("s")
    page.wait_for_timeout(500)
    first.refresh_from_db()
    assert first.status == S.IN_REVIEW


def test_scores_are_kept_in_passing_and_others_appear_after_the_own(live_server, browser, reviewer):
    make_rubric()
    idea = idea_in(S.IN_REVIEW)
    page = page_of(browser, live_server, reviewer, viewport={"width": 1280, "height": 900})
    page.goto(f"/tinjauan/{idea.address}/")

    for mark in "551":
        page.keyboard.press(mark)
    page.wait_for_selector("text=3 dari 4 kriteria terisi")
    assert Review.objects.count() == 0
    page.keyboard.press("1")
    page.wait_for_selector("text=Rata-rata tertimbang Anda 3 dari 5")

    assert [str(each.total) for each in Review.objects.all()] == ["3.00"]
    page.reload()
    assert page.is_checked("input[name='score-k4'][value='1']")


def test_desk_works_without_script(live_server, browser, reviewer):
    make_rubric()
    first, second = fill(2)
    page = page_of(browser, live_server, reviewer, java_script_enabled=False)
    page.goto("/tinjauan/")
    page.click("text=Gagasan 1")
    assert page.url.endswith(f"/tinjauan/{first.address}/")

    for place in range(1, 5):
        page.check(f"input[name='score-k{place}'][value='5']", force=True)
    page.click("text=Simpan dan berikutnya")
    assert page.url.endswith(f"/tinjauan/{second.address}/")
    page.click("summary:has-text('Tolak')")
    page.select_option("[name=rejected-reason_code]", "covered")
    page.fill("[name=rejected-reason]", "Sudah ada.")
    page.click("details[open] button:has-text('Tolak')")

    second.refresh_from_db()
    assert (second.status, Review.objects.count()) == (S.REJECTED, 1)
    page.click("[data-undo] button")
    second.refresh_from_db()
    assert second.status == S.IN_REVIEW


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_desk_are_accessible_and_fit(width, scheme, live_server, browser):
    make_rubric()
    user = UserFactory(roles=["reviewer", "admin"])
    first, second, *_rest = fill(6)
    hold_decision(first, actor=user, verdict=Verdict(DecisionKind.REJECT, "Sama.", "covered"))
    transitions.approve_idea(second, actor=user)
    page = page_of(
        browser, live_server, user, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    found, refused = [], []
    page.on("console", lambda message: refused.append(message.text))
    page.on("pageerror", lambda error: refused.append(str(error)))
    for path in (
        "/tinjauan/", f"/tinjauan/?buka={first.address}", f"/tinjauan/{first.address}/",
        f"/tinjauan/{second.address}/", f"/tinjauan/{first.address}/kelola/", "/tinjauan/ditahan/",
        "/tinjauan/pembagian/?each=2&cap=1", "/kelola/rubrik/",
    ):  # fmt: skip
        refused.clear()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
        if rules or refused or page.evaluate(OVERFLOW) > 0:
            found.append((path, rules, list(refused), page.evaluate(OVERFLOW)))

    assert found == []
