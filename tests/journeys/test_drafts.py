"""A phone in a hall with bad signal: whatever happens, at most the last 5 seconds are missing."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import expect

from submissions.models import Idea
from tests.factories import draft_idea
from tests.journeys.conftest import database_url, wait_for
from tests.journeys.devices import PASSWORD, kill, mark, phone, unsent, writer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFLINE = "Luring, tersimpan di perangkat ini"
PROBLEM = "Sampah plastik menumpuk di dermaga setiap akhir pekan dan musim libur."


@pytest.fixture
def author():
    return writer()


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
    assert idea.draft_version.problem == back.strip()


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
