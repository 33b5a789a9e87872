"""The kinds of columns a worksheet is made of."""

from dataclasses import dataclass, field
from enum import StrEnum


class ColumnKind(StrEnum):
    """What a column holds, and how it is kept in ``SheetRow``.

    ``dimension``, ``subdimension``, ``organisation`` and ``idea`` are foreign keys of the row; all
    others lie in ``SheetRow.values``: text and choice as text, number as text of a decimal, money
    as whole rupiah, year and score as a whole number, months as numbers 1 to 12, targets as text of
    a decimal by year ("2022" … and "sesudahnya").
    """

    TEXT = "text"  # one line, at most 300 signs
    LONG = "long"  # several lines, at most 3,000 signs
    NUMBER = "number"
    MONEY = "money"
    YEAR = "year"
    SCORE = "score"  # 1 to 5
    CHOICE = "choice"
    MONTHS = "months"
    TARGETS = "targets"  # one number for each year of the programme, and "sesudahnya"
    DIMENSION = "dimension"
    SUBDIMENSION = "subdimension"
    ORGANISATION = "organisation"
    DISTRICT = "district"  # code, in ``values``
    IDEA = "idea"  # an idea in force, by its code


MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
FOREIGN = frozenset(
    {ColumnKind.DIMENSION, ColumnKind.SUBDIMENSION, ColumnKind.ORGANISATION, ColumnKind.IDEA}
)


@dataclass(frozen=True)
class Column:
    """One column. ``label`` is the pack's word; an admin may rename, order or hide it."""

    code: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    help: str = ""
    # Where a figure comes from is asked beside it: every number in print names source and year.
    needs_source: bool = False


@dataclass(frozen=True)
class Sheet:
    """One worksheet: a table of the books that agencies and the secretariat fill.

    ``section`` is the outline key it is printed in. ``by_agency``: rows belong to the agency that
    fills them, others may not change them; else only admins write.
    """

    code: str
    title: str
    section: str
    columns: tuple[Column, ...]
    purpose: str = ""
    by_agency: bool = False
    per_dimension: bool = False  # at least one row for each dimension makes it complete
    least_rows: int = 1
    order_by: tuple[str, ...] = field(default=())  # columns that sort the printed table

    def column(self, code: str) -> Column:
        """The column of this code. Raises ``KeyError``."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)
