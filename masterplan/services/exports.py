"""Ask for a build's contents in another form, and take care of jobs whose process died."""

from django.db import IntegrityError, transaction

from accounts.models import User
from masterplan.choices import ACTIVE, BuildStatus
from masterplan.exports import job as export_job
from masterplan.models import Build, ExportJob
from masterplan.permissions import MasterplanPermissions
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from tobasmart.queue import enqueue

TASK = "masterplan.export"


def request_export(build: Build, *, actor: User, kind: str) -> ExportJob:
    """A job for this form of the build, or the one that is under way or done.

    Who may read drafts may ask; a published build's files are then open to everyone.
    """
    if not MasterplanPermissions.of(actor).read_drafts or not build.file:
        raise NotAllowedError("export")
    try:
        with transaction.atomic():
            job = ExportJob.objects.create(build=build, kind=kind, requested_by=actor)
            record(actor=actor, action="masterplan.export_requested", target=build, format=kind)
            enqueue(TASK, job.pk)
            return job
    except IntegrityError:
        kept = ExportJob.objects.filter(build=build, kind=kind)
        return kept.filter(status__in=[*ACTIVE, BuildStatus.DONE]).get()


def sweep_exports() -> int:
    """Send waiting and orphaned jobs again; jobs touched. Sending twice is harmless."""
    touched = export_job.give_up_stale()
    for pk in ExportJob.objects.filter(export_job.claimable()).values_list("pk", flat=True):
        with transaction.atomic():
            enqueue(TASK, pk)
        touched += 1
    return touched
