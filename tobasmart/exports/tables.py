"""Write tables as CSV and XLSX, row by row. Every text cell is text."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from tobasmart.exports.cells import begins_like_formula, plain_text, safe_cell

Rows = Iterable[Sequence[Any]]
# Beyond this a workbook takes too long for one request; a CSV has no such end.
XLSX_MAX_ROWS = 50_000
_BOM = "\ufeff"  # without it Excel reads UTF-8 as a Windows code page
_SPOOL = 8 << 20
_BLOCK = 200
# Signs Excel allows in no sheet's name.
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\]")


class TooManyRowsError(Exception):
    """More rows than a workbook may have here."""


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_stream(
    header: Sequence[str], rows: Rows, *, delimiter: Literal[",", ";"] = ","
) -> Iterator[str]:
    """The table in pieces of some rows. Excel in Indonesian settings wants ``;``."""
    writer = csv.writer(_Line(), delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield _BOM + writer.writerow([safe_cell(cell) for cell in header])
    block: list[str] = []
    for row in rows:
        block.append(writer.writerow([safe_cell(cell) for cell in row]))
        if len(block) == _BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def xlsx_file(header: Sequence[str], rows: Rows, *, sheet: str) -> IO[bytes]:
    """The table as a workbook, opened at its beginning. Raises ``TooManyRowsError``."""
    return workbook_file([(sheet, header, rows)])


def workbook_file(sheets: Iterable[tuple[str, Sequence[str], Rows]]) -> IO[bytes]:
    """Several tables as sheets of one workbook: (title, header, rows). ``TooManyRowsError``."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        _fill(book.create_sheet(_SHEET_SIGNS.sub(" ", title)[:31]), header, rows)
    file = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115  (the caller closes it)
    book.save(file)
    file.seek(0)
    return file


def xlsx_bytes(header: Sequence[str], rows: Rows, *, sheet: str) -> bytes:
    """A small workbook whole."""
    with xlsx_file(header, rows, sheet=sheet) as file:
        return file.read()


def _fill(page: WriteOnlyWorksheet, header: Sequence[str], rows: Rows) -> None:
    page.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        page.column_dimensions[get_column_letter(place)].width = 22
    page.append([_cell(page, name, bold=True) for name in header])
    for number, row in enumerate(rows, start=1):
        if number > XLSX_MAX_ROWS:
            page.close()
            page._writer.cleanup()  # the part written so far lies in a file of its own
            raise TooManyRowsError
        page.append([_cell(page, value) for value in row])


def _cell(page: WriteOnlyWorksheet, value: Any, *, bold: bool = False) -> Any:
    """Numbers as numbers, all else typed as text: its content is kept sign by sign."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell = WriteOnlyCell(page, value)
    else:
        text = plain_text(value)
        cell = WriteOnlyCell(page, "")
        cell._value, cell.data_type = text, "s"
        # Excel keeps such a cell text also after somebody has edited it.
        cell.quotePrefix = begins_like_formula(text)
    if bold:
        cell.font = Font(bold=True)
    return cell
