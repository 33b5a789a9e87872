"""Worksheets and workshop counts as printed tables."""

from collections.abc import Sequence

from masterplan.book.action_plan import idea_anchor
from masterplan.book.figures import tone
from masterplan.book.money import sum_of
from masterplan.book.part_shapes import SheetLine, SheetTable
from masterplan.book.shapes import Book, DimensionChapter
from masterplan.book.tables import (
    Caption,
    Captions,
    Cell,
    Group,
    Row,
    Table,
    cell,
    head,
    known,
    row_head,
)
from masterplan.worksheets.columns import MONTHS as SHORT_MONTHS
from tobasmart.ui.formats import date_id, number, rupiah_short

# The class of a column by its kind: narrow ones have a width in tables.css, others share the rest.
_CSS = {
    "number": "number figure-column", "money": "number sum", "year": "year-column",
    "score": "year-column", "choice": "choice-column", "organisation": "agency",
    "subdimension": "agency", "idea": "code", "months": "choice-column", "targets": "target-column",
}  # fmt: skip
WIDE_FROM = 7  # columns beyond which a table lies across the page
MAX_SOURCES = 12


def is_wide(table: SheetTable) -> bool:
    return len(_columns(table)) >= WIDE_FROM


def sheet_table(
    book: Book, table: SheetTable, captions: Captions, dimension: DimensionChapter | None = None
) -> Table | None:
    """The rows of a worksheet, under their dimensions; of one dimension where it is given."""
    lines = [line for line in table.lines if not dimension or line.dimension == dimension.code]
    if not lines:
        return None
    title = f"{table.title} {dimension.name}" if dimension else table.title
    anchor = f"{table.code}-{dimension.code.lower()}" if dimension else table.code
    columns = _columns(table)
    names = head(*((table.headings[place], _CSS.get(table.kinds[place], "")) for place in columns))
    printed = {idea.code for idea in book.ideas}
    groups = _groups(book, table, lines, columns, printed, has_titles=dimension is None)
    css = "worksheet worksheet--wide" if is_wide(table) else "worksheet"
    return Table(captions.add(title, anchor), css, names, groups, _sources(lines))


def _columns(table: SheetTable) -> list[int]:
    """All but the dimension: it is the title above its rows."""
    return [place for place, kind in enumerate(table.kinds) if kind != "dimension"]


def _groups(
    book: Book,
    table: SheetTable,
    lines: Sequence[SheetLine],
    columns: Sequence[int],
    printed: set[str],
    *,
    has_titles: bool,
) -> tuple[Group, ...]:
    by_code: dict[str, list[SheetLine]] = {}
    for line in lines:
        by_code.setdefault(line.dimension, []).append(line)
    names = {chapter.code: chapter.name for chapter in book.dimensions}
    titled = has_titles and "dimension" in table.kinds
    groups = []
    for code in (*names, ""):
        rows = [_row(table, line, columns, printed) for line in by_code.get(code, [])]
        if rows and titled:
            name = names.get(code, "Semua dimensi")
            rows.insert(0, Row((row_head(name, "group", columns=len(columns)),), "group-row"))
        if rows:
            groups.append(Group(tuple(rows), tone(code) if code else ""))
    return tuple(groups)


def _row(table: SheetTable, line: SheetLine, columns: Sequence[int], printed: set[str]) -> Row:
    return Row(tuple(_cell(table.kinds[place], line.cells[place], printed) for place in columns))


def _cell(kind: str, text: str, printed: set[str]) -> Cell:
    if kind == "idea":
        return cell(known(text), "code", idea_anchor(text) if text in printed else "")
    lines = tuple(part.strip() for part in text.split(";" if kind == "targets" else "\n"))
    shown = tuple(part for part in lines if part) or (known(""),)
    return Cell(shown, _CSS.get(kind, ""))


def _sources(lines: Sequence[SheetLine]) -> tuple[str, ...]:
    """Each source once, in the order of the rows."""
    named = list(dict.fromkeys(line.source for line in lines if line.source))
    if not named:
        return ()
    more = f"; dan {len(named) - MAX_SOURCES} lainnya" if len(named) > MAX_SOURCES else ""
    return (f"Sumber: {'; '.join(named[:MAX_SOURCES])}{more}.",)


MONTHS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")


def quick_win_tables(sheet: SheetTable, code: str, captions: Captions) -> list[Table]:
    """The sheet of one quick win with its questions beside the answers, or its months."""
    place = sheet.kinds.index("idea")
    lines = [line for line in sheet.lines if line.cells[place] == code]
    if not lines:
        return []
    caption = captions.add(f"{sheet.title} {code}", f"{sheet.code}-{code.lower()}")
    if "months" in sheet.kinds:
        return [_calendar(sheet, lines, caption)]
    rows = tuple(
        Row((row_head(heading, "agency"), Cell(tuple(known(text).split("\n")))))
        for line in lines
        for heading, kind, text in zip(sheet.headings, sheet.kinds, line.cells, strict=True)
        if kind != "idea" and text
    )
    return [Table(caption, "quick-win", head(("Hal", "agency"), "Uraian"), (Group(rows),))]


def _calendar(sheet: SheetTable, lines: Sequence[SheetLine], caption: Caption) -> Table:
    """One row for each activity, a mark in each of its months."""
    texts = dict(zip(sheet.kinds, range(len(sheet.kinds)), strict=True))
    names = head("Kegiatan", *((month, "month") for month in MONTHS))
    rows = []
    for line in lines:
        chosen = {part.strip() for part in line.cells[texts["months"]].split(",")}
        marks = tuple(cell("■" if short in chosen else "", "month") for short in SHORT_MONTHS)
        rows.append(Row((row_head(line.cells[texts["text"]]), *marks)))
    return Table(caption, "calendar", names, (Group(tuple(rows)),))


def attendance_table(book: Book, captions: Captions) -> Table:
    """How many came to each sitting; names stand in the internal annex alone."""
    names = head(
        ("Tahap", "stage"), "Sesi", ("Tanggal", "when"), ("OPD", "number year-column"),
        ("UMKM", "number year-column"), ("Lainnya", "number year-column"),
        ("Jumlah", "number year-column"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row_head(row.stage), cell(row.title), cell(date_id(row.on)),
                cell(number(row.agencies), "number"), cell(number(row.businesses), "number"),
                cell(number(row.others), "number"), cell(number(row.total), "number"),
            )
        )
        for row in book.attendance
    )  # fmt: skip
    caption = captions.add("Kehadiran BimTek dalam angka", "kehadiran")
    return Table(caption, "attendance", names, (Group(rows),))


def forum_table(book: Book, captions: Captions) -> Table:
    """Sealed records with their hashes: whoever holds one can compare."""
    names = head(
        ("Tahap", "agency"), ("Dimensi", "agency"), ("Tanggal", "when"),
        ("Kartu", "number year-column"), ("Disepakati", "number year-column"),
        ("Nomor", "choice-column"), "Sidik SHA-256",
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row_head(row.stage), cell(row.dimension), cell(date_id(row.on)),
                cell(number(row.cards), "number"), cell(number(row.agreed), "number"),
                cell(row.record_number), cell(row.sha256),
            )
        )
        for row in book.forums
    )  # fmt: skip
    caption = captions.add("Berita acara forum", "berita-acara")
    return Table(caption, "records", names, (Group(rows),))


def trace_table(book: Book, captions: Captions) -> Table:
    """Every printed idea with the forum and the record it comes from."""
    printed = {idea.code for idea in book.ideas}
    names = head(
        ("Kode", "code"), ("Versi", "number year-column"), ("Diajukan", "when"),
        "Forum", ("Berita acara", "agency"), ("Disetujui", "when"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row_head(row.code, "code", idea_anchor(row.code) if row.code in printed else ""),
                cell(f"v{row.version}", "number"),
                cell(date_id(row.submitted_on) if row.submitted_on else known("")),
                cell(row.forum or "Formulir"), cell(known(row.record_number)),
                cell(date_id(row.approved_on)),
            )
        )
        for row in book.traces
    )  # fmt: skip
    caption = captions.add("Jejak gagasan ke rencana aksi", "jejak")
    return Table(caption, "traces", names, (Group(rows),))


def district_table(book: Book, captions: Captions) -> Table:
    """The key of the map: its numbers, names and how many ideas name the district."""
    names = head(("No", "stage"), "Kecamatan", ("Gagasan", "number figure-column"))
    rows = tuple(
        Row((cell(str(place)), row_head(row.name), cell(number(row.count), "number")))
        for place, row in enumerate(book.places, 1)
    )
    caption = captions.add("Kecamatan dan banyaknya gagasan", "kecamatan")
    return Table(caption, "districts", names, (Group(rows),))


def priority_table(book: Book, captions: Captions) -> Table:
    """The ideas of every dimension in short: agency, first measure, its last target, cost."""
    names = head(
        ("Kode", "code"), "Program", ("Perangkat daerah", "agency"), ("Indikator kunci", "agency"),
        ("Target akhir", "number figure-column"), ("Anggaran", "number cost"),
    )  # fmt: skip
    groups = []
    for chapter in book.dimensions:
        rows = [Row((row_head(chapter.name, "group", columns=6),), "group-row")]
        for idea in chapter.ideas:
            measure = idea.indicators[0] if idea.indicators else None
            target = measure.targets[-1].value if measure and measure.targets else None
            cost = sum_of(idea.budget)
            rows.append(
                Row(
                    (
                        row_head(idea.code, "code", idea_anchor(idea.code)), cell(idea.title),
                        cell(known(idea.owner_agency)),
                        cell(measure.name if measure else known("")),
                        cell(known("") if target is None else number(target, 2), "number"),
                        cell(known("") if cost is None else rupiah_short(cost), "number"),
                    )
                )
            )  # fmt: skip
        if len(rows) > 1:
            groups.append(Group(tuple(rows), tone(chapter.code)))
    caption = captions.add("Program prioritas per dimensi", "prioritas")
    return Table(caption, "priority", names, tuple(groups))


def waiver_table(book: Book, captions: Captions) -> Table:
    """What was not complete when the edition was published, and why it was published anyway."""
    names = head("Syarat", "Alasan")
    rows = tuple(Row((row_head(row.label), cell(row.reason))) for row in book.waivers)
    caption = captions.add("Syarat terbit yang dikesampingkan", "pengecualian")
    return Table(caption, "waivers", names, (Group(rows),))
