"""Worksheets as they are printed: order, words, means; and the figures made of them."""

import re
import uuid
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from masterplan.book.drawings import Amounts, Place, Score, district_map, radar, stacked, way
from masterplan.book.worksheet_content import gather_sheets, gather_texts, readiness_scores
from masterplan.models import ColumnSetting, Narrative, Section
from masterplan.services.worksheets import save_row
from masterplan.worksheets.sheets import SHEETS
from tests.factories import DimensionFactory, ProgrammeFactory, SubdimensionFactory


def save(code, actor, **values):
    source = values.pop("source", "")
    return save_row(
        SHEETS[code],
        actor=actor,
        programme=ProgrammeFactory(),
        key=uuid.uuid4(),
        values=values,
        source=source,
        source_year=2021 if source else None,
    )


@pytest.mark.django_db
def test_gather_sheets_sorts_by_the_programmes_order_and_names_sources(admin):
    first, second = DimensionFactory(position=1), DimensionFactory(code="ECO", position=2)
    part = SubdimensionFactory(dimension=first, name="Sampah")
    save("permasalahan", admin, dimension=second, problem="Modal")
    save("permasalahan", admin, dimension=first, problem="Air")
    row = save(
        "permasalahan", admin, dimension=first, subdimension=part, problem="Sampah",
        data="85 ton", source="DLH",
    )  # fmt: skip
    ColumnSetting.objects.create(
        programme=ProgrammeFactory(), sheet="permasalahan", column="location", is_hidden=True
    )

    (table,) = gather_sheets(ProgrammeFactory())

    assert "Lokasi" not in table.headings
    place = table.headings.index("Permasalahan")
    assert [line.cells[place] for line in table.lines] == ["Sampah", "Air", "Modal"]
    assert (table.lines[0].source, table.lines[0].key) == ("DLH, 2021", str(row.key))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 12])
def test_gather_sheets_asks_a_fixed_number_of_queries(count, admin, django_assert_num_queries):
    for number in range(count):
        save("permasalahan", admin, dimension=DimensionFactory(), problem=f"Masalah {number}")
    programme = ProgrammeFactory()

    with django_assert_num_queries(3):
        (table,) = gather_sheets(programme)

    assert len(table.lines) == count


@pytest.mark.django_db
def test_readiness_is_the_mean_of_a_dimension_and_of_rows_for_all(admin):
    first, second = DimensionFactory(), DimensionFactory(code="ECO")
    common = {"kind": "fisik", "condition": "Ada"}
    save("kesiapan-infrastruktur", admin, score=4, dimension=first, **common)

    def values():
        found = readiness_scores(ProgrammeFactory(), [first, second])
        return [score.value for score in found]

    assert values() == [Decimal(4), None]
    save("kesiapan-infrastruktur", admin, score=1, dimension=None, **common)
    assert values() == [Decimal("2.5"), Decimal(1)]


@pytest.mark.django_db
def test_gather_texts_gives_what_was_written_in_printed_order():
    sections = [
        Section.objects.create(
            programme=ProgrammeFactory(), key=key, level="section", title=key, position=position
        )
        for position, key in enumerate(["b1.1.2", "b1.1.1"], 1)
    ]
    for section, text in zip(sections, ["Dua", "Satu"], strict=True):
        Narrative.objects.create(section=section, text=text)

    texts = [(text.section, text.text) for text in gather_texts(ProgrammeFactory())]

    assert texts == [("b1.1.2", "Dua"), ("b1.1.1", "Satu")]


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (radar([Score("A & B", "ENV", 3.24), Score("C", "X", None)]), "A & B 3,2; C belum dinilai"),
        (stacked([Amounts("A", "ENV", (("2022", 2 * 10**9),))]), "A Rp2 miliar"),
        (stacked([]), "Anggaran"),
        (district_map([Place("Balige", 2.3, 99.0, 3), Place("Porsea", 2.4, 99.1, 0)]), "Porsea 0"),
        (district_map([]), "Letak"),
        (way([("Analisis", "Buku 1"), ("<b>", "Buku 2")]), "Analisis, lalu <b>"),
    ],
)
def test_drawings_are_whole_svg_that_says_what_it_shows(drawing, said):
    root = ElementTree.fromstring(str(drawing))

    title = root.findtext("title", "")
    assert said in title
    assert not re.search(r"style=|class=\"(?!figure)", str(drawing))
