"""Two people write the minutes of one forum: nothing is lost, a selected line becomes a mark."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.workshops import ForumFactory, facilitator_of
from tests.journeys.conftest import wait_for
from workshops.choices import Phase
from workshops.models import MinuteMark, Minutes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(browser, server, person, path):
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 800})
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(path)
    return page


def test_two_people_keep_both_texts_and_mark_a_line(live_server, browser):
    forum = ForumFactory(phase=Phase.SUMMARY)
    path = f"/forum/{forum.code.lower()}/notulen/"
    one = opened(browser, live_server, facilitator_of(forum), path)
    two = opened(browser, live_server, facilitator_of(forum), path)

    one.locator("#pembahasan-discussion").fill("Kios boleh berbagi papan kode.\nSinyal lemah.")
    wait_for(lambda: Minutes.objects.exists(), 15)
    assert Minutes.objects.get().discussion.startswith("Kios boleh")
    two.locator("#hasil-conclusion").fill("Mulai dari dermaga.")
    wait_for(lambda: Minutes.objects.get().conclusion == "Mulai dari dermaga.", 15)

    two.locator("#pembahasan-discussion").fill("Tulisan kedua.")
    two.get_by_role("button", name="Lihat kedua tulisan").click()
    two.get_by_text("Bagian ini juga diubah orang lain").wait_for()
    assert two.locator("#pembahasan-discussion").input_value() == "Tulisan kedua."
    assert "Kios boleh berbagi papan kode." in two.locator("#pembahasan .note--warn").inner_text()
    assert Minutes.objects.get().discussion.startswith("Kios boleh")

    select = "box => { box.focus(); box.setSelectionRange(0, 30) }"
    one.locator("#pembahasan-discussion").evaluate(select)
    one.get_by_role("button", name="Tandai keputusan", exact=True).click()
    assert one.locator("#tanda-text").input_value() == "Kios boleh berbagi papan kode."
    one.get_by_role("button", name="Tambah tanda").click()
    one.locator(".marks__row").first.wait_for()
    one.get_by_role("button", name="Tandai tindak lanjut", exact=True).click()
    one.locator("#tanda-who").fill("")
    one.get_by_role("button", name="Tambah tanda").click()
    one.locator("[data-marks] .error-summary").wait_for()
    one.locator("#tanda-who").fill("Dinas Koperasi")
    one.get_by_role("button", name="Tambah tanda").click()
    wait_for(lambda: MinuteMark.objects.filter(kind="follow_up").exists(), 15)

    assert list(MinuteMark.objects.values_list("text", "who")) == [
        ("Kios boleh berbagi papan kode.", ""),
        ("Kios boleh berbagi papan kode.", "Dinas Koperasi"),
    ]


def test_what_was_typed_without_a_line_is_sent_later(live_server, browser):
    forum = ForumFactory(phase=Phase.SUMMARY)
    page = opened(
        browser, live_server, facilitator_of(forum), f"/forum/{forum.code.lower()}/notulen/"
    )
    page.context.set_offline(True)
    page.locator("#pembahasan-discussion").fill("Ditulis tanpa jaringan.")
    page.get_by_text("Luring, tersimpan di perangkat ini").first.wait_for()
    assert not Minutes.objects.exists()
    page.context.set_offline(False)

    wait_for(lambda: Minutes.objects.exists(), 20)
    assert Minutes.objects.get().discussion == "Ditulis tanpa jaringan."
