"""A whole book of any size in memory: six dimensions, texts of honest length."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from benchmarks._fill import WORDS
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

DIMENSIONS = (
    ("ENV", "Lingkungan", "Smart Environment"),
    ("ECO", "Ekonomi", "Smart Economy"),
    ("BRA", "Branding Daerah", "Smart Branding"),
    ("GOV", "Tata Kelola Pemerintahan", "Smart Governance"),
    ("SOC", "Masyarakat", "Smart Society"),
    ("LIV", "Kehidupan", "Smart Living"),
)
PARTS = ("Layanan", "Sarana", "Kemitraan")
DISTRICTS = ("Balige", "Laguboti", "Porsea", "Silaen", "Ajibata", "Habinsaran")
AGENCIES = ("Dinas Lingkungan Hidup", "Dinas Pariwisata", "Dinas Kesehatan", "Bappeda")
SOURCES = ("APBD Kabupaten", "APBN", "CSR/TJSL")
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


FRAME = Book(
    title="Masterplan Smart City Kabupaten Toba",
    region="Kabupaten Toba",
    start_year=2022,
    end_year=2026,
    long_until=2031,
    edition="Edisi 1",
    is_draft=True,
    compiled_on=date(2026, 11, 24),
    portal_address="http://portal.example",
    outline=OUTLINE,
    dimensions=(),
    decided=(),
    stages=(
        WorkshopStage(
            1,
            "BimTek I",
            date(2021, 6, 28),
            date(2021, 6, 29),
            "Gedung Serba Guna",
            ((1, "Sosialisasi"), (2, "Forum")),
            (("Narasumber", "Rektor", "Bioekonomi"),),
            "Buku 1",
            "berita",
        ),
    ),
    sectors=(Sector("Maritim", 749_900_000_000_000, "berita"),),
)


def make_book(count: int, *, edited: int | None = None) -> Book:
    """``count`` ideas shared out among the dimensions; ``edited`` is the place of a changed one."""
    sheets: dict[str, list[IdeaSheet]] = {code: [] for code, *_ in DIMENSIONS}
    for place in range(count):
        code = DIMENSIONS[place % len(DIMENSIONS)][0]
        sheet = _sheet(place, f"{code}-{len(sheets[code]) + 1:03d}")
        if place == edited:
            sheet = replace(
                sheet,
                title=f"Perbaikan {sheet.title}",
                solution=f"{sheet.solution} Satu kalimat baru.",
                version=2,
            )
        sheets[code].append(sheet)
    return replace(
        FRAME,
        dimensions=tuple(_chapter(*names, sheets[names[0]]) for names in DIMENSIONS),
        decided=tuple(_decided(place) for place in range(max(1, count // 12))),
    )


def _chapter(code: str, name: str, official: str, sheets: list[IdeaSheet]) -> DimensionChapter:
    parts = tuple(
        SubdimensionPart(f"{code}-{place}", f"{part} {name.lower()}", tuple(sheets[place::3]))
        for place, part in enumerate(PARTS)
    )
    return DimensionChapter(
        code, name, official, f"Sasaran {name}.", f"dimension-{code.lower()}", parts, ()
    )


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _sheet(place: int, code: str) -> IdeaSheet:
    chance = random.Random(place)
    start = 2022 + chance.randrange(4)
    return IdeaSheet(
        code=code,
        version=1,
        title=_text(chance, chance.randrange(4, 11)).rstrip("."),
        problem=_text(chance, 55),
        solution=_text(chance, 70),
        beneficiaries=_text(chance, 8),
        districts=tuple(sorted(chance.sample(DISTRICTS, 2))),
        covers_region=False,
        proposer=chance.choice(AGENCIES),
        owner_agency=chance.choice(AGENCIES),
        start_year=start,
        end_year=start + chance.randrange(4),
        horizon="Menengah",
        indicators=tuple(_indicator(chance, start) for _ in range(1 + place % 2)),
        budget=tuple(
            BudgetLine(year, source, chance.randrange(1, 900) * 1_000_000)
            for year in range(start, min(start + 2, 2027))
            for source in chance.sample(SOURCES, 1 + place % 2)
        ),
        approved_on=date(2026, 11, 20),
        is_sample=False,
    )


def _indicator(chance: random.Random, start: int) -> Indicator:
    targets = tuple(
        TargetValue(year, Decimal(20 + 10 * (year - start))) for year in range(start, 2027)
    )
    return Indicator(
        _text(chance, 5).rstrip("."), "persen", "naik", Decimal("8.5"), 2021, "DLH", "", targets
    )


def _decided(place: int) -> DecidedProposal:
    chance = random.Random(-place - 1)
    return DecidedProposal(
        f"SOC-{900 + place}",
        _text(chance, 6),
        "UMKM",
        "SOC",
        "Ditunda",
        _text(chance, 12),
        "",
        False,
    )
