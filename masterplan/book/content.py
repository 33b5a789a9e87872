"""Rows to a ``Book``: a fixed number of queries in one snapshot, then no database any more."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dimensions.models import BioeconomySector, Dimension
from masterplan.book.shapes import (
    Book,
    BudgetLine,
    DecidedProposal,
    DimensionChapter,
    IdeaSheet,
    Indicator,
    OutlineEntry,
    Picture,
    Sector,
    SubdimensionPart,
    TargetValue,
    WorkshopStage,
)
from masterplan.choices import SectionLevel
from masterplan.models import Edition, Section
from submissions.choices import FileKind
from submissions.models import Idea, IdeaVersion
from submissions.models import Indicator as IndicatorRow
from submissions.parts import estimate_text
from tobasmart.files.storage import exists
from workshops.models import Workshop

HORIZONS = {"pendek": "Pendek", "menengah": "Menengah", "panjang": "Panjang", "": ""}
MAX_PICTURES = 2  # side by side on an idea's page
DIRECTIONS = {"up": "naik", "down": "turun"}


def gather(edition: Edition, *, compiled_on: date | None = None) -> Book:
    """Everything the edition prints, from one repeatable-read snapshot, in printed order."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # inside another transaction (a test's) the level is set already
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _gather(edition, compiled_on or timezone.localdate())


def _gather(edition: Edition, compiled_on: date) -> Book:
    programme = edition.programme
    return Book(
        title=programme.document_title,
        region=programme.region,
        start_year=programme.start_year,
        end_year=programme.end_year,
        long_until=programme.long_until,
        edition=edition.name,
        is_draft=edition.published_at is None,
        compiled_on=compiled_on,
        portal_address=settings.PORTAL_ADDRESS,
        outline=_outline(programme.pk),
        dimensions=_chapters(programme.pk),
        decided=_decided(programme.pk),
        stages=_stages(programme.pk),
        sectors=tuple(
            Sector(row.name, row.national_target_idr, row.source)
            for row in BioeconomySector.objects.order_by("position")
        ),
    )


def _outline(programme_id: int) -> tuple[OutlineEntry, ...]:
    rows = Section.objects.filter(programme_id=programme_id).order_by("position")
    off: set[int] = set()
    entries = []
    for row in rows:
        # A node under one that is switched off is off too; parents come first.
        if not row.is_enabled or row.parent_id in off:
            off.add(row.pk)
        elif row.level != SectionLevel.FRONT:
            entries.append(OutlineEntry(row.key, row.level, row.title, row.content, row.repeat))
    return tuple(entries)


def _chapters(programme_id: int) -> tuple[DimensionChapter, ...]:
    sheets: dict[tuple[int | None, int | None], list[IdeaSheet]] = {}
    for idea in _ideas_in_force(programme_id):
        sheets.setdefault((idea.dimension_id, idea.subdimension_id), []).append(_sheet(idea))
    chapters = []
    for dimension in Dimension.objects.prefetch_related("subdimensions").order_by("position"):
        parts = tuple(
            SubdimensionPart(
                part.code, part.name, _in_order(sheets.get((dimension.pk, part.pk), []))
            )
            for part in sorted(dimension.subdimensions.all(), key=lambda part: part.position)
        )
        chapters.append(
            DimensionChapter(
                code=dimension.code,
                name=dimension.name,
                official_name=dimension.official_name,
                target=dimension.target,
                icon=f"dimension-{dimension.code.lower()}",
                subdimensions=parts,
                other=_in_order(sheets.get((dimension.pk, None), [])),
            )
        )
    return tuple(chapters)


def _in_order(sheets: list[IdeaSheet]) -> tuple[IdeaSheet, ...]:
    """By code: samples have a series of their own and follow the real ones."""
    return tuple(sorted(sheets, key=lambda sheet: (sheet.is_sample, sheet.code)))


def _ideas_in_force(programme_id: int) -> Iterable[Idea]:
    return (
        Idea.objects.in_force()
        .filter(programme_id=programme_id)
        .select_related(
            "programme", "organisation", "author", "approved_version__owner_agency", "decision"
        )
        .prefetch_related(
            "approved_version__districts",
            "approved_version__budgets__fund_source",
            "approved_version__indicators__targets",
            "approved_version__attachment_links__attachment",
        )
        .order_by("code")
    )


def _sheet(idea: Idea) -> IdeaSheet:
    version = idea.approved_version
    if version is None or idea.code is None:
        raise ValueError("in_force() gave an idea without version or code")
    return sheet_of(idea, version)


def sheet_of(idea: Idea, version: IdeaVersion) -> IdeaSheet:
    """One version of an idea as it is printed."""
    budgets = sorted(
        version.budgets.all(),
        key=lambda row: (row.year is None, row.year or 0, row.fund_source.position),
    )
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
        indicators=tuple(
            _indicator(row)
            for row in sorted(version.indicators.all(), key=lambda row: row.position)
        ),
        budget=tuple(BudgetLine(row.year, row.fund_source.name, row.amount_idr) for row in budgets),
        approved_on=timezone.localdate(idea.decided_at or version.frozen_at),
        is_sample=idea.is_sample,
        estimate=estimate_text(version),
        pictures=_pictures(version),
    )


def _pictures(version: IdeaVersion) -> tuple[Picture, ...]:
    """The first photos of the version, in the order they were sent, that have a print copy."""
    files = [link.attachment for link in version.attachment_links.all()]
    photos = sorted(
        (file for file in files if file.kind == FileKind.IMAGE),
        key=lambda file: (file.created_at, file.pk),
    )
    printable = [file for file in photos if exists(file.key, "cetak")]
    return tuple(
        Picture(str(file.key), file.sha256, file.caption) for file in printable[:MAX_PICTURES]
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


def _decided(programme_id: int) -> tuple[DecidedProposal, ...]:
    ideas = (
        Idea.objects.decided_against()
        .filter(programme_id=programme_id)
        .select_related(
            "dimension", "organisation", "author", "current_version", "decision", "merged_into"
        )
    )
    rows = [
        DecidedProposal(
            code=idea.code or "",
            title=idea.current_version.title if idea.current_version else "",
            proposer=proposer_of(idea),
            dimension=idea.dimension.name if idea.dimension else "",
            status=idea.get_status_display(),
            reason=idea.decision.reason if idea.decision else "",
            merged_into=(idea.merged_into.code or "") if idea.merged_into else "",
            is_sample=idea.is_sample,
        )
        for idea in ideas
    ]
    return tuple(sorted(rows, key=lambda row: row.code))


def _stages(programme_id: int) -> tuple[WorkshopStage, ...]:
    workshops = Workshop.objects.filter(programme_id=programme_id).prefetch_related(
        "agenda", "speakers"
    )
    return tuple(
        WorkshopStage(
            stage=row.stage,
            title=row.title,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            venue=row.venue,
            agenda=tuple((item.day, item.title) for item in row.agenda.all()),
            speakers=tuple((item.name, item.role, item.topic) for item in row.speakers.all()),
            deliverable=row.deliverable,
            source=row.source,
        )
        for row in workshops.order_by("stage")
    )
