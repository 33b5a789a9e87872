from celery import shared_task

from tobasmart.notifications.services import send_due


@shared_task(name="notifications.send_outbox")
def send_outbox() -> None:
    """Send mail that is due. Runs every 15 seconds and after a write that asks for it."""
    send_due()
