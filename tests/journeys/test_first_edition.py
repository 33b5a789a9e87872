"""From an empty form in a browser to a page of the printed masterplan."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from accounts.models import Organisation
from masterplan.choices import BuildStatus
from masterplan.models import Build
from submissions.models import Idea
from tests.factories import UserFactory
from tests.journeys.conftest import wait_for
from tobasmart.portal.region_pack import load_pack

pytestmark = [pytest.mark.browser, pytest.mark.external, pytest.mark.django_db(transaction=True)]
PASSWORD = "kata-sandi-panjang-1"
TITLE = "Perahu sampah harian di dermaga Ajibata"


def person(key, *roles):
    user = UserFactory(organisation=Organisation.objects.get(key=key), roles=roles)
    user.set_password(PASSWORD)
    user.save()
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(browser, address, user, width=1280):
    page = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=address, accept_downloads=True
    ).new_page()
    page.set_default_timeout(15_000)
    page.goto("/masuk/")
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/saya/")
    return page


def fill_form(page):
    page.goto("/gagasan/baru/")
    page.fill("#id_title", TITLE)
    page.get_by_label("Lingkungan").first.check()
    page.fill(
        "#id_problem", "Sampah plastik menumpuk di dermaga setiap akhir pekan dan musim libur."
    )
    page.fill("#id_solution", "Satu perahu pengangkut sampah berkeliling setiap pagi.")
    page.fill("#id_budget-0-amount", "123.456.789")
    page.select_option("#id_budget-0-fund_source", label="APBD Kabupaten")
    page.select_option("#id_start_year", "2022")
    page.select_option("#id_end_year", "2024")


def test_from_form_to_printed_page(live_server, browser, worker, client_of):
    load_pack(settings.REGION_PACK)
    author, reviewer, admin = (
        person("lh"), person("bapperida", "reviewer"), person("setda", "admin"),
    )  # fmt: skip

    phone = sign_in(browser, live_server.url, author, width=390)
    fill_form(phone)
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    assert phone.evaluate(overflow) <= 0
    phone.click("button[value=save].btn-secondary")
    phone.wait_for_url("**/ubah/")
    draft = Idea.objects.get(author=author)
    assert client_of(UserFactory()).get(draft.get_absolute_url()).status_code == 404
    phone.click("button[value=check]")
    phone.wait_for_url("**/periksa/")
    phone.check("#id_consent")
    phone.click("button:has-text('Kirim gagasan')")
    phone.wait_for_url("**/terkirim/")
    assert "ENV-001" in phone.inner_text("main")

    desk = sign_in(browser, live_server.url, reviewer)
    desk.goto("/tinjauan/env-001/")
    desk.click("text=Mulai tinjau")
    desk.wait_for_load_state()
    desk.click("summary:has-text('Minta perbaikan')")
    desk.fill("#id_needs_revision-reason, #id_revision-reason", "Rinci biaya tahun kedua.")
    desk.click("button:has-text('Minta perbaikan')")
    desk.wait_for_selector("text=Perbaikan ENV-001 diminta")

    phone.goto("/saya/")
    phone.click("text=Perbaiki ENV-001")
    phone.fill("#id_budget-1-amount", "1 juta")
    phone.select_option("#id_budget-1-fund_source", label="APBD Kabupaten")
    phone.check("#id_consent")
    phone.click("button[value=send]")
    phone.wait_for_url("**/terkirim/")

    desk.goto("/tinjauan/env-001/")
    desk.click("text=Mulai tinjau")
    desk.wait_for_load_state()
    desk.click("button:has-text('Setujui')")
    desk.wait_for_selector("text=ENV-001 disetujui")

    worker()
    office = sign_in(browser, live_server.url, admin)
    office.goto("/kelola/masterplan/")
    office.click("button:has-text('Susun draf')")
    build = wait_for(lambda: Build.objects.exclude(status__in=["queued", "running"]).first(), 120)
    assert (build.status, build.error) == (BuildStatus.DONE, "")
    office.goto("/kelola/masterplan/")
    with office.expect_download() as download:
        office.click("text=Unduh PDF")
    check_file(Path(download.value.path()).read_bytes())


def check_file(data):
    reader = PdfReader(io.BytesIO(data))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    sheet = next(n for n, text in enumerate(pages) if TITLE in text and "Masalah" in text)
    links = {
        reader.get_destination_page_number(item) for item in reader.named_destinations.values()
    }
    assert sheet in links
    assert any("ENV-001" in text and "124.456.789" in text for text in pages)
