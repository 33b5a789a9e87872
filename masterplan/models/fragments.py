from django.db import models
from django.utils import timezone

from masterplan.choices import FragmentState
from masterplan.querysets import FragmentQuerySet


class BuildFragment(models.Model):
    """One piece a build still needs. These rows, not the queue, say what is left to do."""

    build = models.ForeignKey("masterplan.Build", models.CASCADE, related_name="fragments")
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=FragmentState, default=FragmentState.MISSING)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    idea_code = models.CharField(max_length=20, blank=True)
    html = models.TextField()
    # Style sheet, tags and pictures: how the text is rendered.
    recipe = models.JSONField(default=dict)
    weight = models.PositiveIntegerField()  # the longest are begun first

    objects = FragmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "key"], name="build_fragment_once"),
        ]
        indexes = [models.Index(fields=["build", "state"], name="build_fragment_state")]

    def __str__(self) -> str:
        return self.key


class CachedFragment(models.Model):
    """What the file storage holds, without asking it hundreds of times; it may be wrong."""

    key = models.CharField(max_length=40, primary_key=True)
    page_count = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField()
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key
