"""What agencies filled in, as sections of the book."""

from dataclasses import replace
from decimal import Decimal

from masterplan.book.fragments import plan
from masterplan.book.part_shapes import (
    ForumOutcome,
    Place,
    ReadinessScore,
    SheetLine,
    SheetTable,
    Text,
)
from masterplan.book.shapes import OutlineEntry
from tests.masterplan.books import OUTLINE, book, idea

PROBLEMS = SheetTable(
    "permasalahan", "b1.2.4", "Kertas kerja permasalahan",
    ("Dimensi", "Subdimensi", "Permasalahan"), ("dimension", "subdimension", "long"),
    (
        SheetLine(("Lingkungan", "Sampah", "Belum terpilah"), "ENV", "DLH, 2021", "k1"),
        SheetLine(("", "", "Sinyal lemah"), "", "", "k2"),
    ),
)  # fmt: skip
MORE = (
    OutlineEntry("b1.1.1", "section", "Latar Belakang", "", ""),
    OutlineEntry("b1.2.4", "section", "Masalah", "", ""),
    OutlineEntry("b1.3.4", "section", "Kesiapan", "", ""),
)


def whole(**changes):
    outline = (*OUTLINE[:2], *MORE, *OUTLINE[2:])
    return book(idea(1), outline=outline, **changes)


def of(fragments, kind):
    return [fragment for fragment in fragments if fragment.kind == kind]


def test_sections_nobody_filled_in_are_left_out():
    assert of(plan(whole()), "worksheet") == []


def test_a_text_stands_under_its_heading_as_safe_html():
    found = of(plan(whole(texts=(Text("b1.1.1", "Satu **dua** <b>tiga</b>"),))), "worksheet")

    (fragment,) = found
    assert "<strong>dua</strong>" in fragment.html
    assert "<b>" not in fragment.html
    assert [entry.title for entry in fragment.entries][-1] == "Latar Belakang"


def test_a_worksheet_is_a_table_under_its_dimensions_with_sources():
    (fragment,) = of(plan(whole(sheets=(PROBLEMS,))), "worksheet")

    (table,) = fragment.values["tables"]
    assert [len(group.rows) for group in table.groups] == [2, 2]
    assert table.notes == ("Sumber: DLH, 2021.",)
    for words in ("Belum terpilah", "Sinyal lemah", "Semua dimensi"):
        assert words in fragment.html


def test_readiness_is_drawn_where_there_are_scores():
    scores = (ReadinessScore("ENV", Decimal("2.5")),)

    (fragment,) = of(plan(whole(scores=scores)), "worksheet")

    assert "Lingkungan 2,5" in fragment.html
    assert of(plan(whole(scores=(ReadinessScore("ENV", None),))), "worksheet") == []


def test_quick_wins_have_a_section_each():
    outline = (
        *OUTLINE,
        OutlineEntry("b3", "book", "Buku 3: Ringkasan", "", ""),
        OutlineEntry("b3.2", "chapter", "Quick Win", "", "quick_win"),
        OutlineEntry("b3.2.q", "section", "Quick Win: {judul_gagasan}", "", ""),
    )
    sheet = SheetTable(
        "quick-win", "b3.2.q", "Lembar quick win", ("Gagasan", "Manfaat"), ("idea", "long"),
        (SheetLine(("ENV-001", "Bersih"), "", "", "k"),),
    )  # fmt: skip
    months = SheetTable(
        "jadwal-quick-win", "b3.2.q", "Jadwal quick win", ("Gagasan", "Kegiatan", "Bulan"),
        ("idea", "text", "months"), (SheetLine(("ENV-001", "Rapat", "Jan, Mar"), "", "", "k"),),
    )  # fmt: skip

    fragments = plan(book(idea(1), idea(2), outline=outline, sheets=(sheet, months)))

    html = "".join(fragment.html for fragment in of(fragments, "worksheet"))
    assert "Quick Win: Bank sampah desa 1" in html
    assert "desa 2" not in html
    assert html.count("■") == 2


def test_annexes_hold_records_and_districts():
    outline = (
        *OUTLINE,
        OutlineEntry("l.2", "annex", "Berita Acara", "forums", ""),
        OutlineEntry("l.8", "annex", "Kecamatan", "places", ""),
    )
    forum = ForumOutcome(
        "BimTek Tahap I", "Lingkungan", book().compiled_on, 12, 3, "BA/1", "a" * 64
    )

    fragments = plan(
        book(idea(1), outline=outline, forums=(forum,), places=(Place("Balige", 2.3, 99.0, 4),))
    )

    html = "".join(fragment.html for fragment in fragments)
    assert "a" * 64 in html
    assert "Balige" in html


def test_an_edited_row_changes_its_own_section_alone():
    line = replace(PROBLEMS.lines[0], cells=("Lingkungan", "Sampah", "Diubah"))
    edited = replace(PROBLEMS, lines=(line, PROBLEMS.lines[1]))

    before = {f.key: f.digest for f in plan(whole(sheets=(PROBLEMS,)))}
    after = {f.key: f.digest for f in plan(whole(sheets=(edited,)))}

    changed = [key for key, digest in after.items() if before[key] != digest]
    assert len(changed) == 1
