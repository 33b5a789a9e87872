"""A copy of one's own data, and what is left of a person after a removal (UU 27/2022)."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    card,
    present,
)
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Outbox
from tobasmart.notifications.services import send_to_address
from tobasmart.portal.own_data import own_data
from tobasmart.portal.removal import remove_account
from workshops.certificate import verification_of
from workshops.choices import CheckInMethod, SignerRole
from workshops.models import (
    Attendance,
    Certificate,
    Feedback,
    Forum,
    Participant,
    Post,
    Record,
    Seat,
    Signer,
    Vote,
)
from workshops.services import certificates
from workshops.services.personal_data import NAMELESS, own_rows

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.fixture
def maruli(admin):
    """A person with a row in every table of the workshops, some behind a sealed record."""
    session = SessionFactory(
        starts_at=timezone.now() - timedelta(hours=9), ends_at=timezone.now() - timedelta(hours=1)
    )
    forum = ForumFactory(session=session)
    person = UserFactory(display_name="Maruli Tampubolon")
    own = present(
        session, user=person, name="Maruli Tampubolon", phone="08123", gender="L",
        email="maruli@rumah.example", job_title="Staf Maruli", organisation_name="Toko Maruli",
    )  # fmt: skip
    Attendance.objects.filter(participant=own).update(
        method=CheckInMethod.LATE, reason="Pak Maruli datang tanpa ponsel"
    )
    Seat.objects.create(forum=forum, participant=own)
    post = card(forum, own, text="Kartu pertama")
    Vote.objects.create(forum=forum, participant=own, post=post, dots=3)
    Feedback.objects.create(
        session=session, participant=own, usefulness=5, clarity=5, heard=5, text="Bagus"
    )
    send_to_address(own.email, "workshops/claim_link", {
        "participant": own, "workshop": session.workshop, "path": "/", "days": 7,
    })  # fmt: skip
    certificates.issue_certificates(session.workshop, actor=admin, sessions=1)
    draft = Record.objects.create(
        forum=ForumFactory(session=session, dimension__code="ECO"), created_by=admin
    )
    Signer.objects.create(
        record=draft, role=SignerRole.OPD, name="Maruli Tampubolon", participant=own, user=person
    )
    return person


def seal(admin):
    forum = Forum.objects.filter(posts__isnull=False).first()
    now = timezone.now()
    Forum.objects.filter(pk=forum.pk).update(sealed_at=now)
    return Record.objects.create(
        forum=forum, number="BA/1", content={}, sha256="0" * 64, created_by=admin,
        sealed_by=admin, sealed_at=now,
    )  # fmt: skip


def test_copy_holds_what_the_workshops_keep(maruli):
    present(SessionFactory(), user=UserFactory(), name="Orang lain")

    data = own_data(maruli)

    json.dumps(data)
    (own,) = data["bimtek"]
    assert (own["nama"], own["ponsel"], own["hadir"][0]["cara"]) == (
        "Maruli Tampubolon", "08123", "Koreksi susulan",
    )  # fmt: skip
    assert [row["teks"] for row in data["kartu"]] == ["Kartu pertama"]
    assert [row["titik"] for row in data["suara"]] == [3]
    assert [row["saran"] for row in data["umpan_balik"]] == ["Bagus"]
    assert data["sertifikat"][0]["isi"]["name"] == "Maruli Tampubolon"
    assert [row["sebagai"] for row in data["tanda_tangan"]] == ["Wakil perangkat daerah"]
    assert "Orang lain" not in str(data)


@pytest.mark.parametrize("count", [1, 4])
def test_copy_takes_the_same_queries_for_any_number(count, django_assert_num_queries):
    person = UserFactory()
    for _ in range(count):
        session = SessionFactory()
        own = present(session, user=person)
        card(ForumFactory(session=session), own)

    with django_assert_num_queries(QUERIES):
        own_rows(person)


def test_removal_leaves_numbers_and_no_name(maruli, admin):
    record = seal(admin)
    number = Participant.objects.get(user=maruli).number

    removed = remove_account(maruli, actor=admin)

    row = Participant.objects.get(user=removed)
    assert (row.name, row.number) == (NAMELESS, number)
    assert not any((row.phone, row.email, row.job_title, row.gender, row.organisation_name))
    assert row.organisation is not None
    assert Post.objects.get().text == "Kartu pertama"
    assert Vote.objects.count() == Seat.objects.count() == Feedback.objects.count() == 1
    assert Attendance.objects.get().participant == row
    assert Outbox.objects.count() == 0
    record.refresh_from_db()
    assert record.sealed_at is not None
    entry = AuditEntry.objects.get(action="user.removed")
    assert entry.data["participations"] == 1


def test_nothing_of_the_workshops_names_a_removed_person(maruli, admin):
    seal(admin)
    remove_account(maruli, actor=admin)

    found = []
    for model in apps.get_models():
        for row in model._base_manager.values():
            text = " ".join(str(value) for value in row.values()).lower()
            found += [model.__name__] if "maruli" in text or "08123" in text else []
    assert found == []


def test_certificate_of_a_removed_person_tells_no_name_and_keeps_its_hash(maruli, admin, client_of):
    sha256 = Certificate.objects.get().sha256
    remove_account(maruli, actor=admin)

    row = Certificate.objects.get()
    told = verification_of(row)
    assert (told["state"], told["name"], told["sha256"]) == ("erased", "", sha256)
    assert client_of(admin).get(f"/sertifikat/{row.token}/").status_code == 404


def test_removal_touches_nobody_else(maruli, admin):
    session = SessionFactory()
    other = present(session, user=UserFactory(), name="Orang lain", phone="0899")

    remove_account(maruli, actor=admin)

    other.refresh_from_db()
    assert (other.name, other.phone) == ("Orang lain", "0899")


def test_signature_in_a_sealed_record_stays(admin):
    """It was signed as an official document, and its hash would no longer match."""
    forum, person = ForumFactory(), UserFactory()
    own = present(forum.session, user=person, name="Maruli")
    record = Record.objects.create(forum=forum, created_by=admin)
    Signer.objects.create(record=record, role=SignerRole.OPD, name="Maruli", participant=own)
    Record.objects.filter(pk=record.pk).update(
        number="BA/2", content={}, sha256="0" * 64, sealed_by=admin, sealed_at=timezone.now()
    )

    remove_account(person, actor=admin)

    assert Signer.objects.get().name == "Maruli"
    own.refresh_from_db()
    assert own.name == NAMELESS
