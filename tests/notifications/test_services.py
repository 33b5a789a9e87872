"""Telling people, and the mail that waits until the server takes it."""

import smtplib
from datetime import timedelta
from itertools import pairwise
from unittest import mock

import pytest
from django.core import mail
from django.utils import timezone

from tests.factories import UserFactory
from tobasmart.notifications import services
from tobasmart.notifications.choices import Pace
from tobasmart.notifications.models import Notice, Outbox, Preference
from tobasmart.notifications.services import notify, send_due, set_paces, take_back

pytestmark = pytest.mark.django_db
IDEA = mock.Mock(code="ENV-001", step_due_on=None, get_absolute_url=lambda: "/gagasan/env-001/")


def tell(*people, kind="progress", **more):
    return notify(
        people, "submissions/idea_handed_in", {"idea": IDEA}, kind=kind, path="/gagasan/env-001/",
        **more,
    )  # fmt: skip


def later(wait):
    return mock.patch.object(services.timezone, "now", return_value=timezone.now() + wait)


def test_everyone_is_told_in_the_portal_and_by_mail_as_chosen():
    plain, digest, none, gone = (UserFactory(is_active=n < 3) for n in range(4))
    set_paces(digest, {"progress": Pace.DAILY})
    set_paces(none, {"progress": Pace.NONE})

    assert tell(plain, plain, digest, none, gone) == 3

    told = set(Notice.objects.values_list("recipient", "title"))
    assert told == {(p.pk, "Gagasan ENV-001 dikirim") for p in (plain, digest, none)}
    assert [row.recipient_id for row in Outbox.objects.all()] == [plain.pk]


def test_a_name_with_line_breaks_cannot_write_a_header():
    person = UserFactory()
    idea = mock.Mock(code="ENV-001\rBcc: semua@toba.example\x0b\u2028x", step_due_on=None)
    idea.get_absolute_url = lambda: "/gagasan/env-001/"

    notify([person], "submissions/idea_handed_in", {"idea": idea}, kind="progress", path="/")
    send_due()

    (sent,) = mail.outbox
    assert "\r" not in sent.subject
    assert sent.recipients() == [person.email]
    assert sent.message()["Bcc"] is None


def test_taking_back_leaves_nothing_of_what_was_not_shown():
    person = UserFactory()
    tell(person, reference="decision:1", not_before=timezone.now() + timedelta(seconds=10))
    tell(person, reference="decision:2", not_before=timezone.now() + timedelta(seconds=10))

    take_back("decision:1")

    assert [notice.reference for notice in Notice.objects.all()] == ["decision:2"]
    assert [row.reference for row in Outbox.objects.all()] == ["decision:2"]


def test_a_dead_mail_server_loses_nothing(monkeypatch):
    for _ in range(3):
        tell(UserFactory())
    monkeypatch.setattr(services, "send_mail", mock.Mock(side_effect=ConnectionRefusedError))
    for hours in range(72):
        with later(timedelta(hours=hours)):
            assert send_due() == 0
    monkeypatch.undo()

    with later(timedelta(hours=74)):
        assert send_due() == 3

    assert len(mail.outbox) == 3
    with later(timedelta(hours=80)):
        assert send_due() == 0


def test_pauses_grow_up_to_an_hour(monkeypatch):
    tell(UserFactory())
    monkeypatch.setattr(services, "send_mail", mock.Mock(side_effect=TimeoutError))
    pauses, wait = [], timedelta(0)

    for _ in range(8):
        with later(wait):
            send_due()
        wait = Outbox.objects.get().not_before - timezone.now() + timedelta(seconds=1)
        pauses.append(wait)

    steps = [round((b - a).total_seconds() / 60) for a, b in pairwise(pauses)]
    assert steps == [4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(
    "error", [smtplib.SMTPRecipientsRefused({}), ValueError("bad header"), UnicodeError("address")]
)
def test_one_bad_mail_does_not_hold_up_the_others(error, monkeypatch):
    bad, good = UserFactory(), UserFactory()
    tell(bad, good)
    real = services.send_mail

    def send(subject, body, sender, recipients):
        if recipients == [bad.email]:
            raise error
        return real(subject, body, sender, recipients)

    monkeypatch.setattr(services, "send_mail", send)

    assert send_due() == 1
    assert [message.recipients() for message in mail.outbox] == [[good.email]]
    assert Outbox.objects.get(recipient=bad).last_error == type(error).__name__


def test_who_was_deactivated_meanwhile_gets_no_mail():
    person = UserFactory()
    tell(person)
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert send_due() == 0
    assert mail.outbox == []


def test_setting_the_same_pace_again_changes_nothing():
    person = UserFactory()
    set_paces(person, {"talk": Pace.NONE})
    before = Preference.objects.values().get()

    assert set_paces(person, {"talk": Pace.NONE, "decision": Pace.NOW}) == []
    assert Preference.objects.values().get() == before
