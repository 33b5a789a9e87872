"""What changed from one edition to the next: new, changed field by field, gone and why."""

from collections.abc import Callable

from masterplan.book.part_shapes import ChangedIdea, Changes, FieldChange, GoneIdea, NewIdea
from masterplan.book.shapes import Book, BudgetLine, DimensionChapter, IdeaSheet, Indicator
from masterplan.book.tables import NONE, decimal_text
from tobasmart.ui.formats import rupiah

GONE = "Tidak lagi disetujui."
LONG = 160  # of a long text the beginning says enough: the whole stands on the idea's page


def changes_between(before: Book | None, after: Book) -> Changes:
    """The list printed in front of ``after``; for a first edition there is nothing to compare."""
    if before is None:
        return Changes("")
    old, new = _placed(before), _placed(after)
    return Changes(
        since=before.edition,
        new=tuple(
            NewIdea(code, sheet.title, place.name)
            for code, (sheet, place) in sorted(new.items())
            if code not in old
        ),
        changed=tuple(
            changed
            for code, now in sorted(new.items())
            if code in old and (changed := _changed(old[code], now))
        ),
        gone=tuple(
            GoneIdea(code, sheet.title, _why(code, after))
            for code, (sheet, _) in sorted(old.items())
            if code not in new
        ),
    )


_Placed = tuple[IdeaSheet, DimensionChapter]


def _placed(book: Book) -> dict[str, _Placed]:
    return {sheet.code: (sheet, chapter) for chapter in book.dimensions for sheet in chapter.ideas}


def _changed(old: _Placed, new: _Placed) -> ChangedIdea | None:
    fields = [
        FieldChange(label, said_before, said_now)
        for label, words in _FIELDS
        if (said_before := words(old[0])) != (said_now := words(new[0]))
    ]
    if old[1].code != new[1].code:
        fields.insert(0, FieldChange("Dimensi", old[1].name, new[1].name))
    if not fields:
        return None
    shortened = tuple(FieldChange(f.label, _short(f.before), _short(f.after)) for f in fields)
    return ChangedIdea(new[0].code, new[0].title, old[0].version, new[0].version, shortened)


def _why(code: str, after: Book) -> str:
    """Of an idea that is no longer printed: its fate where one was decided."""
    for row in after.decided:
        if row.code == code:
            target = f" ke {row.merged_into}" if row.merged_into else ""
            return f"{row.status}{target}. {row.reason}".strip()
    return GONE


def _short(text: str) -> str:
    if not text:
        return NONE
    return text if len(text) <= LONG else text[:LONG].rsplit(" ", 1)[0] + " …"


def _years(sheet: IdeaSheet) -> str:
    if sheet.start_year is None:
        return ""
    return f"{sheet.start_year}–{sheet.end_year or sheet.start_year}"


def _places(sheet: IdeaSheet) -> str:
    return "Seluruh kecamatan" if sheet.covers_region else ", ".join(sheet.districts)


def _money(lines: tuple[BudgetLine, ...]) -> str:
    return "; ".join(
        f"{line.year or 'sesudahnya'} {line.fund_source} {rupiah(line.amount_idr)}"
        for line in lines
    )


def _measures(indicators: tuple[Indicator, ...]) -> str:
    return "; ".join(_measure(indicator) for indicator in indicators)


def _measure(indicator: Indicator) -> str:
    targets = ", ".join(
        f"{target.year or 'sesudahnya'} {decimal_text(target.value)}"
        for target in indicator.targets
    )
    known = indicator.baseline is not None
    baseline = decimal_text(indicator.baseline) if known else indicator.baseline_note
    return f"{indicator.name} ({indicator.unit}), awal {baseline or NONE}, target {targets or NONE}"


_FIELDS: tuple[tuple[str, Callable[[IdeaSheet], str]], ...] = (
    ("Judul", lambda sheet: sheet.title),
    ("Masalah", lambda sheet: sheet.problem),
    ("Solusi", lambda sheet: sheet.solution),
    ("Penerima manfaat", lambda sheet: sheet.beneficiaries),
    ("Lokasi", _places),
    ("Pengusul", lambda sheet: sheet.proposer),
    ("Penanggung jawab", lambda sheet: sheet.owner_agency),
    ("Waktu", _years),
    ("Jangka", lambda sheet: sheet.horizon),
    ("Ukuran keberhasilan", lambda sheet: _measures(sheet.indicators)),
    ("Anggaran", lambda sheet: _money(sheet.budget)),
    ("Perkiraan biaya", lambda sheet: sheet.estimate),
)
