"""What stands before the body: cover, imprint, summary, contents."""

from typing import Any

from masterplan.book import measure, recap
from masterplan.book.chunks import PORTRAIT, ends
from masterplan.book.money import lines_of, sum_of
from masterplan.book.numbering import Heading
from masterplan.book.pieces import Entry, Fragment, Imprint
from masterplan.book.shapes import Book
from masterplan.book.tables import Caption
from masterplan.book.writer import Writer
from tobasmart.ui.formats import number, rupiah_short

CONTENTS_ANCHOR = "daftar-isi"
SUMMARY = Heading("front", "ringkasan", "", "Ringkasan")
# Numbers of dimensions in words; beyond ten, figures.
WORDS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh"),
)
# Lines of the contents: millimetres around the words, size in points, left of the title.
LINES = {
    "front": (4.0, 10.5, 0.0),
    "book": (4.0, 10.5, 0.0),
    "annex": (4.0, 10.5, 0.0),
    "chapter": (2.5, 9.0, 0.0),
    "section": (2.5, 9.0, 5.0),
    "idea": (2.5, 8.5, 43.0),
    "table": (2.5, 9.0, 17.5),
}
HEADS = ("book", "chapter", "section")  # never the last line of a page
TITLE_HEIGHT, SECOND_TITLE_HEIGHT, NOTE_HEIGHT = 15.0, 20.0, 5.0


def front_matter(writer: Writer) -> list[Fragment]:
    """Cover, imprint and summary; the contents follow when all else is known."""
    writer.running = SUMMARY.title
    return [
        *_cover(writer),
        writer.fragment("summary", "front", (SUMMARY,), **_summary(writer.book)),
    ]


def _cover(writer: Writer) -> list[Fragment]:
    shown = [chapter for chapter in writer.book.dimensions if chapter.ideas]
    words = WORDS[len(shown)] if len(shown) < len(WORDS) else number(len(shown))
    count, facts = len(writer.book.ideas), Imprint.of(writer.book)
    return [
        writer.fragment("cover", "front", book=facts, count=count, dimension_words=words),
        writer.fragment(
            "imprint",
            "front",
            running="Tentang dokumen ini",
            book=facts,
            marker=control_marker(writer.book),
        ),
    ]


def control_marker(book: Book) -> str:
    """Words that stand in every file: a check that cannot see them sees nothing at all."""
    return f"{book.title}, {book.edition}"


def _summary(book: Book) -> dict[str, Any]:
    cost = sum_of(lines_of(book.ideas))
    figures = (
        figure(number(len(book.ideas)), "gagasan disetujui"),
        figure(number(len(recap.proposers(book.ideas))), "pengusul"),
        figure("—" if cost is None else rupiah_short(cost), "perkiraan kebutuhan"),
        figure(number(len(book.decided)), "usulan lain yang telah diputus"),
    )
    return {
        "book": Imprint.of(book),
        "figures": figures,
        "bars": recap.dimension_bars(book.dimensions),
        "years": recap.year_bars(book),
        "without_cost": recap.without_cost(book.ideas),
        "empty": [chapter.name for chapter in book.dimensions if not chapter.ideas],
    }


def figure(text: str, label: str) -> dict[str, str]:
    value, _, unit = text.partition(" ")
    return {"value": value, "unit": unit, "label": label}


def contents(writer: Writer, fragments: list[Fragment]) -> list[Fragment]:
    """The contents and the list of tables, a fragment for each page."""
    lines: list[Entry | Caption] = [entry for each in fragments for entry in each.entries]
    count = len(lines)
    lines += [caption for each in fragments for caption in each.tables]
    heights = [_line_height(line) for line in lines]
    if count < len(lines):
        heights[count] += SECOND_TITLE_HEIGHT
        heights[-1] += NOTE_HEIGHT
    writer.running = "Daftar isi"
    done, start = [], 0
    for place, end in enumerate(_ends(lines, heights)):
        part = lines[start:end]
        done.append(
            writer.fragment(
                "contents",
                "front" if place == 0 else f"front-{place + 1}",
                anchor=CONTENTS_ANCHOR,
                lines=tuple(line for line in part if isinstance(line, Entry)),
                captions=tuple(line for line in part if isinstance(line, Caption)),
                is_first=place == 0,
                is_last=end == len(lines),
                begins_tables=start <= count < end,
            )
        )
        start = end
    return done


def _ends(lines: list[Entry | Caption], heights: list[float]) -> list[int]:
    """Pages of the contents; a heading stays with the line below it."""
    names = [line.anchor for line in lines]
    joined, owners = [0.0], [""]
    places = [0]
    for place, line in enumerate(lines):
        joined[-1] += heights[place]
        owners[-1] = owners[-1] or names[place]
        if not (isinstance(line, Entry) and line.level in HEADS) or place + 1 == len(lines):
            joined.append(0.0)
            owners.append("")
            places.append(place + 1)
    room = PORTRAIT[1]
    found = ends(joined[:-1], owners[:-1], lambda page: room if page else room - TITLE_HEIGHT)
    return [places[end] for end in found]


def _line_height(line: Entry | Caption) -> float:
    level = line.level if isinstance(line, Entry) else "table"
    around, size, left = LINES[level]
    words = line.title if left > 5 else f"{line.label} {line.title}"
    weight = 400 if level in ("idea", "table") else 700
    rows = measure.wrapped(words, PORTRAIT[0] - 14 - left, size, weight)
    return around + rows * size * 1.3 * measure.MM
