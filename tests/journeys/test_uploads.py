"""Photos from a phone: shrunk on the way, kept when the line breaks, removable with undo."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from submissions.models import Attachment
from submissions.reading import files_of
from tests.factories import UserFactory, draft_idea
from tests.files import samples
from tobasmart.files import storage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "Tambah foto atau berkas"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(browser, url, user, **options):
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, **options)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )
    return context.new_page()


def choose(page, *files):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=ADD).click()
    chooser.value.set_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    )


def test_photos_go_up_beside_the_draft(live_server, browser):
    idea = draft_idea()
    page = signed_in(browser, live_server.url, idea.author)
    page.goto(reverse("submissions:idea_step", args=[idea.address, 2]))
    photo = samples.picture(size=(4000, 3000), quality=97)

    choose(
        page, ("dapur.jpg", "image/jpeg", photo), ("kajian.pdf", "application/pdf", samples.pdf())
    )

    expect(page.get_by_role("link", name="kajian.pdf")).to_be_visible()
    picture, document = files_of(idea.draft_version)
    assert (picture.name, picture.width, picture.height) == ("dapur.jpg", 1600, 1200)
    assert Image.open(io.BytesIO(storage.read(picture.key))).size == (1600, 1200)
    assert document.name == "kajian.pdf"
    page.get_by_label("Keterangan").first.fill("Dapur produksi")
    page.get_by_label("Keterangan").first.press("Tab")
    expect(page.locator(f'#keterangan-{picture.key}[value="Dapur produksi"]')).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate(OVERFLOW) <= 0

    page.get_by_role("button", name="Hapus kajian.pdf").click()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("link", name="kajian.pdf")).to_be_visible()
    assert [file.caption for file in files_of(idea.draft_version)] == ["Dapur produksi", ""]


def test_refused_file_says_why_and_broken_line_can_be_tried_again(live_server, browser):
    idea = draft_idea()
    page = signed_in(browser, live_server.url, idea.author)
    page.goto(reverse("submissions:idea_step", args=[idea.address, 2]))

    choose(page, ("gambar.jpg", "image/jpeg", b"<svg/>"))
    expect(page.get_by_role("listitem").filter(has_text="gambar.jpg")).to_contain_text(
        "Jenis berkas ini tidak diterima"
    )
    page.get_by_role("button", name="Batal").click()

    page.route("**/berkas/unggah/", lambda route: route.abort())
    choose(page, ("kajian.pdf", "application/pdf", samples.pdf()))
    expect(page.get_by_role("listitem").filter(has_text="kajian.pdf")).to_contain_text(
        "Periksa sambungan"
    )
    page.unroute("**/berkas/unggah/")
    page.get_by_role("button", name="Coba lagi").click()

    expect(page.get_by_role("link", name="kajian.pdf")).to_be_visible()
    assert Attachment.objects.count() == 1


def test_new_form_saves_its_draft_before_the_file(live_server, browser):
    draft_idea()  # a programme and a dimension
    user = UserFactory()
    page = signed_in(browser, live_server.url, user)
    page.goto(f"{reverse('submissions:idea_new')}?formulir=lengkap")
    page.get_by_label("Judul gagasan").fill("Rumah kompos bersama")

    choose(page, ("kajian.pdf", "application/pdf", samples.pdf()))

    expect(page.get_by_role("link", name="kajian.pdf")).to_be_visible()
    file = Attachment.objects.get()
    assert file.idea.author == user
    assert file.idea.draft_version.title == "Rumah kompos bersama"


def test_everything_works_without_script(live_server, browser):
    idea = draft_idea()
    page = signed_in(browser, live_server.url, idea.author, java_script_enabled=False)
    page.goto(reverse("submissions:idea_step", args=[idea.address, 2]))
    page.locator("[name=problem]").fill("Masalah yang diketik sebelum foto dipilih, tetap ada.")

    page.get_by_role("button", name="Simpan draf, lalu atur berkas").click()
    page.get_by_label("Foto atau berkas").set_input_files(
        {"name": "dapur.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    )
    page.get_by_label("Keterangan").fill("Dapur")
    page.get_by_role("button", name="Unggah").click()
    expect(page.get_by_text("1 dari 5 berkas")).to_be_visible()
    page.get_by_role("button", name="Hapus").click()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("1 dari 5 berkas")).to_be_visible()
    page.get_by_role("link", name="Kembali ke formulir").click()

    assert page.locator("[name=problem]").input_value().startswith("Masalah yang diketik")
    assert [file.caption for file in files_of(idea.draft_version)] == ["Dapur"]
