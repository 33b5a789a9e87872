"""Walk-ins and guests at the desk, and taking back one's own tap."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.workshops import (
    ParticipantFactory,
    guest,
    present,
)
from tests.workshops.attending import acts, desk_of, desk_url, session_now, walk_in
from workshops.choices import CheckInMethod
from workshops.models import Attendance, Participant, Session

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


# --- walk-ins and guests -------------------------------------------------------------------------


def test_walk_in_is_on_the_list_confirmed_and_here_with_one_press(session, desk):
    data = walk_in()

    for _ in range(2):
        answer = desk.post(desk_url(session, "baru/"), data, follow=True)

    person = Participant.objects.get()
    assert (person.name, person.organisation_name, person.kind, person.origin) == (
        "Togap Sirait", "Kopi Sirait", "umkm", "desk",
    )  # fmt: skip
    assert (person.is_confirmed, person.session, person.number_text) == (True, None, "100001")
    assert Attendance.objects.get().recorded_by == desk.user
    assert "Nomor 100001, Togap Sirait, sudah tercatat hadir" in answer.content.decode()
    assert acts() == ["attendance.walk_in"]


def test_refused_walk_in_keeps_what_was_typed(session, desk):
    answer = desk.post(desk_url(session, "baru/"), walk_in(kind="", name="<b>Togap</b>"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="&lt;b&gt;Togap&lt;/b&gt;"' in page
    assert 'href="#id_new-kind"' in page
    assert Participant.objects.count() == 0


def test_key_of_somebody_else_makes_no_walk_in(session, desk):
    other = guest(session)

    answer = desk.post(desk_url(session, "baru/"), walk_in(key=str(other.creation_key)))

    assert answer.status_code == 409
    assert Participant.objects.count() == 1


def test_guest_is_confirmed_once(session, desk):
    person = guest(session)
    assert "Belum dipastikan" in desk.get(desk_url(session)).content.decode()

    for _ in range(2):
        assert (
            desk.post(desk_url(session, "pastikan/"), {"number": person.number}).status_code == 302
        )

    person.refresh_from_db()
    assert person.is_confirmed
    assert acts() == ["participant.confirmed"]


# --- undo ----------------------------------------------------------------------------------------


def test_own_tap_can_be_taken_back_the_same_day(session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    desk.post(desk_url(session, "hadir/"), {"number": person.number})
    assert "Batalkan" in desk.get(desk_url(session)).content.decode()

    for _ in range(2):
        assert desk.post(desk_url(session, "batal/"), {"number": person.number}).status_code == 302

    assert Attendance.objects.count() == 0
    assert acts() == ["attendance.recorded", "attendance.undone"]
    person.refresh_from_db()
    assert not person.is_cancelled  # registered long before


def test_walk_in_taken_back_is_no_longer_expected(session, desk):
    desk.post(desk_url(session, "baru/"), walk_in())
    person = Participant.objects.get()

    desk.post(desk_url(session, "batal/"), {"number": person.number})

    person.refresh_from_db()
    assert person.is_cancelled
    assert desk.get(desk_url(session)).context["expected"] == 0


@pytest.mark.parametrize("whose", ["another desk", "the phone", "a correction", "yesterday"])
def test_other_taps_need_a_correction(whose, session, desk):
    person = present(session)
    who, method, reason = {
        "another desk": (desk_of(session), CheckInMethod.DESK, ""),
        "the phone": (None, CheckInMethod.PHONE, ""),
        "a correction": (desk.user, CheckInMethod.LATE, "Terlambat"),
        "yesterday": (desk.user, CheckInMethod.DESK, ""),
    }[whose]
    Attendance.objects.update(recorded_by=who, method=method, reason=reason)
    if whose == "yesterday":
        Session.objects.filter(pk=session.pk).update(
            starts_at=timezone.now() - timedelta(hours=40),
            ends_at=timezone.now() - timedelta(hours=30),
        )

    answer = desk.post(desk_url(session, "batal/"), {"number": person.number})

    assert answer.status_code == 409
    assert "Pakai koreksi dengan alasan." in answer.content.decode()
    assert (Attendance.objects.count(), acts()) == (1, [])
