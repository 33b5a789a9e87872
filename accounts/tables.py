"""Read an uploaded table (XLSX or CSV) as rows of plain text, within fixed bounds."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from tobasmart.files.office import check_office
from tobasmart.files.refusals import RefusedFile
from tobasmart.ui.fields import visible_text

MAX_BYTES = 5 << 20
MAX_ROWS = 5_000
MAX_COLUMNS = 40
MAX_CELL = 2_000
# A workbook of 5,000 rows unpacks to a few megabytes; more is a bomb or not meant for this page.
MAX_UNPACKED = 60 << 20


class TableError(Exception):
    """The file cannot be read as a table; the text says why and what to do."""


@dataclass(frozen=True)
class Table:
    header: list[str]
    rows: list[tuple[int, list[str]]]  # row number as the person's program shows it, cells


def read_table(name: str, data: bytes) -> Table:
    """The first sheet, or the CSV, with its first row as header; empty rows are left out."""
    if len(data) > MAX_BYTES:
        raise TableError("Berkas paling besar 5 MB. Bagi menjadi beberapa berkas.")
    if not data:
        raise TableError("Berkas ini kosong. Pilih berkas lain.")
    is_workbook = data.startswith(b"PK")
    if name.lower().endswith(".xlsx") != is_workbook:
        raise TableError("Isi berkas tidak cocok dengan namanya. Simpan sebagai XLSX atau CSV.")
    lines = _read_workbook(data) if is_workbook else _read_csv(data)
    if not lines:
        raise TableError("Berkas ini tidak berisi baris. Isi berkas contoh, lalu unggah lagi.")
    (_, header), *rows = lines
    if len(rows) > MAX_ROWS:
        raise TableError("Paling banyak 5.000 baris. Bagi menjadi beberapa berkas.")
    return Table(header=header, rows=rows)


def _read_csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(data)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, start=1):
            _keep(lines, number, row)
    except csv.Error as error:
        raise TableError("Berkas CSV ini rusak. Simpan ulang dari lembar kerja Anda.") from error
    return lines


def _decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else what Windows writes by itself."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    codings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableError("Berkas ini bukan CSV. Simpan sebagai CSV UTF-8 atau XLSX.")


def _read_workbook(data: bytes) -> list[tuple[int, list[str]]]:
    _check_parts(data)
    lines: list[tuple[int, list[str]]] = []
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # One row more than allowed, so that too long a table is noticed and not cut.
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        for number, row in enumerate(rows, start=1):
            _keep(lines, number, [_as_text(value) for value in row])
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        ParseError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise TableError("Berkas XLSX ini rusak. Simpan ulang dari Excel.") from error
    return lines


def _check_parts(data: bytes) -> None:
    """A whole workbook without macros and document types, before any XML of it is parsed."""
    file = io.BytesIO(data)
    try:
        kind = check_office(file)
    except RefusedFile as error:
        raise TableError(str(error)) from error
    if kind != "xlsx":
        raise TableError("Berkas ini bukan lembar kerja. Simpan sebagai XLSX atau CSV.")
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise TableError("Isi berkas XLSX ini terlalu besar. Salin datanya ke berkas baru.")


def _keep(lines: list[tuple[int, list[str]]], number: int, row: list[str]) -> None:
    cells = [visible_text(cell).strip() for cell in row[:MAX_COLUMNS]]
    if any(len(cell) > MAX_CELL for cell in cells):
        raise TableError(f"Baris {number}: satu sel paling banyak 2.000 karakter.")
    if any(cells):
        lines.append((number, cells))
    if len(lines) > MAX_ROWS + 1:
        raise TableError("Paling banyak 5.000 baris. Bagi menjadi beberapa berkas.")


def _as_text(value: Any) -> str:
    """A cell as its reader would type it; a formula stays its own text and is never worked out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
