"""Talk about an idea: comments on two levels, reports, support, following."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.models.ideas import Idea


class Comment(models.Model):
    """A word on an idea; an answer has a ``parent``, which has none itself."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    # One form, one comment: the same key again is answered with the first result. It is also the
    # comment's place in addresses.
    creation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    role_shown = models.CharField(max_length=40, blank=True)  # as it was when it was written
    text = models.TextField()
    is_official = models.BooleanField(default=False)
    # In whose name an official answer speaks; None: the review team.
    official_agency = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    hidden_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creation_key"], name="comment_once_for_each_form"),
            models.CheckConstraint(
                name="comment_official_answers_the_idea",
                condition=Q(is_official=False, official_agency=None)
                | Q(is_official=True, parent=None),
            ),
            models.CheckConstraint(
                name="comment_hidden_has_reason",
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["idea", "created_at"], name="comment_by_idea_and_time")]

    def __str__(self) -> str:
        return f"{self.idea}: {self.text[:40]}"


class CommentReport(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.reason[:40]}"


class Support(models.Model):
    """One person's support for one idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supports")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.idea}: {self.person}"


class Follow(models.Model):
    """That a person wants to hear of an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.idea}: {self.person}"
