"""Rows to a ``Book``: a fixed number of queries in one snapshot, then no database any more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dimensions.models import BioeconomySector, Dimension
from masterplan.book.changes import changes_between
from masterplan.book.frozen import from_json
from masterplan.book.idea_content import proposer_of, sheet_of
from masterplan.book.part_shapes import WaivedRequirement
from masterplan.book.shapes import (
    Book,
    DecidedProposal,
    DimensionChapter,
    IdeaSheet,
    OutlineEntry,
    Sector,
    SubdimensionPart,
    WorkshopStage,
)
from masterplan.book.worksheet_content import gather_sheets, gather_texts, readiness_scores
from masterplan.book.workshop_content import (
    gather_attendance,
    gather_forums,
    gather_places,
    gather_traces,
)
from masterplan.choices import SectionLevel
from masterplan.models import Edition, Section
from submissions.models import Idea
from workshops.models import Workshop


def gather(edition: Edition, *, compiled_on: date | None = None, is_final: bool = False) -> Book:
    """Everything the edition prints, from one repeatable-read snapshot, in printed order.

    ``is_final``: the file of a publication, which does not say "Draf".
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # inside another transaction (a test's) the level is set already
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        book = _gather(edition, compiled_on or timezone.localdate(), is_final)
        return replace(book, changes=changes_between(_book_before(edition), book))


def _book_before(edition: Edition) -> Book | None:
    """What the edition in force printed; None before the first."""
    before = (
        Edition.objects.filter(programme_id=edition.programme_id, number__isnull=False)
        .select_related("published_build")
        .order_by("-number")
        .first()
    )
    return from_json(before.published_build.contents) if before and before.published_build else None


def _gather(edition: Edition, compiled_on: date, is_final: bool) -> Book:
    programme = edition.programme
    return Book(
        title=programme.document_title,
        region=programme.region,
        start_year=programme.start_year,
        end_year=programme.end_year,
        long_until=programme.long_until,
        edition=edition.name,
        is_draft=not is_final,
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
        sheets=gather_sheets(programme),
        texts=gather_texts(programme),
        scores=readiness_scores(programme, list(Dimension.objects.all())),
        places=gather_places(programme),
        attendance=gather_attendance(programme),
        forums=gather_forums(programme),
        traces=gather_traces(programme),
        waivers=tuple(
            WaivedRequirement(row.label, row.reason) for row in edition.waivers.order_by("pk")
        ),
        token=edition.token if is_final else "",
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
            "programme",
            "organisation",
            "author",
            "approved_version__owner_agency",
            "approved_version__priority_programme",
            "decision",
        )
        .prefetch_related(
            "approved_version__districts",
            "approved_version__supporting_agencies",
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
    workshops = Workshop.objects.filter(programme_id=programme_id, is_sample=False)
    workshops = workshops.order_by("stage").prefetch_related("agenda", "speakers")
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
