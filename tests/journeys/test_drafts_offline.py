"""What waits on the device: listed on "Saya" and without connection, asked about at "Keluar"."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from submissions.models import Idea
from tests.factories import UserFactory, draft_idea
from tests.journeys.conftest import wait_for
from tests.journeys.devices import kill, mark, phone, unsent, writer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Hanya di ponsel"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
READY = "navigator.serviceWorker.ready.then((worker) => Boolean(worker.active))"


@pytest.fixture
def author():
    return writer()


def leave_unsent(context, path):
    """Type without reaching the server, then lose the tab. Returns what ends the trouble."""
    is_down = [True]
    context.route("**/simpan/", lambda route: route.abort() if is_down else route.continue_())
    page = context.new_page()
    page.goto(path)
    page.fill("#id_title", TITLE)
    expect(mark(page)).to_have_text("Luring, tersimpan di perangkat ini")
    kill(page)
    return is_down.clear


def test_saya_lists_what_waits_and_uploads_it(live_server, browser, author):
    context = phone(browser, live_server.url, author, service_workers="block")
    reach_again = leave_unsent(context, "/gagasan/baru/")

    page = context.new_page()
    page.goto("/saya/")
    waiting = page.locator("[data-local-drafts]")
    expect(waiting).to_contain_text(TITLE)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate(OVERFLOW) <= 0
    waiting.get_by_role("button", name="Unggah sekarang").click()
    expect(waiting).to_contain_text("Belum terunggah: server tidak terjangkau.")
    assert not Idea.objects.exists()

    reach_again()
    waiting.get_by_role("button", name="Unggah sekarang").click()

    expect(waiting).to_contain_text("Terunggah ke draf Anda.")
    assert [idea.draft_version.title for idea in Idea.objects.all()] == [TITLE]
    assert unsent(page) == []


def test_saya_fetches_home_what_was_left_behind(live_server, browser, author):
    context = phone(browser, live_server.url, author, service_workers="block")
    leave_unsent(context, "/gagasan/baru/")()

    page = context.new_page()
    page.goto("/saya/")

    assert wait_for(lambda: unsent(page) == [], 10)
    assert [idea.draft_version.title for idea in Idea.objects.all()] == [TITLE]


def test_saya_leads_on_to_both_texts(live_server, browser, author):
    idea = draft_idea(author)
    context = phone(browser, live_server.url, author, service_workers="block")
    reach_again = leave_unsent(context, f"/gagasan/{idea.address}/ubah/1/")
    page = context.new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/2/")
    reach_again()
    page.fill("#id_village", "Desa Meat")
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))

    page.goto("/saya/")
    waiting = page.locator("[data-local-drafts]")
    waiting.get_by_role("button", name="Unggah sekarang").click()
    expect(waiting).to_contain_text("Draf ini juga diubah di perangkat lain")
    waiting.get_by_role("link", name="Lanjutkan").click()
    page.get_by_role("button", name="Pakai tulisan itu").click()
    page.get_by_role("button", name="Lihat kedua tulisan").click()
    expect(page.get_by_role("alert")).to_contain_text("Bank sampah di tepi danau")
    expect(page.get_by_role("alert")).to_contain_text(TITLE)
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url("**/ubah/2/")

    idea.draft_version.refresh_from_db()
    assert (idea.draft_version.title, idea.draft_version.village) == (TITLE, "Desa Meat")
    assert unsent(page) == []


def test_strangers_see_nothing_of_it_on_the_same_phone(live_server, browser, author):
    context = phone(browser, live_server.url, author, service_workers="block")
    leave_unsent(context, "/gagasan/baru/")
    context.clear_cookies()
    other = phone(browser, live_server.url, UserFactory())
    context.add_cookies(other.cookies())

    page = context.new_page()
    page.goto("/saya/")
    page.wait_for_load_state("networkidle")

    expect(page.locator("[data-local-drafts]")).to_be_hidden()
    page.goto("/gagasan/baru/?formulir=singkat")
    assert page.input_value("#id_title") == ""
    assert len(unsent(page)) == 1


@pytest.mark.parametrize("is_deleted", [True, False])
def test_leaving_a_shared_phone_offers_to_delete(is_deleted, live_server, browser, author):
    context = phone(browser, live_server.url, author, service_workers="block")
    leave_unsent(context, "/gagasan/baru/")
    page = context.new_page()
    page.goto("/saya/")
    page.locator("summary:visible").filter(has_text=re.compile("Menu|Akun")).first.click()
    page.get_by_role("button", name="Keluar").locator("visible=true").click()

    page.wait_for_url("**/keluar/")
    choice = page.locator("[data-logout-drafts]")
    expect(choice).to_contain_text("ada 1 tulisan yang belum terkirim")
    assert Axe().run(page).response["violations"] == []
    choice.get_by_role("checkbox").set_checked(is_deleted)
    page.locator("main").get_by_role("button", name="Keluar").click()

    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert len(unsent(page)) == (0 if is_deleted else 1)
    page.goto("/luring/")
    expect(page.locator("[data-local-drafts]")).to_be_hidden()
    expect(page.get_by_text("Tidak ada tulisan yang menunggu")).to_be_visible()


def test_without_connection_the_page_lists_what_waits(live_server, browser, author):
    context = phone(browser, live_server.url, author)
    page = context.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto("/saya/")
    assert page.evaluate(READY) is True
    stored = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.keys())"
        ".then((keys) => keys.map((key) => new URL(key.url).pathname))"
    )
    page.goto("/gagasan/baru/")
    context.set_offline(True)
    page.fill("#id_title", TITLE)
    expect(mark(page)).to_have_text("Luring, tersimpan di perangkat ini")

    page.goto("/gagasan/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada sambungan")
    expect(page.locator("[data-local-drafts]")).to_contain_text(TITLE)
    assert page.evaluate("getComputedStyle(document.body).fontFamily").count("Jakarta") == 1
    assert page.evaluate(OVERFLOW) <= 0
    assert [text for text in refused if "Content Security Policy" in text] == []
    assert sorted(stored) == [
        "/luring/",
        "/static/css/portal.css",
        "/static/favicon.svg",
        "/static/fonts/plus-jakarta-sans.woff2",
        "/static/js/drafts_bundle.js",
        "/static/js/theme.js",
        "/static/vendor/bootstrap/bootstrap.min.css",
    ]

    context.set_offline(False)
    page.get_by_role("link", name="Coba lagi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gagasan")


def test_sending_without_connection_keeps_the_text(live_server, browser, author):
    context = phone(browser, live_server.url, author)
    page = context.new_page()
    page.goto("/gagasan/baru/")
    assert page.evaluate(READY) is True
    page.reload()
    context.set_offline(True)
    page.fill("#id_title", TITLE)
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada sambungan")
    expect(page.locator("[data-local-drafts]")).to_contain_text(TITLE)

    context.set_offline(False)
    page.get_by_role("link", name="Coba lagi").click()

    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))
    assert [idea.draft_version.title for idea in Idea.objects.all()] == [TITLE]
