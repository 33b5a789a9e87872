"""What is new for a person since the last digest, as one mail; never twice, never empty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from tobasmart.notifications.choices import Pace
from tobasmart.notifications.kinds import KINDS
from tobasmart.notifications.models import DigestState, Notice, Outbox, Preference

PAUSES = {Pace.DAILY: timedelta(hours=24), Pace.WEEKLY: timedelta(days=7)}
# A transaction that began earlier may still be about to show its notice: it is waited for.
STILL_WRITING = timedelta(minutes=1)
# After a long stop of the machine old news is no news.
OLDEST = timedelta(days=35)
# A longer list is not read in a mail; the rest stands in the portal.
LONGEST = 60


@dataclass(frozen=True)
class Topic:
    name: str
    notices: list[Notice]


def send_digests() -> int:
    """Put every digest that is due into the outbox; returns how many. Safe to run at any time."""
    until = timezone.now() - STILL_WRITING
    sent = 0
    for pace, pause in PAUSES.items():
        _begin(pace, until)
        due = DigestState.objects.filter(pace=pace, sent_until__lte=until - pause)
        waiting = waiting_for(pace, until)
        people = waiting.filter(recipient__in=due.values("person")).values("recipient")
        for state in due.filter(person__in=people).order_by("pk").values_list("pk", flat=True):
            sent += _send(state, pace, until)
    return sent


def waiting_for(pace: Pace, until: datetime) -> QuerySet[Notice]:
    """Notices that active people want at this pace and no digest has told up to ``until``.

    The pace of a kind is the person's own choice, for what came after it, else the kind's.
    """
    chosen = Preference.objects.filter(person=OuterRef("recipient"), kind=OuterRef("kind"))
    own = chosen.filter(pace=pace, holds_since__lt=OuterRef("visible_from"))
    usual = [kind.code for kind in KINDS.values() if kind.pace == pace]
    told = DigestState.objects.filter(
        person=OuterRef("recipient"), pace=pace, sent_until__gte=OuterRef("visible_from")
    )
    return Notice.objects.filter(
        Exists(own) | (Q(kind__in=usual) & ~Exists(chosen)),
        ~Exists(told),
        visible_from__gt=until - OLDEST,
        visible_from__lte=until,
        recipient__is_active=True,
    )


def _begin(pace: Pace, until: datetime) -> None:
    """The clock of a person who never had a digest starts with their first notice."""
    waiting = waiting_for(pace, until)
    known = DigestState.objects.filter(pace=pace).values("person")
    first = waiting.exclude(recipient__in=known).values_list("recipient")
    DigestState.objects.bulk_create(
        [
            DigestState(person_id=person, pace=pace, sent_until=at - timedelta(microseconds=1))
            for person, at in first.annotate(at=Min("visible_from")).order_by("recipient")
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _send(pk: int, pace: Pace, until: datetime) -> int:
    """Mail and mark are one transaction, on a locked row: whoever comes second finds it done."""
    state = (
        DigestState.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .filter(pk=pk, sent_until__lte=until - PAUSES[pace])
        .first()
    )
    if state is None:
        return 0
    waiting = waiting_for(pace, until).filter(recipient=state.person)
    if not _write(state.person, pace, waiting):
        return 0
    state.sent_until = until
    state.save(update_fields=["sent_until"])
    return 1


def _write(person: Any, pace: Pace, waiting: QuerySet[Notice]) -> bool:
    number = waiting.count()
    if not number:
        return False
    newest = list(waiting.order_by("-visible_from", "-pk")[:LONGEST])
    text = render_to_string(
        "emails/notifications/digest.txt",
        {
            "topics": by_topic(newest),
            "number": number,
            "more": number - len(newest),
            "is_daily": pace == Pace.DAILY,
            "portal_address": settings.PORTAL_ADDRESS,
        },
    )
    subject, _, body = text.strip().partition("\n")
    Outbox.objects.create(
        recipient=person, subject=subject[:200], body=body.strip() + "\n", not_before=timezone.now()
    )
    return True


def by_topic(notices: list[Notice]) -> list[Topic]:
    """Grouped by what they are about, the topic with the newest notice first."""
    topics: dict[str, list[Notice]] = {}
    for notice in notices:
        topics.setdefault(notice.topic, []).append(notice)
    return [Topic(name, found) for name, found in topics.items()]
