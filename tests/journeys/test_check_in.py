"""A guest's phone at the door, and a desk that loses its network: each person is recorded once."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, ParticipantFactory, present
from tests.journeys.conftest import wait_for
from tests.journeys.devices import phone
from tests.workshops.attending import desk_of, session_now
from workshops import hall_code
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.models import Attendance, Participant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
READY = "navigator.serviceWorker.ready.then((worker) => Boolean(worker.active))"


@pytest.fixture
def session():
    made = session_now()
    ForumFactory(session=made, dimension=DimensionFactory())
    return made


def sound(page):
    """Nothing for axe, nothing to scroll sideways."""
    rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
    return rules == [] and page.evaluate(OVERFLOW) <= 0


def desk_page(browser, live_server, session, user, *, width=390, **options):
    context = phone(browser, live_server.url, user, **options)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.said = []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on(
        "console",
        lambda note: page.said.append(note.text) if "Security Policy" in note.text else None,
    )
    page.goto(f"/sesi/{session.key}/meja/")
    page.wait_for_selector("[data-desk][data-ready]")
    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    return page


def state(page):
    return page.locator("[data-desk-state]")


def row(page, name):
    return page.locator("[data-desk-list] li").filter(has_text=name)


def tap(page, name):
    page.fill("#desk-words", name)
    row(page, name).get_by_role("button", name="Catat hadir").click()


def test_guest_joins_by_the_qr_on_a_small_phone(live_server, browser, settings, session):
    settings.PORTAL_ADDRESS = live_server.url
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    sizes = []
    page.on("response", lambda answer: sizes.append(len(answer.body()) if answer.ok else 0))
    page.goto(hall_code.address_of(session))
    assert sound(page)

    page.fill("#id_name", "Rosma Sihombing")
    page.fill("#id_organisation", "Tenun Ulos Balige")
    page.get_by_text("UMKM", exact=True).click()
    page.get_by_label(re.compile("Saya menyetujui")).check()
    page.get_by_role("button", name="Catat hadir").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
    person = Participant.objects.get()
    assert (person.origin, person.is_confirmed) == (ParticipantOrigin.GUEST, False)
    expect(page.locator(".door__number")).to_contain_text(person.number_text)
    assert sound(page)
    page.get_by_role("link", name=re.compile("Lingkungan")).click()
    page.wait_for_url(re.compile(r"/forum/ek\d+/$"))

    page.goto(hall_code.address_of(session))
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
    assert Attendance.objects.count() == 1


def test_door_works_without_script(live_server, browser, session):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/h/")
    page.fill("#id_code", hall_code.typed_of(session).lower())
    page.get_by_role("button", name="Lanjut").click()
    page.fill("#id_name", "Rosma")
    page.get_by_role("button", name="Catat hadir").click()
    expect(page.get_by_role("alert")).to_contain_text("Ada 3 isian yang perlu diperbaiki")
    page.fill("#id_organisation", "Tenun")
    page.get_by_text("UMKM", exact=True).click()
    page.get_by_label(re.compile("Saya menyetujui")).check()
    page.get_by_role("button", name="Catat hadir").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat hadir")
    assert Participant.objects.get().name == "Rosma"


def test_desk_without_network_records_each_once(live_server, browser, session):
    for name in ("Lamria Simanjuntak", "Togap Sirait", "Butet Manurung"):
        ParticipantFactory(workshop=session.workshop, name=name)
    user = desk_of(session)
    page = desk_page(browser, live_server, session, user)
    assert sound(page)

    page.context.set_offline(True)
    tap(page, "Lamria")
    tap(page, "Togap")
    page.get_by_label("Nama lengkap").fill("Ompu Bolon")
    page.get_by_label("Lembaga atau usaha").fill("Kopi Bolon")
    page.get_by_text("UMKM", exact=True).click()
    page.get_by_role("button", name="Daftarkan dan catat hadir").click()
    expect(state(page)).to_contain_text("Menunggu dikirim (3)")
    page.fill("#desk-words", "")
    for name in ("Lamria", "Togap", "Ompu Bolon"):
        expect(row(page, name).get_by_text("menunggu dikirim")).to_be_visible()
    assert sound(page)
    assert Attendance.objects.count() == 0

    page.context.set_offline(False)

    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    assert wait_for(lambda: Attendance.objects.count() == 3, 10)
    rows = Attendance.objects.all()
    assert {each.participant.name for each in rows} == {
        "Lamria Simanjuntak", "Togap Sirait", "Ompu Bolon",
    }  # fmt: skip
    assert {(each.method, each.recorded_by) for each in rows} == {(CheckInMethod.OFFLINE, user)}
    expect(row(page, "Ompu Bolon")).to_have_count(1)
    expect(row(page, "Ompu Bolon").get_by_text("menunggu dikirim")).to_be_hidden()
    assert page.inner_text("[data-desk-present]") == "3"
    page.reload()
    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    assert (Participant.objects.count(), Attendance.objects.count()) == (4, 3)
    assert page.said == []


def test_desk_opens_again_without_network_and_sends_afterwards(live_server, browser, session):
    ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    page = desk_page(browser, live_server, session, desk_of(session))
    assert page.evaluate(READY) is True
    assert wait_for(lambda: page.evaluate("caches.has('meja-luring')"), 10)
    page.reload()
    expect(state(page)).to_be_visible()
    page.wait_for_load_state("networkidle")

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-desk-title]")).to_contain_text(session.title)
    assert sound(page)
    tap(page, "Lamria")
    expect(state(page)).to_contain_text("Menunggu dikirim (1)")
    page.reload()  # kept over a second reload
    expect(state(page)).to_contain_text("Menunggu dikirim (1)")

    page.context.set_offline(False)
    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    assert wait_for(lambda: Attendance.objects.count() == 1, 10)
    assert page.said == []


def test_hall_screen_keeps_its_picture_when_the_line_drops(live_server, browser, session):
    page = phone(browser, live_server.url, desk_of(session)).new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"/sesi/{session.key}/layar/")
    present(session, user=UserFactory())
    expect(page.locator(".hall-screen__foot")).to_contain_text("1 dari 1 hadir", timeout=10_000)
    assert sound(page)

    page.context.set_offline(True)
    expect(page.locator("[data-connection]")).to_contain_text(
        "Sambungan terputus, kode dapat kedaluwarsa", timeout=20_000
    )
    expect(page.locator(".hall-screen__qr")).to_be_visible()

    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=20_000)
