"""A phone in a hall with bad signal: whatever happens, at most the last 5 seconds are missing."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Error, expect

from accounts.choices import OrganisationKind
from submissions.choices import IdeaStatus
from submissions.models import Idea
from tests.factories import (
    DimensionFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    draft_idea,
)
from tests.journeys.conftest import database_url, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "kata-sandi-panjang-1"
OFFLINE = "Luring, tersimpan di perangkat ini"
PROBLEM = "Sampah plastik menumpuk di dermaga setiap akhir pekan dan musim libur."


@pytest.fixture
def author():
    ProgrammeFactory()
    DimensionFactory()
    user = UserFactory(organisation=OrganisationFactory(kind=OrganisationKind.UMKM))
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def phone(browser, url, user, **options):
    """A context that is signed in; its pages share the device's storage."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, **options)
    context.set_default_timeout(15_000)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    return context


def mark(page):
    return page.locator("[data-save-mark]")


def kill(page):
    """End the tab as a phone short of memory does: no handler of the page runs."""
    with pytest.raises(Error):
        page.goto("chrome://crash")


def unsent(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draf:'))")


@pytest.fixture
def server():
    """Start the portal as a process of its own at one address; killing it cuts its connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    started = []

    def start():
        command = [sys.executable, "manage.py", "runserver", place, "--noreload"]
        environment = {
            "DATABASE_URL": database_url(connection.settings_dict),
            "DJANGO_SETTINGS_MODULE": "tobasmart.settings.test",
        }
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env={**os.environ, **environment}
        )
        started.append(process)
        wait_for(lambda: answers(place))
        return process

    yield f"http://{place}", start
    for process in started:
        process.kill()
        process.wait()


def answers(place):
    host, port = place.split(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
        return True
    return False


def test_server_stopped_for_twenty_seconds_in_mid_typing(server, browser, author):
    url, start = server
    process = start()
    page = phone(browser, url, author, service_workers="block").new_page()
    page.goto("/gagasan/baru/")
    page.locator("#id_title").press_sequentially("Perahu sampah")
    expect(mark(page)).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))
    process.kill()
    stopped = time.monotonic()
    page.locator("#id_title").press_sequentially(" harian di dermaga", delay=30)
    expect(mark(page)).to_have_text(OFFLINE)
    page.get_by_label("Lingkungan").check()
    page.wait_for_timeout(20_000 - (time.monotonic() - stopped) * 1000)
    start()

    expect(mark(page)).to_have_text(
        "Tersambung lagi. Draf sudah tersimpan di server.", timeout=60_000
    )
    version = Idea.objects.get().draft_version
    assert (version.title, version.dimension.code) == ("Perahu sampah harian di dermaga", "ENV")
    assert unsent(page) == []


@pytest.mark.parametrize("trouble", ["no signal", "503", "unanswered"])
def test_trouble_is_told_and_ends_with_everything_saved(trouble, live_server, browser, author):
    context = phone(browser, live_server.url, author, service_workers="block")
    page = context.new_page()
    page.goto("/gagasan/baru/")
    if trouble == "no signal":
        context.set_offline(True)
    else:
        answer = {"503": lambda route: route.fulfill(status=503, body="sibuk")}
        context.route("**/simpan/", answer.get(trouble, lambda route: route.abort()))
    page.locator("#id_title").press_sequentially("Perahu sampah")
    expect(mark(page)).to_have_text(OFFLINE)
    assert not Idea.objects.exists()

    page.locator("#id_title").press_sequentially(" harian")
    if trouble == "no signal":
        context.set_offline(False)
    else:
        context.unroute("**/simpan/")

    expect(mark(page)).to_have_text("Tersambung lagi. Draf sudah tersimpan di server.")
    assert Idea.objects.get().draft_version.title == "Perahu sampah harian"
    assert unsent(page) == []


def test_killed_tab_loses_at_most_five_seconds(live_server, browser, author):
    idea = draft_idea(author, problem="")
    context = phone(browser, live_server.url, author)
    page = context.new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/2/")
    # Eight seconds without a pause, so that no pause can have saved anything.
    page.focus("#id_problem")
    words, began = PROBLEM * 2, time.monotonic()
    for sign in words:
        page.keyboard.insert_text(sign)
        page.wait_for_timeout(55)
        if time.monotonic() - began > 8:
            break
    whole = page.locator("#id_problem").input_value()
    speed = len(whole) / (time.monotonic() - began)
    kill(page)

    page = context.new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/2/")

    back = page.locator("#id_problem").input_value()
    assert whole.startswith(back)
    assert len(whole) - len(back) <= 5 * speed
    assert len(back) > len(whole) / 4
    expect(page.get_by_text("Tulisan dari perangkat ini dipulihkan.")).to_be_visible()
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))
    idea.draft_version.refresh_from_db()
    assert idea.draft_version.problem == back


def test_what_came_back_can_be_given_up_for_the_servers(live_server, browser, author):
    idea = draft_idea(author)
    context = phone(browser, live_server.url, author, service_workers="block")
    page = context.new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/1/")
    is_down = [True]
    context.route("**/simpan/", lambda route: route.abort() if is_down else route.continue_())
    page.fill("#id_title", "Hanya di ponsel")
    expect(mark(page)).to_have_text(OFFLINE)
    kill(page)
    is_down.clear()

    page = context.new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/1/")
    assert page.input_value("#id_title") == "Hanya di ponsel"
    page.get_by_role("button", name="Pakai yang di server").click()

    assert page.input_value("#id_title") == "Bank sampah di tepi danau"
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))
    idea.draft_version.refresh_from_db()
    assert idea.draft_version.title == "Bank sampah di tepi danau"
    assert unsent(page) == []


def test_ended_session_leads_through_the_login_back_to_the_text(live_server, browser, author):
    idea = draft_idea(author, title="Perahu")
    page = phone(browser, live_server.url, author).new_page()
    page.goto(f"/gagasan/{idea.address}/ubah/1/")
    Session.objects.all().delete()
    page.fill("#id_title", "Perahu sampah harian")
    expect(mark(page)).to_have_text(
        "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini."
        " Masuk lagi untuk melanjutkan."
    )

    page.get_by_role("link", name="Masuk", exact=True).last.click()
    page.fill("input[name=login]", author.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    page.wait_for_url(f"**/gagasan/{idea.address}/ubah/1/")
    assert page.input_value("#id_title") == "Perahu sampah harian"
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))
    idea.draft_version.refresh_from_db()
    assert idea.draft_version.title == "Perahu sampah harian"


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


def test_blocked_storage_does_not_break_typing(live_server, browser, author):
    context = phone(browser, live_server.url, author)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } });"
    )
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/gagasan/baru/")
    page.fill("#id_title", "Perahu sampah")
    expect(mark(page)).to_have_text(re.compile("Tersimpan"))
    context.route("**/simpan/", lambda route: route.abort())
    page.locator("#id_title").press_sequentially(" harian")

    expect(mark(page)).to_have_text("Belum tersimpan di server. Jangan tutup halaman ini.")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    page.wait_for_url("**/ubah/2/")
    assert Idea.objects.get().draft_version.title == "Perahu sampah harian"
    assert faults == []
