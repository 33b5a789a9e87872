import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from masterplan.choices import ACTIVE, BuildStatus, BuildStep
from masterplan.querysets import BuildQuerySet, EditionQuerySet


class Edition(models.Model):
    """A masterplan on its way to publication; drafts may be made at any time.

    Of the published ones the newest is in force, the others are superseded by their next.
    """

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="editions")
    slug = models.SlugField(unique=True)
    name = models.CharField("nama edisi", max_length=60)
    # Given at publication, counting up; None while it is on its way.
    number = models.PositiveSmallIntegerField("nomor", null=True, blank=True, editable=False)
    # Of the verification page; given at publication.
    token = models.CharField(max_length=22, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    # The file that was published; its ``contents`` are what the edition printed.
    published_build = models.OneToOneField(
        "Build", models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="edition_token_once"
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(published_at__isnull=True),
                name="edition_one_on_its_way",
            ),
            models.CheckConstraint(
                name="edition_published_has_file_and_number",
                condition=Q(published_at__isnull=True, number__isnull=True)
                | Q(
                    published_at__isnull=False,
                    number__isnull=False,
                    published_build__isnull=False,
                    published_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def build_file_path(build: "Build", filename: str) -> str:
    return f"masterplan/{build.edition.slug}/{filename}"


class Build(models.Model):
    """One try to make the PDF of an edition. This row, not the queue, is the truth."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="builds")
    # The file of a publication: without "Draf", and its edition is published with it.
    is_final = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=9, choices=BuildStatus, default=BuildStatus.QUEUED)
    step = models.CharField(max_length=8, choices=BuildStep, blank=True)
    step_done = models.PositiveIntegerField(default=0)
    step_total = models.PositiveIntegerField(default=0)
    total_is_estimate = models.BooleanField(default=False)
    pages_done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    idea_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    input_hash = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to=build_file_path, max_length=200, blank=True)
    contents = models.JSONField(default=dict)
    # What is linked and in which order; empty once the build has ended.
    plan = models.JSONField(default=dict)
    is_one_piece = models.BooleanField(default=False)
    one_piece_reason = models.CharField(max_length=200, blank=True)
    warnings = models.JSONField(default=list)
    error = models.CharField(max_length=500, blank=True)
    error_idea = models.CharField(max_length=20, blank=True)

    objects = BuildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(status__in=ACTIVE), name="build_one_active"
            ),
            models.CheckConstraint(
                name="build_done_has_file",
                condition=~Q(status=BuildStatus.DONE)
                | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.requested_at:%d-%m-%Y %H.%M}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE
