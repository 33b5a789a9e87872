import csv
import io
import re

import pytest
from openpyxl import load_workbook

from tobasmart.exports import TooManyRowsError, csv_stream, safe_cell, tables, xlsx_bytes

# The forms of docs/security.md: at the start, behind space, full-width, and inside the text.
HOSTILE = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u00a0=1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "Bank sampah;=1+1", "Bank sampah,=1+1",
    "Bank sampah\n=1+1", "Bank sampah\r\n@SUM(1)", 'x";=1+1', '"=1+1', "a|=1+1", "\u200b=1+1",
    '=HYPERLINK("http://x","klik")', "a\t=1+1",
]  # fmt: skip
SIGN = re.compile("[=+\\-@＝＋－＠]")


def naive_cells(text):
    """What a program sees that splits at any sign and knows no quotes."""
    return [part.strip().strip('"').strip() for part in re.split(r"[;,|\t\r\n]", text)]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_cell_begins_no_formula_however_it_is_split(hostile, delimiter):
    text = "".join(csv_stream(["Kolom"], [[hostile, "kontrol"]], delimiter=delimiter))

    assert any("kontrol" in cell for cell in naive_cells(text))
    assert [cell for cell in naive_cells(text) if SIGN.match(cell)] == []
    for other in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text), delimiter=other):
            assert [cell for cell in row if SIGN.match(cell.strip())] == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_xlsx_cell_is_text_with_its_own_signs(hostile):
    sheet = load_workbook(io.BytesIO(xlsx_bytes(["Kolom"], [[hostile]], sheet="Uji"))).active
    cell = sheet["A2"]

    assert cell.data_type == "s"
    assert cell.quotePrefix == bool(SIGN.match(cell.value.strip().strip('"')))
    assert cell.value == hostile.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "")


def test_numbers_stay_numbers_and_words_stay_words():
    assert [safe_cell(value) for value in (-5, 2.5, None, True, "Rp1.250", "dua-tiga")] == [
        -5, 2.5, "", "ya", "Rp1.250", "dua-tiga",
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(xlsx_bytes(["A", "B"], [[7, "007"]], sheet="Uji"))).active
    assert [(cell.data_type, cell.value) for cell in sheet[2]] == [("n", 7), ("s", "007")]


def test_csv_has_a_mark_for_excel_and_keeps_quotes_and_lines():
    text = "".join(csv_stream(["Judul"], [['Ulos "Toba"\nbaris dua']], delimiter=";"))

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["Judul"], ['Ulos "Toba"\nbaris dua']]


def test_workbook_refuses_more_rows_than_it_may_have(monkeypatch):
    monkeypatch.setattr(tables, "XLSX_MAX_ROWS", 2)

    with pytest.raises(TooManyRowsError):
        xlsx_bytes(["A"], ([n] for n in range(3)), sheet="Uji")


def test_long_text_is_cut_with_a_mark_instead_of_a_broken_file():
    sheet = load_workbook(io.BytesIO(xlsx_bytes(["A"], [["x" * 40_000]], sheet="Uji"))).active

    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith(" […]")
