from celery import shared_task

from workshops.services.rehearsal import end_due_rehearsals


@shared_task(name="workshops.end_rehearsals")
def end_rehearsals() -> None:
    """Every minute: no rehearsal is left when people begin to check in."""
    end_due_rehearsals()
