import secrets
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from submissions.choices import IdeaStatus, Origin
from submissions.querysets import IdeaQuerySet

if TYPE_CHECKING:
    from submissions.models.versions import IdeaVersion

# Without 0/o, 1/l/i: a draft's address may be read aloud.
KEY_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_draft_key() -> str:
    """The address of a draft: ``d-`` and ten random signs."""
    return "d-" + "".join(secrets.choice(KEY_SIGNS) for _ in range(10))


class CodeCounter(models.Model):
    """The last code given in a dimension; the row is locked while a code is given, so no gap."""

    dimension = models.OneToOneField("dimensions.Dimension", models.PROTECT)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dimension_id}: {self.last_number}"


class Idea(models.Model):
    """One idea through its whole life. Only ``transitions`` changes ``status`` and the versions.

    What is written lives in versions: ``draft_version`` is being written, ``current_version`` was
    handed in last, ``approved_version`` is in force (book, exports and public page read it).
    ``dimension`` and ``subdimension`` are the place in force; a reviewer may move them.
    """

    draft_key = models.CharField(max_length=12, unique=True, default=new_draft_key, editable=False)
    code = models.CharField(max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001  (unique)
    creation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="+")
    dimension = models.ForeignKey(
        "dimensions.Dimension", models.PROTECT, null=True, related_name="ideas"
    )
    subdimension = models.ForeignKey(
        "dimensions.Subdimension", models.PROTECT, null=True, related_name="ideas"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ideas")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="ideas"
    )
    co_authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="co_authored_ideas"
    )
    # An agency asked to complete the data; its people write like co-authors.
    completing_agency = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+"
    )
    is_shared = models.BooleanField(default=False)  # a draft the own organisation may read
    status = models.CharField(
        max_length=16, choices=IdeaStatus, default=IdeaStatus.DRAFT, editable=False
    )
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.FORM)
    is_sample = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)
    hidden_reason = models.CharField(max_length=300, blank=True)
    draft_version = models.OneToOneField(
        "IdeaVersion", models.SET_NULL, null=True, related_name="+", editable=False
    )
    current_version = models.ForeignKey(
        "IdeaVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_version = models.ForeignKey(
        "IdeaVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    decision = models.ForeignKey(
        "Decision", models.PROTECT, null=True, related_name="+", editable=False
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_ideas")
    revision = models.PositiveIntegerField(default=1)  # optimistic lock of the text being written
    # The open form that wrote last: its own saves whose answer got lost are no conflict. What it
    # wrote follows on revision ``page_since`` without a stranger's save in between.
    page_key = models.UUIDField(null=True, editable=False)
    page_since = models.PositiveIntegerField(default=1, editable=False)
    page_number = models.PositiveBigIntegerField(default=0, editable=False)  # of its last save
    revision_due_on = models.DateField(null=True)
    # The day the present step is promised to end (docs/workflow.md); None where none is promised.
    step_due_on = models.DateField(null=True, editable=False)
    # On paper or imported: who is named as proposer while nobody with an account claims the idea.
    proposer_name = models.CharField(max_length=80, blank=True)
    # Counters, written by the services in the same transaction as what they count.
    support_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    assigned_count = models.PositiveSmallIntegerField(default=0, editable=False)
    reviewed_count = models.PositiveSmallIntegerField(default=0, editable=False)
    score_mean = models.DecimalField(max_digits=4, decimal_places=2, null=True, editable=False)
    score_spread = models.DecimalField(max_digits=4, decimal_places=2, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    taken_up_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "creation_key"], name="idea_once_for_each_form"
            ),
            models.CheckConstraint(
                name="idea_handed_in_has_code_and_version",
                condition=Q(status=IdeaStatus.DRAFT)
                | Q(
                    code__isnull=False,
                    current_version__isnull=False,
                    submitted_at__isnull=False,
                    dimension__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="idea_approved_has_version",
                condition=~Q(status=IdeaStatus.APPROVED) | Q(approved_version__isnull=False),
            ),
            models.CheckConstraint(
                name="idea_decided_has_decision",
                condition=~Q(
                    status__in=[
                        IdeaStatus.NEEDS_REVISION,
                        IdeaStatus.APPROVED,
                        IdeaStatus.DEFERRED,
                        IdeaStatus.REJECTED,
                    ]
                )
                | Q(decision__isnull=False),
            ),
            models.CheckConstraint(
                name="idea_merged_has_target",
                condition=Q(status=IdeaStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=IdeaStatus.MERGED) & Q(merged_into__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["dimension", "status"], name="idea_by_dimension_and_status"),
            models.Index(F("submitted_at").desc(), F("id").desc(), name="idea_newest_first"),
            models.Index(fields=["status", "step_due_on"], name="idea_by_status_and_due_day"),
        ]

    def __str__(self) -> str:
        return self.code or self.draft_key

    def get_absolute_url(self) -> str:
        return reverse("submissions:idea_detail", args=[self.address])

    @property
    def address(self) -> str:
        """The part of the URL that names this idea: the code, or the draft's random key."""
        return self.code.lower() if self.code else self.draft_key

    @property
    def public_version(self) -> "IdeaVersion | None":
        """What everyone reads: the version in force, else the one handed in last."""
        return self.approved_version or self.current_version

    @property
    def proposer(self) -> str:
        """Who handed it in, as everyone reads it: the organisation, else a chosen name."""
        if self.organisation:
            return self.organisation.name
        return self.proposer_name or self.author.display_name

    @property
    def is_late(self) -> bool:
        """Whether the promised day of the present step has passed."""
        return self.step_due_on is not None and self.step_due_on < timezone.localdate()

    @property
    def title(self) -> str:
        """The title as everyone reads it; a draft's own title before that."""
        version = self.public_version or self.draft_version
        return (version.title if version else "") or "Tanpa judul"
