"""Notulen: saved by itself in three sections, and the lines marked in it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from submissions.services.pages import Page, is_overtaken, is_own_echo, note_page
from submissions.transitions import NotAllowedError
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record
from tobasmart.ui.formats import time_id
from workshops.choices import MarkKind
from workshops.models import Forum, MinuteMark, Minutes
from workshops.records import agenda_of
from workshops.services.board_refusals import opened

# The parts of the minutes that are saved each for itself, by the word in the form.
SECTIONS = {
    "kepala": (
        "place", "starts_at", "ends_at", "led_by", "led_by_title", "taken_by", "taken_by_title",
        "basis",
    ),
    "pembahasan": ("discussion",),
    "hasil": ("conclusion", "objections"),
}  # fmt: skip
# As with drafts: the audit list says who wrote when, not how fast.
AUTOSAVE_ENTRY_EVERY = timedelta(hours=1)
MARKS_MAX = 60


class MinutesConflictError(Exception):
    """Somebody saved this section in between; ``minutes`` holds what is stored now."""

    def __init__(self, minutes: Minutes) -> None:
        super().__init__(minutes.forum_id)
        self.minutes = minutes


class TooManyMarksError(Exception):
    """The list of marks is full."""


@dataclass
class SectionLock:
    """The optimistic lock of one section, as ``services.pages`` reads and writes it."""

    revision: int = 1
    page_key: uuid.UUID | None = None
    page_since: int = 1
    page_number: int = 0

    @classmethod
    def of(cls, minutes: Minutes, section: str) -> "SectionLock":
        held = minutes.sections.get(section, {})
        key = held.get("page_key")
        return cls(**{**held, "page_key": uuid.UUID(key) if key else None})

    def put(self, minutes: Minutes, section: str) -> None:
        key = str(self.page_key) if self.page_key else None
        held = {
            "revision": self.revision, "page_key": key, "page_since": self.page_since,
            "page_number": self.page_number,
        }  # fmt: skip
        minutes.sections = {**minutes.sections, section: held}


def minutes_of(forum: Forum, user: User) -> Minutes:
    """The stored minutes; before the first save, unsaved ones with what the system knows."""
    return Minutes.objects.filter(forum=forum).first() or _prefilled(forum, user)


def _prefilled(forum: Forum, user: User) -> Minutes:
    session, workshop = forum.session, forum.session.workshop
    agenda = "\n".join(_agenda_line(row.starts_at, row.title) for row in agenda_of(forum))
    return Minutes(
        forum=forum,
        place=", ".join(part for part in (forum.room or session.room, workshop.venue) if part)[
            :160
        ],
        starts_at=_to_the_minute(session.starts_at),
        ends_at=_to_the_minute(session.ends_at),
        led_by=user.display_name,
        led_by_title="Fasilitator",
        basis=f"Agenda {workshop}: {workshop.title}"[:300],
        discussion=agenda,
    )


def _to_the_minute(moment: datetime) -> time:
    return timezone.localtime(moment).time().replace(second=0, microsecond=0)


def _agenda_line(starts_at: time | None, title: str) -> str:
    return f"{time_id(starts_at)} {title}" if starts_at else title


@transaction.atomic
def save_minutes(
    forum: Forum,
    *,
    actor: User,
    section: str,
    values: Mapping[str, Any],
    revision: int,
    page: Page,
) -> Minutes:
    """Store one section; ``values`` are fields of it, and those not named stay as they are.

    Raises ``MinutesConflictError`` when ``revision`` is not the section's, unless only ``page``
    itself has written since; ``NotAllowedError``; ``NotNowError`` once sealed. Then nothing is
    written.
    """
    row, allowed = opened(forum, actor)
    if not allowed.write_minutes:
        raise NotAllowedError("minutes")
    minutes = minutes_of(row, actor)
    lock = SectionLock.of(minutes, section)
    if is_overtaken(lock, page):
        return minutes
    wanted = {name: values[name] for name in SECTIONS[section] if name in values}
    changed = {name: new for name, new in wanted.items() if getattr(minutes, name) != new}
    is_echo = lock.revision == revision or is_own_echo(lock, page, revision)
    if changed and not is_echo:
        raise MinutesConflictError(minutes)
    for name, new in changed.items():
        setattr(minutes, name, new)
    note_page(lock, page)
    if changed:
        lock.revision += 1
        minutes.revision += 1
    lock.put(minutes, section)
    minutes.updated_by = actor
    is_new = _is_new_to_audit(row, actor)
    minutes.save()
    if changed and is_new:
        record(actor=actor, action="minutes.saved", target=row, revision=minutes.revision)
    return minutes


def _is_new_to_audit(forum: Forum, actor: User) -> bool:
    return not AuditEntry.objects.filter(
        target_type=forum._meta.label_lower,
        target_id=forum.pk,
        at__gt=timezone.now() - AUTOSAVE_ENTRY_EVERY,
        actor=actor,
        action="minutes.saved",
    ).exists()


@transaction.atomic
def add_mark(
    forum: Forum,
    *,
    actor: User,
    kind: str,
    text: str,
    who: str = "",
    due_on: date | None = None,
) -> MinuteMark:
    """Mark a line as decision, or as follow-up with who and by when. The same again adds nothing.

    Raises ``TooManyMarksError``, ``NotAllowedError``, ``NotNowError``.
    """
    row, allowed = opened(forum, actor)
    if not allowed.write_minutes:
        raise NotAllowedError("minutes")
    said = {"kind": kind, "text": text, "who": who, "due_on": due_on}
    same = MinuteMark.objects.filter(forum=row, **said).first()
    if same:
        return same
    marks = MinuteMark.objects.filter(forum=row)
    if marks.count() >= MARKS_MAX:
        raise TooManyMarksError
    last = marks.aggregate(last=Max("position"))["last"] or 0
    mark = MinuteMark.objects.create(forum=row, position=last + 1, **said)
    record(actor=actor, action="minutes.marked", target=row, kind=MarkKind(kind).value)
    return mark


@transaction.atomic
def remove_mark(forum: Forum, *, actor: User, position: int, text: str) -> None:
    """Take the mark with these words away; gone already, nothing changes."""
    row, allowed = opened(forum, actor)
    if not allowed.write_minutes:
        raise NotAllowedError("minutes")
    mark = MinuteMark.objects.filter(forum=row, position=position, text=text).first()
    if mark:
        record(actor=actor, action="minutes.unmarked", target=row, kind=mark.kind)
        mark.delete()
