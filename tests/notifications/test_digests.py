"""A digest holds what is new since the last one, once, and is never empty."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import UserFactory
from tobasmart.notifications import digests
from tobasmart.notifications.choices import Pace
from tobasmart.notifications.digests import send_digests
from tobasmart.notifications.models import DigestState, Notice, Outbox
from tobasmart.notifications.services import set_paces
from tobasmart.notifications.tasks import write_digests

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def notice(person, title, *, ago, kind="talk", topic="ENV-001"):
    return Notice.objects.create(
        recipient=person, kind=kind, title=title, path="/gagasan/env-001/", topic=topic,
        visible_from=timezone.now() - ago,
    )  # fmt: skip


def later(wait):
    """The clock of the digests, ``wait`` from now."""
    return mock.patch.object(digests.timezone, "now", return_value=timezone.now() + wait)


def mails(person):
    return list(Outbox.objects.filter(recipient=person).order_by("pk"))


def titles(mail):
    return [line[2:].split(" (")[0] for line in mail.body.splitlines() if line.startswith("- ")]


def test_the_first_digest_waits_a_day_from_the_first_notice():
    person = UserFactory()
    notice(person, "Pertama", ago=2 * HOUR)

    assert send_digests() == 0
    with later(21 * HOUR):
        assert send_digests() == 0
    with later(23 * HOUR):
        assert send_digests() == 1

    assert [titles(mail) for mail in mails(person)] == [["Pertama"]]


def test_a_digest_groups_by_topic_and_puts_the_newest_first():
    person = UserFactory()
    notice(person, "Env lama", ago=30 * HOUR)
    notice(person, "Eko", ago=26 * HOUR, topic="ECO-002")
    notice(person, "Env baru", ago=25 * HOUR)

    write_digests()

    (mail,) = mails(person)
    assert mail.subject == "3 kabar dari Toba Cerdas"
    assert titles(mail) == ["Env baru", "Env lama", "Eko"]
    assert mail.body.index("ENV-001") < mail.body.index("Env baru") < mail.body.index("ECO-002")


def test_the_next_digest_begins_where_the_last_one_ended():
    person = UserFactory()
    notice(person, "Kemarin", ago=25 * HOUR)
    send_digests()
    notice(person, "Sesudahnya", ago=timedelta(0))

    with later(23 * HOUR):
        assert send_digests() == 0
    with later(25 * HOUR):
        assert send_digests() == 1
    with later(80 * HOUR):
        assert send_digests() == 0

    assert [titles(mail) for mail in mails(person)] == [["Kemarin"], ["Sesudahnya"]]


def test_there_is_no_empty_digest():
    person = UserFactory()
    DigestState.objects.create(person=person, pace=Pace.DAILY, sent_until=timezone.now() - 9 * DAY)

    assert send_digests() == 0
    assert mails(person) == []


def test_each_kind_goes_at_the_pace_the_person_chose():
    person = UserFactory()
    set_paces(person, {"talk": Pace.WEEKLY, "official": Pace.DAILY, "followed": Pace.NONE})
    for kind in ("talk", "official", "followed", "decision"):
        notice(person, kind, ago=-HOUR, kind=kind)

    with later(26 * HOUR):
        send_digests()
    with later(8 * DAY):
        send_digests()

    assert [titles(mail) for mail in mails(person)] == [["official"], ["talk"]]


def test_turning_mail_on_brings_nothing_of_the_past():
    person = UserFactory()
    set_paces(person, {"talk": Pace.NONE})
    for days in range(1, 30):
        notice(person, f"Hari {days}", ago=days * DAY)

    set_paces(person, {"talk": Pace.DAILY})
    notice(person, "Sesudahnya", ago=-HOUR)
    with later(26 * HOUR):
        send_digests()

    assert [titles(mail) for mail in mails(person)] == [["Sesudahnya"]]


def test_from_daily_to_weekly_goes_along_what_was_not_told():
    person = UserFactory()
    notice(person, "Sudah", ago=30 * HOUR)
    send_digests()
    notice(person, "Belum", ago=-HOUR)

    set_paces(person, {"talk": Pace.WEEKLY})
    with later(9 * DAY):
        send_digests()

    assert [titles(mail) for mail in mails(person)] == [["Sudah"], ["Belum"]]


def test_inactive_people_and_notices_still_to_come_are_left_out():
    gone, person = UserFactory(is_active=False), UserFactory()
    notice(gone, "Untuk yang pergi", ago=25 * HOUR)
    notice(person, "Lama", ago=25 * HOUR)
    notice(person, "Nanti", ago=-HOUR)

    send_digests()

    assert (mails(gone), [titles(mail) for mail in mails(person)]) == ([], [["Lama"]])


def test_a_notice_that_becomes_visible_late_is_in_the_next_digest():
    person = UserFactory()
    notice(person, "Terlihat", ago=25 * HOUR)
    # Written by a transaction that commits only after the digest has run.
    written_at = timezone.now() - timedelta(seconds=5)
    send_digests()
    late = notice(person, "Terlambat", ago=timedelta(0))
    Notice.objects.filter(pk=late.pk).update(visible_from=written_at)

    with later(26 * HOUR):
        send_digests()

    assert [titles(mail) for mail in mails(person)] == [["Terlihat"], ["Terlambat"]]


def test_a_long_list_is_cut_and_says_so():
    person = UserFactory()
    for number in range(70):
        notice(person, f"Kabar {number}", ago=25 * HOUR)

    send_digests()

    (mail,) = mails(person)
    assert len(titles(mail)) == digests.LONGEST
    assert "Dan 10 kabar lain di portal." in mail.body


def test_a_failure_leaves_neither_mail_nor_mark(monkeypatch):
    person = UserFactory()
    notice(person, "Kabar", ago=25 * HOUR)
    monkeypatch.setattr(DigestState, "save", mock.Mock(side_effect=OSError))

    with pytest.raises(OSError):  # noqa: PT011
        send_digests()

    assert mails(person) == []
    monkeypatch.undo()
    assert send_digests() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_one():
    person = UserFactory()
    notice(person, "Kabar", ago=25 * HOUR)
    barrier, sent = threading.Barrier(4), []

    def run():
        barrier.wait()
        sent.append(send_digests())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == 1
    assert [titles(mail) for mail in mails(person)] == [["Kabar"]]


@pytest.mark.parametrize("count", [1, 30])
def test_looking_for_digests_costs_the_same_for_many_people(count, django_assert_num_queries):
    for _ in range(count):
        notice(UserFactory(), "Baru", ago=HOUR)
    send_digests()

    with django_assert_num_queries(4):
        assert send_digests() == 0
