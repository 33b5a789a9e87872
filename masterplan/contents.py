"""What the books need besides ideas, chapter by chapter, with how much of it is there."""

from collections import defaultdict
from dataclasses import dataclass, field

from dimensions.models import Dimension, Programme
from masterplan.models import DataRequest, Narrative, Section, SheetRow
from masterplan.worksheets.reading import completeness_of
from masterplan.worksheets.sheets import SHEETS

TEXT = "naskah"


@dataclass
class Part:
    """One narrative or worksheet of a section; ``state`` is "done", "partly" or "missing"."""

    kind: str  # "sheet" or "narrative"
    code: str  # of the sheet, or the section's key
    title: str
    state: str
    hint: str


@dataclass
class SectionParts:
    section: Section
    parts: list[Part] = field(default_factory=list)


def contents_of(programme: Programme) -> list[SectionParts]:
    """Every enabled section with something to fill in, in printed order; five queries."""
    rows: dict[str, list[SheetRow]] = defaultdict(list)
    for row in SheetRow.objects.filter(programme=programme):
        rows[row.sheet].append(row)
    written = {
        text.section_id: text
        for text in Narrative.objects.filter(section__programme=programme).select_related(
            "organisation"
        )
    }
    waiting = _waiting(programme)
    dimensions = list(Dimension.objects.all())
    found = []
    for section in enabled_sections(programme):
        parts = [
            _sheet_part(sheet.code, rows[sheet.code], dimensions, waiting)
            for sheet in SHEETS.values()
            if sheet.section == section.key
        ]
        if TEXT in section.data_sources:
            parts.insert(0, _text_part(section, written.get(section.pk)))
        if parts:
            found.append(SectionParts(section, parts))
    return found


def enabled_sections(programme: Programme) -> list[Section]:
    """In printed order, without those under a switched-off one."""
    off: set[int] = set()
    kept = []
    for row in Section.objects.filter(programme=programme).order_by("position"):
        if not row.is_enabled or row.parent_id in off:
            off.add(row.pk)
        else:
            kept.append(row)
    return kept


def _sheet_part(
    code: str, rows: list[SheetRow], dimensions: list[Dimension], waiting: dict[str, int]
) -> Part:
    sheet = SHEETS[code]
    found = completeness_of(sheet, rows, dimensions)
    hints = [f"{found.rows} baris", found.lacking]
    if waiting.get(code):
        hints.append(f"Menunggu {waiting[code]} perangkat daerah.")
    return Part("sheet", code, sheet.title, found.state, " · ".join(h for h in hints if h))


def _text_part(section: Section, text: Narrative | None) -> Part:
    if text is None or not text.text.strip():
        state, hint = "missing", "Belum ditulis."
    else:
        state = "done" if text.is_done else "partly"
        hint = "" if text.is_done else "Belum ditandai selesai."
    if text and text.organisation:
        hint = f"{hint} Ditulis oleh {text.organisation}.".strip()
    return Part("narrative", section.key, section.title, state, hint)


def _waiting(programme: Programme) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    asked = DataRequest.objects.open().filter(programme=programme).exclude(sheet="")
    for code in asked.values_list("sheet", flat=True):
        counts[code] += 1
    return counts
