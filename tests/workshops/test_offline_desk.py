"""The desk without network: the list for the device, and acts sent once afterwards, in order."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    guest,
    present,
    seated,
)
from tests.workshops.attending import acts, desk_of, seal, session_now
from tobasmart.portal import offline
from workshops.choices import CheckInMethod
from workshops.models import Attendance, Participant, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return session_now()


@pytest.fixture
def desk(session, client_of):
    user = desk_of(session)
    browser = client_of(user)
    browser.user = user
    return browser


def send(browser, session, *items):
    return browser.post(
        f"/sesi/{session.key}/meja/kirim/",
        json.dumps({"items": list(items)}),
        content_type="application/json",
    )


def tap(person, **changes):
    values = {
        "key": str(uuid.uuid4()), "act": "check_in", "number": person.number,
        "at": timezone.now().isoformat(), "offline": True,
    }  # fmt: skip
    return values | changes


def newcomer(**changes):
    values = {
        "key": str(uuid.uuid4()), "act": "walk_in", "name": "Togap Sirait",
        "organisation": "Kopi Sirait", "kind": "umkm", "at": timezone.now().isoformat(),
        "offline": True,
    }  # fmt: skip
    return values | changes


def results(answer):
    return [result["status"] for result in answer.json()["results"]]


# --- the list ------------------------------------------------------------------------------------


def test_list_holds_what_the_desk_needs_and_no_mail_or_phone(session, desk):
    agency = OrganisationFactory(name="Dinas Perikanan", short_name="Diskan")
    mine = ParticipantFactory(
        workshop=session.workshop, name="Ana", user__organisation=agency, phone="0812345",
        email="ana@contoh.id",
    )  # fmt: skip
    shop = guest(session, name="Butet", organisation_name="Tenun")
    ParticipantFactory(workshop=session.workshop, name="Cici", is_cancelled=True, organisation=None)
    desk.post(f"/sesi/{session.key}/meja/hadir/", {"number": mine.number})

    answer = desk.get(f"/sesi/{session.key}/meja/daftar/")

    data = answer.json()
    rows = {row[1]: row for row in data["people"]}
    times = {
        row.participant.name: f"{timezone.localtime(row.at):%H.%M}"
        for row in Attendance.objects.all()
    }
    assert rows["Ana"] == [mine.number, "Ana", "Diskan", mine.card_code, times["Ana"], "m"]
    assert rows["Butet"] == [shop.number, "Butet", "Tenun", shop.card_code, times["Butet"], "g"]
    assert rows["Cici"][4:] == ["", "b"]
    assert "Dinas Perikanan" in data["organisations"]
    for private in ("0812345", "ana@contoh.id", mine.user.email):
        assert private not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["visitor", "participant", "other desk"])
def test_list_and_queue_are_closed_to_others(who, session, client, client_of):
    person = ParticipantFactory(workshop=session.workshop, name="Rahasia")
    browser = {
        "visitor": lambda: client,
        "participant": lambda: client_of(UserFactory()),
        "other desk": lambda: client_of(desk_of(SessionFactory())),
    }[who]()
    status = 401 if who == "visitor" else 403

    for answer in (
        browser.get(f"/sesi/{session.key}/meja/daftar/"),
        send(browser, session, tap(person), newcomer()),
    ):
        assert answer.status_code == status
        assert answer.json()["text"]
        assert "Rahasia" not in answer.content.decode()
    assert (Participant.objects.count(), Attendance.objects.count(), acts()) == (1, 0, [])


def test_kept_page_is_the_same_for_everyone(client, client_of):
    visitor = client.get("/luring/meja/")
    person = client_of(UserFactory(display_name="Nama yang tidak boleh disimpan"))

    pages = [answer.content.decode() for answer in (visitor, person.get("/luring/meja/"))]

    assert visitor.status_code == 200
    assert "csrfmiddlewaretoken" not in pages[0]
    assert pages[0] == pages[1]


def test_worker_leads_a_desk_without_network_to_its_kept_page(client):
    offline._worker_source.cache_clear()
    text = client.get("/sw.js").content.decode()

    assert "/luring/meja/" in text
    assert "/luring/meja/" not in text.split("OFFLINE_FILES = ")[1].split(";")[0]


# --- the queue -----------------------------------------------------------------------------------


def test_queue_is_recorded_once_however_often_it_is_sent(session, desk):
    one, two = (ParticipantFactory(workshop=session.workshop) for _ in range(2))
    items = [tap(one), tap(two), newcomer()]

    first, second = send(desk, session, *items), send(desk, session, *items)

    assert (results(first), results(second)) == (["recorded"] * 3, ["already"] * 3)
    assert [result["key"] for result in first.json()["results"]] == [item["key"] for item in items]
    walk_in = Participant.objects.get(name="Togap Sirait")
    assert first.json()["results"][2]["number"] == walk_in.number
    assert (Participant.objects.count(), Attendance.objects.count()) == (3, 3)
    assert {row.method for row in Attendance.objects.all()} == {CheckInMethod.OFFLINE}
    assert {row.recorded_by for row in Attendance.objects.all()} == {desk.user}
    assert acts() == ["attendance.recorded", "attendance.recorded", "attendance.walk_in"]


def test_somebody_checked_in_meanwhile_by_phone_keeps_that_row(session, desk):
    person = present(session)

    answer = send(desk, session, tap(person))

    assert results(answer) == ["already"]
    assert Attendance.objects.get().method == CheckInMethod.PHONE


@pytest.mark.parametrize("minutes", [-600, -30, 0, 600])
def test_time_of_the_device_is_kept_within_the_session_and_the_present(minutes, session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    moment = timezone.now() + timedelta(minutes=minutes)

    send(desk, session, tap(person, at=moment.isoformat()))

    at = Attendance.objects.get().at
    assert session.check_in_from <= at <= timezone.now()
    if minutes in (-30, 0):
        assert at == moment


def test_what_was_done_in_time_may_arrive_after_the_end(session, desk):
    early, late = (ParticipantFactory(workshop=session.workshop) for _ in range(2))
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(hours=4), ends_at=now - timedelta(minutes=30)
    )

    answer = send(
        desk, session,
        tap(early, at=(now - timedelta(hours=1)).isoformat()),
        tap(late, at=(now - timedelta(minutes=10)).isoformat()),
    )  # fmt: skip

    assert results(answer) == ["recorded", "refused"]
    assert "koreksi" in answer.json()["results"][1]["text"]
    assert [row.participant for row in Attendance.objects.all()] == [early]


def test_one_bad_act_does_not_hold_up_the_others(session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    foreign = ParticipantFactory(workshop=SessionFactory().workshop, number=98_765)
    bad = [
        tap(foreign), tap(person, number="x"), tap(person, at="kemarin"),
        tap(person, at="2026-01-01"),
        newcomer(name=""), newcomer(kind="raja"), newcomer(key="bukan kunci"),
        newcomer(key=str(person.creation_key)), {"act": "hapus", "key": "a"}, "teks", None, 7, [],
        newcomer(name={"a": 1} | {}, organisation=["x" * 500]),
    ]  # fmt: skip

    answer = send(desk, session, *bad, tap(person))

    assert results(answer) == ["refused"] * len(bad) + ["recorded"]
    assert all(result["text"] for result in answer.json()["results"])
    assert [row.participant for row in Attendance.objects.all()] == [person]


def test_acts_are_carried_out_in_their_order(session, desk):
    person = ParticipantFactory(workshop=session.workshop)
    shop = guest(session)
    number = {"number": person.number}

    answer = send(
        desk, session,
        tap(person), {"key": "1", "act": "undo"} | number, {"key": "2", "act": "undo"} | number,
        tap(person), {"key": "3", "act": "confirm", "number": shop.number},
    )  # fmt: skip

    assert results(answer) == ["recorded"] * 5
    shop.refresh_from_db()
    assert (Attendance.objects.filter(participant=person).count(), shop.is_confirmed) == (1, True)


def test_refusals_carry_their_sentence(session, desk):
    theirs, forum = present(session), ForumFactory(session=session)
    sealed = seated(forum)
    Attendance.objects.filter(participant=sealed).update(recorded_by=desk.user)
    seal(forum)

    answer = send(
        desk, session,
        {"key": "1", "act": "undo", "number": theirs.number},
        {"key": "2", "act": "undo", "number": sealed.number},
    )  # fmt: skip

    first, second = answer.json()["results"]
    assert "Pakai koreksi dengan alasan." in first["text"]
    assert "lewat adendum" in second["text"]
    assert Attendance.objects.count() == 2


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"items": 1}', b"\xff", b'{"items": {}}'])
def test_what_is_no_queue_is_refused(body, session, desk):
    answer = desk.post(f"/sesi/{session.key}/meja/kirim/", body, content_type="application/json")

    assert answer.status_code == 400
    assert "Kiriman tidak terbaca" in answer.json()["text"]


def test_at_most_two_hundred_at_once(session, desk):
    person = ParticipantFactory(workshop=session.workshop)

    assert send(desk, session, *[tap(person)] * 201).status_code == 400
    assert Attendance.objects.count() == 0
    assert results(send(desk, session, *[tap(person)] * 200)) == ["recorded"] + ["already"] * 199


def test_online_taps_say_so(session, desk):
    person = ParticipantFactory(workshop=session.workshop)

    send(desk, session, tap(person, offline=False))

    assert Attendance.objects.get().method == CheckInMethod.DESK
