"""Sending and saving by hand beside the autosave: one idea, both texts, nothing left behind."""

import re
import threading

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import expect

from submissions.choices import IdeaStatus
from submissions.models import Idea
from tests.factories import DimensionFactory, UserFactory, draft_idea
from tests.journeys.conftest import wait_for
from tests.journeys.devices import mark, phone, unsent, writer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROBLEM = "Sampah plastik menumpuk di dermaga setiap akhir pekan dan musim libur."


@pytest.fixture
def author():
    return writer()


def fill_all(page):
    page.fill("#id_title", "Perahu sampah")
    page.get_by_label("Lingkungan").check()
    page.fill("#id_problem", PROBLEM)
    page.fill("#id_solution", "Satu perahu pengangkut setiap pagi.")
    page.check("#id_consent")


@pytest.mark.parametrize("after", ["autosave", "nothing"])
def test_twenty_presses_on_send_are_one_idea(after, live_server, browser, author):
    page = phone(browser, live_server.url, author).new_page()
    page.goto("/gagasan/baru/?formulir=lengkap")
    fill_all(page)
    if after == "autosave":
        expect(mark(page)).to_have_text(re.compile("Tersimpan"))

    page.locator("button[value=send]").evaluate(
        "(button) => { for (let n = 0; n < 20; n += 1) button.click(); }"
    )

    page.wait_for_url("**/terkirim/")
    assert [(idea.code, idea.title) for idea in Idea.objects.all()] == [
        ("ENV-001", "Perahu sampah")
    ]
    assert wait_for(lambda: unsent(page) == [], 5)


def test_twenty_sends_at_once_are_one_idea(author):
    page = Client()
    page.force_login(author)
    form = page.get("/gagasan/baru/?formulir=lengkap").context["form"]
    data = {
        "key": str(form["key"].value()), "revision": "1", "title": "Perahu sampah",
        "dimension": DimensionFactory().pk, "problem": PROBLEM, "solution": "Satu perahu.",
        "consent": "on", "action": "send",
    }  # fmt: skip
    places = []

    def send():
        browser = Client()
        browser.force_login(author)
        places.append(browser.post("/gagasan/baru/", data)["Location"])
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert places == ["/gagasan/env-001/terkirim/"] * 20
    assert [idea.status for idea in Idea.objects.all()] == [IdeaStatus.SUBMITTED]


def test_two_people_editing_get_both_texts(live_server, browser, author):
    idea = draft_idea(author, title="Perahu")
    colleague = UserFactory(organisation=author.organisation)
    idea.co_authors.add(colleague)
    one = phone(browser, live_server.url, author).new_page()
    two = phone(browser, live_server.url, colleague).new_page()
    for page in (one, two):
        page.goto(f"/gagasan/{idea.address}/ubah/1/")
    one.fill("#id_title", "Perahu dari penulis")
    expect(mark(one)).to_have_text(re.compile("Tersimpan"))
    two.fill("#id_title", "Perahu dari rekan")
    expect(mark(two)).to_have_text(
        re.compile(r"Draf ini juga diubah di perangkat lain pukul \d\d\.\d\d. Pilih versi")
    )

    two.get_by_role("button", name="Lihat kedua tulisan").click()

    choice = two.get_by_role("alert")
    expect(choice).to_contain_text("Perahu dari penulis")
    expect(choice).to_contain_text("Perahu dari rekan")
    assert two.input_value("#id_title") == "Perahu dari rekan"
    # Typing on this page chooses nothing.
    two.locator("#id_title").press_sequentially(" baru")
    two.wait_for_timeout(2500)
    idea.draft_version.refresh_from_db()
    assert idea.draft_version.title == "Perahu dari penulis"
    choice.get_by_role("link", name="pakai yang tersimpan").click()
    expect(two.locator("#id_title")).to_have_value("Perahu dari penulis")
    assert unsent(two) == []


def test_without_script_everything_can_be_written_and_sent(live_server, browser, author):
    page = phone(browser, live_server.url, author, java_script_enabled=False).new_page()
    page.goto("/gagasan/baru/")
    page.fill("#id_title", "Perahu sampah")
    page.get_by_label("Lingkungan").check()
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.fill("#id_problem", PROBLEM)
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.fill("#id_solution", "Satu perahu pengangkut setiap pagi.")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.fill("#id_estimate", "85 juta")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url("**/periksa/")
    page.check("#id_consent")
    page.get_by_role("button", name="Kirim gagasan").click()

    page.wait_for_url("**/gagasan/env-001/terkirim/")
    version = Idea.objects.get().current_version
    assert (version.title, version.problem, version.estimate_idr) == (
        "Perahu sampah",
        PROBLEM,
        85_000_000,
    )


def test_steps_leave_nothing_behind_on_the_device(live_server, browser, author):
    page = phone(browser, live_server.url, author).new_page()
    page.goto("/gagasan/baru/")
    page.fill("#id_title", "Perahu sampah")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url("**/ubah/2/")
    page.fill("#id_problem", PROBLEM)
    page.get_by_role("button", name="Simpan dan keluar dulu").click()
    page.wait_for_url("**/saya/")

    assert wait_for(lambda: unsent(page) == [], 5)
    expect(page.locator("[data-local-drafts]")).to_be_hidden()
    version = Idea.objects.get().draft_version
    assert (version.title, version.problem) == ("Perahu sampah", PROBLEM)
