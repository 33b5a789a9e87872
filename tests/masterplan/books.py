"""Small whole books for tests of the press."""

from datetime import date
from decimal import Decimal

from masterplan.book.shapes import (
    Book,
    BudgetLine,
    DecidedProposal,
    DimensionChapter,
    IdeaSheet,
    Indicator,
    OutlineEntry,
    Sector,
    SubdimensionPart,
    TargetValue,
    WorkshopStage,
)

OUTLINE = (
    OutlineEntry("b1", "book", "Buku 1: Analisis Strategis", "", ""),
    OutlineEntry("b1.1", "chapter", "Pendahuluan", "", ""),
    OutlineEntry("b1.1.4", "section", "Tahapan Penyusunan", "stages", ""),
    OutlineEntry("b1.2.5", "section", "Sektor Bioekonomi", "sectors", ""),
    OutlineEntry("b2", "book", "Buku 2: Masterplan", "", ""),
    OutlineEntry("b2.3", "chapter", "Strategi", "", ""),
    OutlineEntry("b2.3.d", "section", "Strategi {dimensi}", "dimension_programme", "dimension"),
    OutlineEntry("b2.3.g", "section", "Lembar {dimensi}", "idea_sheets", "dimension"),
    OutlineEntry("b2.4", "chapter", "Rencana Aksi", "", ""),
    OutlineEntry("b2.4.1", "section", "Rencana Aksi per Dimensi", "action_plan", "dimension"),
    OutlineEntry("b2.4.6", "section", "Rekap Anggaran", "budget", ""),
    OutlineEntry("b2.5.1", "section", "Peta Jalan", "roadmap", ""),
    OutlineEntry("l.4", "annex", "Rekap Usulan", "decided", ""),
)


def idea(number=1, **changes):
    values = {
        "code": f"ENV-{number:03d}",
        "version": 1,
        "title": f"Bank sampah desa {number}",
        "problem": "Sampah rumah tangga belum terpilah.",
        "solution": "Satu titik setor di setiap desa.",
        "beneficiaries": "120 rumah tangga",
        "districts": ("Balige",),
        "covers_region": False,
        "proposer": "Dinas Lingkungan Hidup",
        "owner_agency": "Dinas Lingkungan Hidup",
        "start_year": 2022,
        "end_year": 2024,
        "horizon": "Menengah",
        "indicators": (
            Indicator(
                "Rumah tangga memilah", "persen", "naik", Decimal("8.5"), 2021, "DLH", "",
                (TargetValue(2022, Decimal(20)), TargetValue(None, Decimal(60))),
            ),
        ),
        "budget": (
            BudgetLine(2022, "APBD Kabupaten", 123_456_789),
            BudgetLine(None, "CSR/TJSL", 1_000_000),
        ),
        "approved_on": date(2026, 11, 20),
        "is_sample": False,
    }  # fmt: skip
    return IdeaSheet(**(values | changes))


def book(*ideas, **changes):
    ideas = ideas or (idea(1), idea(2))
    chapter = DimensionChapter(
        "ENV", "Lingkungan", "Smart Environment", "Kawasan bersih.", "dimension-env",
        (SubdimensionPart("ENV-WAS", "Tata kelola sampah", tuple(ideas)),), (),
    )  # fmt: skip
    values = {
        "title": "Masterplan Smart City Kabupaten Toba",
        "region": "Kabupaten Toba",
        "start_year": 2022,
        "end_year": 2026,
        "long_until": 2031,
        "edition": "Edisi 1",
        "is_draft": True,
        "compiled_on": date(2026, 11, 24),
        "portal_address": "http://portal.test",
        "outline": OUTLINE,
        "dimensions": (chapter,),
        "decided": (
            DecidedProposal(
                "ENV-009", "Ditunda dulu", "UMKM", "Lingkungan", "Ditunda", "Menunggu.", "", False
            ),
        ),
        "stages": (
            WorkshopStage(
                1, "BimTek I", date(2021, 6, 28), date(2021, 6, 29), "Gedung Serba Guna",
                ((1, "Sosialisasi"), (2, "Forum")), (("Togar", "Rektor", "Bioekonomi"),),
                "Buku 1", "berita",
            ),
        ),
        "sectors": (Sector("Maritim", 749_900_000_000_000, "berita"),),
    }  # fmt: skip
    return Book(**(values | changes))


def outlined(edition):
    """The edition with an outline that prints all there is."""
    from masterplan.models import Section

    parents = {}
    for position, entry in enumerate(OUTLINE, start=1):
        parents[entry.key] = Section.objects.create(
            programme=edition.programme, key=entry.key, level=entry.level, title=entry.title,
            content=entry.content, repeat=entry.repeat, position=position,
        )  # fmt: skip
    return edition
