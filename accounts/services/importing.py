"""Tables of people and organisations: first a dry run that is stored, then carried out.

Roles are never read from a table: whoever is imported becomes a participant and nothing else.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.choices import ImportKind
from accounts.models import ImportRun, User
from accounts.services import import_organisations, import_people
from accounts.services.import_rows import REFUSED, Row, missing_columns, read_values
from accounts.tables import Table, TableError
from tobasmart.audit.services import record

_CHECKS: dict[str, Callable[[list[Row]], None]] = {
    ImportKind.PEOPLE: import_people.check,
    ImportKind.ORGANISATIONS: import_organisations.check,
}
_COLUMNS = {
    ImportKind.PEOPLE: import_people.COLUMNS,
    ImportKind.ORGANISATIONS: import_organisations.COLUMNS,
}
# What the example files hold: headings, and a row that shows how to fill them in.
EXAMPLES = {
    ImportKind.PEOPLE: (
        "nama@tobakab.example", "Rina Simbolon", "Dinas Komunikasi dan Informatika",
    ),
    ImportKind.ORGANISATIONS: (
        "", "Ulos Laguboti", "", "umkm", "Laguboti", "Tenun Laguboti; Ulos Toba", "01/01/2026", "",
    ),
}  # fmt: skip
# A dry run holds names and addresses; nobody carries it out weeks later.
_KEPT = timedelta(days=1)


class RefusedRowsError(Exception):
    """Rows of the table are wrong and nobody said to leave them out; nothing is written."""


class ImportChangedError(Exception):
    """The portal changed since the dry run; the run holds the new fates, nothing is written."""


def check_import(kind: str, table: Table) -> tuple[list[Row], list[str]]:
    """The fate of every row, and the headings that are not read. Writes nothing.

    Raises ``TableError`` when a column that is needed is missing.
    """
    columns = _COLUMNS[ImportKind(kind)]
    if missing := missing_columns(columns, table.header):
        names = ", ".join(f"“{name}”" for name in missing)
        raise TableError(f"Kolom {names} tidak ada. Pakai judul kolom dari berkas contoh.")
    rows, ignored = read_values(columns, table)
    if not rows:
        raise TableError("Di bawah judul kolom belum ada baris. Isi, lalu unggah lagi.")
    _CHECKS[kind](rows)
    return rows, ignored


def example_of(kind: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The headings of a table to fill in, and its one row. Raises ``ValueError``."""
    known = ImportKind(kind)
    return [column.heading for column in _COLUMNS[known]], [EXAMPLES[known]]


@transaction.atomic
def store_import(
    *, actor: User, kind: str, file_name: str, rows: list[Row], ignored: list[str]
) -> ImportRun:
    """Keep the dry run, so that exactly its rows are carried out. Old ones are thrown away."""
    stale = timezone.now() - _KEPT
    ImportRun.objects.filter(applied_at=None, created_at__lt=stale).delete()
    return ImportRun.objects.create(
        actor=actor, kind=kind, file_name=file_name[:120], rows=rows, ignored_columns=ignored
    )


def apply_import(run: ImportRun, *, actor: User, leave_out: bool = False) -> ImportRun:
    """Carry out the stored rows, all or none. Pressed twice, the second changes nothing.

    Every row is checked again. Raises ``RefusedRowsError`` when rows are refused and ``leave_out``
    is not set, ``ImportChangedError`` when a row that was good is not any more.
    """
    try:
        return _apply(run, actor=actor, leave_out=leave_out)
    except ImportChangedError:
        raise
    except IntegrityError as error:
        # Somebody registered with one of the addresses in this very moment.
        raise ImportChangedError from error


@transaction.atomic
def _apply(run: ImportRun, *, actor: User, leave_out: bool) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.applied_at:
        return run
    before = {row["row"]: row["fate"] for row in run.rows}
    rows = [{"row": row["row"], "values": row["values"]} for row in run.rows]
    _CHECKS[run.kind](rows)
    if any(row["fate"] == REFUSED != before[row["row"]] for row in rows):
        raise ImportChangedError
    if any(row["fate"] == REFUSED for row in rows) and not leave_out:
        raise RefusedRowsError
    if run.kind == ImportKind.PEOPLE:
        import_people.apply(rows, actor=actor)
    else:
        import_organisations.apply(rows, actor=actor)
    run.rows = [_remembered(row) for row in rows]
    run.applied_at = timezone.now()
    run.save(update_fields=["rows", "applied_at"])
    record(
        actor=actor, action="import.applied", target=run, label=f"impor {run.pk}",
        kind=run.kind, **fates(rows),
    )  # fmt: skip
    return run


def _remembered(row: Row) -> Row:
    """What is kept of a row: its fate, whom it concerned, and why it was refused; no values."""
    kept = {"row": row["row"], "fate": row["fate"], "target": row.get("target")}
    return kept | ({"problems": row["problems"]} if row["problems"] else {})


@transaction.atomic
def check_again(run: ImportRun) -> ImportRun:
    """The fates as they are now, for a run that is not yet carried out."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.applied_at is None:
        run.rows = [{"row": row["row"], "values": row["values"]} for row in run.rows]
        _CHECKS[run.kind](run.rows)
        run.save(update_fields=["rows"])
    return run


def fates(rows: list[Row]) -> dict[str, int]:
    """How many rows are new, changed, the same and refused."""
    counts: dict[str, Any] = {"new": 0, "changed": 0, "same": 0, "refused": 0}
    for row in rows:
        counts[row["fate"]] += 1
    return counts
