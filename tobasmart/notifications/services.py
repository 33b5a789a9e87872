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

from tobasmart.notifications.models import Outbox

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
BATCH = 50


def notify(
    recipients: Iterable[Any],
    template: str,
    context: dict[str, Any],
    *,
    not_before: datetime | None = None,
) -> int:
    """Queue one mail for each person of ``recipients``; rows written.

    ``template`` names ``templates/emails/<template>.txt``; its first line is the subject. The rows
    belong to the caller's transaction: no act without its mail, no mail without its act.
    """
    text = render_to_string(
        f"emails/{template}.txt", {"portal_address": settings.PORTAL_ADDRESS, **context}
    )
    subject, _, body = text.strip().partition("\n")
    rows = [
        Outbox(
            recipient=person,
            subject=subject.strip()[:200],
            body=body.strip() + "\n",
            not_before=not_before or timezone.now(),
        )
        for person in recipients
    ]
    Outbox.objects.bulk_create(rows)
    return len(rows)


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
