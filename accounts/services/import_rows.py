"""What both imports share: columns, their headings, and the fate of a row."""

import re
from dataclasses import dataclass
from typing import Any

from accounts.tables import Table

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
# One row of the dry run: "row" (number), "values", "fate", "problems", "changes". JSON-able.
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    other_headings: tuple[str, ...] = ()
    is_required: bool = False


def read_values(columns: list[Column], table: Table) -> tuple[list[Row], list[str]]:
    """Each row's text by column key, and the headings nobody reads."""
    places = _places(columns, table.header)
    ignored = [
        heading
        for place, heading in enumerate(table.header)
        if heading and place not in places.values()
    ]
    rows: list[Row] = []
    for number, cells in table.rows:
        values = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        rows.append({"row": number, "values": values})
    return rows, ignored


def missing_columns(columns: list[Column], header: list[str]) -> list[str]:
    places = _places(columns, header)
    return [item.heading for item in columns if item.is_required and item.key not in places]


def refuse(row: Row, column: str, text: str) -> None:
    """The row is not carried out; ``text`` says what is wrong in ``column``."""
    row["fate"] = REFUSED
    row["problems"].append({"column": column, "text": text})


def begin(row: Row) -> None:
    row.update(fate=SAME, problems=[], changes={})


def settle(row: Row, *, exists: bool) -> None:
    """Name the fate of a row in which nothing was found wrong."""
    if row["fate"] != REFUSED:
        row["fate"] = (CHANGED if row["changes"] else SAME) if exists else NEW


def _places(columns: list[Column], header: list[str]) -> dict[str, int]:
    """Column key to its place; of two equal headings the first counts."""
    spellings = {
        _plain(word): item.key
        for item in columns
        for word in (item.heading, item.key, *item.other_headings)
    }
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        key = spellings.get(_plain(heading))
        if key:
            places.setdefault(key, place)
    return places


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())
