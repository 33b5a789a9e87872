"""Long tables and lists in pieces of a page, so that one changed row changes one piece.

A piece ends between four fifths and the end of a page, at the row whose code comes first in a fixed
shuffle: after a row is added or grows, the next pieces soon end at the same rows as before.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from masterplan.book import measure
from masterplan.book.tables import Group, Row, Table

PORTRAIT = (166.0, 251.0)
LANDSCAPE = (261.0, 168.0)
FILLED = 0.8  # of a page, before a piece may end
SPARE = 0.97  # the estimate of heights may be a little low
AFTER = 6.0  # below a table
KEPT_TOGETHER = ("action", "costs")  # their groups are one idea each
LEAST = 3  # rows that a page may begin or end a table with


@dataclass(frozen=True, slots=True)
class _Block:
    """What is never divided: rows of one group, with their height and what names them."""

    rows: tuple[Row, ...]
    tone: str
    height: float
    name: str
    group: int
    title: Row | None = None  # the row that names its group, printed where a piece begins


def shuffle(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=8).digest()


def ends(
    heights: Sequence[float], names: Sequence[str], room: Callable[[int], float], least: int = LEAST
) -> list[int]:
    """Where each piece ends; ``room`` is the height of the nth."""
    found: list[int] = []
    start = 0
    while start < len(heights):
        limit = room(len(found)) * SPARE
        end, used, low = start, 0.0, start + 1
        while end < len(heights) and (used + heights[end] <= limit or end == start):
            used += heights[end]
            end += 1
            if used < FILLED * limit:
                low = end + 1
        if end < len(heights):
            low = min(low, end)
            end = min(range(low, end + 1), key=lambda place: shuffle(names[place]))
            end = max(start + 1, min(end, len(heights) - least))
        found.append(end)
        start = end
    return found


def divide(
    tables: Sequence[Table | None], size: tuple[float, float], reserved: float
) -> list[tuple[Table, ...]]:
    """Tables page by page; ``reserved`` is what stands above them on the first page."""
    width, height = size
    pages: list[list[Table]] = [[]]
    left = height - reserved
    for table in (table for table in tables if table):
        around = measure.caption_height(table, width) + measure.head_height(table, width)
        blocks = _blocks(table, width)
        notes = measure.notes_height(table, width)
        whole = around + notes + sum(block.height for block in blocks)
        if whole <= left * SPARE:
            pages[-1].append(table)
            left -= whole + AFTER
            continue
        first = left - around
        if sum(block.height for block in blocks[:LEAST]) > first * SPARE and pages[-1]:
            pages.append([])
            first = height - around
        parts, left = _parts(table, blocks, first, height - around, notes)
        pages[-1].append(parts[0])
        pages += [[part] for part in parts[1:]]
        left -= AFTER
    return [tuple(page) for page in pages]


def _parts(
    table: Table, blocks: Sequence[_Block], first: float, later: float, notes: float
) -> tuple[list[Table], float]:
    """The pieces of one table and what is left on the page of the last."""
    found = ends(
        [block.height for block in blocks],
        [block.name for block in blocks],
        lambda piece: later if piece else first,
    )
    parts, start = [], 0
    for place, end in enumerate(found):
        is_last = end == len(blocks)
        parts.append(
            replace(
                table,
                groups=_groups(blocks[start:end], is_continued=place > 0),
                notes=table.notes if is_last else (),
                is_continued=place > 0,
            )
        )
        used = sum(block.height for block in blocks[start:end])
        start = end
    room = later if len(found) > 1 else first
    return parts, room - used - notes


def _blocks(table: Table, width: float) -> list[_Block]:
    found = []
    for number, group in enumerate(table.groups):
        if table.css.split()[0] in KEPT_TOGETHER:
            height = measure.group_height(table, group, width)
            found.append(_Block(group.rows, group.tone, height, _name(group.rows[0]), number))
            continue
        title = group.rows[0] if group.rows[0].css == "group-row" else None
        waiting: tuple[Row, ...] = (title,) if title else ()
        for row in group.rows[len(waiting) :]:
            rows = (*waiting, row)
            height = sum(measure.row_height(table, each, width) for each in rows)
            found.append(_Block(rows, group.tone, height, _name(row), number, title))
            waiting = ()
    return found


def _name(row: Row) -> str:
    return "".join(row.cells[0].lines)


def _groups(blocks: Sequence[_Block], *, is_continued: bool) -> tuple[Group, ...]:
    """Blocks back in groups; a piece that begins inside a group names it again."""
    groups: list[Group] = []
    previous = None
    for block in blocks:
        if block.group == previous:
            groups[-1] = replace(groups[-1], rows=(*groups[-1].rows, *block.rows))
            continue
        again = (block.title,) if is_continued and block.title and not groups else ()
        rows = block.rows if block.title in block.rows else (*again, *block.rows)
        groups.append(Group(rows, block.tone))
        previous = block.group
    return tuple(groups)
