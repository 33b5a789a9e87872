"""The figures of one book: which values go into which drawing."""

from django.utils.safestring import SafeString

from masterplan.book.drawings import Amounts, Score, district_map, radar, stacked, way
from masterplan.book.money import by_year, lines_of
from masterplan.book.recap import column_name
from masterplan.book.shapes import Book

# Millimetres on the page, with the space below.
RADAR_HEIGHT, MAP_HEIGHT = 122.0, 128.0
HALF_PAGE = 125.0  # wide, in a landscape page's half
STEPS = (
    ("Sosialisasi", "BimTek Tahap I"),
    ("Analisis", "Buku 1"),
    ("Rencana", "Buku 2"),
    ("Quick win", "Buku 3"),
    ("Penetapan", "Perbup"),
)


def readiness(book: Book) -> SafeString | None:
    """Mean scores of the dimensions; None where nothing was scored."""
    names = {chapter.code: chapter.name for chapter in book.dimensions}
    scores = [
        Score(
            names[score.dimension], score.dimension,
            None if score.value is None else float(score.value),
        )
        for score in book.scores
        if score.dimension in names
    ]  # fmt: skip
    return radar(scores) if any(score.value is not None for score in scores) else None


def places(book: Book) -> SafeString | None:
    """The districts with their ideas; None where no idea names one."""
    return district_map(book.places) if any(place.count for place in book.places) else None


def steps(book: Book) -> SafeString | None:
    """How the masterplan comes about."""
    return way(STEPS) if book.stages else None


def amounts(book: Book) -> SafeString | None:
    """Known costs by dimension and year; None where none is known."""
    rows = [
        Amounts(
            chapter.name, chapter.code,
            tuple(
                (column_name(year), amount)
                for year, amount in by_year(book, lines_of(chapter.ideas)).items()
                if amount
            ),
        )
        for chapter in book.dimensions
    ]  # fmt: skip
    known = [row for row in rows if row.by_year]
    return stacked(known) if known else None


def amounts_height(book: Book) -> float:
    """Of ``amounts`` in half a landscape page, millimetres."""
    shown = sum(1 for chapter in book.dimensions if any(idea.budget for idea in chapter.ideas))
    return HALF_PAGE / 700 * (20 + 46 * shown) + 6
