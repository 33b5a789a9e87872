"""This app's part of a region pack: the BimTek stages."""

from datetime import date

from dimensions.models import Dimension, Programme
from tobasmart.packfile import Pack, Row
from workshops.models import AgendaItem, Speaker, Workshop


def load(pack: Pack, programme: Programme) -> None:
    dimensions = {item.code: item for item in Dimension.objects.all()}
    for row in pack.document("workshops.yaml").rows("workshops"):
        names = ("stage", "title", "venue", "audience", "opened_by", "deliverable", "source")
        workshop = pack.store(
            Workshop,
            row,
            {"slug": row["slug"]},
            programme_id=programme.pk,
            starts_on=row.read("starts_on", date.fromisoformat),
            ends_on=row.read("ends_on", date.fromisoformat),
            **{name: row[name] for name in names},
        )
        for position, speaker in enumerate(row.rows("speakers"), 1):
            values = {name: speaker[name] for name in ("name", "role", "topic")}
            pack.store(Speaker, speaker, {"workshop": workshop, "position": position}, **values)
        _load_agenda(pack, workshop, row, dimensions)


def _load_agenda(
    pack: Pack, workshop: Workshop, row: Row, dimensions: dict[str, Dimension]
) -> None:
    for position, item in enumerate(row.rows("agenda"), 1):
        key = {"workshop": workshop, "day": item["day"], "position": position}
        stored = pack.store(AgendaItem, item, key, title=item["title"])
        unknown = [code for code in item.get("dimensions", []) if code not in dimensions]
        if unknown:
            raise item.fail(f"unknown dimension {unknown[0]!r}")
        stored.dimensions.set([dimensions[code] for code in item.get("dimensions", [])])
