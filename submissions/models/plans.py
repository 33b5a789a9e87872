"""Where, how measured and at what cost: the rows of one version."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from submissions.choices import Direction
from submissions.models.versions import IdeaVersion
from submissions.triggers import rows_of_frozen_version


class IdeaDistrict(models.Model):
    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="+")
    district = models.ForeignKey("dimensions.District", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "district"], name="district_once")
        ]
        triggers = [rows_of_frozen_version("{row}.version_id")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.district_id}"


class SupportingAgency(models.Model):
    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"], name="supporting_agency_once"
            )
        ]
        triggers = [rows_of_frozen_version("{row}.version_id")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.organisation_id}"


class YearBudget(models.Model):
    """Whole rupiah of one year and fund source. Unknown is no row; year None is "sesudahnya"."""

    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(null=True)
    fund_source = models.ForeignKey("dimensions.FundSource", models.PROTECT, related_name="+")
    amount_idr = models.BigIntegerField(validators=[MinValueValidator(0)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "year", "fund_source"],
                name="budget_once_per_year_and_source",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount_idr__gte=0)),
        ]
        triggers = [rows_of_frozen_version("{row}.version_id")]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount_idr}"


class Indicator(models.Model):
    """How success is measured. A baseline is a value with year and source, or a measuring plan."""

    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    is_cumulative = models.BooleanField(default=False)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    baseline_year = models.PositiveSmallIntegerField(null=True)
    baseline_source = models.CharField(max_length=200, blank=True)
    baseline_plan = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="indicator_position_once")
        ]
        triggers = [rows_of_frozen_version("{row}.version_id")]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """The value an indicator is to reach in a year; year None is "sesudahnya"."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(null=True)
    value = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"], name="target_once_per_year", nulls_distinct=False
            )
        ]
        triggers = [
            rows_of_frozen_version(
                "(SELECT i.version_id FROM submissions_indicator i WHERE i.id = {row}.indicator_id)"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"
