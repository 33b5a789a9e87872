"""Checking in with one's own phone: one tap, one row for each person, nobody for somebody else."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.choices import OrganisationKind
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    WorkshopFactory,
    guest,
    present,
)
from tests.workshops.attending import answers, door_of, rows, session_now
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.consent import CONSENT_TEXT, CONSENT_VERSION
from workshops.models import Attendance, Participant, Session
from workshops.services import attendance as services

pytestmark = pytest.mark.django_db


# --- with an account -----------------------------------------------------------------------------


def test_one_tap_of_a_registered_person(client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)
    browser = client_of(person.user)

    page = browser.get(door_of(session)).content.decode()
    assert person.name in page
    assert "Catat hadir" in page
    assert rows() == (1, 0, 0)

    answer = browser.post(door_of(session))

    assert answer["Location"] == f"/sesi/{session.key}/hadir/"
    row = Attendance.objects.get()
    assert (row.participant, row.session, row.method, row.recorded_by) == (
        person, session, CheckInMethod.PHONE, None,
    )  # fmt: skip
    done = browser.get(answer["Location"]).content.decode()
    assert f"Kehadiran tercatat pukul {timezone.localtime(row.at):%H.%M}" in done
    assert person.number_text in done


def test_second_tap_says_when(client_of):
    session = session_now()
    person = present(session)
    Attendance.objects.update(at=timezone.now().replace(hour=1, minute=14))
    browser = client_of(person.user)

    assert browser.get(door_of(session))["Location"] == f"/sesi/{session.key}/hadir/"
    answer = browser.post(door_of(session), follow=True)

    assert "Anda sudah tercatat hadir pukul 08.14." in answer.content.decode()
    assert rows() == (1, 1, 0)


def test_an_account_not_on_the_list_registers_and_checks_in_with_one_tap(client_of):
    session = session_now()
    user = UserFactory(organisation=OrganisationFactory(kind=OrganisationKind.UMKM))
    browser = client_of(user)

    page = browser.get(door_of(session)).content.decode()
    assert CONSENT_TEXT in page
    assert user.organisation.name in page
    browser.post(door_of(session))

    person = Participant.objects.get()
    assert (person.user, person.organisation, person.kind, person.origin) == (
        user, user.organisation, OrganisationKind.UMKM, ParticipantOrigin.REGISTERED,
    )  # fmt: skip
    assert (person.consent_version, person.is_confirmed, person.session) == (
        CONSENT_VERSION, True, None,
    )  # fmt: skip
    assert Attendance.objects.get().participant == person


def test_whoever_cancelled_and_comes_all_the_same_is_on_the_list_again(client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop, is_cancelled=True)

    client_of(person.user).post(door_of(session))

    person.refresh_from_db()
    assert (person.is_cancelled, Attendance.objects.get().participant) == (False, person)


# --- the code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [119, 121])
def test_code_may_roll_over_once_between_looking_and_pressing(seconds, client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)
    start = int(timezone.now().timestamp()) // 60 * 60
    with time_machine.travel(start, tick=False):
        address = door_of(session)
    with time_machine.travel(start + seconds, tick=False):
        answer = client_of(person.user).post(address)

    assert Attendance.objects.exists() is (seconds == 119)
    if seconds == 121:
        assert answer.status_code == 410
        assert "Kode sudah berganti. Pindai lagi kode di layar aula." in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 200])
def test_forged_code_records_nothing(token, client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)
    browser = client_of(person.user)

    assert browser.get(f"/h/{token}/").status_code == 410
    assert browser.post(f"/h/{token}/").status_code == 410
    assert rows() == (1, 0, 0)


def test_code_of_one_session_opens_no_other(client_of):
    one = session_now()
    other = session_now(workshop=one.workshop)
    person = ParticipantFactory(workshop=one.workshop)

    client_of(person.user).post(door_of(one), {"session": other.key, "key": other.key})

    assert [row.session for row in Attendance.objects.all()] == [one]


@pytest.mark.parametrize(("starts", "ends"), [(3, 5), (-5, -1)])
def test_closed_session_refuses(starts, ends, client, client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)
    now = timezone.now()
    Session.objects.update(
        starts_at=now + timedelta(hours=starts), ends_at=now + timedelta(hours=ends)
    )

    for browser, data in ((client_of(person.user), {}), (client, answers())):
        answer = browser.post(door_of(session), data)
        assert answer.status_code == 409
        assert "Presensi sesi ini belum dibuka atau sudah ditutup." in answer.content.decode()
    assert rows() == (1, 0, 0)


# --- for somebody else ---------------------------------------------------------------------------


def test_extra_fields_check_in_nobody_else(client_of):
    session = session_now()
    mine, other = (ParticipantFactory(workshop=session.workshop) for _ in range(2))
    data = {
        "participant": other.pk, "number": other.number, "user": other.user_id, "name": other.name,
        "card_code": other.card_code, "session": 1, "is_confirmed": "1", "at": "2020-01-01",
    }  # fmt: skip

    client_of(mine.user).post(door_of(session), data)

    assert [row.participant for row in Attendance.objects.all()] == [mine]
    assert Attendance.objects.get().at > timezone.now() - timedelta(minutes=1)


def test_services_refuse_somebody_elses_entry():
    session = session_now()
    mine, other = (ParticipantFactory(workshop=session.workshop) for _ in range(2))
    foreign = ParticipantFactory(workshop=WorkshopFactory())
    yesterday = guest(session_now(workshop=session.workshop))
    before = rows()

    for actor, participant in (
        (mine.user, other), (None, other), (mine.user, foreign), (None, yesterday),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            services.check_in(session, actor=actor, participant=participant)
    assert rows() == before


# --- many at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twelve_taps_at_one_moment_are_one_row():
    session, user = session_now(), UserFactory()
    barrier, found = threading.Barrier(12), []

    def tap():
        barrier.wait()
        row, is_new = services.register_and_check_in(session, actor=user, key=uuid.uuid4())
        found.append((row.pk, is_new))
        connection.close()

    threads = [threading.Thread(target=tap) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {pk for pk, _ in found} == {Attendance.objects.get().pk}
    assert [is_new for _, is_new in found].count(True) == 1
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_check_in_costs_few_queries(count, client, client_of, django_assert_num_queries):
    session = session_now()
    ForumFactory(session=session)
    for number in range(count):
        present(session)
        OrganisationFactory(name=f"Lembaga {number}")
        session_now()
    registered = client_of(ParticipantFactory(workshop=session.workshop).user)
    stranger = client_of(UserFactory())
    address = door_of(session)

    # Savepoints and what reads the session and its person are counted too.
    with django_assert_num_queries(5):
        registered.get(address)
    with django_assert_num_queries(10):
        registered.post(address)
    with django_assert_num_queries(14):
        stranger.post(address)
    with django_assert_num_queries(6):
        registered.get(f"/sesi/{session.key}/hadir/")
    with django_assert_num_queries(2):
        client.get(address)
    with django_assert_num_queries(12):
        client.post(address, answers())
    with django_assert_num_queries(4):
        client.get(f"/sesi/{session.key}/hadir/")


def test_pages_of_the_door_are_kept_nowhere(client):
    session = session_now()
    client.post(door_of(session), answers())

    for path in ("/h/", door_of(session_now()), f"/sesi/{session.key}/hadir/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_get_and_head_write_nothing(client, client_of):
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)

    for browser in (client, client_of(person.user), client_of(UserFactory())):
        for ask in (browser.get, browser.head):
            assert ask(door_of(session)).status_code == 200
    assert rows() == (1, 0, 0)


def test_door_needs_the_token_of_the_page():
    session = session_now()
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(door_of(session), answers()).status_code == 403
    assert rows() == (0, 0, 0)
