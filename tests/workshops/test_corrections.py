"""Corrections of the attendance list: with a reason, on record, until a record is sealed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    present,
    seated,
)
from tests.workshops.attending import acts, desk_of, desk_url, seal, session_now, walk_in
from tobasmart.audit.models import AuditEntry
from workshops.choices import CheckInMethod
from workshops.models import Attendance, Participant, Session
from workshops.services import corrections
from workshops.services import desk as services
from workshops.services.attendance import SealedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return session_now()


@pytest.fixture
def desk(session, client_of):
    """A browser of somebody at the desk; ``desk.user`` is who they are."""
    user = desk_of(session)
    browser = client_of(user)
    browser.user = user
    return browser


def correct(browser, session, **data):
    return browser.post(f"/sesi/{session.key}/koreksi/", data)


def test_late_correction_needs_a_reason_and_keeps_who(session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timedelta(hours=6), ends_at=timezone.now() - timedelta(hours=2)
    )
    session.refresh_from_db()

    refused = correct(desk, session, act="add", number=person.number, reason=" ")
    assert refused.status_code == 422
    assert "Tulis alasannya dalam satu kalimat" in refused.content.decode()
    assert Attendance.objects.count() == 0

    correct(desk, session, act="add", number=person.number, reason="Ponsel mati")

    row = Attendance.objects.get()
    assert (row.method, row.reason, row.recorded_by, row.at) == (
        CheckInMethod.LATE, "Ponsel mati", desk.user, session.starts_at,
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.data["reason"]) == (
        "attendance.corrected", desk.user, "Ponsel mati",
    )  # fmt: skip
    page = desk.get(f"/sesi/{session.key}/koreksi/").content.decode()
    assert "Ponsel mati" in page


@pytest.mark.parametrize("shift", [-10, 10])
def test_time_of_a_correction_is_bounded_to_the_session(shift, session):
    person, user = ParticipantFactory(workshop=session.workshop), desk_of(session)

    row, _ = corrections.add_late(
        session, actor=user, participant=person, reason="Lupa",
        at=session.starts_at + timedelta(hours=shift),
    )  # fmt: skip

    assert session.check_in_from <= row.at <= timezone.now()


def test_hour_that_nobody_can_read_is_said(session, desk):
    person = ParticipantFactory(workshop=session.workshop)

    answer = correct(desk, session, act="add", number=person.number, reason="Lupa", time="jam 8")

    assert answer.status_code == 422
    assert "Tulis jam seperti 08.14" in answer.content.decode()
    assert 'value="Lupa"' in answer.content.decode()


def test_somebody_new_is_entered_afterwards(session, desk):
    data = walk_in(act="new", reason="Tidak sempat ke meja")

    for _ in range(2):
        assert correct(desk, session, **data).status_code == 302

    person = Participant.objects.get()
    assert (person.name, Attendance.objects.get().method) == ("Togap Sirait", CheckInMethod.LATE)
    assert acts() == ["attendance.corrected"]


def test_somebody_is_taken_off_with_a_reason(session, desk):
    person = present(session)
    page = desk.get(f"/sesi/{session.key}/koreksi/?peserta={person.number}").content.decode()
    assert "Keluarkan dari daftar hadir" in page
    assert correct(desk, session, act="remove", number=person.number).status_code == 422
    assert Attendance.objects.count() == 1

    correct(desk, session, act="remove", number=person.number, reason="Hanya titip absen")

    entry = AuditEntry.objects.get()
    assert Attendance.objects.count() == 0
    assert (entry.action, entry.actor, entry.data["reason"], entry.data["method"]) == (
        "attendance.removed", desk.user, "Hanya titip absen", "phone",
    )  # fmt: skip
    again = correct(desk, session, act="remove", number=person.number, reason="Lagi")
    assert (again.status_code, len(acts())) == (302, 1)


def test_not_before_the_session_has_opened(session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    Session.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() + timedelta(hours=3), ends_at=timezone.now() + timedelta(hours=5)
    )

    answer = correct(desk, session, act="add", number=person.number, reason="Nanti datang")

    assert answer.status_code == 409
    assert "Sesi ini belum dibuka" in answer.content.decode()
    assert Attendance.objects.count() == 0


def test_sealed_record_lets_only_an_addendum_correct(session, desk):
    forum = ForumFactory(session=session)
    person = seated(forum)
    Attendance.objects.update(recorded_by=desk.user, method=CheckInMethod.DESK)
    seal(forum)

    for answer in (
        correct(desk, session, act="remove", number=person.number, reason="Salah"),
        desk.post(desk_url(session, "batal/"), {"number": person.number}),
    ):
        assert answer.status_code == 409
        assert "hanya dapat diperbaiki lewat adendum" in answer.content.decode()
    assert (Attendance.objects.count(), acts()) == (1, [])
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.all().delete()


def test_seat_in_a_sealed_forum_without_attendance_is_not_filled_in_later(session):
    forum = ForumFactory(session=session)
    person, user = seated(forum), desk_of(session)
    Attendance.objects.all().delete()
    seal(forum)

    with pytest.raises(SealedError):
        corrections.add_late(
            session, actor=user, participant=person, at=session.starts_at, reason="Lupa"
        )
    with pytest.raises(SealedError):
        services.check_in_at_desk(session, actor=user, participant=person)
    assert Attendance.objects.count() == 0


def test_others_may_still_be_corrected_after_one_forum_is_sealed(session, desk):
    seal(ForumFactory(session=session))
    person = present(session)

    correct(desk, session, act="remove", number=person.number, reason="Salah orang")

    assert Attendance.objects.count() == 0
