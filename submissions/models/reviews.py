import pgtrigger
from django.conf import settings
from django.db import models

from submissions.choices import DecisionKind, IdeaField
from submissions.models.ideas import Idea, IdeaVersion


class Decision(models.Model):
    """What a reviewer decided on one version, with its public reason. Never changed afterwards."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="decisions")
    version = models.ForeignKey(IdeaVersion, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DecisionKind)
    reason_code = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.idea} {self.kind}"


class FieldNote(models.Model):
    """A reviewer's note at one part of a version; asked with a revision, shown beside the part."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="notes")
    field = models.CharField(max_length=16, choices=IdeaField)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "field"], name="note_once_per_field")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text[:40]}"
