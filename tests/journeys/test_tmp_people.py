import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from accounts.models import ImportRun, Organisation, RemovalRequest
from accounts.services import check_import, store_import, apply_import, add_absence, ask_for_removal
from accounts.tables import read_table
from tests.factories import ProgrammeFactory, OrganisationFactory, UserFactory, idea_in, draft_idea
from tobasmart.portal.region_pack import load_pack
from datetime import date, timedelta

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


def cookie(user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pp(width, scheme, live_server, browser):
    org = OrganisationFactory(key="setda", name="Sekretariat Daerah", short_name="Setda")
    OrganisationFactory(
        key="kominfo", name="Dinas Komunikasi dan Informatika", short_name="Kominfo"
    )
    ProgrammeFactory()
    admin = UserFactory(
        organisation=org, roles=["admin"], display_name="Sekretariat Smart City", username="adm"
    )
    rev = UserFactory(
        organisation=org, roles=["reviewer"], display_name="Lamria Sitorus", username="rev"
    )
    rev2 = UserFactory(
        organisation=org, roles=["reviewer"], display_name="Hotma Napitupulu", username="rev2"
    )
    person = UserFactory(organisation=org, display_name="Rina Simbolon", username="rina")
    colleague = UserFactory(organisation=org, display_name="Togi Sitorus", username="togi")
    idea = idea_in("rejected", author=person)
    idea_in(
        "in_review",
        author=person,
        title="Satu gerbang data penerima manfaat untuk seluruh desa di Toba",
    )
    draft_idea(person)
    ask_for_removal(person, reason="Pindah tugas ke kabupaten lain")
    add_absence(
        rev,
        actor=rev,
        starts_on=date.today(),
        ends_on=date.today() + timedelta(days=5),
        replacement=rev2,
    )
    data = (
        "Surel;Nama;Organisasi;Peran\nbaru@toba.example;Orang baru;Setda;admin\n"
        "bukan-surel;Siapa saja yang namanya panjang;Kominfo;\nrina@toba.example;Rina Simbolon br Sitorus;;\nlain@toba.example;;Dinas Entah;\n"
    ).encode()
    rows, ignored = check_import("people", read_table("a.csv", data))
    run = store_import(
        actor=admin, kind="people", file_name="pegawai-2026.csv", rows=rows, ignored=ignored
    )
    done = store_import(
        actor=admin, kind="people", file_name="lama.csv", rows=rows, ignored=ignored
    )
    apply_import(done, actor=admin, leave_out=True)
    pages = {
        "visitor": ["/bantuan/", "/kontak/", "/privasi/", "/privasi/2026-11/", "/ketentuan/"],
        "person": ["/saya/data/", "/saya/hapus-akun/"],
        "colleague": ["/saya/hapus-akun/"],
        "rev": ["/saya/cuti/"],
        "admin": [
            "/kelola/impor/",
            f"/kelola/impor/{run.pk}/",
            f"/kelola/impor/{done.pk}/",
            "/kelola/pengguna/",
            "/kelola/pengguna/rina/",
            "/kelola/pengguna/rev/",
            "/kelola/pengguna/rev/cuti/",
            "/kelola/pengguna/rina/hapus/",
            "/kelola/pengguna/rina/serah/",
            "/kelola/pengguna/rina/serah/?kepada=togi&semua=1&tetap=1",
            "/kelola/audit/",
            "/kelola/audit/?dari=kemarin",
        ],
    }
    found = []
    for who, paths in pages.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, color_scheme=scheme
        )
        if who != "visitor":
            context.add_cookies(
                [
                    cookie(
                        {"person": person, "colleague": colleague, "rev": rev, "admin": admin}[who],
                        live_server.url,
                    )
                ]
            )
        page = context.new_page()
        refused = []
        page.on("console", lambda m, refused=refused: refused.append(m.text))
        for path in paths:
            refused.clear()
            page.goto(path)
            rules = [
                (r["id"], r["nodes"][0]["html"][:150])
                for r in Axe().run(page).response["violations"]
            ]
            policy = [t for t in refused if "Content Security Policy" in t]
            name = (
                (who + path)
                .replace("/", "_")
                .replace("?", "_")
                .replace(str(run.pk), "RUN")
                .replace(str(done.pk), "DONE")
            )
            page.screenshot(path=f"/tmp/pp/{width}{name}.png", full_page=True)
            if rules or policy or page.evaluate(OVERFLOW) > 0:
                found.append((path, rules, policy, page.evaluate(OVERFLOW)))
        context.close()
    print(found)
    assert found == []
