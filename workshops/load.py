"""This app's part of a region pack: the BimTek stages with their sessions, agenda and forums.

What an admin added beside the pack stays: lines are found by what they say, not by their place.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dimensions.models import Dimension, Programme
from tobasmart.packfile import Pack, Row
from workshops.choices import ForumKind, Phase
from workshops.models import (
    AgendaItem,
    Deliverable,
    Forum,
    Material,
    Session,
    Speaker,
    Workshop,
)

Dimensions = dict[str, Dimension]


def load(pack: Pack, programme: Programme) -> None:
    dimensions = {item.code: item for item in Dimension.objects.all()}
    for row in pack.document("workshops.yaml").rows("workshops"):
        names = ("stage", "title", "venue", "audience", "opened_by", "deliverable", "source")
        workshop = pack.store(
            Workshop,
            row,
            {"slug": row["slug"]},
            programme_id=programme.pk,
            starts_on=row.read("starts_on", date.fromisoformat),
            ends_on=row.read("ends_on", date.fromisoformat),
            **{name: row[name] for name in names},
        )
        for position, speaker in enumerate(row.rows("speakers"), 1):
            values = {name: speaker[name] for name in ("name", "role", "topic")}
            pack.store(Speaker, speaker, {"workshop": workshop, "position": position}, **values)
        for position, title in enumerate(row.get("deliverables", []), 1):
            key = {"workshop": workshop, "position": position}
            pack.store(Deliverable, row, key, title=title)
        for item in row.rows("materials"):
            key = {"workshop": workshop, "link": item["link"]}
            pack.store(Material, item, key, title=item["title"])
        for item in row.rows("agenda"):
            _load_agenda(pack, workshop, item, dimensions)
        for item in row.rows("sessions"):
            _load_session(pack, workshop, item, dimensions)


def _load_agenda(pack: Pack, workshop: Workshop, item: Row, dimensions: Dimensions) -> None:
    key = {"workshop": workshop, "day": item["day"], "title": item["title"]}
    known = AgendaItem.objects.filter(**key).first()
    taken = AgendaItem.objects.filter(workshop=workshop, day=item["day"])
    last = taken.order_by("-position").values_list("position", flat=True).first() or 0
    stored = pack.store(
        AgendaItem,
        item,
        key,
        position=known.position if known else last + 1,
        starts_at=_time(item, "starts_at"),
        ends_at=_time(item, "ends_at"),
        room=item.get("room", ""),
    )
    stored.dimensions.set(
        [_dimension(item, code, dimensions) for code in item.get("dimensions", [])]
    )


def _load_session(pack: Pack, workshop: Workshop, item: Row, dimensions: Dimensions) -> None:
    day = workshop.starts_on + timedelta(days=item["day"] - 1)
    session = pack.store(
        Session,
        item,
        {"key": f"{workshop.slug}-hari-{item['day']}"},
        workshop_id=workshop.pk,
        day=item["day"],
        title=item["title"],
        room=item.get("room", ""),
        starts_at=timezone.make_aware(datetime.combine(day, item.read("starts_at", _clock))),
        ends_at=timezone.make_aware(datetime.combine(day, item.read("ends_at", _clock))),
    )
    for row in item.rows("forums"):
        dimension = _dimension(row, row["dimension"], dimensions)
        key = {"session": session, "dimension": dimension}
        # A forum that has begun is no longer the pack's.
        if Forum.objects.filter(**key).exclude(phase=Phase.WAITING, version=0).exists():
            continue
        names = ("code", "room", "question")
        kind = row.get("kind", ForumKind.IDEAS)
        pack.store(Forum, row, key, kind=kind, **{name: row[name] for name in names})


def _dimension(row: Row, code: str, dimensions: Dimensions) -> Dimension:
    if code not in dimensions:
        raise row.fail(f"unknown dimension {code!r}")
    return dimensions[code]


def _time(row: Row, key: str) -> time | None:
    """A clock time where the pack knows one."""
    return row.read(key, _clock) if key in row else None


def _clock(text: str) -> time:
    return time.fromisoformat(text)
