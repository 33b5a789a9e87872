"""The rubric and who scored what: rows of the review desk."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from submissions.choices import IdeaField
from submissions.models.ideas import Idea
from submissions.models.versions import IdeaVersion


class Criterion(models.Model):
    """One line of the rubric. Names and weights are frozen once an idea was scored with them."""

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=40)
    name = models.CharField("nama", max_length=60)
    hint = models.CharField("keterangan", max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(
        "bobot", default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="criterion_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """What one reviewer thinks of one version: scores, or that they do not judge it."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="reviews")
    version = models.ForeignKey(IdeaVersion, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    is_abstained = models.BooleanField(default=False)
    total = models.DecimalField(max_digits=4, decimal_places=2, null=True)  # weighted mean, 1 to 5
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reviewer"], name="review_once"),
            models.CheckConstraint(
                name="review_is_scored_or_abstained",
                condition=Q(is_abstained=True, total__isnull=True)
                | Q(is_abstained=False, total__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea}: {self.reviewer}"


class Score(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(
                name="score_from_one_to_five", condition=Q(value__gte=1, value__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class PendingNote(models.Model):
    """A reviewer's note at a part of a version, before it goes out with a revision request."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="pending_notes")
    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    field = models.CharField(max_length=16, choices=IdeaField)
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "author", "field"], name="pending_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.idea}: {self.field}"


class Assignment(models.Model):
    """That a reviewer is asked to score an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "reviewer"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.idea}: {self.reviewer}"


class DeclaredConflict(models.Model):
    """A reviewer's own word that an idea is too close to them; they no longer judge it."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="declared_conflicts")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="declared_conflicts"
    )
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "reviewer"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.idea}: {self.reviewer}"
