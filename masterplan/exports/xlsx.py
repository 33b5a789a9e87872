"""A workbook with one sheet for each table, numbers as numbers."""

import shutil
from typing import IO

from masterplan.book.shapes import Book
from masterplan.exports.tables import tables_of
from tobasmart.exports import workbook_file


def write_xlsx(book: Book, file: IO[bytes]) -> None:
    sheets = (
        (table.title, [field.label for field in table.fields], table.rows)
        for table in tables_of(book)
    )
    with workbook_file(sheets) as made:
        shutil.copyfileobj(made, file)
