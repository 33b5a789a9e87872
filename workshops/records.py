"""What a berita acara says, gathered from the rows behind it (fields: docs/workflow.md).

Sealed, it can be recomputed for ever: everything here comes from rows the database then refuses to
change (``triggers``). What may change later, such as the name of the session, is copied into
``Record.facts`` when the record is prepared. Names of participants are not part of it: they are
read where the attendance list is printed, so that a removed person has none.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.choices import OrganisationKind
from workshops.choices import MarkKind
from workshops.models import (
    AgendaItem,
    AgreedItem,
    Attendance,
    Forum,
    IdeaSource,
    MinuteMark,
    Minutes,
    Post,
    Record,
    Vote,
)
from workshops.sealing import sha256_of

SCHEMA = 1
MINUTES_TEXT = (
    "place", "led_by", "led_by_title", "taken_by", "taken_by_title", "basis", "discussion",
    "conclusion", "objections",
)  # fmt: skip
_ITEM = ("position", "title", "organisation_name", "dots", "post_key")


def content_of(record: Record) -> dict[str, Any]:
    """Text, whole numbers, lists and objects of them; days and moments as ISO text.

    A pure function of the database: no clock, no reader. Seven queries for a record.
    """
    return _addendum(record) if record.is_addendum else _record(record)


def present_hash(record: Record) -> str:
    """The hash of what the record says now; sealed, it has to equal ``record.sha256``."""
    return sha256_of(content_of(record))


def is_up_to_date(record: Record) -> bool:
    """Whether what was copied when the record was prepared still is so; always of an addendum."""
    if record.is_addendum:
        return True
    forum = record.forum
    held = [_item_said(item) for item in record.items.all()]
    return record.facts == facts_now(forum) and held == [_item_said(i) for i in items_now(forum)]


def facts_now(forum: Forum) -> dict[str, Any]:
    """What a record copies: session, dimension, agenda, who was there (number and moment only)."""
    session, workshop = forum.session, forum.session.workshop
    people = list(
        Attendance.objects.filter(session=session, participant__seats__forum=forum)
        .order_by("participant__number")
        .values_list("participant__number", "at", "participant__kind")
    )
    kinds = Counter(kind for _, _, kind in people)
    return {
        "region": workshop.programme.region,
        "programme": workshop.programme.name,
        "workshop": str(workshop),
        "workshop_title": workshop.title,
        "session": session.title,
        "day": timezone.localdate(session.starts_at).isoformat(),
        "starts_at": _clock(timezone.localtime(session.starts_at).time()),
        "ends_at": _clock(timezone.localtime(session.ends_at).time()),
        "venue": workshop.venue,
        "dimension": forum.dimension.name,
        "dimension_code": forum.dimension.code,
        "dimension_official": forum.dimension.official_name,
        "agenda": [
            [_clock(row.starts_at), _clock(row.ends_at), row.title] for row in agenda_of(forum)
        ],
        "kinds": [[kind.label, kinds[kind]] for kind in OrganisationKind if kinds[kind]],
        "attendance": [[number, _moment(at)] for number, at, _ in people],
    }


def agenda_of(forum: Forum) -> list[AgendaItem]:
    """The day's lines that concern this forum: plenary ones and its dimension's round."""
    day = AgendaItem.objects.filter(workshop=forum.session.workshop_id, day=forum.session.day)
    own = Q(dimensions=None) | Q(dimensions=forum.dimension_id)
    return list(day.filter(own).distinct().order_by("position"))


def items_now(forum: Forum) -> list[AgreedItem]:
    """The agreed list as the board has it, most dots first; unsaved rows without a record."""
    posts = (
        Post.objects.on_board()
        .filter(forum=forum, is_agreed=True)
        .select_related("author__organisation")
        .order_by("-dot_count", "number")
    )
    rows = list(posts)
    sources = IdeaSource.objects.filter(post__in=[post.pk for post in rows])
    ideas = {source.post_id: source.idea for source in sources.select_related("idea")}
    return [_item(position, post, ideas.get(post.pk)) for position, post in enumerate(rows, 1)]


def _item(position: int, post: Post, idea: Any) -> AgreedItem:
    return AgreedItem(
        position=position,
        title=post.heading,
        organisation_name=post.author.from_where,
        dots=post.dot_count,
        post_key=post.key,
        idea_key=idea.draft_key if idea else "",
        idea_code=(idea.code or "") if idea else "",
        idea_status=idea.status if idea else "",
    )


def _item_said(item: AgreedItem) -> tuple[Any, ...]:
    # Not the idea's status: it goes on by itself, and nobody has to sign again for that.
    return (*(getattr(item, name) for name in _ITEM), bool(item.idea_key))


def _record(record: Record) -> dict[str, Any]:
    forum = record.forum
    marks = list(MinuteMark.objects.filter(forum=forum))
    return {
        "schema": SCHEMA,
        "kind": "record",
        "number": record.number,
        "place": record.place,
        "facts": record.facts,
        "forum": {
            "code": forum.code,
            "kind": forum.kind,
            "question": forum.question,
            "room": forum.room,
            "dots": forum.dots,
        },
        "minutes": _minutes(Minutes.objects.filter(forum=forum).first()),
        "votes": _votes(forum),
        "agreed": [_agreed(item) for item in record.items.all()],
        "decisions": [mark.text for mark in marks if mark.kind == MarkKind.DECISION],
        "follow_ups": [
            {"text": mark.text, "who": mark.who, "due_on": _day(mark.due_on)}
            for mark in marks
            if mark.kind == MarkKind.FOLLOW_UP
        ],
        "signers": _signers(record),
    }


def _addendum(record: Record) -> dict[str, Any]:
    """It names the record it adds to by number and hash."""
    first = Record.objects.get(forum=record.forum_id, addendum_number=0)
    return {
        "schema": SCHEMA,
        "kind": "addendum",
        "addendum_number": record.addendum_number,
        "number": record.number,
        "place": record.place,
        "facts": record.facts,
        "record_number": first.number,
        "record_sha256": first.sha256,
        "reason": record.reason,
        "text": record.text,
        "signers": _signers(record),
    }


def _minutes(minutes: Minutes | None) -> dict[str, str]:
    held = minutes or Minutes()
    text = {name: str(getattr(held, name)) for name in MINUTES_TEXT}
    return text | {"starts_at": _clock(held.starts_at), "ends_at": _clock(held.ends_at)}


def _votes(forum: Forum) -> dict[str, Any]:
    """Who voted and how many dots, and every card that got some, as the board counts them."""
    given = list(Vote.objects.filter(forum=forum).values_list("participant_id", "dots"))
    cards = (
        Post.objects.on_board()
        .filter(forum=forum)
        .order_by("-dot_count", "number")
        .values_list("number", "kind", "title", "text", "dot_count")
    )
    return {
        "voters": len({person for person, _ in given}),
        "dots": sum(dots for _, dots in given),
        "cards": [
            {"number": number, "kind": kind, "title": title or text, "dots": dots}
            for number, kind, title, text, dots in cards
        ],
    }


def _agreed(item: AgreedItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "title": item.title,
        "organisation": item.organisation_name,
        "dots": item.dots,
        "post": str(item.post_key),
        "idea_key": item.idea_key,
        "idea_code": item.idea_code,
        "idea_status": item.idea_status,
    }


def _signers(record: Record) -> list[dict[str, str]]:
    return [
        {
            "role": signer.role,
            "name": signer.name,
            "job_title": signer.job_title,
            "organisation": signer.organisation_name,
        }
        for signer in record.signers.all()
    ]


def _clock(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def numbers_tried(forum: Forum) -> Iterable[str]:
    """``BA/T1/ECO/01/2021`` and those after it: stage, dimension, day of the session, year."""
    workshop, session = forum.session.workshop, forum.session
    stage = "LATIHAN" if workshop.is_sample else f"T{workshop.stage}"
    year = timezone.localdate(session.starts_at).year
    for place in range(session.day, 100):
        yield f"BA/{stage}/{forum.dimension.code}/{place:02d}/{year}"


def suggested_number(forum: Forum) -> str:
    """The first of them that is free; one query."""
    tried = list(numbers_tried(forum))
    taken = set(Record.objects.filter(number__in=tried).values_list("number", flat=True))
    return next((number for number in tried if number not in taken), "")
