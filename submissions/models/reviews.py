import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from submissions.choices import DecisionKind, IdeaField, IdeaStatus
from submissions.models.ideas import Idea
from submissions.models.versions import IdeaVersion


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


class DecisionUndo(models.Model):
    """That the decider took a decision back within the seconds the desk allows. The row stays."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="undo")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"undo {self.decision_id}"


class HeldDecision(models.Model):
    """A decision written down but not yet made; several are released together after a preview."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="held_decision")
    version = models.ForeignKey(IdeaVersion, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DecisionKind)
    reason_code = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    notes = models.JSONField(default=dict)  # IdeaField -> text
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.idea} {self.kind} (held)"


class Merge(models.Model):
    """That an idea was merged into another, and what it was before, so it can be undone for ever.

    ``Idea.merged_into`` always names the root of the family; ``into`` is where it was merged first.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Idea, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    source_status = models.CharField(max_length=16, choices=IdeaStatus)
    source_approved_version = models.ForeignKey(
        IdeaVersion, models.PROTECT, null=True, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["idea"], condition=Q(undone_at__isnull=True), name="merge_one_in_force"
            ),
            models.CheckConstraint(name="merge_not_into_itself", condition=~Q(idea=F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.idea} -> {self.into}"
