"""Signatures: each person once, for the words they read, on the own phone or noted from paper."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import facilitator_of, guest, seated
from tests.workshops.records import discussed_forum, prepared, sealed_forum
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice
from workshops import door
from workshops.choices import Phase, SignerRole, SignMethod
from workshops.models import Forum, Seat, Signer
from workshops.records import present_hash
from workshops.services.board_refusals import NotNowError
from workshops.services.records import SignerText, refresh_record
from workshops.services.signing import (
    OtherTextError,
    clear_signature,
    sign,
    sign_on_paper,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """(forum, record, facilitator, participant who signs for the UMKM)."""
    forum = discussed_forum()
    facilitator, person = facilitator_of(forum), seated(forum)
    text = SignerText(
        role=SignerRole.UMKM.value,
        name="Ibu Sihol",
        participant_id=person.pk,
        user_id=person.user_id,
    )
    record = prepared(forum, facilitator, **{SignerRole.UMKM: text})
    return forum, record, facilitator, person


def url(record):
    return f"/berita-acara/tanda-tangan/{record.token}/"


def umkm(record):
    return record.signers.get(role=SignerRole.UMKM)


def test_signer_reads_and_confirms_on_the_own_phone(case, client_of):
    forum, record, _, person = case
    browser = client_of(person.user)
    page = browser.get(url(record))
    seen = present_hash(record)

    answer = browser.post(url(record), {"sha256": seen})

    assert page.status_code == 200
    assert (seen in page.text, "Mulai dari tiga dermaga." in page.text) == (True, True)
    assert answer["Location"] == url(record)
    row = umkm(record)
    assert (row.method, row.signed_sha256) == (SignMethod.PHONE, seen)
    assert forum.events.latest("version").data == {"sealed": False}
    entry = AuditEntry.objects.get(action="record.signed")
    assert (entry.actor, entry.data) == (person.user, {"role": "umkm"})


def test_twice_is_once(case, client_of):
    _, record, _, person = case
    browser, seen = client_of(person.user), present_hash(record)
    browser.post(url(record), {"sha256": seen})
    first = umkm(record).signed_at

    browser.post(url(record), {"sha256": seen})

    assert umkm(record).signed_at == first
    assert AuditEntry.objects.filter(action="record.signed").count() == 1


def test_guest_signs_with_the_cookie_of_the_hall():
    forum = discussed_forum()
    person = guest(forum.session)
    Seat.objects.create(forum=forum, participant=person)
    text = SignerText(role=SignerRole.UMKM.value, name="Tamu", participant_id=person.pk)
    record = prepared(forum, facilitator_of(forum), **{SignerRole.UMKM: text})
    browser = Client()
    from django.core import signing as django_signing

    browser.cookies[door.GUEST_COOKIE] = django_signing.dumps(
        [person.pk, person.guest_key], salt="workshops.guest"
    )

    answer = browser.post(url(record), {"sha256": present_hash(record)})

    assert answer.status_code == 302
    assert umkm(record).method == SignMethod.PHONE


def test_strangers_are_refused_and_nothing_changes(case, client, client_of):
    _, record, _, _ = case
    seen = present_hash(record)

    assert client.get(url(record))["Location"].startswith("/masuk/")
    assert client.post(url(record), {"sha256": seen})["Location"].startswith("/masuk/")
    assert client_of(UserFactory()).get(url(record)).status_code == 403
    assert client_of(UserFactory()).post(url(record), {"sha256": seen}).status_code == 403
    assert client.get("/berita-acara/tanda-tangan/tidak-ada/").status_code == 404
    assert not Signer.objects.exclude(method="").exists()


def test_a_change_voids_what_was_signed_and_asks_again(case, client_of):
    forum, record, _, person = case
    browser, seen = client_of(person.user), present_hash(record)
    browser.post(url(record), {"sha256": seen})
    forum.minutes.conclusion = "Kesimpulan baru."
    forum.minutes.save()

    page = browser.get(url(record))
    stale = browser.post(url(record), {"sha256": seen})
    again = browser.post(url(record), {"sha256": present_hash(record)})

    assert "Isi berubah setelah Anda menyetujui" in page.text
    assert (stale.status_code, "Isi berita acara berubah" in stale.text) == (409, True)
    assert (again.status_code, umkm(record).signed_sha256) == (302, present_hash(record))


def test_signing_waits_for_rangkum_and_for_present_copies(case):
    forum, record, facilitator, person = case
    seen = present_hash(record)
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.VOTE)
    with pytest.raises(NotNowError, match="sejak fase Rangkum"):
        sign(record, user=person.user, participant=person, seen=seen)
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.SUMMARY)
    seated(forum)
    with pytest.raises(NotNowError, match="Perbarui isi"):
        sign(record, user=person.user, participant=person, seen=seen)

    record = refresh_record(forum, actor=facilitator)
    sign(record, user=person.user, participant=person, seen=present_hash(record))

    assert umkm(record).method == SignMethod.PHONE


def test_paper_is_noted_by_the_facilitator_and_can_be_taken_back(case, client_of):
    _, record, facilitator, _ = case
    browser, seen = client_of(facilitator), present_hash(record)
    paper = f"/berita-acara/{record.token}/kertas/"

    browser.post(paper, {"role": "opd", "sha256": seen})
    assert record.signers.get(role="opd").method == SignMethod.PAPER
    browser.post(paper, {"role": "opd", "on": "0"})
    assert record.signers.get(role="opd").method == ""
    browser.post(paper, {"role": "opd", "sha256": "0" * 64})
    assert record.signers.get(role="opd").method == ""


def test_a_phone_signature_is_its_owners(case):
    _, record, facilitator, person = case
    sign(record, user=person.user, participant=person, seen=present_hash(record))

    with pytest.raises(NotAllowedError):
        clear_signature(record, actor=facilitator, role="umkm")

    assert umkm(record).method == SignMethod.PHONE


@pytest.mark.parametrize("who", ["participant", "reviewer"])
def test_only_those_who_run_the_forum_note_paper(who, case, client_of):
    _, record, _, _ = case
    seen = present_hash(record)
    answer = client_of(UserFactory(roles=[who])).post(
        f"/berita-acara/{record.token}/kertas/", {"role": "opd", "sha256": seen}
    )

    assert answer.status_code == 403
    assert not Signer.objects.exclude(method="").exists()


def test_sealed_nobody_signs_any_more():
    _, record, facilitator = sealed_forum()
    with pytest.raises(NotNowError, match="sudah disegel"):
        sign_on_paper(record, actor=facilitator, role="opd", seen=record.sha256)
    with pytest.raises(NotNowError, match="sudah disegel"):
        sign(record, user=facilitator, participant=None, seen=record.sha256)


def test_other_words_than_those_read_are_not_signed(case):
    _, record, facilitator, _ = case
    with pytest.raises(OtherTextError):
        sign_on_paper(record, actor=facilitator, role="opd", seen="0" * 64)


def test_database_wants_to_know_how_it_was_signed(case):
    _, record, _, _ = case
    with pytest.raises(IntegrityError), transaction.atomic():
        record.signers.update(method=SignMethod.PAPER)


@pytest.mark.parametrize("seats", [0, 5])
def test_page_asks_the_same_number_of_queries(seats, case, client_of, django_assert_num_queries):
    forum, record, facilitator, person = case
    for _ in range(seats):
        seated(forum)
    refresh_record(forum, actor=facilitator)
    browser = client_of(person.user)
    with django_assert_num_queries(16):
        assert browser.get(url(record)).status_code == 200


def test_a_named_signer_with_an_account_is_told_once(case):
    forum, record, facilitator, person = case
    prepared(forum, facilitator, umkm=None)
    told = Notice.objects.filter(recipient=person.user, path=url(record))

    assert told.count() == 1
    assert not Notice.objects.filter(recipient=facilitator).exists()
