"""What a form hands to the services: the whole text of one version as plain values."""

from dataclasses import dataclass
from decimal import Decimal

from submissions.models import IdeaVersion, Indicator, Target, YearBudget


@dataclass(frozen=True)
class IndicatorText:
    name: str
    unit: str = ""
    direction: str = "up"
    baseline_value: Decimal | None = None
    baseline_year: int | None = None
    baseline_source: str = ""
    baseline_plan: str = ""
    targets: tuple[tuple[int | None, Decimal], ...] = ()  # (year, value); None is "sesudahnya"


@dataclass(frozen=True)
class IdeaText:
    """``districts`` are primary keys; ``budgets`` are (year, fund source pk, rupiah)."""

    title: str = ""
    dimension_id: int | None = None
    subdimension_id: int | None = None
    problem: str = ""
    solution: str = ""
    beneficiaries: str = ""
    covers_region: bool = False
    owner_agency_id: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    districts: tuple[int, ...] = ()
    budgets: tuple[tuple[int | None, int, int], ...] = ()
    indicator: IndicatorText | None = None

    def store(self, version: IdeaVersion) -> None:
        """Write everything into ``version``, which must not be frozen. Rows are replaced."""
        for name in _COLUMNS:
            setattr(version, name, getattr(self, name))
        version.save(update_fields=_COLUMNS)
        version.districts.set(self.districts)
        version.budgets.all().delete()
        YearBudget.objects.bulk_create(
            YearBudget(version=version, year=year, fund_source_id=source, amount_idr=amount)
            for year, source, amount in self.budgets
        )
        version.indicators.all().delete()
        if self.indicator:
            self._store_indicator(version, self.indicator)

    @staticmethod
    def _store_indicator(version: IdeaVersion, text: IndicatorText) -> None:
        indicator = Indicator.objects.create(
            version=version,
            name=text.name,
            unit=text.unit,
            direction=text.direction,
            baseline_value=text.baseline_value,
            baseline_year=text.baseline_year,
            baseline_source=text.baseline_source,
            baseline_plan=text.baseline_plan,
        )
        Target.objects.bulk_create(
            Target(indicator=indicator, year=year, value=value) for year, value in text.targets
        )

    @classmethod
    def of(cls, version: IdeaVersion | None) -> "IdeaText":
        """The stored text of a version; empty for none."""
        if version is None:
            return cls()
        indicator = version.indicators.order_by("position").first()
        return cls(
            **{name: getattr(version, name) for name in _COLUMNS},
            districts=tuple(version.districts.order_by("code").values_list("pk", flat=True)),
            budgets=tuple(
                version.budgets.order_by("year", "fund_source__position").values_list(
                    "year", "fund_source_id", "amount_idr"
                )
            ),
            indicator=_indicator_text(indicator) if indicator else None,
        )


_COLUMNS = [
    "title", "dimension_id", "subdimension_id", "problem", "solution", "beneficiaries",
    "covers_region", "owner_agency_id", "start_year", "end_year",
]  # fmt: skip


def _indicator_text(row: Indicator) -> IndicatorText:
    return IndicatorText(
        name=row.name,
        unit=row.unit,
        direction=row.direction,
        baseline_value=row.baseline_value,
        baseline_year=row.baseline_year,
        baseline_source=row.baseline_source,
        baseline_plan=row.baseline_plan,
        targets=tuple(row.targets.order_by("year").values_list("year", "value")),
    )
