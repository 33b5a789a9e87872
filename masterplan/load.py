"""This app's part of a region pack: the outline and the first edition."""

from dimensions.models import Programme
from masterplan.models import Edition, Section
from tobasmart.packfile import Pack, Row


def load(pack: Pack, programme: Programme) -> None:
    """Sections are matched by key; what an admin renamed is set back to the pack's words."""
    counter = iter(range(1, 10_000))

    def store(row: Row, parent: Section | None) -> None:
        section = pack.store(
            Section,
            row,
            {"programme": programme, "key": row["key"]},
            parent_id=parent.pk if parent else None,
            level=row["level"],
            title=row["title"],
            purpose=row.get("purpose", ""),
            position=next(counter),
            content=row.get("content", ""),
            repeat=row.get("repeat", ""),
            data_sources=row.get("data_sources", []),
            tables=row.get("tables", []),
            figures=row.get("figures", []),
        )
        for child in row.rows("children"):
            store(child, section)

    for row in pack.document("outline.yaml").rows("sections"):
        store(row, None)
    edition = Row(pack.document("programme.yaml")["edition"], "programme.yaml, edition")
    pack.store(
        Edition, edition, {"slug": edition["slug"]}, name=edition["name"], programme_id=programme.pk
    )
