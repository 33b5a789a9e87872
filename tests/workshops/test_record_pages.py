"""Who may open the pages of a record, and what they say on the way to the seal."""

import pytest

from tests.factories import UserFactory
from tests.factories.workshops import facilitator_of, seated
from tests.workshops.records import discussed_forum, prepared, sealed_forum, signed
from tests.workshops.test_records import sent, url
from tobasmart.audit.models import AuditEntry
from workshops.models import Record
from workshops.services.board_refusals import NotNowError
from workshops.services.records import refresh_record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["participant", "reviewer", "observer"])
@pytest.mark.parametrize("rest", ["", "siapkan/", "adendum/"])
def test_pages_are_for_those_who_run_the_forum(who, rest, client, client_of):
    forum = discussed_forum()
    prepared(forum, facilitator_of(forum))
    before = AuditEntry.objects.count()

    assert client.get(url(forum, rest))["Location"].startswith("/masuk/")
    assert client_of(UserFactory(roles=[who])).get(url(forum, rest)).status_code == 403
    assert client_of(UserFactory(roles=[who])).post(url(forum, "perbarui/")).status_code == 403
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "path",
    [
        "forum/{code}/notulen/simpan/", "forum/{code}/notulen/tanda/",
        "forum/{code}/notulen/tanda/1/hapus/", "forum/{code}/berita-acara/perbarui/",
        "berita-acara/{token}/kertas/", "berita-acara/{token}/segel/",
        "forum/{code}/jadikan-gagasan/", "forum/{code}/jadikan-gagasan/urungkan/",
        "saya/kredit/{key}/",
    ],
)  # fmt: skip
def test_writes_answer_no_get(path, client_of):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    post = forum.posts.first()
    path = path.format(code=forum.code.lower(), token=record.token, key=post.key)

    assert client_of(facilitator).get(f"/{path}").status_code == 405


def test_facilitator_of_another_dimension_is_refused(client_of):
    from tests.factories import DimensionFactory
    from tests.factories.workshops import ForumFactory

    forum = discussed_forum()
    other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="ECO"))

    assert client_of(facilitator_of(other)).get(url(forum)).status_code == 403


def test_page_names_what_is_out_of_date_and_refresh_mends_it(client_of):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    prepared(forum, facilitator)
    seated(forum)
    browser = client_of(facilitator)

    assert "Perbarui isi lebih dulu" in browser.get(url(forum)).text
    browser.post(url(forum, "perbarui/"))

    assert "Perbarui isi lebih dulu" not in browser.get(url(forum)).text
    assert AuditEntry.objects.filter(action="record.refreshed").count() == 1
    assert "4 orang hadir" in browser.get(url(forum)).text


def test_sealed_it_is_not_prepared_again(client_of):
    forum, _, facilitator = sealed_forum()
    browser = client_of(facilitator)

    assert browser.post(url(forum, "siapkan/"), sent(forum))["Location"] == url(forum)
    with pytest.raises(NotNowError):
        refresh_record(forum, actor=facilitator)
    assert browser.get(url(forum)).status_code == 200
    assert "Tersegel" in browser.get(url(forum)).text


def test_seal_by_the_page_says_what_happened(client_of):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    browser = client_of(facilitator)
    early = browser.post(f"/berita-acara/{record.token}/segel/", {"sha256": "x"}, follow=True)
    seen = signed(record, facilitator)
    page = browser.get(url(forum))

    done = browser.post(f"/berita-acara/{record.token}/segel/", {"sha256": seen}, follow=True)

    assert "Isi berita acara berubah" in early.text
    assert "Segel sekarang" in page.text
    assert "Tersegel" in done.text
    assert Record.objects.get().sealed_at
