"""The desk in a browser: lost answers, refusals, undo, scanners, no script, signing out."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import DimensionFactory
from tests.factories.workshops import ForumFactory, ParticipantFactory, present
from tests.journeys.conftest import wait_for
from tests.journeys.devices import phone
from tests.journeys.test_check_in import desk_page, row, sound, state, tap
from tests.workshops.attending import desk_of, session_now
from workshops.models import Attendance, Participant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('meja'))"


@pytest.fixture
def session():
    made = session_now()
    ForumFactory(session=made, dimension=DimensionFactory())
    return made


def test_a_lost_answer_makes_no_double(live_server, browser, session):
    ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    page = desk_page(browser, live_server, session, desk_of(session), service_workers="block")
    lost = []

    def lose(route):
        """The server hears it, the answer never comes."""
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/meja/kirim/", lose)
    tap(page, "Lamria")
    expect(state(page)).to_contain_text("Menunggu dikirim (1)")
    assert (lost, Attendance.objects.count()) == ([200], 1)

    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.", timeout=10_000)
    assert Attendance.objects.count() == 1


def test_undo_before_and_after_sending(live_server, browser, session):
    ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    page = desk_page(browser, live_server, session, desk_of(session))
    page.context.set_offline(True)
    tap(page, "Lamria")
    row(page, "Lamria").get_by_role("button", name="Batalkan").click()
    expect(state(page)).to_contain_text("Menunggu dikirim (0)")
    page.context.set_offline(False)

    tap(page, "Lamria")
    assert wait_for(lambda: Attendance.objects.count() == 1, 10)
    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    row(page, "Lamria").get_by_role("button", name="Batalkan").click()

    assert wait_for(lambda: Attendance.objects.count() == 0, 10)
    expect(row(page, "Lamria").get_by_role("button", name="Catat hadir")).to_be_visible()


def test_what_is_refused_says_why_and_an_ended_session_keeps_the_acts(
    live_server, browser, session, settings
):
    person = ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    user = desk_of(session)
    page = desk_page(browser, live_server, session, user, service_workers="block")
    page.context.set_offline(True)
    tap(page, "Lamria")
    Participant.objects.filter(pk=person.pk).update(session=None, number=90_000)
    page.context.set_offline(False)

    refused = page.locator("[data-desk-refused]")
    expect(refused).to_contain_text("Nomor peserta ini tidak ada dalam daftar sesi ini.")
    assert sound(page)
    refused.get_by_role("button", name="Hapus catatan").click()
    expect(refused).to_be_hidden()

    page.reload()
    expect(state(page)).to_have_text("Tersambung. Semua catatan terkirim.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    tap(page, "Lamria")
    expect(state(page)).to_contain_text("Sesi masuk Anda telah berakhir.")
    assert len(page.evaluate("Object.keys(localStorage).filter((n) => /antre/.test(n))")) == 1
    assert Attendance.objects.count() == 0


def test_card_code_and_enter_check_in_and_cameras_are_hidden_without_a_detector(
    live_server, browser, session
):
    ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak", card_code="7K4Q2M")
    page = desk_page(browser, live_server, session, desk_of(session))
    has_detector = page.evaluate("'BarcodeDetector' in window")
    assert page.locator("[data-desk-scan]").is_visible() is has_detector

    page.fill("#desk-words", "7k4q2m")
    page.keyboard.press("Enter")

    assert wait_for(lambda: Attendance.objects.count() == 1, 10)
    expect(page.locator("#desk-words")).to_have_value("")
    expect(page.locator("[data-desk-said]")).to_contain_text("Lamria Simanjuntak")


def test_desk_works_without_script(live_server, browser, session):
    person = ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    context = phone(browser, live_server.url, desk_of(session), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/sesi/{session.key}/meja/")
    page.fill("#desk-words", "lamria")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("button", name="Catat hadir Lamria").click()
    expect(page.get_by_role("status").first).to_contain_text("tercatat hadir pukul")
    assert Attendance.objects.get().participant == person
    page.get_by_role("button", name="Batalkan").click()
    assert Attendance.objects.count() == 0

    page.get_by_label("Nama lengkap").fill("Ompu Bolon")
    page.get_by_label("Lembaga atau usaha").fill("Kopi Bolon")
    page.get_by_text("UMKM", exact=True).click()
    page.get_by_role("button", name="Daftarkan dan catat hadir").click()
    assert Attendance.objects.get().participant.name == "Ompu Bolon"


def test_signing_out_forgets_the_list(live_server, browser, session):
    ParticipantFactory(workshop=session.workshop)
    page = desk_page(browser, live_server, session, desk_of(session), service_workers="block")
    assert len(page.evaluate(KEPT)) == 2

    page.locator("summary:visible").filter(has_text=re.compile("Menu|Akun")).first.click()
    page.get_by_role("button", name="Keluar").locator("visible=true").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))

    assert page.evaluate(KEPT) == []


def test_signing_out_with_unsent_acts_says_so(live_server, browser, session):
    ParticipantFactory(workshop=session.workshop, name="Lamria Simanjuntak")
    page = desk_page(browser, live_server, session, desk_of(session), service_workers="block")
    page.route("**/meja/kirim/", lambda route: route.abort())
    tap(page, "Lamria")
    expect(state(page)).to_contain_text("Menunggu dikirim (1)")

    page.locator("summary:visible").filter(has_text=re.compile("Menu|Akun")).first.click()
    page.get_by_role("button", name="Keluar").locator("visible=true").click()

    page.wait_for_url("**/keluar/")
    expect(page.locator("[data-logout-desk]")).to_contain_text("catatan hadir")
    page.locator("main").get_by_role("button", name="Keluar").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    kept = page.evaluate(KEPT)
    assert [name.split(":")[0] for name in kept] == ["meja-antre"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_pages_of_the_desk_are_accessible_and_fit(width, scheme, live_server, browser, session):
    for name in ("Lamria Simanjuntak", "Seseorang dengan nama yang sangat panjang sekali sehingga"):
        person = present(session, name=name)
    ParticipantFactory(workshop=session.workshop)
    page = desk_page(
        browser, live_server, session, desk_of(session), width=width, color_scheme=scheme
    )
    found = []
    for path in ("meja/", "koreksi/?cari=Lamria", f"koreksi/?peserta={person.number}"):
        page.goto(f"/sesi/{session.key}/{path}")
        page.wait_for_load_state("networkidle")
        if not sound(page):
            found.append(path)

    assert (found, page.said) == ([], [])
