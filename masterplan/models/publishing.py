"""What hangs on an edition: printed lines, waivers, signers, frozen stages, other file formats."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from masterplan.choices import ACTIVE, BuildStatus, ExportKind, LineKind
from masterplan.models.editions import Build, Edition


class EditionLine(models.Model):
    """One printed programme line: which version of which idea stands where in which file.

    The page is the one printed at its foot ("iv", "27"). Written with the build, never changed.
    """

    build = models.ForeignKey(Build, models.CASCADE, related_name="lines")
    idea = models.ForeignKey("submissions.Idea", models.PROTECT, related_name="printed_lines")
    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=LineKind)
    page = models.CharField(max_length=8)
    place = models.CharField(max_length=200)  # the heading it stands under: "2.4 Rencana aksi"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "code", "kind"], name="line_once_per_build")
        ]
        indexes = [models.Index(fields=["idea", "version"], name="line_by_idea_and_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}, hlm. {self.page}"


class Waiver(models.Model):
    """Why an edition is published although a requirement is not met; printed in its annex."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="waivers")
    requirement = models.CharField(max_length=60)  # code of readiness.requirements_of
    label = models.CharField(max_length=200)
    reason = models.CharField("alasan", max_length=300)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "requirement"], name="waiver_once")
        ]

    def __str__(self) -> str:
        return self.label


class FrozenStage(models.Model):
    """A draft kept as it stood at the end of a BimTek stage ("beku per BimTek")."""

    workshop = models.OneToOneField(
        "workshops.Workshop", models.PROTECT, related_name="frozen_stage"
    )
    build = models.ForeignKey(Build, models.PROTECT, related_name="frozen_stages")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.workshop}: {self.build_id}"


def export_file_path(job: "ExportJob", filename: str) -> str:
    return f"masterplan/exports/{job.key}/{filename}"


class ExportJob(models.Model):
    """The same contents in another form. The row is the truth, as with builds."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    build = models.ForeignKey(Build, models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=8, choices=ExportKind)
    status = models.CharField(max_length=9, choices=BuildStatus, default=BuildStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to=export_file_path, max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["build", "kind"],
                condition=Q(status__in=[*ACTIVE, BuildStatus.DONE]),
                name="export_once_per_build_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.build_id}"
