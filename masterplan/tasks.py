from celery import shared_task

from masterplan.book import build
from masterplan.exports import job
from masterplan.services import prune_fragments, sweep_builds
from masterplan.services.exports import sweep_exports
from masterplan.services.requests import remind_agencies


@shared_task(name="masterplan.build")
def build_masterplan(build_id: int) -> None:
    """Begin one PDF. Safe to deliver twice: the second run finds nothing to claim."""
    build.run(build_id, is_worker=True)


@shared_task(name="masterplan.fragments")
def lay_out_fragments(build_id: int) -> None:
    """Some fragments of a running build; the last of them brings the link step."""
    build.go_on(build_id, is_worker=True)


@shared_task(name="masterplan.sweep")
def sweep() -> None:
    """Every 15 seconds: what a dead process left behind goes on (decisions/0004)."""
    sweep_builds()
    sweep_exports()


@shared_task(name="masterplan.export")
def export(job_id: int) -> None:
    """Write one file in another form. Safe to deliver twice."""
    job.run(job_id)


@shared_task(name="masterplan.remind_agencies")
def remind() -> None:
    """Every hour: agencies whose day is near hear of it, at most every three days."""
    remind_agencies()


@shared_task(name="masterplan.prune")
def prune() -> None:
    """Once a day: fragments that no build has used for a month."""
    prune_fragments()
