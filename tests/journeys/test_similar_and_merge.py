"""Advice while typing, versions side by side, and a merge from suggestion to undo, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone

from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from tests.factories import DimensionFactory, UserFactory, draft_idea, idea_in, idea_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
TWIN = {
    "title": "WC layak biar pengunjung betah",
    "problem": "Rombongan bus mampir cuma sebentar karena WC kotor dan tidak ada air.",
    "solution": "Bangun WC baru di tiap objek, dikelola kelompok sadar wisata dengan tarif jelas.",
}
TOILET = {
    "title": "Toilet bersih di tempat wisata",
    "problem": "Tamu sering mengeluh WC di pantai kotor, air tidak ada, padahal bayar.",
    "solution": "Perbaiki toilet umum, ada penjaga dan jadwal bersih, ada air dan sabun.",
}


def window(browser, live_server, user=None, *, width=360, scheme="light"):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=live_server.url, color_scheme=scheme
    )
    if user:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])
    return context.new_page()


def revised(author, reviewer):
    """Version 2 in review, version 1 sent back with a note."""
    idea = idea_in(S.IN_REVIEW, author=author, reviewer=reviewer, **TOILET)
    idea = transitions.ask_revision(
        idea,
        actor=reviewer,
        reason="Rinci biaya dan tempatnya.",
        due_on=timezone.localdate(),
        notes={"solution": "Berapa toilet, dan di mana?", "budget": "Biaya tahun kedua?"},
    )
    text = idea_text(
        **TOILET | {"solution": "Perbaiki 12 toilet umum di Bulbul, ada penjaga tetap, air, sabun."}
    )
    idea = services.save_draft(idea, actor=author, text=text, revision=idea.revision)
    idea = transitions.submit_idea(idea, actor=author)
    return transitions.take_up_idea(idea, actor=reviewer)


def test_advice_appears_while_a_title_is_typed(live_server, browser):
    DimensionFactory()
    twin, author = idea_in(S.IN_REVIEW, **TWIN), UserFactory()
    draft = draft_idea(author, title="")
    page = window(browser, live_server, author)
    page.goto(f"/gagasan/{draft.address}/ubah/1/")

    page.get_by_label("Judul").fill("toilet bersih utk turis")
    advice = page.get_by_text("Mungkin sudah ada yang mirip")
    advice.wait_for()
    assert (
        page.get_by_role("link", name=twin.title).get_attribute("href") == twin.get_absolute_url()
    )
    page.get_by_label("Judul").fill("kelas coding untuk remaja gereja")
    advice.wait_for(state="detached")

    assert page.get_by_label("Judul").input_value() == "kelas coding untuk remaja gereja"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_of_versions_and_merging_are_accessible_and_fit(width, scheme, live_server, browser):
    author, reviewer = UserFactory(), UserFactory(roles=["reviewer"])
    idea, twin = revised(author, reviewer), idea_in(S.IN_REVIEW, **TWIN)
    joined, lead = idea_in(S.IN_REVIEW, title="Bank sampah desa"), idea_in(S.IN_REVIEW)
    transitions.merge_idea(joined, into=lead, actor=reviewer, reason="Sama.")
    own = draft_idea(author, **TWIN)
    paths = {
        author: [f"/gagasan/{own.address}/periksa/", f"/gagasan/{idea.address}/"],
        reviewer: [
            f"/gagasan/{idea.address}/versi/",
            f"/gagasan/{idea.address}/versi/1..2/",
            f"/gagasan/{idea.address}/versi/2..2/",
            f"/tinjauan/{idea.address}/",
            f"/tinjauan/{idea.address}/gabung/?q=bank",
            f"/tinjauan/{idea.address}/gabung/{twin.address}/",
            f"/tinjauan/{joined.address}/pisah/",
            f"/gagasan/{joined.address}/",
            f"/gagasan/{joined.address}/?asli=1",
        ],
    }
    found = []
    for user, addresses in paths.items():
        page = window(browser, live_server, user, width=width, scheme=scheme)
        for path in addresses:
            page.goto(path)
            rules = [rule["id"] for rule in Axe().run(page).response["violations"]]
            if rules or page.evaluate(OVERFLOW) > 0:
                found.append((path, rules, page.evaluate(OVERFLOW)))
        page.context.close()

    assert found == []


def test_a_merge_from_suggestion_to_undo(live_server, browser):
    reviewer = UserFactory(roles=["reviewer"])
    idea, twin = idea_in(S.IN_REVIEW, **TOILET), idea_in(S.IN_REVIEW, **TWIN)
    page = window(browser, live_server, reviewer, width=1280)

    page.goto(f"/tinjauan/{idea.address}/gabung/")
    page.get_by_role("link", name=twin.title).click()
    page.get_by_label(f"{idea.code} {idea.title}").check()
    page.get_by_label("Alasan menggabungkan").fill("Keduanya tentang toilet di tempat wisata.")
    page.get_by_role("button", name="Gabungkan").click()
    page.get_by_text(f"{twin.code} digabung ke dalam {idea.code}").first.wait_for()
    page.goto(twin.get_absolute_url())
    assert page.url.endswith(f"{idea.get_absolute_url()}?dari={twin.address}")
    page.get_by_role("link", name=twin.title).click()
    page.get_by_role("link", name="Pisahkan lagi").click()
    page.get_by_label("Alasan memisahkan").fill("Ternyata tempatnya berbeda.")
    page.get_by_role("button", name="Pisahkan").click()
    page.get_by_text(f"{twin.code} berdiri sendiri lagi").wait_for()

    twin.refresh_from_db()
    assert (twin.status, twin.merged_into) == (S.IN_REVIEW, None)
