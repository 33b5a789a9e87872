"""Tables of the analysis, of a dimension's programme and of the annex."""

from masterplan.book.action_plan import idea_anchor
from masterplan.book.figures import tone
from masterplan.book.money import sum_of
from masterplan.book.numbering import slug
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet, WorkshopStage
from masterplan.book.tables import (
    Captions,
    Cell,
    Group,
    Row,
    Table,
    cell,
    head,
    known,
    row_head,
)
from tobasmart.ui.formats import period_id, rupiah, rupiah_short

NO_SUBDIMENSION = "Lintas subdimensi"
APPROVED_REASON = "Dimuat pada lembar gagasan"


def stage_table(book: Book, captions: Captions) -> Table:
    """The workshop's stages in their order."""
    names = head(
        ("Tahap", "stage"),
        ("Tanggal dan tempat", "when"),
        ("Agenda", "agenda"),
        ("Luaran", "result"),
    )
    rows = tuple(
        Row(
            (
                row_head(str(stage.stage)),
                Cell((period_id(stage.starts_on, stage.ends_on), known(stage.venue))),
                Cell((stage.title, *_agenda(stage)), "agenda"),
                cell(known(stage.deliverable)),
            )
        )
        for stage in book.stages
    )
    caption = captions.add("Tahapan bimbingan teknis penyusunan masterplan", "tahapan")
    return Table(caption, "stages", names, (Group(rows),), _stage_sources(book))


def _agenda(stage: WorkshopStage) -> tuple[str, ...]:
    return tuple(f"Hari {day}: {title}" for day, title in stage.agenda)


def _stage_sources(book: Book) -> tuple[str, ...]:
    named: dict[str, list[str]] = {}
    for stage in book.stages:
        if stage.source:
            named.setdefault(stage.source, []).append(str(stage.stage))
    return tuple(f"Sumber tahap {', '.join(n)}: {text}" for text, n in named.items())


def speaker_table(book: Book, captions: Captions) -> Table | None:
    """Who spoke about what; None when no stage names a speaker."""
    rows = tuple(
        Row((row_head(str(stage.stage)), cell(name), cell(known(position)), cell(known(topic))))
        for stage in book.stages
        for name, position, topic in stage.speakers
    )
    if not rows:
        return None
    names = head(("Tahap", "stage"), "Narasumber", "Jabatan", "Topik")
    caption = captions.add("Narasumber bimbingan teknis", "narasumber")
    return Table(caption, "speakers", names, (Group(rows),))


def sector_table(book: Book, captions: Captions) -> Table:
    """Bioeconomy sectors with the national target in whole rupiah."""
    names = head(("No", "stage"), "Sektor", ("Target nasional", "number sum"), ("Sumber", "origin"))
    rows = tuple(
        Row(
            (
                cell(str(place)),
                row_head(sector.name),
                cell(rupiah(sector.national_target_idr), "number"),
                cell(known(sector.source)),
            )
        )
        for place, sector in enumerate(book.sectors, start=1)
    )
    caption = captions.add("Sektor bioekonomi potensial", "sektor")
    notes = ("Target berlaku secara nasional, bukan target Kabupaten.",)
    return Table(caption, "sectors", names, (Group(rows),), notes)


def programme_table(chapter: DimensionChapter, captions: Captions) -> Table:
    """The ideas of a dimension under their sub-dimensions; codes lead to the ideas' own pages."""
    parts = [(part.name, part.ideas) for part in chapter.subdimensions]
    parts.append((NO_SUBDIMENSION, chapter.other))
    groups = []
    for name, ideas in parts:
        if ideas:
            title = Row((row_head(name, "group", columns=5),), "group-row")
            groups.append(Group((title, *[_programme_row(idea) for idea in ideas])))
    names = head(
        ("Kode", "code"),
        "Gagasan",
        ("Penanggung jawab", "agency"),
        ("Horizon", "horizon"),
        ("Biaya", "number cost"),
    )
    caption = captions.add(f"Program {chapter.name}", f"program-{slug(chapter.code)}")
    return Table(caption, f"programme {tone(chapter.code)}", names, tuple(groups))


def _programme_row(idea: IdeaSheet) -> Row:
    cost = sum_of(idea.budget)
    return Row(
        (
            row_head(idea.code, "code", idea_anchor(idea.code)),
            cell(idea.title),
            cell(known(idea.owner_agency)),
            cell(known(idea.horizon)),
            cell(known("") if cost is None else rupiah_short(cost), "number"),
        )
    )


def decided_table(book: Book, captions: Captions) -> Table:
    """Every decided proposal by dimension: those in the plan first, then all others with reason."""
    printed = {idea.code for idea in book.ideas}
    names = head(
        ("Kode", "code"),
        ("Judul", "program"),
        ("Pengusul", "agency"),
        ("Status", "status"),
        ("Alasan", "reason"),
        ("Digabung ke", "code"),
    )
    groups = []
    for name, rows in _decided_rows(book, printed).items():
        title = Row((row_head(name, "group", columns=6),), "group-row")
        groups.append(Group((title, *rows)))
    caption = captions.add("Rekap usulan yang telah diputus", "usulan")
    return Table(caption, "decided", names, tuple(groups))


def _decided_rows(book: Book, printed: set[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    names = {chapter.code: chapter.name for chapter in book.dimensions}
    for chapter in book.dimensions:
        rows = [
            _decided_row(
                idea.code, idea.title, idea.proposer, "Disetujui", APPROVED_REASON, printed
            )
            for idea in chapter.ideas
        ]
        if rows:
            found[chapter.name] = rows
    for item in book.decided:
        row = _decided_row(
            item.code,
            item.title,
            item.proposer,
            item.status,
            item.reason,
            printed,
            item.merged_into,
        )
        found.setdefault(names.get(item.dimension, known(item.dimension)), []).append(row)
    return found


def _decided_row(
    code: str,
    title: str,
    proposer: str,
    status: str,
    reason: str,
    printed: set[str],
    merged_into: str = "",
) -> Row:
    return Row(
        (
            row_head(code, "code", idea_anchor(code) if code in printed else ""),
            cell(title),
            cell(known(proposer)),
            cell(status),
            cell(known(reason)),
            cell(
                known(merged_into),
                "code",
                idea_anchor(merged_into) if merged_into in printed else "",
            ),
        )
    )
