"""Shared by the tests about the people of a workshop."""

from datetime import timedelta
from threading import Barrier, Thread

from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.factories.workshops import SessionFactory, WorkshopFactory, present
from workshops import claim_link, door
from workshops.choices import CheckInMethod
from workshops.models import Attendance
from workshops.services import certificates


def coming(**changes):
    """A workshop that begins in three days."""
    day = timezone.localdate() + timedelta(days=3)
    workshop = WorkshopFactory(starts_on=day, ends_on=day, **changes)
    starts_at = timezone.now() + timedelta(days=3)
    SessionFactory(workshop=workshop, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8))
    return workshop


def days(workshop=None):
    """Two days that are over."""
    workshop = workshop or WorkshopFactory(slug="tahap-1", stage=1)
    start = timezone.now() - timedelta(hours=40)
    return [
        SessionFactory(
            workshop=workshop, title=f"Hari {day}", day=day,
            starts_at=start + timedelta(days=day - 1),
            ends_at=start + timedelta(days=day - 1, hours=8),
        )
        for day in (1, 2)
    ]  # fmt: skip


def there(row, session):
    """Present on one more day."""
    Attendance.objects.create(
        session=session, participant=row, at=session.starts_at, method=CheckInMethod.DESK
    )


def certificate_of_both_days(admin):
    """Issued to Rosmauli Siahaan, participant 037."""
    first, second = days()
    row = present(first, name="Rosmauli Siahaan", number=37)
    there(row, second)
    return certificates.issue_certificates(first.workshop, actor=admin, sessions=2)[0]


def as_guest(client, row):
    """The cookie a guest's phone holds."""
    answer = HttpResponse()
    door.set_guest_cookie(answer, RequestFactory().get("/"), row)
    client.cookies[door.GUEST_COOKIE] = answer.cookies[door.GUEST_COOKIE].value
    return client


def link_of(row):
    """The address behind the mailed link of a guest."""
    return reverse("workshops:claim_open", args=[row.workshop.slug, claim_link.token_of(row)])


def together(*acts):
    """Do all at the same moment, each in a thread; what they raised."""
    barrier, raised = Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=20)
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
