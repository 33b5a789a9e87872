"""Put mail into the outbox, and send what is due."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from tobasmart.notifications.choices import Pace
from tobasmart.notifications.kinds import KINDS
from tobasmart.notifications.models import DigestState, Notice, Outbox, Preference

logger = logging.getLogger(__name__)

BATCH = 50
# A mail server may be down over long holidays; what is older than this is no news any more.
EXPIRES = timedelta(days=14)
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_PAUSE = timedelta(hours=1)


def notify(
    recipients: Iterable[Any],
    template: str,
    context: dict[str, Any],
    *,
    kind: str,
    path: str,
    topic: str = "",
    reference: str = "",
    not_before: datetime | None = None,
) -> int:
    """Tell each person of ``recipients`` in the portal, and by mail where they want it at once.

    ``template`` names ``templates/emails/<template>.txt``; its first line is the subject, the rest
    the mail. ``kind`` is a code of ``kinds.KINDS``, ``path`` the page it is about, ``topic`` what
    it belongs to in a digest. ``reference`` names the act, so that ``take_back`` finds the rows;
    nothing is shown or sent before ``not_before``. The rows belong to the caller's transaction: no
    act without its notice, no notice without its act. Returns the number of notices.
    """
    people = list({person.pk: person for person in recipients if person.is_active}.values())
    if not people:
        return 0
    subject, body = _written(template, context)
    when = not_before or timezone.now()
    common = {"reference": reference}
    Notice.objects.bulk_create(
        Notice(
            recipient=person, kind=kind, title=subject, text=body, path=path, topic=topic,
            visible_from=when, **common,
        )
        for person in people
    )  # fmt: skip
    at_once = _paces(people, kind)
    Outbox.objects.bulk_create(
        Outbox(recipient=person, subject=subject, body=body, not_before=when, **common)
        for person in people
        if at_once[person.pk] == Pace.NOW
    )
    return len(people)


def send_to_address(
    address: str, template: str, context: dict[str, Any], *, reference: str = ""
) -> None:
    """Put one mail for somebody without an account into the outbox; texts as for ``notify``."""
    subject, body = _written(template, context)
    Outbox.objects.create(
        address=address, subject=subject, body=body, not_before=timezone.now(), reference=reference
    )


def _written(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body. No line break in a subject: a name must not go on as a mail's header."""
    text = render_to_string(
        f"emails/{template}.txt", {"portal_address": settings.PORTAL_ADDRESS, **context}
    )
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split())[:200], body.strip() + "\n"


def take_back(reference: str) -> None:
    """Remove what was not yet shown or sent of an act that was undone."""
    if reference:
        Notice.objects.filter(reference=reference, visible_from__gt=timezone.now()).delete()
        Outbox.objects.filter(reference=reference, sent_at__isnull=True).delete()


def _paces(people: list[Any], kind: str) -> dict[int, str]:
    """Primary key to pace, by the person's own choice, else by the kind."""
    own = Preference.objects.filter(person__in=people, kind=kind).values_list("person_id", "pace")
    return {person.pk: KINDS[kind].pace for person in people} | dict(own)


@transaction.atomic
def set_paces(person: Any, paces: dict[str, Pace]) -> list[str]:
    """Store a person's choices by kind; returns the kinds that changed.

    A choice holds for what comes after it. From one digest to the other goes along what the first
    had not told yet.
    """
    now = timezone.now()
    rows = {
        row.kind: row
        for row in Preference.objects.select_for_update().filter(person=person).order_by("pk")
    }
    told = dict(DigestState.objects.filter(person=person).values_list("pace", "sent_until"))
    changed = []
    for kind, pace in paces.items():
        row = rows.get(kind) or Preference(person=person, kind=kind, pace=KINDS[kind].pace)
        if row.pace == pace:
            continue
        began = row.holds_since if row.pk else _ALWAYS
        from_digest = row.pace in (Pace.DAILY, Pace.WEEKLY)
        row.holds_since = max(began, told.get(row.pace, began)) if from_digest else now
        row.pace = pace
        row.save()
        changed.append(kind)
    return changed


def mark_read(notices: QuerySet[Notice]) -> int:
    """Mark what was not read yet; the number of notices marked."""
    return notices.filter(read_at=None).update(read_at=timezone.now())


def send_due() -> int:
    """Send what is due, oldest first; mails sent. Safe to run twice: a row is locked while sent."""
    sent, now = 0, timezone.now()
    due = Outbox.objects.filter(
        Q(recipient=None) | Q(recipient__is_active=True),
        sent_at__isnull=True,
        not_before__lte=now,
        created_at__gt=now - EXPIRES,
    )
    for pk in due.order_by("not_before", "pk").values_list("pk", flat=True)[:BATCH]:
        sent += _send_one(pk)
    return sent


@transaction.atomic
def _send_one(pk: int) -> int:
    row = (
        Outbox.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(pk=pk, sent_at__isnull=True)
        .first()
    )
    if row is None:
        return 0
    row.attempts += 1
    try:
        send_mail(
            row.subject, row.body, None, [row.recipient.email if row.recipient else row.address]
        )
        row.sent_at, row.address = timezone.now(), ""
    except (OSError, ValueError) as error:
        # A mail server that is down, or an address it refuses: try again, with growing pauses.
        pause = timedelta(minutes=2 ** min(row.attempts, 6))
        row.not_before = timezone.now() + min(pause, _LONGEST_PAUSE)
        row.last_error = type(error).__name__
        logger.warning("mail %s not sent: %s", row.pk, row.last_error)
    row.save(update_fields=["attempts", "sent_at", "address", "not_before", "last_error"])
    return int(row.sent_at is not None)
