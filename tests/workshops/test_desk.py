"""The desk by plain forms: search, one tap, walk-in, guests, undo, correction with a reason."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from tests.workshops.attending import acts, desk_of, desk_url, session_now, walk_in
from tobasmart.audit.models import AuditEntry
from workshops.choices import CheckInMethod
from workshops.models import Attendance, Participant, Session
from workshops.services import corrections
from workshops.services import desk as services
from workshops.services.attendance import Person

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


# --- who may -------------------------------------------------------------------------------------

ACTS = ["hadir/", "batal/", "pastikan/", "baru/"]


@pytest.mark.parametrize("who", ["visitor", "participant", "reviewer", "other desk", "late desk"])
def test_others_do_nothing_at_the_desk(who, session, client, client_of):
    person = guest(session)
    absent = ParticipantFactory(workshop=session.workshop)
    browser = {
        "visitor": lambda: client,
        "participant": lambda: client_of(present(session).user),
        "reviewer": lambda: client_of(UserFactory(roles=["reviewer"])),
        "other desk": lambda: client_of(desk_of(session_now())),
        "late desk": lambda: client_of(
            desk_of(session, valid_until=timezone.now() - timedelta(minutes=1))
        ),
    }[who]()
    before = (Participant.objects.count(), Attendance.objects.count(), acts())
    status = 302 if who == "visitor" else 403

    assert browser.get(desk_url(session)).status_code == status
    assert browser.get(f"/sesi/{session.key}/koreksi/").status_code == status
    for act in ACTS:
        data = walk_in(number=person.number if act != "hadir/" else absent.number)
        assert browser.post(desk_url(session, act), data).status_code == status
    for act in ("add", "remove", "new"):
        data = walk_in(act=act, number=person.number, reason="Alasan")
        answer = browser.post(f"/sesi/{session.key}/koreksi/", data)
        assert answer.status_code == status
    after = (Participant.objects.count(), Attendance.objects.count(), acts())
    assert after == before
    person.refresh_from_db()
    assert not person.is_confirmed


@pytest.mark.parametrize("act", ACTS)
def test_acts_answer_no_get(act, session, desk):
    assert desk.get(desk_url(session, act)).status_code == 405


def test_facilitator_of_the_session_and_admin_may(session, client_of, admin):
    facilitator = facilitator_of(ForumFactory(session=session))

    for user in (facilitator, admin):
        assert client_of(user).get(desk_url(session)).status_code == 200


# --- the list ------------------------------------------------------------------------------------


def test_search_finds_by_name_organisation_number_card_and_mail(session, desk):
    agency = OrganisationFactory(name="Dinas Perikanan", short_name="Diskan")
    person = ParticipantFactory(
        workshop=session.workshop, name="Lamria Simanjuntak", number=37, card_code="7K4Q2M",
        user__organisation=agency,
    )  # fmt: skip
    mail = person.user.email
    other = OrganisationFactory(name="Badan Arsip", short_name="Arsip")
    ParticipantFactory(
        workshop=session.workshop, name="Orang Lain", number=137, user__organisation=other
    )
    shop = guest(session, name="Rosma", organisation_name="Tenun Ulos", email="rosma@contoh.id")

    def names(words):
        page = desk.get(desk_url(session), {"cari": words}).context["page"]
        return [row.name for row in page]

    for words in ("lamria", "perikanan", "DISKAN", "37", "7k4q2m", mail, "simanjuntak perikanan"):
        assert names(words) == [person.name], words
    for words in ("tenun", "rosma@contoh.id"):
        assert names(words) == [shop.name]
    assert names("tidak ada") == []
    assert names("99999999999999999999") == []
    assert (
        "Tidak ada yang cocok" in desk.get(desk_url(session), {"cari": "x'%\x00"}).content.decode()
    )


def test_guest_of_another_session_is_met_only_once_confirmed(session, desk):
    other = SessionFactory(workshop=session.workshop)
    stranger, known = guest(other), guest(other, is_confirmed=True)

    names = [row.pk for row in desk.get(desk_url(session)).context["page"]]

    assert names == [known.pk]
    assert desk.post(desk_url(session, "hadir/"), {"number": stranger.number}).status_code == 404
    assert desk.post(desk_url(session, "hadir/"), {"number": known.number}).status_code == 302


@pytest.mark.parametrize("count", [1, 5])
def test_list_costs_the_same_however_long(count, session, desk, django_assert_num_queries):
    for _ in range(count):
        present(session)
        ParticipantFactory(workshop=session.workshop)
        guest(session)

    with django_assert_num_queries(9):
        desk.get(desk_url(session))
    with django_assert_num_queries(6):
        desk.get(desk_url(session, "daftar/"))


# --- one tap -------------------------------------------------------------------------------------


def test_one_tap_records_who_when_and_by_whom(session, desk):
    person = ParticipantFactory(workshop=session.workshop)

    answer = desk.post(
        desk_url(session, "hadir/"), {"number": person.number, "cari": "lam ria"}, follow=True
    )

    row = Attendance.objects.get()
    assert (row.participant, row.method, row.recorded_by) == (
        person, CheckInMethod.DESK, desk.user,
    )  # fmt: skip
    assert answer.redirect_chain[0][0] == f"{desk_url(session)}?cari=lam+ria"
    assert f"{person.name}, tercatat hadir pukul" in answer.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.data["method"]) == (
        "attendance.recorded", desk.user, "desk",
    )  # fmt: skip
    assert str(person.name) not in f"{entry.data} {entry.target_label}"

    again = desk.post(desk_url(session, "hadir/"), {"number": person.number}, follow=True)
    assert "sudah tercatat hadir pukul" in again.content.decode()
    assert (Attendance.objects.count(), len(acts())) == (1, 1)


def test_whoever_cancelled_is_on_the_list_again(session, desk):
    person = ParticipantFactory(workshop=session.workshop, is_cancelled=True)
    assert "Batal mendaftar" in desk.get(desk_url(session)).content.decode()

    desk.post(desk_url(session, "hadir/"), {"number": person.number})

    person.refresh_from_db()
    assert not person.is_cancelled


@pytest.mark.parametrize("data", [{}, {"number": ""}, {"number": "x"}, {"number": "999999"}])
def test_unknown_numbers_change_nothing(data, session, desk):
    for act in ("hadir/", "batal/", "pastikan/"):
        assert desk.post(desk_url(session, act), data).status_code == 404
    assert Attendance.objects.count() == 0


def test_people_of_another_workshop_cannot_be_recorded(session):
    foreign = ParticipantFactory(workshop=SessionFactory().workshop)

    with pytest.raises(NotAllowedError):
        services.check_in_at_desk(session, actor=desk_of(session), participant=foreign)
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(("starts", "ends"), [(3, 5), (-5, -1)])
def test_closed_session_sends_to_the_correction(starts, ends, session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now + timedelta(hours=starts), ends_at=now + timedelta(hours=ends)
    )

    for act, data in (("hadir/", {"number": person.number}), ("baru/", walk_in())):
        answer = desk.post(desk_url(session, act), data)
        assert answer.status_code == 409
        assert "dicatat lewat koreksi" in answer.content.decode()
    assert (Participant.objects.count(), Attendance.objects.count(), acts()) == (1, 0, [])


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_one_moment_make_one_row():
    session = session_now()
    person, users = (
        ParticipantFactory(workshop=session.workshop),
        [desk_of(session) for _ in range(8)],
    )
    barrier, found = threading.Barrier(8), []

    def tap(user):
        barrier.wait()
        row, is_new = services.check_in_at_desk(session, actor=user, participant=person)
        found.append((row.pk, is_new))
        connection.close()

    threads = [threading.Thread(target=tap, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {pk for pk, _ in found} == {Attendance.objects.get().pk}
    assert [is_new for _, is_new in found].count(True) == len(acts()) == 1


def test_services_refuse_strangers(session):
    stranger, person = UserFactory(), present(session)
    who = Person("Nama", "umkm", organisation_name="Usaha")
    at = session.starts_at
    attempts = [
        lambda: services.check_in_at_desk(session, actor=stranger, participant=person),
        lambda: services.undo_check_in(session, actor=stranger, participant=person),
        lambda: services.add_walk_in(session, actor=stranger, person=who, key=uuid.uuid4()),
        lambda: corrections.add_late(
            session, actor=stranger, participant=person, at=at, reason="x"
        ),
        lambda: corrections.remove_attendance(
            session, actor=stranger, participant=person, reason="x"
        ),
        lambda: corrections.add_late_walk_in(
            session, actor=stranger, person=who, key=uuid.uuid4(), at=at, reason="x"
        ),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()
    assert (Participant.objects.count(), Attendance.objects.count(), acts()) == (1, 1, [])
