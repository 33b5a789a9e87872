"""What one can take from an idea: receipt, copy and PDF."""

import io
import re
import uuid

import pytest
from django.conf import settings
from pypdf import PdfReader

from submissions.choices import IdeaStatus
from submissions.models import Attachment, Idea
from tests.factories import FundSourceFactory, UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def words_of(data):
    reader = PdfReader(io.BytesIO(data))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_receipt_shows_code_and_a_short_address_to_follow_it(client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)

    page = client_of(idea.author).get("/gagasan/env-001/tanda-terima/").content.decode()

    assert "ENV-001" in page
    assert f"{settings.PORTAL_ADDRESS}/lacak/env-001/" in page
    assert "<svg" in page
    assert 'class="qr"' in page
    assert idea.author.email not in page


@pytest.mark.parametrize("who", ["stranger", "reviewer"])
def test_receipt_is_for_the_own_side_only(who, client_of, reviewer):
    idea_in(IdeaStatus.IN_REVIEW)
    person = reviewer if who == "reviewer" else UserFactory()

    assert client_of(person).get("/gagasan/env-001/tanda-terima/").status_code == 403


def test_draft_has_no_receipt(client_of):
    idea = draft_idea()

    answer = client_of(idea.author).get(f"/gagasan/{idea.address}/tanda-terima/")

    assert answer["Location"] == idea.get_absolute_url()


def test_copy_begins_a_draft_of_ones_own_with_the_text_alone(client_of):
    source = FundSourceFactory()
    idea = idea_in(IdeaStatus.APPROVED, budgets=((2022, source.pk, 7_000_000),))
    Attachment.objects.create(
        idea=idea, name="foto.pdf", kind="pdf", size_bytes=1, sha256="0", uploaded_by=idea.author
    )
    copier = UserFactory()

    answer = client_of(copier).post("/gagasan/env-001/salin/", {"key": str(uuid.uuid4())})

    copy = Idea.objects.get(author=copier)
    assert answer["Location"] == f"/gagasan/{copy.draft_key}/ubah/"
    assert (copy.status, copy.organisation, copy.code) == (
        IdeaStatus.DRAFT,
        copier.organisation,
        None,
    )
    assert copy.draft_version.title == "Bank sampah di tepi danau"
    assert list(copy.draft_version.budgets.values_list("amount_idr", flat=True)) == [7_000_000]
    assert (copy.attachments.count(), copy.draft_version.consent_version) == (0, "")
    entry = AuditEntry.objects.get(action="idea.copied")
    assert (entry.actor, entry.data) == (copier, {"copied_from": "ENV-001"})


def test_copy_pressed_many_times_is_one_draft(client_of):
    idea_in(IdeaStatus.APPROVED)
    copier, key = UserFactory(), str(uuid.uuid4())
    browser = client_of(copier)

    for _ in range(5):
        browser.post("/gagasan/env-001/salin/", {"key": key})

    assert Idea.objects.filter(author=copier).count() == 1


def test_nobody_copies_a_text_they_may_not_read(client_of):
    draft = draft_idea()
    withdrawn = idea_in(IdeaStatus.WITHDRAWN)
    browser = client_of(UserFactory())
    before = Idea.objects.count()

    answers = [
        browser.post(f"/gagasan/{idea.address}/salin/").status_code for idea in (draft, withdrawn)
    ]

    assert (answers, Idea.objects.count()) == ([404, 404], before)


def test_public_idea_is_a_pdf_for_everyone(client):
    source = FundSourceFactory(name="APBD Kabupaten")
    idea_in(IdeaStatus.APPROVED, budgets=((2022, source.pk, 7_000_000),))

    answer = client.get("/gagasan/env-001/gagasan.pdf")

    text = words_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    for part in ("ENV-001 v1", "Bank sampah di tepi danau", "7.000.000", "Disetujui"):
        assert part in text
    assert client.get("/gagasan/env-001/gagasan.pdf").content == answer.content


def test_pdf_of_a_draft_says_so_and_is_for_its_writers(client, client_of):
    idea = draft_idea(estimate_idr=5_000_000, estimate_upper_idr=9_000_000)
    url = f"/gagasan/{idea.address}/gagasan.pdf"

    text = words_of(client_of(idea.author).get(url).content)

    assert "Draf, versi 1" in text
    assert "Rp5.000.000 sampai Rp9.000.000" in text
    assert client.get(url).status_code == 404
    assert client_of(UserFactory()).get(url).status_code == 404


def test_pdf_escapes_what_people_write(client):
    idea_in(IdeaStatus.IN_REVIEW, solution='<img src="http://127.0.0.1:1/x.png"> & <b>tebal</b>')

    answer = client.get("/gagasan/env-001/gagasan.pdf")

    assert answer.status_code == 200
    assert '<img src="http://127.0.0.1:1/x.png">' in words_of(answer.content)
