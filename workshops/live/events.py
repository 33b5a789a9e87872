"""Read a forum's events and write them as listeners get them, once for everyone."""

import json
from dataclasses import dataclass
from typing import Any

from workshops.models import Forum, ForumEvent

# Kept in memory for each forum, and read from the database at once.
RING = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One change. ``texts``: JSON for everyone, JSON for facilitators (often the same bytes)."""

    version: int
    texts: tuple[bytes, bytes]
    forgets: bool = False  # words told before are not to be told again from memory


@dataclass(frozen=True)
class News:
    """``events`` holds all from ``after`` (not with it) up to ``version``, in order."""

    version: int
    is_sealed: bool
    after: int
    events: list[Event]


def news_after(forum_id: int, known: int | None) -> News | None:
    """What happened since ``known``, the newest ``RING`` at most; None when the forum is gone.

    The row's version is read before the events: all of them up to it are committed by then.
    """
    row = Forum.objects.filter(pk=forum_id).values_list("version", "sealed_at").first()
    if row is None:
        return None
    version, sealed_at = row
    after = max(version - RING, known or 0)
    if known is not None and version < known:  # a rehearsal was wiped: begin anew
        after = version
    events = events_between(forum_id, after, version) if version > after else []
    return News(version, sealed_at is not None, after, events)


def events_between(forum_id: int, after: int, until: int) -> list[Event]:
    """Events with a version above ``after`` and up to ``until``; the oldest ``RING`` of them."""
    rows = ForumEvent.objects.filter(
        forum_id=forum_id, version__gt=after, version__lte=until
    ).order_by("version")
    values = rows.values_list("version", "kind", "data", "staff_data")[:RING]
    return [event_of(*row) for row in values]


def event_of(
    version: int, kind: str, data: dict[str, Any], staff_data: dict[str, Any] | None
) -> Event:
    public = _text(version, kind, data)
    staff = public if staff_data is None else _text(version, kind, staff_data)
    return Event(version, (public, staff), forgets=bool(data.get("forgotten")))


def _text(version: int, kind: str, data: dict[str, Any]) -> bytes:
    # One line: JSON writes a line break in a card as two signs.
    told = {**data, "v": version, "kind": kind}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
