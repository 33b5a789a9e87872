"""Tables for people: XLSX and CSV that no program takes for formulas. Knows no app."""

from tobasmart.exports.cells import safe_cell
from tobasmart.exports.tables import (
    XLSX_MAX_ROWS,
    TooManyRowsError,
    csv_stream,
    workbook_file,
    xlsx_bytes,
    xlsx_file,
)

__all__ = [
    "XLSX_MAX_ROWS",
    "TooManyRowsError",
    "csv_stream",
    "safe_cell",
    "workbook_file",
    "xlsx_bytes",
    "xlsx_file",
]
