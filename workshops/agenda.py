"""The days of a workshop as its page tells them: which day, which line is on now, what is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from tobasmart.ui.formats import date_id, time_id
from workshops.models import Session, Workshop

# A line without an end is on for so long: then nobody can say.
OPEN_END = timedelta(hours=1)


@dataclass(frozen=True)
class Day:
    """One day; ``session`` is the sitting that is on now, else the first one, if any is planned."""

    number: int
    date: date
    session: Session | None
    sessions: tuple[Session, ...]

    @property
    def is_over(self) -> bool:
        if self.sessions:
            return all(session.is_over for session in self.sessions)
        return self.date < timezone.localdate()

    @property
    def is_running(self) -> bool:
        return self.session is not None and self.session.is_running


class Line(NamedTuple):
    """One line of the agenda as it is shown; ``state`` is "done", "current" or nothing."""

    clock: str
    title: str
    room: str
    state: str


def days_of(workshop: Workshop, sessions: Iterable[Session], agenda_days: set[int]) -> list[Day]:
    """Every day with a session or a line of the agenda, in order; at least the first."""
    by_day: dict[int, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.day, []).append(session)
    numbers = sorted(by_day.keys() | agenda_days) or [1]
    return [_day(workshop, number, by_day.get(number, [])) for number in numbers]


def choose_day(days: list[Day], wanted: str) -> Day:
    """The day of the address; else the one that is on, the next one, the first one."""
    named = (day for day in days if str(day.number) == wanted)
    running = (day for day in reversed(days) if day.is_running)
    coming = (day for day in days if not day.is_over)
    for candidates in (named, running, coming):
        if (day := next(candidates, None)) is not None:
            return day
    return days[0]


def hours_of(session: Session) -> str:
    """Day and hours of a session; the second day is named where it is another one."""
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    if begins.date() == ends.date():
        return f"{date_id(begins)}, {time_id(begins)}–{time_id(ends)} WIB"
    return f"{date_id(begins)}, {time_id(begins)} WIB, sampai {date_id(ends)}, {time_id(ends)} WIB"


def line_of(
    day: Day, *, title: str, room: str, starts_at: time | None, ends_at: time | None
) -> Line:
    """A line of this day with what the clock says of it."""
    clock = time_id(starts_at) if starts_at else ""
    if starts_at and ends_at:
        clock += f"–{time_id(ends_at)}"
    return Line(clock, title, room, _state(day, starts_at, ends_at, timezone.now()))


def _day(workshop: Workshop, number: int, sessions: list[Session]) -> Day:
    chosen = next((row for row in sessions if row.is_running), sessions[0] if sessions else None)
    planned = workshop.starts_on + timedelta(days=number - 1)
    day = timezone.localdate(chosen.starts_at) if chosen else planned
    return Day(number, day, chosen, tuple(sessions))


def _state(day: Day, starts_at: time | None, ends_at: time | None, now: datetime) -> str:
    if starts_at is None:
        return "done" if day.is_over else ""
    begins = _moment(day.date, starts_at)
    ends = _moment(day.date, ends_at) if ends_at else begins + OPEN_END
    if now >= ends:
        return "done"
    return "current" if now >= begins else ""


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
