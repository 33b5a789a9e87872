"""Sums of the budget. All are added from the same lines, so every table ties to the rupiah."""

from collections import defaultdict
from collections.abc import Iterable

from masterplan.book.shapes import Book, BudgetLine, DimensionChapter, IdeaSheet
from masterplan.book.tables import total

UNNAMED_SOURCE = "Sumber belum ditetapkan"
LATER: int | None = None  # the year of lines behind the programme's last year
Sums = dict[int | None, int | None]


def lines_of(ideas: Iterable[IdeaSheet]) -> tuple[BudgetLine, ...]:
    return tuple(line for idea in ideas for line in idea.budget)


def columns(book: Book) -> tuple[int | None, ...]:
    """The programme's years and, behind them, "sesudahnya"."""
    return (*book.years, LATER)


def column_of(book: Book, year: int | None) -> int | None:
    """A year behind the programme is "sesudahnya", so no amount falls out of the sum.

    Raises ``ValueError`` for a year before it: there is no honest column for such a line.
    """
    if year is not None and year < book.start_year:
        raise ValueError(f"budget line of {year}, before the programme")
    return year if year in book.years else LATER


def by_year(book: Book, lines: Iterable[BudgetLine]) -> Sums:
    """Known amounts for each printed column; None where no line is known."""
    known: dict[int | None, list[int]] = defaultdict(list)
    for line in lines:
        known[column_of(book, line.year)].append(line.amount_idr)
    return {column: total(known[column]) for column in columns(book)}


def by_source(lines: Iterable[BudgetLine]) -> dict[str, tuple[BudgetLine, ...]]:
    """Lines of each fund source in alphabetical order, those without a source last."""
    found: dict[str, list[BudgetLine]] = defaultdict(list)
    for line in lines:
        found[line.fund_source.strip() or UNNAMED_SOURCE].append(line)
    names = sorted(found, key=lambda name: (name == UNNAMED_SOURCE, name.casefold()))
    return {name: tuple(found[name]) for name in names}


def sum_of(lines: Iterable[BudgetLine]) -> int | None:
    return total(line.amount_idr for line in lines)


def dimension_total(dimension: DimensionChapter) -> int | None:
    return sum_of(lines_of(dimension.ideas))


def gaps_of(idea: IdeaSheet) -> tuple[str, ...]:
    """What an approved idea still lacks, as words for the list of gaps."""
    gaps = []
    if not idea.budget:
        gaps.append("perkiraan biaya")
    elif any(not line.fund_source.strip() for line in idea.budget):
        gaps.append("sumber dana")
    if not idea.indicators:
        gaps.append("indikator")
    elif any(indicator.baseline is None for indicator in idea.indicators):
        gaps.append("data awal indikator")
    if not idea.owner_agency.strip():
        gaps.append("perangkat daerah penanggung jawab")
    if idea.start_year is None:
        gaps.append("tahun pelaksanaan")
    return tuple(gaps)
