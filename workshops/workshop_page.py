"""A workshop's public page as plain values, in five queries; what depends on the clock is words.

Plain, because the parts of the page are rendered once for the same values (``tobasmart.ui.pure``).
"""

import json
import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from django.db import connection
from django.urls import reverse

from accounts.choices import OrganisationKind
from tobasmart.ui.formats import date_id, size_id
from workshops.agenda import Day, Line, choose_day, days_of, line_of
from workshops.choices import Phase
from workshops.models import Session, Workshop
from workshops.page_sql import COUNTS_SQL, FORUMS_SQL, PLAN_SQL

Row = dict[str, Any]


class ForumCard(NamedTuple):
    """A dimension's table: where it is, how many are there, what goes on."""

    url: str
    code: str
    dimension: str
    name: str
    room: str
    seats: int
    posts: int
    state: str


class Paper(NamedTuple):
    """A document; without ``url`` there is nothing to open yet."""

    title: str
    url: str
    note: str


class Fact(NamedTuple):
    label: str
    text: str
    url: str = ""
    done: str = ""


@dataclass(frozen=True)
class Page:
    """What everybody sees alike. ``counts`` is empty before check-in opens."""

    day: Day
    days: tuple[int, ...]
    sessions: list[Session]
    lines: tuple[Line, ...]
    forums: list[ForumCard]
    papers: tuple[Paper, ...]
    facts: tuple[Fact, ...]
    counts: dict[str, int]


def page_of(workshop: Workshop, wanted_day: str) -> Page:
    """The page of one day: the day of the address, else the one that is on."""
    sessions = list(workshop.sessions.all())
    plan = _plan(workshop)
    days = days_of(workshop, sessions, {row["day"] for row in plan["lines"]})
    day = choose_day(days, wanted_day)
    forums = _forums(day)
    return Page(
        day=day,
        days=tuple(row.number for row in days),
        sessions=sessions,
        lines=tuple(_line(day, row) for row in plan["lines"] if row["day"] == day.number),
        forums=[_card(day, row) for row in forums],
        papers=(
            *(_material(workshop, row) for row in plan["materials"]),
            *(_record(row) for row in forums if row["version"] or row["is_sealed"]),
        ),
        facts=_facts(workshop, plan),
        counts=_counts(workshop, day.session),
    )


def _plan(workshop: Workshop) -> dict[str, list[Row]]:
    plan: dict[str, list[Row]] = {
        "lines": [], "materials": [], "deliverables": [], "speakers": [],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLAN_SQL, {"workshop": workshop.pk})
        for part, row in cursor.fetchall():
            plan[part].append(json.loads(row))
    return plan


def _forums(day: Day) -> list[Row]:
    if not day.sessions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FORUMS_SQL, {"sessions": [row.pk for row in day.sessions]})
        return [json.loads(row) for (row,) in cursor.fetchall()]


def _counts(workshop: Workshop, session: Session | None) -> dict[str, int]:
    """Present and registered, and who is there by kind; nobody's name."""
    if session is None or not (session.is_over or session.is_open_for_check_in):
        return {}
    counts = {"registered": 0, "present": 0, "opd": 0, "umkm": 0, "others": 0}
    values = {
        "workshop": workshop.pk, "session": session.pk, "rehearsal": session.is_rehearsal,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNTS_SQL, values)
        for kind, registered, present in cursor.fetchall():
            known = kind if kind in (OrganisationKind.OPD, OrganisationKind.UMKM) else "others"
            counts["registered"] += registered
            counts["present"] += present
            counts[known] += present
    return counts if counts["registered"] else {}


def _line(day: Day, row: Row) -> Line:
    starts_at, ends_at = (
        time.fromisoformat(row[name]) if row[name] else None for name in ("starts_at", "ends_at")
    )
    return line_of(day, title=row["title"], room=row["room"], starts_at=starts_at, ends_at=ends_at)


def _card(day: Day, row: Row) -> ForumCard:
    phase = Phase(row["phase"])
    state = f"Fase: {phase.label}"
    if phase == Phase.WAITING:
        state = "Selesai" if day.is_over else phase.label
    elif phase == Phase.CLOSED:
        state = phase.label
    return ForumCard(
        url=reverse("workshops:forum", args=[row["code"].lower()]),
        code=row["code"],
        dimension=row["dimension"],
        name=row["name"],
        room=row["room"],
        seats=row["seats"],
        posts=row["posts"],
        state=str(state),
    )


def _material(workshop: Workshop, row: Row) -> Paper:
    if row["link"]:
        return Paper(row["title"], row["link"], "tautan")
    url = reverse("workshops:material_file", args=[workshop.slug, uuid.UUID(row["key"])])
    kind = "gambar" if row["kind"] == "image" else row["kind"].upper()
    return Paper(row["title"], url, f"{kind}, {size_id(row['byte_count'])}")


def _record(row: Row) -> Paper:
    title = f"Berita acara {row['name']}"
    if not row["is_sealed"]:
        return Paper(title, "", "belum ditandatangani")
    return Paper(title, reverse("workshops:verification", args=[row["token"]]), row["number"])


def _facts(workshop: Workshop, plan: dict[str, list[Row]]) -> tuple[Fact, ...]:
    facts = [Fact("Peserta", workshop.audience), Fact("Dibuka oleh", workshop.opened_by)]
    for row in plan["speakers"]:
        who = ", ".join(filter(None, (row["name"], row["role"])))
        facts.append(Fact("Narasumber", f"{who}. {row['topic']}" if row["topic"] else who))
    for row in plan["deliverables"]:
        on = row["delivered_on"]
        done = date_id(date.fromisoformat(on)) if on else ""
        facts.append(Fact("Luaran", row["title"], row["link"], done))
    if not plan["deliverables"]:
        facts.append(Fact("Luaran", workshop.deliverable))
    return tuple(fact for fact in facts if fact.text)
