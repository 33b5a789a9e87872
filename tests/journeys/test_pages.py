"""Every page a person meets: no finding of axe, no sideways scroll, nothing the policy refuses."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from accounts.models import Organisation
from tests.factories import UserFactory
from tobasmart.portal.region_pack import load_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "visitor": [
        "/", "/gagasan/", "/gagasan/?q=tidakada", "/dimensi/", "/dimensi/lingkungan/",
        "/gagasan/contoh-bra-04/", "/gagasan/contoh-liv-04/", "/bimtek/", "/bimtek/tahap-1/",
        "/masterplan/", "/masuk/", "/daftar/", "/tentang/", "/cara-kerja/", "/privasi/",
        "/aksesibilitas/", "/luring/", "/tidak-ada/", "/lacak/", "/lacak/contoh-bra-04/",
    ],
    "participant": ["/saya/kabar/", "/saya/kabar/pengaturan/", "/saya/", "/gagasan/baru/"],
    "reviewer": ["/tinjauan/laporan/", "/tinjauan/", "/tinjauan/contoh-env-04/"],
    "admin": [
        "/kelola/masterplan/", "/kelola/pengguna/", "/kelola/pengguna/undang/",
        "/kelola/organisasi/", "/kelola/organisasi/kominfo/", "/kelola/program/", "/kelola/audit/",
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
        for path in paths:
            refused.clear()
            page.goto(path)
            rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
            policy = [text for text in refused if "Content Security Policy" in text]
            if rules or policy or page.evaluate(OVERFLOW) > 0:
                found.append((path, rules, policy, page.evaluate(OVERFLOW)))
        context.close()

    assert found == []


def session_cookie(who, url):
    user = UserFactory(organisation=Organisation.objects.get(key="setda"), roles=[who])
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
