"""What a form hands to the services: the whole text of one version as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from submissions.choices import Direction
from submissions.models import (
    Idea,
    IdeaDistrict,
    IdeaVersion,
    Indicator,
    SupportingAgency,
    Target,
    YearBudget,
)

MAX_INDICATORS = 5


@dataclass(frozen=True)
class IndicatorText:
    """One measure. A baseline is a value with year and source, or a plan how to measure it."""

    name: str
    unit: str = ""
    direction: str = Direction.UP.value
    is_cumulative: bool = False
    baseline_value: Decimal | None = None
    baseline_year: int | None = None
    baseline_source: str = ""
    baseline_plan: str = ""
    targets: tuple[tuple[int | None, Decimal], ...] = ()  # (year, value); None is "sesudahnya"


@dataclass(frozen=True)
class IdeaText:
    """``districts`` and ``supporting_agencies`` are primary keys, by code and by name;
    ``budgets`` are (year, fund source pk, rupiah) by year and source, "sesudahnya" last.
    """

    title: str = ""
    dimension_id: int | None = None
    subdimension_id: int | None = None
    problem: str = ""
    solution: str = ""
    beneficiaries: str = ""
    covers_region: bool = False
    village: str = ""
    owner_agency_id: int | None = None
    partners: str = ""
    evidence: str = ""
    evidence_source: str = ""
    estimate_idr: int | None = None
    estimate_upper_idr: int | None = None
    estimate_source_id: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    horizon: str = ""
    programme_name: str = ""
    programme_code: str = ""
    activity_name: str = ""
    activity_code: str = ""
    subactivity_name: str = ""
    subactivity_code: str = ""
    innovation_kind: str = ""
    is_quick_win: bool = False
    quick_win_reason: str = ""
    priority_programme_id: int | None = None
    risk: str = ""
    sustainability: str = ""
    prerequisites: str = ""
    districts: tuple[int, ...] = ()
    supporting_agencies: tuple[int, ...] = ()
    budgets: tuple[tuple[int | None, int, int], ...] = ()
    indicators: tuple[IndicatorText, ...] = ()

    @classmethod
    def of(cls, version: IdeaVersion | None) -> "IdeaText":
        """The stored text of a version; empty for none."""
        if version is None:
            return cls()
        return cls(
            **{name: getattr(version, name) for name in COLUMNS},
            districts=tuple(version.districts.order_by("code").values_list("pk", flat=True)),
            supporting_agencies=tuple(
                version.supporting_agencies.order_by("name", "pk").values_list("pk", flat=True)
            ),
            budgets=tuple(
                version.budgets.order_by("year", "fund_source__position").values_list(
                    "year", "fund_source_id", "amount_idr"
                )
            ),
            indicators=tuple(
                _indicator_text(row)
                for row in version.indicators.prefetch_related("targets").order_by("position")
            ),
        )

    def begin(self, idea: Idea, *, number: int) -> IdeaVersion:
        """A new version of ``idea`` that holds this text."""
        own = {name: getattr(self, name) for name in COLUMNS}
        version = IdeaVersion.objects.create(idea=idea, number=number, **own)
        self.store(version, before=IdeaText(**own))
        return version

    def store(self, version: IdeaVersion, *, before: "IdeaText | None" = None) -> None:
        """Write into ``version``, which must not be frozen, what differs from ``before``.

        ``before`` is what the version holds now; None reads it. Rows of a changed part are
        replaced.
        """
        held = IdeaText.of(version) if before is None else before
        changed = [name for name in COLUMNS if getattr(self, name) != getattr(held, name)]
        for name in changed:
            setattr(version, name, getattr(self, name))
        if changed:
            version.save(update_fields=changed)
        if self.districts != held.districts:
            _replace(version, IdeaDistrict, held.districts, self._district_rows(version))
        if self.supporting_agencies != held.supporting_agencies:
            rows = self._agency_rows(version)
            _replace(version, SupportingAgency, held.supporting_agencies, rows)
        if self.budgets != held.budgets:
            _replace(version, YearBudget, held.budgets, self._budget_rows(version))
        if self.indicators != held.indicators:
            self._store_indicators(version, held)

    def _district_rows(self, version: IdeaVersion) -> Iterable[IdeaDistrict]:
        return (IdeaDistrict(version=version, district_id=pk) for pk in self.districts)

    def _agency_rows(self, version: IdeaVersion) -> Iterable[SupportingAgency]:
        agencies = self.supporting_agencies
        return (SupportingAgency(version=version, organisation_id=pk) for pk in agencies)

    def _budget_rows(self, version: IdeaVersion) -> Iterable[YearBudget]:
        return (
            YearBudget(version=version, year=year, fund_source_id=source, amount_idr=amount)
            for year, source, amount in self.budgets
        )

    def _store_indicators(self, version: IdeaVersion, held: "IdeaText") -> None:
        rows = [
            Indicator(
                version=version,
                position=position,
                **{name: getattr(text, name) for name in INDICATOR_COLUMNS},
            )
            for position, text in enumerate(self.indicators, 1)
        ]
        _replace(version, Indicator, held.indicators, rows)
        Target.objects.bulk_create(
            Target(indicator=row, year=year, value=value)
            for row, text in zip(rows, self.indicators, strict=True)
            for year, value in text.targets
        )


# What stands in the version's own row, and in an indicator's.
COLUMNS = [
    name
    for name in IdeaText.__dataclass_fields__
    if name not in {"districts", "supporting_agencies", "budgets", "indicators"}
]
INDICATOR_COLUMNS = [name for name in IndicatorText.__dataclass_fields__ if name != "targets"]


def _replace(version: IdeaVersion, model: Any, held: tuple[Any, ...], rows: Iterable[Any]) -> None:
    """Put ``rows`` in the place of what the version holds; nothing is deleted where nothing is."""
    if held:
        model.objects.filter(version=version).delete()
    model.objects.bulk_create(rows)


def _indicator_text(row: Indicator) -> IndicatorText:
    targets = sorted(row.targets.all(), key=lambda target: (target.year is None, target.year or 0))
    return IndicatorText(
        **{name: getattr(row, name) for name in INDICATOR_COLUMNS},
        targets=tuple((target.year, target.value) for target in targets),
    )
