from celery import shared_task

from tobasmart.notifications.digests import send_digests
from tobasmart.notifications.services import send_due


@shared_task(name="notifications.send_outbox")
def send_outbox() -> None:
    """Send mail that is due. Runs every 15 seconds and after a write that asks for it."""
    send_due()


@shared_task(name="notifications.send_digests")
def write_digests() -> None:
    """Put the digests that are due into the outbox. Runs every fifteen minutes."""
    send_digests()
