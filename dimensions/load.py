"""This app's part of a region pack: programme, dimensions, districts, sectors, fund sources."""

from decimal import Decimal

from dimensions.models import (
    BioeconomySector,
    Dimension,
    District,
    FundSource,
    PriorityProgramme,
    Programme,
    Subdimension,
)
from tobasmart.packfile import Pack, Row

_PROGRAMME = [
    "name", "region", "region_code", "province", "document_title", "start_year", "end_year",
    "short_until", "long_until", "rpjmd", "take_up_days", "decision_days", "revision_days",
    "min_approved",
]  # fmt: skip


def load(pack: Pack) -> Programme:
    """Load everything lower apps' rows point to; returns the pack's programme."""
    document = pack.document("programme.yaml")
    programme = _load_programme(pack, Row(document["programme"], "programme.yaml, programme"))
    for position, row in enumerate(document.rows("fund_sources"), 1):
        pack.store(FundSource, row, {"code": row["code"]}, name=row["name"], position=position)
    for position, row in enumerate(document.rows("bioeconomy_sectors"), 1):
        pack.store(
            BioeconomySector,
            row,
            {"code": row["code"]},
            name=row["name"],
            national_target_idr=row["national_target_idr"],
            source=row["source"],
            position=position,
        )
    _load_priorities(pack)
    _load_dimensions(pack)
    _load_districts(pack)
    return programme


def _load_programme(pack: Pack, row: Row) -> Programme:
    years = [row[name] for name in ("start_year", "short_until", "end_year", "long_until")]
    if years != sorted(years):
        raise row.fail("years must be in order: start, short, end, long")
    values = {name: row[name] for name in _PROGRAMME}
    is_first = not Programme.objects.filter(is_current=True).exclude(slug=row["slug"]).exists()
    programme: Programme = pack.store(
        Programme, row, {"slug": row["slug"]}, **values, is_current=is_first
    )
    return programme


def _load_priorities(pack: Pack) -> None:
    document = pack.document("reference.yaml")
    priorities = Row(document["priority_programmes"], "reference.yaml, priority_programmes")
    for position, (code, name) in enumerate(priorities.items(), 1):
        pack.store(PriorityProgramme, priorities, {"code": code}, name=name, position=position)


def _load_dimensions(pack: Pack) -> None:
    document = pack.document("dimensions.yaml")
    for position, row in enumerate(document.rows("dimensions"), 1):
        dimension = pack.store(
            Dimension,
            row,
            {"code": row["code"]},
            slug=row["slug"],
            name=row["name"],
            official_name=row["official_name"],
            hint=row["hint"],
            target=row["target"],
            target_source=document["source"],
            position=position,
        )
        for number, part in enumerate(row.rows("subdimensions"), 1):
            pack.store(
                Subdimension,
                part,
                {"code": part["code"]},
                dimension_id=dimension.pk,
                name=part["name"],
                english_name=part["english_name"],
                sample_indicators=part["sample_indicators"],
                position=number,
            )


def _load_districts(pack: Pack) -> None:
    for row in pack.table("districts.csv"):
        pack.store(
            District,
            row,
            {"code": row["code"]},
            name=row["name"],
            village_count=row.read("village_count", int),
            ward_count=row.read("ward_count", int),
            area_km2=row.read("area_km2", Decimal),
            latitude=row.read("latitude", Decimal),
            longitude=row.read("longitude", Decimal),
            source=row["source"],
        )
