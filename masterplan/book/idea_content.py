"""One version of an idea as frozen values."""

from django.utils import timezone

from masterplan.book.shapes import BudgetLine, IdeaSheet, Indicator, Picture, TargetValue
from submissions.choices import FileKind
from submissions.models import Idea, IdeaVersion
from submissions.models import Indicator as IndicatorRow
from submissions.parts import estimate_text
from tobasmart.files.storage import exists

HORIZONS = {"pendek": "Pendek", "menengah": "Menengah", "panjang": "Panjang", "": ""}
MAX_PICTURES = 2  # side by side on an idea's page
DIRECTIONS = {"up": "naik", "down": "turun"}


def sheet_of(idea: Idea, version: IdeaVersion) -> IdeaSheet:
    """One version of an idea as it is printed."""
    return IdeaSheet(
        code=idea.code or "Draf",
        version=version.number,
        title=version.title,
        problem=version.problem,
        solution=version.solution,
        beneficiaries=version.beneficiaries,
        districts=tuple(sorted(district.name for district in version.districts.all())),
        covers_region=version.covers_region,
        proposer=proposer_of(idea),
        owner_agency=version.owner_agency.name if version.owner_agency else "",
        start_year=version.start_year,
        end_year=version.end_year,
        horizon=HORIZONS[idea.programme.horizon_of(version.end_year) or version.horizon],
        indicators=_indicators(version),
        budget=_budget(version),
        approved_on=timezone.localdate(idea.decided_at or version.frozen_at),
        is_sample=idea.is_sample,
        estimate=estimate_text(version),
        pictures=_pictures(version),
        supporting_agencies=tuple(sorted(row.name for row in version.supporting_agencies.all())),
        partners=version.partners,
        village=version.village,
        programme=(version.programme_name, version.programme_code),
        activity=(version.activity_name, version.activity_code),
        subactivity=(version.subactivity_name, version.subactivity_code),
        innovation_kind=version.get_innovation_kind_display(),
        is_quick_win=version.is_quick_win,
        quick_win_reason=version.quick_win_reason,
        priority_programme=str(version.priority_programme or ""),
        risk=version.risk,
        sustainability=version.sustainability,
        prerequisites=version.prerequisites,
        evidence=version.evidence,
        evidence_source=version.evidence_source,
    )


def _budget(version: IdeaVersion) -> tuple[BudgetLine, ...]:
    rows = sorted(
        version.budgets.all(),
        key=lambda row: (row.year is None, row.year or 0, row.fund_source.position),
    )
    return tuple(BudgetLine(row.year, row.fund_source.name, row.amount_idr) for row in rows)


def _indicators(version: IdeaVersion) -> tuple[Indicator, ...]:
    rows = sorted(version.indicators.all(), key=lambda row: row.position)
    return tuple(_indicator(row) for row in rows)


def _pictures(version: IdeaVersion) -> tuple[Picture, ...]:
    """The first photos of the version, in the order they were sent, that have a print copy."""
    files = [link.attachment for link in version.attachment_links.all()]
    photos = sorted(
        (file for file in files if file.kind == FileKind.IMAGE),
        key=lambda file: (file.created_at, file.pk),
    )
    printable = [file for file in photos if exists(file.key, "cetak")]
    return tuple(
        Picture(file.sha256, file.caption, str(file.key)) for file in printable[:MAX_PICTURES]
    )


def proposer_of(idea: Idea) -> str:
    """The organisation; a person without one is printed by the display name they chose."""
    return idea.proposer


def _indicator(row: IndicatorRow) -> Indicator:
    targets = sorted(row.targets.all(), key=lambda target: (target.year is None, target.year or 0))
    return Indicator(
        name=row.name,
        unit=row.unit,
        direction=DIRECTIONS[row.direction],
        baseline=row.baseline_value,
        baseline_year=row.baseline_year,
        baseline_source=row.baseline_source,
        baseline_note=row.baseline_plan,
        targets=tuple(TargetValue(target.year, target.value) for target in targets),
    )
