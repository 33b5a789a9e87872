"""A workshop as a calendar file (RFC 5545): one event for each session, times in UTC."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from tobasmart.ui.formats import time_id
from workshops.models import AgendaItem, Session, Workshop


def calendar_file(
    workshop: Workshop, sessions: Iterable[Session], agenda: Iterable[AgendaItem]
) -> bytes:
    """All sessions with the day's agenda in words; without sessions, the days as a whole.

    The UID of a session never changes, so an imported calendar is updated and not doubled.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Toba Cerdas//BimTek//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(workshop))
    lines = list(agenda)
    events = [_of_session(workshop, session, lines) for session in sessions]
    for event in events or [_of_days(workshop)]:
        calendar.add_component(event)
    return calendar.to_ical()


def _of_session(workshop: Workshop, session: Session, lines: list[AgendaItem]) -> Event:
    event = _event(workshop, session.key)
    event.add("summary", str(session))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("location", ", ".join(filter(None, (session.room, workshop.venue))))
    said = [workshop.title, *(_said(line) for line in lines if line.day == session.day)]
    event.add("description", "\n".join([*said, _address(workshop)]))
    return event


def _of_days(workshop: Workshop) -> Event:
    event = _event(workshop, workshop.slug)
    event.add("summary", str(workshop))
    event.add("dtstart", workshop.starts_on)
    event.add("dtend", workshop.ends_on + timedelta(days=1))  # the first day that is free again
    event.add("location", workshop.venue)
    event.add("description", f"{workshop.title}\n{_address(workshop)}")
    return event


def _event(workshop: Workshop, key: str) -> Event:
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.PORTAL_ADDRESS).hostname or 'toba.invalid'}")
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("url", _address(workshop))
    return event


def _said(line: AgendaItem) -> str:
    clock = f"{time_id(line.starts_at)}" if line.starts_at else ""
    if clock and line.ends_at:
        clock += f"–{time_id(line.ends_at)}"
    room = f" ({line.room})" if line.room else ""
    return f"{clock} {line.title}{room}".strip()


def _address(workshop: Workshop) -> str:
    return settings.PORTAL_ADDRESS + workshop.get_absolute_url()
