"""Put mail into the outbox, and send what is due."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from tobasmart.notifications.kinds import KINDS
from tobasmart.notifications.models import Notice, Outbox, Pace, Preference

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
BATCH = 50


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
    text = render_to_string(
        f"emails/{template}.txt", {"portal_address": settings.PORTAL_ADDRESS, **context}
    )
    subject, _, body = text.strip().partition("\n")
    subject, body = subject.strip()[:200], body.strip() + "\n"
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


def take_back(reference: str) -> None:
    """Remove what was not yet shown or sent of an act that was undone."""
    if reference:
        Notice.objects.filter(reference=reference, visible_from__gt=timezone.now()).delete()
        Outbox.objects.filter(reference=reference, sent_at__isnull=True).delete()


def _paces(people: list[Any], kind: str) -> dict[int, str]:
    """Primary key to pace, by the person's own choice, else by the kind."""
    own = Preference.objects.filter(person__in=people, kind=kind).values_list("person_id", "pace")
    return {person.pk: KINDS[kind].pace for person in people} | dict(own)


def send_due() -> int:
    """Send what is due, oldest first; mails sent. Safe to run twice: a row is locked while sent."""
    sent = 0
    due = Outbox.objects.filter(
        sent_at__isnull=True, not_before__lte=timezone.now(), attempts__lt=MAX_ATTEMPTS
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
        send_mail(row.subject, row.body, None, [row.recipient.email])
        row.sent_at = timezone.now()
    except OSError as error:
        # A mail server that is down: try again later, with growing pauses.
        row.not_before = timezone.now() + timedelta(minutes=2**row.attempts)
        row.last_error = type(error).__name__
        logger.warning("mail %s not sent: %s", row.pk, row.last_error)
    row.save(update_fields=["attempts", "sent_at", "not_before", "last_error"])
    return int(row.sent_at is not None)
