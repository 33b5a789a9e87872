"""A guest's entry comes to an account by a mailed link; two entries of one person become one."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.factories.workshops import (
    SessionFactory,
    guest,
    present,
)
from tests.workshops.people import link_of
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Outbox
from tobasmart.notifications.services import send_due
from workshops import claim_link
from workshops.choices import ParticipantOrigin
from workshops.emails import CLAIM_LINKS_PER_HOUR
from workshops.models import (
    Participant,
)
from workshops.services.participants import add_participant

pytestmark = pytest.mark.django_db
ADDRESS = "tamu@usaha.example"


def ask(client, session, email=ADDRESS):
    return client.post(
        reverse("workshops:claim_ask", args=[session.workshop.slug]), {"email": email}
    )


def link_in(text):
    return re.search(r"(/bimtek/\S+/klaim/\S+)", text)[1]


def test_guest_who_leaves_an_address_is_mailed_the_link_and_it_is_erased():
    session = SessionFactory()
    row, _ = add_participant(
        session.workshop, name="Tamu", kind="umkm", origin=ParticipantOrigin.GUEST,
        session=session, is_confirmed=False, email=ADDRESS,
    )  # fmt: skip

    assert send_due() == 1

    assert mail.outbox[0].to == [ADDRESS]
    token = link_in(mail.outbox[0].body).rstrip("/").rpartition("/")[2]
    assert claim_link.guest_of(token, session.workshop) == row
    assert "Tamu" not in mail.outbox[0].body
    assert Outbox.objects.get().address == ""


def test_asking_says_the_same_whether_the_address_is_known_or_not(client):
    session = SessionFactory()
    guest(session, email=ADDRESS)

    known = ask(client, session, ADDRESS.upper())
    unknown = ask(client, session, "siapa@lain.example")

    assert known.status_code == unknown.status_code == 200
    plain = [re.sub(r"[\w-]{40,}", "", page.content.decode()) for page in (known, unknown)]
    assert plain[0] == plain[1]
    assert Outbox.objects.count() == 1
    assert AuditEntry.objects.count() == 0


def test_address_gets_five_links_an_hour(client):
    session = SessionFactory()
    guest(session, email=ADDRESS)
    for _ in range(CLAIM_LINKS_PER_HOUR + 2):
        ask(client, session)

    assert Outbox.objects.count() == CLAIM_LINKS_PER_HOUR
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        ask(client, session)
    assert Outbox.objects.count() == CLAIM_LINKS_PER_HOUR + 1


def test_rehearsed_and_claimed_entries_get_no_link(client):
    session = SessionFactory()
    guest(session, email=ADDRESS, is_rehearsal=True)
    present(session, email=ADDRESS, user=UserFactory())

    ask(client, session)
    assert ask(client, session, "bukan surel").status_code == 422
    assert Outbox.objects.count() == 0


def test_link_brings_the_entry_to_the_account_once(client, client_of):
    session = SessionFactory()
    row, person = guest(session, name="Rosmauli"), UserFactory()
    path = link_of(row)
    assert client.get(path)["Location"].startswith("/masuk/?next=")
    browser = client_of(person)
    assert "Rosmauli" in browser.get(path).content.decode()
    assert Participant.objects.get().user is None  # a GET changes nothing

    answer = browser.post(path)

    assert answer["Location"] == "/saya/bimtek/"
    row.refresh_from_db()
    assert (row.user, row.attendances.count()) == (person, 1)
    assert AuditEntry.objects.get().action == "participant.claimed"
    again = client_of(UserFactory()).post(path)
    assert again.status_code == 410
    assert "sudah dipakai" in again.content.decode()
    row.refresh_from_db()
    assert row.user == person


@pytest.mark.parametrize("what", ["old", "changed", "of another workshop"])
def test_bad_link_opens_nothing(what, client_of):
    row, other = guest(SessionFactory()), SessionFactory()
    path = link_of(row)
    if what == "changed":
        path = path[:-3] + "xx/"
    if what == "of another workshop":
        path = path.replace(row.workshop.slug, other.workshop.slug, 1)
    later = timedelta(days=8 if what == "old" else 0)
    with time_machine.travel(timezone.now() + later):
        answer = client_of(UserFactory()).post(path)

    assert answer.status_code == 410
    row.refresh_from_db()
    assert row.user is None
