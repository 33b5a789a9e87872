from datetime import UTC, datetime

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command

from submissions.services.attachments import sweep_files
from tobasmart.portal.pulse import PULSE_KEY
from workshops.services.materials import material_keys


@shared_task(name="portal.pulse")
def pulse() -> None:
    """Beat, broker and worker live as long as this is written every 15 seconds (/sehat/)."""
    cache.set(PULSE_KEY, datetime.now(UTC).timestamp(), 3600)


@shared_task(name="portal.clear_sessions")
def clear_sessions() -> None:
    """Remove sessions that have ended."""
    call_command("clearsessions")


@shared_task(name="portal.sweep_files")
def sweep_uploads() -> None:
    """Delete files nobody is shown any more, and what a killed process left on the disk."""
    sweep_files(kept=material_keys())
