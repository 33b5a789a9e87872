"""Columns that several worksheets have."""

from masterplan.worksheets.columns import Column, ColumnKind

K = ColumnKind
DIMENSION = Column("dimension", "Dimensi", K.DIMENSION, is_required=True)
SUBDIMENSION = Column("subdimension", "Subdimensi", K.SUBDIMENSION)
AGENCY = Column("organisation", "Perangkat daerah", K.ORGANISATION)
YEAR = Column("year", "Tahun", K.YEAR)
BUDGET = Column("budget", "Anggaran", K.MONEY, help="Kosongkan bila belum diketahui.")


def choices(*words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word.lower().replace(" ", "_"), word) for word in words)
