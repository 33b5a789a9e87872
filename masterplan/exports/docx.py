"""The book as a Word document a secretary can edit: real styles, a contents field, real tables.

Made of the same fragments as the PDF, so headings, rows and sums are the same. Pages, page numbers
and figures are Word's own or left out: the document is for text and tables.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from masterplan.book.fragments import plan
from masterplan.book.pieces import WIDE, Fragment
from masterplan.book.shapes import Book, IdeaSheet
from masterplan.book.tables import Cell, Row, Table
from tobasmart.exports.cells import plain_text

LEVELS = {"front": 1, "book": 1, "annex": 1, "chapter": 2, "section": 3, "idea": 4}
SKIPPED = frozenset({"cover", "imprint", "contents"})
_TEXTS = (
    ("Masalah", "problem"), ("Solusi", "solution"), ("Penerima manfaat", "beneficiaries"),
    ("Pengusul", "proposer"), ("Penanggung jawab", "owner_agency"), ("Jangka", "horizon"),
)  # fmt: skip


def write_docx(book: Book, file: IO[bytes]) -> None:
    """The same book gives the same document, but for the stamps inside its archive."""
    document = Document()
    _set_up(document, book)
    document.add_heading(plain_text(book.title), 0)
    document.add_paragraph(plain_text(book.edition))
    _field(document.add_paragraph(), 'TOC \\o "1-4" \\h \\z \\u', "Klik kanan, lalu perbarui isi.")
    texts = {row.section: row.text for row in book.texts}
    for fragment in plan(book):
        if fragment.kind not in SKIPPED:
            _write(document, fragment, texts)
    document.save(file)


def _set_up(document: Any, book: Book) -> None:
    facts = document.core_properties
    facts.title, facts.author = plain_text(book.title), f"Pemerintah {book.region}"
    facts.language = "id-ID"
    facts.created = facts.modified = datetime.combine(book.compiled_on, time(), UTC)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)


def _write(document: Any, fragment: Fragment, texts: dict[str, str]) -> None:
    wide = fragment.kind in WIDE
    _turn(document, wide=wide)
    for entry in fragment.entries:
        words = f"{entry.label} {entry.title}".strip()
        document.add_heading(plain_text(words), LEVELS[entry.level])
    if fragment.values.get("text") and fragment.values.get("is_first"):
        for paragraph in texts.get(fragment.values.get("section_key", ""), "").split("\n\n"):
            if paragraph.strip():
                document.add_paragraph(plain_text(paragraph.strip()))
    if idea := fragment.values.get("idea"):
        _idea(document, idea)
    for table in fragment.values["tables"]:
        _table(document, table)


def _turn(document: Any, *, wide: bool) -> None:
    """A landscape section begins where wide tables do, and ends with them."""
    section = document.sections[-1]
    if (section.orientation == WD_ORIENT.LANDSCAPE) == wide:
        return
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if wide else (short, long)


def _idea(document: Any, idea: IdeaSheet) -> None:
    for label, name in _TEXTS:
        if text := getattr(idea, name):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}. ").bold = True
            paragraph.add_run(plain_text(text))


def _table(document: Any, table: Table) -> None:
    document.add_paragraph(plain_text(table.caption.text), style="Caption")
    rows = [*table.head, *(row for group in table.groups for row in group.rows)]
    width = max(sum(cell.columns for cell in row.cells) for row in table.head)
    made = document.add_table(rows=0, cols=width, style="Table Grid")
    for row, line in zip(rows, _spread(rows, width), strict=True):
        cells = made.add_row().cells
        is_head = row in table.head or row.css in {"total", "group-row", "subtotal"}
        for place, text in enumerate(line):
            paragraph = cells[place].paragraphs[0]
            paragraph.add_run(plain_text(text)).bold = is_head
            paragraph.style.font.size = Pt(9)
    for number in range(len(table.head)):
        _repeat(made.rows[number])
    for note in table.notes:
        document.add_paragraph(plain_text(note))


def _spread(rows: Iterable[Row], width: int) -> Iterable[list[str]]:
    """Rows as plain grids: a cell over several columns or rows stands in the first of them."""
    held = [0] * width
    for row in rows:
        line, place = [""] * width, 0
        cells = list(row.cells)
        while place < width:
            if held[place]:
                held[place] -= 1
                place += 1
                continue
            if not cells:
                break
            cell = cells.pop(0)
            line[place] = _words(cell)
            for over in range(place, min(place + cell.columns, width)):
                held[over] = cell.rows - 1
            place += cell.columns
        for rest in range(place, width):
            held[rest] = max(0, held[rest] - 1)
        yield line


def _words(cell: Cell) -> str:
    return "\n".join(cell.lines)


def _repeat(row: Any) -> None:
    """Word prints this row again on every page of the table."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word fills in when it is updated."""
    run = paragraph.add_run()
    for kind in ("begin", None, "separate", "text", "end"):
        if kind == "text":
            run = paragraph.add_run(shown)
            continue
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
