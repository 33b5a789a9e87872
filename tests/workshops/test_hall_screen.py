"""The hall screen: for the desk alone, the code of this minute, no login on the projector."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from tests.workshops.attending import desk_of
from workshops import hall_code
from workshops.models import Session, Workshop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["desk", "facilitator", "admin"])
def test_screen_shows_code_qr_wifi_address_and_count(who, client_of, settings, admin):
    settings.PORTAL_ADDRESS = "http://toba.local"
    session = SessionFactory()
    Workshop.objects.update(wifi_name="TOBA-CERDAS")
    user = {
        "desk": lambda: desk_of(session),
        "facilitator": lambda: facilitator_of(ForumFactory(session=session)),
        "admin": lambda: admin,
    }[who]()
    for _ in range(2):
        present(session)
    guest(session)
    ParticipantFactory(workshop=session.workshop)
    ParticipantFactory(workshop=session.workshop, is_cancelled=True)
    guest(SessionFactory(workshop=session.workshop))  # of another session, not confirmed

    page = client_of(user).get(f"/sesi/{session.key}/layar/").content.decode()

    codes = {hall_code.typed_of(session, hall_code.period_now() - age) for age in (0, 1)}
    assert any(f">{code}</p>" in page for code in codes)
    for part in ("TOBA-CERDAS", "<b>toba.local/h</b>", "3 dari 4 hadir", "hall-screen__qr"):
        assert part in page
    assert re.search(r"dalam <span data-countdown=\"\d{1,2}\">[01]\.\d\d</span>", page)
    assert "site-header" not in page
    assert 'data-bs-theme="light" data-theme-fixed' in page


@pytest.mark.parametrize("who", ["visitor", "participant", "other desk", "desk of yesterday"])
@pytest.mark.parametrize("part", ["", "isi/"])
def test_others_do_not_see_the_code(who, part, client, client_of):
    session = SessionFactory()
    hour = timedelta(hours=1)
    browser = {
        "visitor": lambda: client,
        "participant": lambda: client_of(present(session).user),
        "other desk": lambda: client_of(desk_of(SessionFactory())),
        "desk of yesterday": lambda: client_of(desk_of(session, valid_until=timezone.now() - hour)),
    }[who]()

    answer = browser.get(f"/sesi/{session.key}/layar/{part}")

    assert answer.status_code == (302 if who == "visitor" and not part else 403)
    assert hall_code.typed_of(session) not in answer.content.decode()


def test_part_is_the_picture_alone_and_an_ended_session_brings_no_login(client_of, client):
    session = SessionFactory()
    browser = client_of(desk_of(session))
    url = f"/sesi/{session.key}/layar/isi/"

    answer = browser.get(url, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (client.get(url).status_code, client.get(url).content) == (403, b"")


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [(3, "Presensi dibuka pukul"), (-9, "Presensi sesi ini sudah ditutup pukul")],
)
def test_no_code_is_shown_when_nobody_can_check_in(starts, sentence, client_of):
    session = SessionFactory()
    user = desk_of(session)
    start = timezone.now() + timedelta(hours=starts)
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=4))

    page = client_of(user).get(f"/sesi/{session.key}/layar/").content.decode()

    assert sentence in page
    assert "<svg" not in page.split("hall-screen__foot")[0].split("hall-screen__main")[1]
    assert hall_code.typed_of(session) not in page


def test_rehearsal_is_named(client_of):
    session = SessionFactory()
    user = desk_of(session)
    Session.objects.update(is_rehearsal=True)

    assert ">Gladi<" in client_of(user).get(f"/sesi/{session.key}/layar/").content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_screen_costs_the_same_however_many_are_here(count, client_of, django_assert_num_queries):
    session = SessionFactory()
    browser = client_of(desk_of(session))
    for _ in range(count):
        present(session)

    with django_assert_num_queries(6):
        browser.get(f"/sesi/{session.key}/layar/isi/")
