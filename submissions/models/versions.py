from django.db import models
from django.db.models import F, Q

from submissions.choices import Horizon, InnovationKind
from submissions.triggers import frozen_row


class IdeaVersion(models.Model):
    """The text of an idea at one time. Once ``frozen_at`` is set the database refuses changes."""

    idea = models.ForeignKey("submissions.Idea", models.CASCADE, related_name="versions")
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
    village = models.CharField(max_length=120, blank=True)  # desa or kelurahan
    owner_agency = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+"
    )
    supporting_agencies = models.ManyToManyField(
        "accounts.Organisation", through="SupportingAgency", related_name="+"
    )
    partners = models.CharField(max_length=500, blank=True)
    evidence = models.TextField(blank=True)
    evidence_source = models.CharField(max_length=300, blank=True)
    # A business gives one estimate; the upper bound is shown and never summed (settled, money).
    estimate_idr = models.BigIntegerField(null=True)
    estimate_upper_idr = models.BigIntegerField(null=True)
    estimate_source = models.ForeignKey(
        "dimensions.FundSource", models.PROTECT, null=True, related_name="+"
    )
    start_year = models.PositiveSmallIntegerField(null=True)
    end_year = models.PositiveSmallIntegerField(null=True)
    horizon = models.CharField(max_length=8, choices=Horizon, blank=True)
    # Nomenclature of the budget system (SIPD); codes are optional.
    programme_name = models.CharField(max_length=200, blank=True)
    programme_code = models.CharField(max_length=30, blank=True)
    activity_name = models.CharField(max_length=200, blank=True)
    activity_code = models.CharField(max_length=30, blank=True)
    subactivity_name = models.CharField(max_length=200, blank=True)
    subactivity_code = models.CharField(max_length=30, blank=True)
    innovation_kind = models.CharField(max_length=12, choices=InnovationKind, blank=True)
    is_quick_win = models.BooleanField(default=False)
    quick_win_reason = models.CharField(max_length=500, blank=True)
    priority_programme = models.ForeignKey(
        "dimensions.PriorityProgramme", models.PROTECT, null=True, related_name="+"
    )
    risk = models.TextField(blank=True)
    sustainability = models.TextField(blank=True)
    prerequisites = models.TextField(blank=True)
    # Which text of the consent line was agreed to when this version was handed in.
    consent_version = models.CharField(max_length=20, blank=True, editable=False)
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
            models.CheckConstraint(
                name="version_estimate_in_order",
                condition=Q(estimate_idr__isnull=True, estimate_upper_idr__isnull=True)
                | Q(estimate_idr__gte=0, estimate_upper_idr__isnull=True)
                | Q(estimate_idr__gte=0, estimate_upper_idr__gte=F("estimate_idr")),
            ),
        ]
        triggers = [frozen_row()]

    def __str__(self) -> str:
        return f"{self.idea} v{self.number}"
