"""A book as plain tables with stable column codes: what XLSX, CSV and JSON hold.

Counts and sums equal the printed ones, as both are made of the same frozen values. A column's code
never changes; new columns are added at the end (docs/document.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from masterplan.book.part_shapes import SheetTable
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet

Value = str | int | Decimal | bool | date | None
TEXT, NUMBER, INTEGER, DAY, FLAG = "string", "number", "integer", "date", "boolean"


@dataclass(frozen=True)
class Field:
    """``kind`` is a type of the Table Schema (specs.frictionlessdata.io)."""

    code: str
    label: str
    kind: str = TEXT


@dataclass(frozen=True)
class OpenTable:
    code: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]


def tables_of(book: Book) -> tuple[OpenTable, ...]:
    """Every table, ideas first, worksheets in the order of the books last."""
    return (
        _ideas(book),
        _indicators(book),
        _targets(book),
        _budget(book),
        _decided(book),
        _stages(book),
        _attendance(book),
        _forums(book),
        _traces(book),
        *(_worksheet(sheet) for sheet in book.sheets),
    )


def _placed(book: Book) -> Iterator[tuple[DimensionChapter, str, IdeaSheet]]:
    """(chapter, sub-dimension, idea) in printed order."""
    for chapter in book.dimensions:
        for part in chapter.subdimensions:
            for idea in part.ideas:
                yield chapter, part.name, idea
        for idea in chapter.other:
            yield chapter, "", idea


_IDEA_FIELDS = (
    Field("kode", "Kode"), Field("versi", "Versi", INTEGER), Field("judul", "Judul"),
    Field("dimensi", "Dimensi"), Field("subdimensi", "Subdimensi"), Field("masalah", "Masalah"),
    Field("solusi", "Solusi"), Field("penerima_manfaat", "Penerima manfaat"),
    Field("lokasi", "Lokasi"), Field("pengusul", "Pengusul"),
    Field("penanggung_jawab", "Perangkat daerah penanggung jawab"),
    Field("pendukung", "Perangkat daerah pendukung"), Field("mitra", "Mitra"),
    Field("tahun_mulai", "Tahun mulai", INTEGER), Field("tahun_selesai", "Tahun selesai", INTEGER),
    Field("horizon", "Jangka"), Field("jumlah_anggaran", "Jumlah anggaran (Rp)", INTEGER),
    Field("perkiraan_biaya", "Perkiraan biaya pengusul"),
    # Nomenclature of the budget system (SIPD), for the hand-over without retyping.
    Field("program", "Program (SIPD)"), Field("kode_program", "Kode program (SIPD)"),
    Field("kegiatan", "Kegiatan (SIPD)"), Field("kode_kegiatan", "Kode kegiatan (SIPD)"),
    Field("subkegiatan", "Subkegiatan (SIPD)"),
    Field("kode_subkegiatan", "Kode subkegiatan (SIPD)"),
    Field("jenis_inovasi", "Jenis inovasi"), Field("quick_win", "Quick win", FLAG),
    Field("program_prioritas", "Program prioritas"), Field("disetujui", "Disetujui", DAY),
    Field("contoh", "Contoh", FLAG),
)  # fmt: skip


def _ideas(book: Book) -> OpenTable:
    rows = tuple(_idea_row(*placed) for placed in _placed(book))
    return OpenTable("gagasan", "Gagasan disetujui", _IDEA_FIELDS, rows)


def _idea_row(chapter: DimensionChapter, part: str, idea: IdeaSheet) -> tuple[Value, ...]:
    place = "Seluruh kecamatan" if idea.covers_region else ", ".join(idea.districts)
    return (
        idea.code, idea.version, idea.title, chapter.name, part, idea.problem, idea.solution,
        idea.beneficiaries, place, idea.proposer, idea.owner_agency,
        "; ".join(idea.supporting_agencies), idea.partners, idea.start_year, idea.end_year,
        idea.horizon, idea.total_idr, idea.estimate, *idea.programme, *idea.activity,
        *idea.subactivity, idea.innovation_kind, idea.is_quick_win, idea.priority_programme,
        idea.approved_on, idea.is_sample,
    )  # fmt: skip


def _indicators(book: Book) -> OpenTable:
    fields = (
        Field("kode", "Kode gagasan"), Field("nomor", "Nomor", INTEGER),
        Field("indikator", "Indikator"), Field("satuan", "Satuan"), Field("arah", "Arah"),
        Field("baseline", "Baseline", NUMBER), Field("tahun_baseline", "Tahun", INTEGER),
        Field("sumber_baseline", "Sumber"), Field("rencana_ukur", "Rencana pengukuran"),
    )  # fmt: skip
    rows = tuple(
        (
            idea.code, place, measure.name, measure.unit, measure.direction, measure.baseline,
            measure.baseline_year, measure.baseline_source, measure.baseline_note,
        )
        for idea in book.ideas
        for place, measure in enumerate(idea.indicators, 1)
    )  # fmt: skip
    return OpenTable("indikator", "Ukuran keberhasilan", fields, rows)


def _targets(book: Book) -> OpenTable:
    fields = (
        Field("kode", "Kode gagasan"), Field("nomor", "Nomor indikator", INTEGER),
        Field("tahun", "Tahun", INTEGER), Field("target", "Target", NUMBER),
    )  # fmt: skip
    rows = tuple(
        (idea.code, place, target.year, target.value)
        for idea in book.ideas
        for place, measure in enumerate(idea.indicators, 1)
        for target in measure.targets
    )
    return OpenTable("target", "Target per tahun", fields, rows)


def _budget(book: Book) -> OpenTable:
    """One row for each year and source; a year that is empty is "sesudahnya"."""
    fields = (
        Field("kode", "Kode gagasan"), Field("dimensi", "Dimensi"),
        Field("tahun", "Tahun", INTEGER), Field("sumber_dana", "Sumber dana"),
        Field("anggaran", "Anggaran (Rp)", INTEGER),
    )  # fmt: skip
    rows = tuple(
        (idea.code, chapter.name, line.year, line.fund_source, line.amount_idr)
        for chapter, _, idea in _placed(book)
        for line in idea.budget
    )
    return OpenTable("anggaran", "Anggaran per tahun dan sumber dana", fields, rows)


def _decided(book: Book) -> OpenTable:
    fields = (
        Field("kode", "Kode"), Field("judul", "Judul"), Field("pengusul", "Pengusul"),
        Field("dimensi", "Dimensi"), Field("status", "Status"), Field("alasan", "Alasan"),
        Field("digabung_ke", "Digabung ke"),
    )  # fmt: skip
    rows = tuple(
        (row.code, row.title, row.proposer, row.dimension, row.status, row.reason, row.merged_into)
        for row in book.decided
    )
    return OpenTable("usulan_diputus", "Usulan yang tidak dimuat, dengan alasan", fields, rows)


def _stages(book: Book) -> OpenTable:
    fields = (
        Field("tahap", "Tahap", INTEGER), Field("judul", "Judul"), Field("mulai", "Mulai", DAY),
        Field("selesai", "Selesai", DAY), Field("tempat", "Tempat"), Field("luaran", "Luaran"),
        Field("sumber", "Sumber"),
    )  # fmt: skip
    rows = tuple(
        (row.stage, row.title, row.starts_on, row.ends_on, row.venue, row.deliverable, row.source)
        for row in book.stages
    )
    return OpenTable("tahapan", "Tahapan BimTek", fields, rows)


def _attendance(book: Book) -> OpenTable:
    fields = (
        Field("tahap", "Tahap"), Field("sesi", "Sesi"), Field("tanggal", "Tanggal", DAY),
        Field("opd", "OPD", INTEGER), Field("umkm", "UMKM", INTEGER),
        Field("lainnya", "Lainnya", INTEGER), Field("jumlah", "Jumlah", INTEGER),
    )  # fmt: skip
    rows = tuple(
        (row.stage, row.title, row.on, row.agencies, row.businesses, row.others, row.total)
        for row in book.attendance
    )
    return OpenTable("kehadiran", "Kehadiran dalam angka", fields, rows)


def _forums(book: Book) -> OpenTable:
    fields = (
        Field("tahap", "Tahap"), Field("dimensi", "Dimensi"), Field("tanggal", "Tanggal", DAY),
        Field("kartu", "Kartu", INTEGER), Field("disepakati", "Disepakati", INTEGER),
        Field("berita_acara", "Nomor berita acara"), Field("sha256", "SHA-256"),
    )  # fmt: skip
    rows = tuple(
        (row.stage, row.dimension, row.on, row.cards, row.agreed, row.record_number, row.sha256)
        for row in book.forums
    )
    return OpenTable("forum", "Forum dan berita acara", fields, rows)


def _traces(book: Book) -> OpenTable:
    fields = (
        Field("kode", "Kode"), Field("versi", "Versi", INTEGER),
        Field("diajukan", "Diajukan", DAY), Field("forum", "Forum"),
        Field("berita_acara", "Berita acara"), Field("disetujui", "Disetujui", DAY),
    )  # fmt: skip
    rows = tuple(
        (row.code, row.version, row.submitted_on, row.forum, row.record_number, row.approved_on)
        for row in book.traces
    )
    return OpenTable("jejak", "Jejak gagasan", fields, rows)


def _worksheet(sheet: SheetTable) -> OpenTable:
    """Cells as they are printed; the last column says where the figures come from."""
    fields = tuple(
        Field(f"kolom_{place}", heading) for place, heading in enumerate(sheet.headings, 1)
    )
    rows = tuple((*line.cells, line.source) for line in sheet.lines)
    code = sheet.code.replace("-", "_")
    return OpenTable(code, sheet.title, (*fields, Field("sumber", "Sumber")), rows)
