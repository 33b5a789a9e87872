"""The check page: all answers, what is missing, the consent line, and the page after sending."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import OrganisationKind
from submissions.choices import IdeaStatus
from tests.factories import OrganisationFactory, UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.ui.formats import date_id

pytestmark = pytest.mark.django_db


def test_without_consent_nothing_is_sent_and_the_sentence_says_why(client_of):
    idea = draft_idea()
    browser = client_of(idea.author)
    entries = AuditEntry.objects.count()

    answer = browser.post(f"/gagasan/{idea.address}/kirim/", {"key": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "Centang persetujuan, lalu kirim lagi." in answer.content.decode()
    idea.refresh_from_db()
    assert (idea.status, AuditEntry.objects.count()) == (IdeaStatus.DRAFT, entries)


def test_consent_is_never_ticked_beforehand(client_of):
    idea = draft_idea()
    browser = client_of(idea.author)

    for url in ("periksa", "ubah"):
        page = browser.get(f"/gagasan/{idea.address}/{url}/").content.decode()
        box = re.search(r'<input[^>]*name="consent"[^>]*>', page)[0]
        assert "checked" not in box


def test_check_page_says_what_is_missing_and_refuses_to_send_it(client_of):
    idea = draft_idea(title="", problem="Bau.", solution="")
    browser = client_of(idea.author)
    sentences = {
        "Tulis judul gagasan",
        "Jelaskan masalahnya, paling sedikit 30 karakter",
        "Tulis usulan solusinya",
    }

    shown = browser.get(f"/gagasan/{idea.address}/periksa/").content.decode()
    answer = browser.post(f"/gagasan/{idea.address}/kirim/", {"consent": "on"})

    assert {text for text in sentences if text in shown} == sentences
    assert answer.status_code == 422
    assert {text for text in sentences if text in answer.content.decode()} == sentences
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.DRAFT


def test_check_page_advises_an_agency_what_may_follow(client_of):
    idea = draft_idea()

    page = client_of(idea.author).get(f"/gagasan/{idea.address}/periksa/").content.decode()

    found = re.search(r"Boleh menyusul.*?</section>", page, re.DOTALL)[0]
    assert [text.strip() for text in re.findall(r">([A-Z][^<]*)</a>", found)] == [
        "Lokasi",
        "Penerima manfaat",
        "Subdimensi",
        "Perangkat daerah penanggung jawab",
        "Tahun mulai dan selesai",
        "Biaya dan sumber dana",
        "Ukuran keberhasilan",
    ]


def test_twenty_clicks_on_send_are_one_idea(client_of):
    idea = draft_idea()
    browser, data = client_of(idea.author), {"key": str(uuid.uuid4()), "consent": "on"}
    url = f"/gagasan/{idea.address}/kirim/"

    places = {browser.post(url, data)["Location"] for _ in range(20)}

    assert places == {"/gagasan/env-001/terkirim/"}
    assert AuditEntry.objects.filter(action="idea.submitted").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_sending_asks_fifteen_statements_however_many_reviewers_there_are(count, client_of):
    for _ in range(count):
        UserFactory(roles=["reviewer"])
    idea = draft_idea()
    browser = client_of(idea.author)

    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(
            f"/gagasan/{idea.address}/kirim/", {"key": str(uuid.uuid4()), "consent": "on"}
        )

    assert answer.status_code == 302
    frame = ("SAVEPOINT", "RELEASE SAVEPOINT")
    assert len([each for each in asked if not each["sql"].startswith(frame)]) == 15


def test_closed_intake_keeps_the_draft_on_the_check_page(client_of):
    idea = draft_idea()
    idea.programme.intake_closes_at = timezone.now()
    idea.programme.save()
    browser = client_of(idea.author)

    page = browser.get(f"/gagasan/{idea.address}/periksa/").content.decode()
    browser.post(f"/gagasan/{idea.address}/kirim/", {"consent": "on"})

    assert "Pengumpulan gagasan sedang ditutup." in page
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.DRAFT


def test_check_page_is_for_its_writers(client_of):
    idea = idea_in(IdeaStatus.NEEDS_REVISION)

    assert client_of(UserFactory()).get(f"/gagasan/{idea.address}/periksa/").status_code == 403


def test_returned_idea_shows_the_note_beside_its_part(client_of):
    owner = UserFactory(organisation=OrganisationFactory(kind=OrganisationKind.UMKM))
    idea = idea_in(IdeaStatus.NEEDS_REVISION, author=owner)
    browser = client_of(owner)

    page = browser.get(f"/gagasan/{idea.address}/ubah/", follow=True)

    assert page.redirect_chain == [(f"/gagasan/{idea.address}/periksa/", 302)]
    cost = re.search(r'id="periksa-cost".*?</section>', page.content.decode(), re.DOTALL)[0]
    assert "Biaya tahun kedua?" in cost
    assert "Belum ada perubahan untuk dikirim." in page.content.decode()
    assert "Biaya tahun kedua?" in browser.get(f"/gagasan/{idea.address}/ubah/4/").content.decode()


def test_sent_page_says_what_happens_next_and_by_when(client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)

    page = client_of(idea.author).get(f"/gagasan/{idea.address}/terkirim/").content.decode()

    assert date_id(idea.step_due_on) in page
    links = re.findall(r'<a class="btn[^"]*"\s+href="([^"]+)"', page)
    assert {"/gagasan/env-001/", "/gagasan/baru/", "/gagasan/env-001/tanda-terima/"} <= set(links)
