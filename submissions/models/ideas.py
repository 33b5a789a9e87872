import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from submissions.choices import IdeaStatus, Origin
from submissions.querysets import IdeaQuerySet
from submissions.triggers import frozen_row

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
    revision_due_on = models.DateField(null=True)
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
    def title(self) -> str:
        """The title as everyone reads it; a draft's own title before that."""
        version = self.public_version or self.draft_version
        return (version.title if version else "") or "Tanpa judul"


class IdeaVersion(models.Model):
    """The text of an idea at one time. Once ``frozen_at`` is set the database refuses changes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(null=True, editable=False)
    # One click on "Kirim": the same key again is answered with the first result.
    submission_key = models.UUIDField(null=True, unique=True, editable=False)
    dimension = models.ForeignKey(
        "dimensions.Dimension", models.PROTECT, null=True, related_name="+"
    )
    subdimension = models.ForeignKey(
        "dimensions.Subdimension", models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    beneficiaries = models.CharField(max_length=300, blank=True)
    covers_region = models.BooleanField(default=False)  # all districts
    districts = models.ManyToManyField(
        "dimensions.District", through="IdeaDistrict", related_name="+"
    )
    owner_agency = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+"
    )
    start_year = models.PositiveSmallIntegerField(null=True)
    end_year = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["idea"], condition=Q(frozen_at__isnull=True), name="version_one_in_writing"
            ),
            models.CheckConstraint(
                name="version_years_in_order",
                condition=Q(start_year__isnull=True)
                | Q(end_year__isnull=True)
                | Q(start_year__lte=F("end_year")),
            ),
        ]
        triggers = [frozen_row()]

    def __str__(self) -> str:
        return f"{self.idea} v{self.number}"
