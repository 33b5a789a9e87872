"""Files beside an idea; which of them a version shows is frozen with the version."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.choices import FileKind
from submissions.models.ideas import Idea
from submissions.models.versions import IdeaVersion
from submissions.triggers import rows_of_frozen_version
from tobasmart.files.pictures import THUMBNAIL


class Attachment(models.Model):
    """One stored file. ``key`` names it on disk and in addresses; ``name`` is only shown."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="attachments")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Made with the file's place in the form: sent twice, stored once.
    upload_key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=FileKind)
    caption = models.CharField(max_length=200, blank=True)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)  # pixels, pictures only
    height = models.PositiveIntegerField(null=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Taken out of the version being written; kept a while without link, so that it can come back.
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "upload_key"], name="attachment_once"),
            models.CheckConstraint(
                name="attachment_picture_has_size",
                condition=~Q(kind="image") | Q(width__isnull=False, height__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thumbnail_size(self) -> tuple[int, int]:
        """Width and height of the small picture, so that a page does not jump."""
        width, height = self.width or 1, self.height or 1
        scale = min(1, THUMBNAIL / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


class VersionAttachment(models.Model):
    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="attachment_links")
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="version_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "attachment"], name="attachment_once_per_version"
            )
        ]
        triggers = [rows_of_frozen_version("{row}.version_id")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.attachment_id}"
