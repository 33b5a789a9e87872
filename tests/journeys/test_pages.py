"""Every page a person meets: no finding of axe, no sideways scroll, nothing the policy refuses."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from accounts.models import Organisation, User
from dimensions.models import Dimension, Programme
from submissions.services import create_draft
from submissions.transitions import submit_idea
from tests.factories import UserFactory, idea_text
from tobasmart.portal.region_pack import load_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "visitor": [
        "/", "/gagasan/", "/gagasan/?q=tidakada", "/dimensi/", "/dimensi/lingkungan/",
        "/gagasan/contoh-bra-04/", "/gagasan/contoh-liv-04/", "/bimtek/", "/bimtek/tahap-1/",
        "/bimtek/tahap-1/?hari=2",
        "/masterplan/", "/masuk/", "/daftar/", "/tentang/", "/cara-kerja/", "/privasi/",
        "/aksesibilitas/", "/luring/", "/tidak-ada/", "/lacak/", "/lacak/contoh-bra-04/",
        "/bantuan/", "/kontak/", "/ketentuan/",
    ],
    "participant": ["/saya/kabar/", "/saya/kabar/pengaturan/", "/saya/", "/gagasan/baru/",
        "/gagasan/baru/?formulir=singkat", "/saya/data/", "/saya/hapus-akun/",
        "/gagasan/contoh-env-04/",
    ],
    "reviewer": ["/tinjauan/laporan/", "/tinjauan/", "/tinjauan/contoh-env-04/",
        "/tinjauan/contoh-env-04/kelola/", "/tinjauan/contoh-env-04/gabung/", "/tinjauan/ditahan/",
        "/tinjauan/pembagian/", "/saya/cuti/",
    ],
    "admin": [
        "/kelola/masterplan/", "/kelola/pengguna/", "/kelola/pengguna/undang/",
        "/kelola/organisasi/", "/kelola/organisasi/kominfo/", "/kelola/program/", "/kelola/audit/",
        "/kelola/rubrik/", "/kelola/impor/", "/gagasan/kertas/", "/kelola/bimtek/baru/",
        "/bimtek/tahap-1/kelola/", "/bimtek/tahap-1/kelola/petugas/?cari=a", "/forum-saya/",
        "/bimtek/tahap-1/kelola/forum/baru/", "/forum-saya/tahap-1-hari-2/ringkasan/",
    ],
}  # fmt: skip
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_are_accessible_and_fit(width, scheme, live_server, browser):
    load_pack(settings.REGION_PACK)
    found = []
    for who, paths in PAGES.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, color_scheme=scheme
        )
        if who != "visitor":
            context.add_cookies([session_cookie(who, live_server.url)])
        page = context.new_page()
        refused = []
        page.on("console", lambda message, refused=refused: refused.append(message.text))
        for path in [*paths, *own_pages(who)]:
            refused.clear()
            page.goto(path)
            rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
            policy = [text for text in refused if "Content Security Policy" in text]
            if rules or policy or page.evaluate(OVERFLOW) > 0:
                found.append((path, rules, policy, page.evaluate(OVERFLOW)))
        context.close()

    assert found == []


def own_pages(who):
    """Of a participant: a draft at every step, and an idea that was handed in."""
    if who != "participant":
        return []
    author = User.objects.filter(grants__role=who).order_by("-pk").first()
    dimension, programme = Dimension.objects.get(code="ENV"), Programme.objects.get(is_current=True)
    draft, sent = (
        create_draft(
            actor=author,
            programme=programme,
            text=idea_text(dimension=dimension, title=title),
            key=uuid.uuid4(),
        )
        for title in ("Draf di meja", "Gagasan terkirim")
    )
    sent = submit_idea(sent, actor=author)
    steps = ["ubah/?formulir=lengkap", "periksa/", "berkas/", "penyusun/"]
    steps += [f"ubah/{number}/" for number in (1, 2, 3, 4)]
    return [
        *(f"/gagasan/{draft.address}/{step}" for step in steps),
        *(f"/gagasan/{sent.address}/{step}" for step in ("terkirim/", "tanda-terima/", "versi/")),
    ]


def session_cookie(who, url):
    user = UserFactory(organisation=Organisation.objects.get(key="setda"), roles=[who])
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
