"""This app's part of a region pack: the agencies and their other names."""

from datetime import date

from accounts.choices import OrganisationKind
from accounts.models import Organisation, OrganisationAlias
from dimensions.models import Dimension, District
from tobasmart.packfile import Pack, Row


def load(pack: Pack) -> None:
    dimensions = {item.code: item.pk for item in Dimension.objects.all()}
    districts = {item.code: item.pk for item in District.objects.all()}
    for row in pack.table("organisations.csv"):
        organisation = pack.store(
            Organisation,
            row,
            {"key": row["code"].lower()},
            name=row["name"],
            short_name=row["short_name"],
            kind=OrganisationKind.OPD,
            agency_type=row["agency_type"],
            suggested_dimension_id=_known(row, "suggested_dimension", dimensions),
            district_id=_known(row, "district", districts),
            valid_from=row.read("valid_from", date.fromisoformat),
            valid_until=row.read("valid_until", date.fromisoformat),
            source=row["source"],
        )
        for alias in filter(None, (text.strip() for text in row["aliases"].split(";"))):
            OrganisationAlias.objects.get_or_create(organisation=organisation, name=alias)


def _known(row: Row, key: str, table: dict[str, int]) -> int | None:
    code = row[key]
    if not code:
        return None
    if code not in table:
        raise row.fail(f"unknown {key} {code!r}")
    return table[code]
