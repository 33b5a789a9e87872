"""The hall code: bound to session and minute, good for two minutes, not to be guessed."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests.factories import UserFactory
from tests.factories.workshops import SessionFactory
from workshops import hall_code
from workshops.models import Session
from workshops.services import hall_tries

pytestmark = pytest.mark.django_db


def at(seconds):
    """The clock of the server, so long after the beginning of a minute."""
    now = int(timezone.now().timestamp())
    return time_machine.travel(now - now % 60 + seconds, tick=False)


def test_both_forms_change_each_minute_and_differ_by_session():
    one, two = SessionFactory(), SessionFactory()
    with at(5):
        before = [hall_code.token_of(one), hall_code.typed_of(one)]
        others = [hall_code.token_of(two), hall_code.typed_of(two)]
    with at(59):
        same = [hall_code.token_of(one), hall_code.typed_of(one)]
    with at(60):
        after = [hall_code.token_of(one), hall_code.typed_of(one)]

    assert before == same
    assert set(before).isdisjoint(after)
    assert set(before).isdisjoint(others)


def test_token_is_short_and_holds_128_bits_and_no_number_of_a_row(settings):
    settings.PORTAL_ADDRESS = "http://toba.local"
    session = SessionFactory()

    token = hall_code.token_of(session)

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    assert hall_code.address_of(session) == f"http://toba.local/h/{token}/"
    assert len(hall_code.address_of(session)) <= 45


def test_typed_code_has_no_look_alikes():
    session = SessionFactory()
    signs = "".join(hall_code.typed_of(session, period) for period in range(3000))

    assert len(signs) == 12_000
    assert set(signs) == set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")


@pytest.mark.parametrize(("later", "is_good"), [(0, True), (59, True), (119, True), (120, False)])
def test_code_is_good_in_its_minute_and_the_next(later, is_good):
    session = SessionFactory()
    with at(0):
        token, typed = hall_code.token_of(session), hall_code.typed_of(session)
    with at(later):
        assert (hall_code.session_by_token(token) == session) is is_good
        assert bool(hall_code.sessions_by_typed(typed)) is is_good


def test_code_of_the_next_minute_is_not_good_yet():
    session = SessionFactory()
    token = hall_code.token_of(session, hall_code.period_now() + 1)

    assert hall_code.session_by_token(token) is None


def test_typed_code_is_read_as_people_type_it():
    session = SessionFactory()
    typed = hall_code.typed_of(session)

    for text in (typed.lower(), f" {typed[:2]} {typed[2:]} ", f"{typed[:2]}-{typed[2:]}"):
        [(found, token)] = hall_code.sessions_by_typed(text)
        assert (found, hall_code.session_by_token(token)) == (session, session)
    assert hall_code.sessions_by_typed(typed[:3]) == []
    assert hall_code.sessions_by_typed("") == []


def test_code_of_an_old_session_is_not_looked_for():
    session = SessionFactory()
    token = hall_code.token_of(session)
    Session.objects.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )

    assert hall_code.session_by_token(token) is None
    Session.objects.update(is_rehearsal=True)
    assert hall_code.session_by_token(token) == session


@pytest.mark.parametrize("count", [1, 4])
def test_looking_up_costs_one_query(count, django_assert_num_queries):
    sessions = [SessionFactory() for _ in range(count)]
    token, typed = hall_code.token_of(sessions[-1]), hall_code.typed_of(sessions[0])

    with django_assert_num_queries(1):
        assert hall_code.session_by_token(token).workshop == sessions[-1].workshop
    with django_assert_num_queries(1):
        assert hall_code.sessions_by_typed(typed)[0][0] == sessions[0]


def test_key_of_another_portal_gives_other_codes(settings):
    session = SessionFactory()
    token = hall_code.token_of(session)
    settings.SECRET_KEY = "another-" + "y" * 50

    assert hall_code.session_by_token(token) is None


# --- guessing ------------------------------------------------------------------------------------


def guess(device="browser:a", address="10.0.0.1", right=False):
    return hall_tries.guarded(lambda: ["x"] if right else [], device=device, address=address)


def test_ten_wrong_codes_in_five_minutes_then_a_pause():
    for _ in range(hall_tries.DEVICE_TRIES):
        assert guess() == []

    with pytest.raises(hall_tries.TooManyTriesError) as refusal:
        guess(right=True)
    assert 290 <= refusal.value.seconds <= 300
    assert guess(device="browser:b", right=True) == ["x"]  # others in the hall go on

    with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=False):
        assert guess(right=True) == ["x"]


def test_right_codes_are_never_counted():
    for _ in range(3 * hall_tries.DEVICE_TRIES):
        assert guess(right=True) == ["x"]


def test_an_address_has_a_wide_ceiling(monkeypatch):
    monkeypatch.setattr(hall_tries, "ADDRESS_TRIES", 5)
    for number in range(5):
        guess(device=f"browser:{number}")

    with pytest.raises(hall_tries.TooManyTriesError) as refusal:
        guess(device="browser:new")
    assert 50 <= refusal.value.seconds <= 60
    assert guess(device="browser:new", address="10.0.0.2", right=True) == ["x"]


def test_ceiling_of_an_address_lets_a_hall_in():
    assert hall_tries.ADDRESS_TRIES / hall_tries.ADDRESS_SECONDS * 60 >= 600


@pytest.mark.django_db(transaction=True)
def test_a_burst_at_one_moment_is_counted_whole():
    cache.clear()
    barrier, outcomes = threading.Barrier(16), []

    def attempt():
        barrier.wait()
        try:
            outcomes.append(guess(address="10.9.9.9"))
        except hall_tries.TooManyTriesError:
            outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count([]), outcomes.count("refused")) == (10, 6)


# --- the page ------------------------------------------------------------------------------------


def test_typed_code_leads_to_the_door_of_its_session(client):
    session = SessionFactory()

    answer = client.post("/h/", {"code": hall_code.typed_of(session).lower()})

    assert answer.status_code == 302
    assert hall_code.session_by_token(answer["Location"].split("/")[2]) == session


def test_wrong_code_says_so_and_keeps_what_was_typed(client):
    SessionFactory()

    answer = client.post("/h/", {"code": "AAAAA"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kode ini tidak cocok. Lihat kode yang tampil sekarang di layar aula." in page
    assert 'value="AAAAA"' in page
    assert client.post("/h/", {"code": ""}).status_code == 422


def test_an_account_is_held_up_after_ten_wrong_codes_with_a_time_to_come_back(client_of):
    session, browser = SessionFactory(), client_of(UserFactory())
    for _ in range(10):
        assert browser.post("/h/", {"code": "AAAAA"}).status_code == 422

    answer = browser.post("/h/", {"code": hall_code.typed_of(session)})

    assert answer.status_code == 429
    assert 290 <= int(answer["Retry-After"]) <= 300
    assert "Terlalu banyak percobaan. Coba lagi setelah" in answer.content.decode()
    other = client_of(UserFactory()).post("/h/", {"code": hall_code.typed_of(session)})
    assert other.status_code == 302
