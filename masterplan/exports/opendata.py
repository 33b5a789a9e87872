"""The open data of a build: JSON, and CSV files in a ZIP, both with licence and schema.

The description follows the Data Package standard (specs.frictionlessdata.io): programs that know it
read types and titles of every column from ``datapackage.json``.
"""

import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import IO, Any

from masterplan.book.shapes import Book
from masterplan.exports.tables import OpenTable, Value, tables_of
from tobasmart.exports import csv_stream

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
DESCRIPTION = (
    "Isi {title}, {edition}. Boleh dipakai dan dibagikan dengan menyebut Pemerintah {region}."
    " Nilai yang belum diketahui dikosongkan, tidak pernah nol. Tahun kosong pada target dan"
    " anggaran berarti sesudah periode program."
)


def write_json(book: Book, file: IO[bytes], *, sha256: str) -> None:
    """One object: the description, then every table as rows of named values."""
    tables = tables_of(book)
    package = _package(book, tables, sha256)
    package["data"] = {
        table.code: [
            {field.code: _plain(value) for field, value in zip(table.fields, row, strict=True)}
            for row in table.rows
        ]
        for table in tables
    }
    file.write(json.dumps(package, ensure_ascii=False, indent=1).encode())


def write_csv(book: Book, file: IO[bytes], *, sha256: str) -> None:
    """A ZIP with ``datapackage.json`` and one CSV for each table. Same book, same bytes."""
    tables = tables_of(book)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        package = json.dumps(_package(book, tables, sha256), ensure_ascii=False, indent=1)
        archive.writestr(_entry("datapackage.json"), package)
        for table in tables:
            header = [field.code for field in table.fields]
            rows = ([_plain(value) for value in row] for row in table.rows)
            text = "".join(csv_stream(header, rows))
            archive.writestr(_entry(f"{table.code}.csv"), text)


def _package(book: Book, tables: tuple[OpenTable, ...], sha256: str) -> dict[str, Any]:
    return {
        "name": "masterplan-smart-city",
        "title": f"{book.title}, {book.edition}",
        "description": DESCRIPTION.format(
            title=book.title, edition=book.edition, region=book.region
        ),
        "created": book.compiled_on.isoformat(),
        "version": book.edition,
        "licenses": [LICENCE],
        "sources": [{"title": book.title, "path": f"{book.portal_address}/masterplan/"}],
        "sha256_pdf": sha256,
        "resources": [
            {
                "name": table.code,
                "title": table.title,
                "path": f"{table.code}.csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": field.code, "title": field.label, "type": field.kind}
                        for field in table.fields
                    ],
                    "missingValues": [""],
                },
            }
            for table in tables
        ],
    }


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _entry(name: str) -> zipfile.ZipInfo:
    """Always the same moment: the archive's bytes follow from the contents alone."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
