"""The page behind the QR code: for everyone, read only, without a name of the attendance list."""

import pgtrigger
import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tests.factories.workshops import WorkshopFactory, facilitator_of, present
from tests.workshops.records import addendum_of, discussed_forum, prepared, sealed_forum, signed
from tobasmart.audit.models import AuditEntry
from workshops.models import Certificate, Minutes, Record
from workshops.record_words import in_fours
from workshops.sealing import sha256_of
from workshops.services.sealing import seal

pytestmark = pytest.mark.django_db


def url(record):
    return f"/verifikasi/{record.token}/"


def test_it_says_number_day_hash_signers_and_that_the_rows_match(client):
    forum, record, _ = sealed_forum()
    page = client.get(url(record))

    assert page.status_code == 200
    for words in (
        record.number, " ".join(in_fours(record.sha256)), "Ibu Fasilitator", "Bapperida",
        "Cocok.", "Unduh PDF", forum.session.title, f"{timezone.localdate(record.sealed_at).year}",
    ):  # fmt: skip
        assert words in page.text, words
    people = [seat.participant for seat in forum.seats.select_related("participant__user")]
    private = [word for person in people for word in (person.name, person.user.email)]
    assert [word for word in private if word in page.text] == []


def test_changed_rows_are_told(client):
    """Somebody with the database's own rights has switched the rules off."""
    _, record, _ = sealed_forum()
    with pgtrigger.ignore("workshops.Minutes:rows_of_sealed_forum"):
        Minutes.objects.update(conclusion="Diganti")

    page = client.get(url(record)).text

    assert "Tidak cocok." in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [("{}", "Sidik itu sama"), (" {} ", "Sidik itu sama"), ("abc", "bukan salinan")],
)
def test_a_printed_hash_is_compared(typed, words, client):
    _, record, _ = sealed_forum()
    text = typed.format(" ".join(in_fours(record.sha256)).upper())

    assert words in client.get(url(record), {"sidik": text}).text


def test_what_is_pasted_is_never_markup(client):
    _, record, _ = sealed_forum()
    page = client.get(url(record), {"sidik": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page


@pytest.mark.parametrize("token", ["tidak-dikenal", "A" * 22])
def test_an_unknown_code_is_said_in_a_sentence(token, client):
    page = client.get(f"/verifikasi/{token}/")

    assert (page.status_code, "tidak mengenal kode" in page.text) == (404, True)
    assert client.get(f"/verifikasi/{token}/pdf/").status_code == 404


def test_a_draft_is_not_public(client):
    forum = discussed_forum()
    record = prepared(forum, facilitator_of(forum))

    assert client.get(url(record)).status_code == 404
    assert client.get(f"{url(record)}pdf/").status_code == 404


def test_reading_writes_nothing(client):
    _, record, _ = sealed_forum()
    before = AuditEntry.objects.count()

    assert client.head(url(record)).status_code == 200
    assert client.post(url(record)).status_code == 405
    assert AuditEntry.objects.count() == before


def test_addenda_stand_beside_the_record(client):
    forum, record, _ = sealed_forum()
    admin = UserFactory(roles=["admin"])
    addendum = addendum_of(forum, admin)
    assert "Dilengkapi oleh" not in client.get(url(record)).text
    addendum = seal(addendum, actor=admin, seen=signed(addendum, admin))

    assert (addendum.number in client.get(url(record)).text) is True
    page = client.get(url(addendum)).text
    assert ("Cocok." in page, url(record) in page) == (True, True)


def test_public_file_downloads_without_login(client):
    _, record, _ = sealed_forum()
    answer = client.get(f"{url(record)}pdf/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "internal" not in answer["Content-Disposition"]


def test_internal_file_is_for_those_who_run_the_forum_and_signers(client, client_of):
    _, record, facilitator = sealed_forum()
    file = f"/berita-acara/{record.token}/pdf/?lampiran=1"

    assert client.get(file)["Location"].startswith("/masuk/")
    assert client_of(UserFactory(roles=["reviewer"])).get(file).status_code == 403
    answer = client_of(facilitator).get(file)
    assert (answer.status_code, "internal" in answer["Content-Disposition"]) == (200, True)
    assert client_of(UserFactory(roles=["admin"])).get(file).status_code == 200


def test_a_certificate_is_verified_here_too(client):
    workshop = WorkshopFactory()
    content = {
        "kind": "certificate", "name": "Rosmauli Siahaan", "organisation": "Dinas X",
        "days": ["2021-06-28"], "minutes": 300,
    }  # fmt: skip
    from tests.factories.workshops import SessionFactory

    person = present(SessionFactory(workshop=workshop))
    row = Certificate.objects.create(
        workshop=workshop, participant=person, number="SERT/1", content=content,
        sha256=sha256_of(content),
    )  # fmt: skip
    page = client.get(f"/verifikasi/{row.token}/").text

    assert ("SERT/1" in page, "Berlaku." in page, "R••• S•••" in page) == (True, True, True)
    assert "Rosmauli" not in page
    row.revoked_at, row.revoked_reason = timezone.now(), "Salah orang"
    row.save()
    assert "Dicabut" in client.get(f"/verifikasi/{row.token}/").text


@pytest.mark.parametrize("count", [0, 3])
def test_page_asks_the_same_number_of_queries(count, client, django_assert_num_queries):
    forum, record, _ = sealed_forum()
    admin = UserFactory(roles=["admin"])
    for _ in range(count):
        addendum = addendum_of(forum, admin)
        seal(addendum, actor=admin, seen=signed(addendum, admin))

    with django_assert_num_queries(9):
        client.get(url(Record.objects.get(pk=record.pk)))
