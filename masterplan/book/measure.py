"""How high a row of a table will be, from the letters of the font and the widths in ``tables.css``.

An estimate that decides where a long table is divided; the renderer still lays out what it gets.
"""

import io
import math
import re
from collections.abc import Sequence
from functools import lru_cache

from fontTools.ttLib import TTFont

from masterplan.book.tables import Cell, Group, Row, Table
from tobasmart.printing.cuts import font_bytes
from tobasmart.printing.fonts import declared_faces
from tobasmart.printing.styles import read_style

MM = 25.4 / 72  # of a point
RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
WIDTH = re.compile(r"(?:^|[;\s])width:\s*([\d.]+)mm")
AUTO = re.compile(r"(?:^|[;\s])width:\s*auto")
SIZE = re.compile(r"font-size:\s*([\d.]+)pt")
LEADING = re.compile(r"line-height:\s*([\d.]+)")
PADDING = 1.6  # right of a cell
ROW_SPACE = 2.75  # above and below, with the line under it
TIGHT = {"roadmap": 2.15}
CAPTION_SIZE, NOTE_SIZE = 8.5, 7.5


@lru_cache(maxsize=8192)
def wrapped(text: str, width: float, size: float, weight: int = 400) -> int:
    """How many lines of ``width`` millimetres the text takes."""
    letters, default = _advances(weight)
    scale, lines, used = size * MM, 1, 0.0
    space = letters.get(" ", default) * scale
    for word in text.split():
        long = sum(letters.get(sign, default) for sign in word) * scale
        if used and used + space + long > width:
            lines, used = lines + 1, 0.0
        if long > width:  # broken anywhere
            lines += math.floor(long / width)
            long %= width
        used += long + (space if used else 0)
    return lines


def caption_height(table: Table, width: float) -> float:
    lines = wrapped(f"{table.caption.text} (lanjutan)", width, CAPTION_SIZE, 700)
    return lines * CAPTION_SIZE * MM * 1.35 + 1.6


def head_height(table: Table, width: float) -> float:
    return sum(_row(table, row, width, 700) for row in table.head)


def notes_height(table: Table, width: float) -> float:
    lines = sum(wrapped(note, width, NOTE_SIZE) for note in table.notes)
    return lines * NOTE_SIZE * MM * 1.5 + len(table.notes)


def row_height(table: Table, row: Row, width: float) -> float:
    return _row(table, row, width, 400)


def group_height(table: Table, group: Group, width: float) -> float:
    """A group whose first cells stand beside all of its rows."""
    columns = _columns(table, width)
    tall = 0.0
    for cell, _start in _placed(group.rows[0]):
        if cell.rows > 1:
            tall = max(tall, _cell(table, cell, _start, columns, 600))
    spans = sum(cell.columns for cell in group.rows[0].cells if cell.rows > 1)
    rows = 0.0
    for place, row in enumerate(group.rows):
        cells = tuple(cell for cell in row.cells if cell.rows == 1)
        rows += _cells(table, cells, spans if place or spans else 0, columns, 400)
    return max(tall, rows)


def _row(table: Table, row: Row, width: float, weight: int) -> float:
    return _cells(table, row.cells, 0, _columns(table, width), weight)


def _cells(
    table: Table, cells: Sequence[Cell], start: int, columns: Sequence[float], weight: int
) -> float:
    heights = [ROW_SPACE]
    for cell in cells:
        heights.append(_cell(table, cell, start, columns, 600 if cell.scope else weight))
        start += cell.columns
    return max(heights)


def _cell(table: Table, cell: Cell, start: int, columns: Sequence[float], weight: int) -> float:
    size, leading = _type(table.css)
    inner = max(sum(columns[start : start + cell.columns]) - PADDING, 3.0)
    lines = sum(wrapped(text, inner, size, weight) for text in cell.lines)
    space = TIGHT.get(table.css.split()[0], ROW_SPACE) + 0.8 * (len(cell.lines) - 1)
    return lines * size * leading * MM + space


def _placed(row: Row) -> list[tuple[Cell, int]]:
    placed, start = [], 0
    for cell in row.cells:
        placed.append((cell, start))
        start += cell.columns
    return placed


@lru_cache(maxsize=256)
def _widths_of(css: str, classes: tuple[str, ...]) -> tuple[float | None, ...]:
    return tuple(_width(css.split()[0], each) for each in classes)


def _columns(table: Table, width: float) -> list[float]:
    """Widths in fixed layout: named ones first, the others share what is left."""
    classes = [cell.css for cell in table.head[-1].cells]
    named = _widths_of(table.css, tuple(classes))
    free = [place for place, each in enumerate(named) if each is None]
    left = max(width - sum(each or 0 for each in named), 0)
    share = left / len(free) if free else 0
    return [share if each is None else each for each in named]


def _width(table: str, css: str) -> float | None:
    """The last rule of ``tables.css`` that names a width for a class, its table's own first."""
    rules = _rules()
    for prefix in (f".{table} ", ""):
        for name in reversed(css.split()):
            found = rules.get(f"{prefix}.{name}")
            if found is None:
                continue
            if AUTO.search(found):
                return None
            if match := WIDTH.search(found):
                return float(match[1])
    return None


@lru_cache(maxsize=32)
def _type(css: str) -> tuple[float, float]:
    size, leading = 8.0, 1.35
    found = _rules().get(f".{css.split()[0]}", "")
    if match := SIZE.search(found):
        size = float(match[1])
    if match := LEADING.search(found):
        leading = float(match[1])
    return size, leading


@lru_cache(maxsize=1)
def _rules() -> dict[str, str]:
    """Declarations by selector, all rules of one selector together."""
    found: dict[str, str] = {}
    text = re.sub(r"/\*.*?\*/", "", read_style("tables.css"), flags=re.DOTALL)
    for selectors, declarations in RULE.findall(text):
        for selector in selectors.split(","):
            name = " ".join(selector.split())
            found[name] = f"{found.get(name, '')};{declarations}"
    return found


@lru_cache(maxsize=8)
def _advances(weight: int) -> tuple[dict[str, float], float]:
    """Advance of each sign in a part of the font's size, and a guess for any other."""
    (face,) = (
        face for face in declared_faces() if (face.family, face.weight) == ("Toba Sans", weight)
    )
    with TTFont(io.BytesIO(font_bytes(face)), lazy=True) as font:
        scale, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        known = {chr(code): advances[name][0] / scale for code, name in font.getBestCmap().items()}
    return known, 0.6
