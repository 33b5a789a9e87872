from celery import shared_task

from masterplan.book import build
from masterplan.services import sweep_builds


@shared_task(name="masterplan.build")
def build_masterplan(build_id: int) -> None:
    """Make one PDF. Safe to deliver twice: the second run finds nothing to claim."""
    build.run(build_id)


@shared_task(name="masterplan.sweep")
def sweep() -> None:
    """Every 15 seconds: builds left behind by a dead process go on (decisions/0004)."""
    sweep_builds()
