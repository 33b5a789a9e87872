"""A planned workshop, and its pages under kelola/ as tests ask them: addresses and values."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from tests.factories import UserFactory
from tests.factories.workshops import SessionFactory, WorkshopFactory
from tobasmart.audit.models import AuditEntry
from workshops.models import AgendaItem, Forum, Record

DAY = date(2027, 3, 1)
MINUTES = {
    "collect_minutes": 20, "group_minutes": 15, "vote_minutes": 10, "summary_minutes": 15,
}  # fmt: skip
PARTS = {
    "sesi": {"title": "Hari 1", "room": "Aula", "starts_at": "2027-03-02T08:00",
             "ends_at": "2027-03-02T16:30"},
    "agenda": {"day": "1", "title": "Paparan", "starts_at": "08:30", "ends_at": "10:00",
               "room": "Aula"},
    "narasumber": {"name": "Togar Simatupang", "role": "Rektor", "topic": "Bioekonomi"},
    "luaran": {"title": "Buku 1", "link": "https://contoh.test/buku"},
}  # fmt: skip


def at(day, clock):
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def a_workshop(day=DAY):
    """Two days with a session each, agenda and one forum on the first."""
    workshop = WorkshopFactory(
        slug="tahap-1", stage=1, starts_on=day, ends_on=day + timedelta(days=1)
    )
    first, second = (
        SessionFactory(
            workshop=workshop, key=f"tahap-1-hari-{n}", day=n, title=f"Hari {n}",
            starts_at=at(day + timedelta(days=n - 1), "08:00"),
            ends_at=at(day + timedelta(days=n - 1), "16:30"),
        )
        for n in (1, 2)
    )  # fmt: skip
    lines = [
        (1, "08:30", "10:00", "Paparan"), (1, "10:15", "12:00", "Potensi"),
        (1, "13:00", "15:00", "Forum diskusi"), (2, "08:30", "16:00", "Pendampingan"),
    ]  # fmt: skip
    for position, (number, begins, ends, title) in enumerate(lines, 1):
        AgendaItem.objects.create(
            workshop=workshop, day=number, position=position, title=title, room="Aula utama",
            starts_at=time.fromisoformat(begins), ends_at=time.fromisoformat(ends),
        )  # fmt: skip
    return workshop, first, second


def first_workshop():
    """Stage one, of two days."""
    return WorkshopFactory(slug="tahap-1", stage=1, starts_on=DAY, ends_on=DAY + timedelta(days=1))


def manage(workshop, *parts):
    return "/".join([workshop.get_absolute_url() + "kelola", *map(str, parts), ""])


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def data_of(**changes):
    values = {
        "title": "Bimbingan Teknis", "starts_on": "2027-03-01", "ends_on": "2027-03-02",
        "venue": "Aula", "audience": "", "opened_by": "", "source": "", "wifi_name": "BimTek",
        "registration_closes_at": "",
    }  # fmt: skip
    return values | changes


def seal(forum):
    user = UserFactory()
    Record.objects.create(
        forum=forum, number="BA/1", created_by=user, sealed_by=user, content={}, sha256="0" * 64,
        sealed_at=timezone.now(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Forum.objects.filter(pk=forum.pk).update(sealed_at=timezone.now())
        cursor.execute("SET session_replication_role = DEFAULT")


def forum_data(session, dimension, /, **changes):
    values = {
        "session": session.pk, "dimension": dimension.pk, "kind": "ideas", "room": "Ruang 1",
        "question": "Apa gagasan Anda?", "dots": 5, **MINUTES,
    }  # fmt: skip
    return values | changes


def paper(**changes):
    values = {"title": "Tata tertib", "link": "", "key": str(uuid.uuid4())}
    return values | changes
