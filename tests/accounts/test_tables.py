"""Files that are no table, or too much of one."""

import io
import zipfile

import pytest

from accounts.models import ImportRun
from accounts.tables import TableError, read_table
from tests.accounts.test_import import upload, workbook

pytestmark = pytest.mark.django_db


def test_five_thousand_rows_are_read_and_one_more_is_refused():
    lines = [f"o{n}@toba.example;Orang {n}" for n in range(5_001)]
    table = read_table("a.csv", "\n".join(["Surel;Nama", *lines[:-1]]).encode())

    assert len(table.rows) == 5_000
    with pytest.raises(TableError, match=r"Paling banyak 5\.000 baris"):
        read_table("a.csv", "\n".join(["Surel;Nama", *lines]).encode())
    with pytest.raises(TableError, match=r"Paling banyak 5\.000 baris"):
        read_table("a.xlsx", workbook(["Surel"], *([line] for line in lines)))


def with_part(data, name, content):
    """The same workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><worksheet/>'
GOOD = workbook(["Surel", "Nama"], ["a@toba.example", "A"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", with_part(GOOD, SHEET, BOMB)),
        ("a.xlsx", with_part(GOOD, SHEET, BOMB.decode().encode("utf-16"))),
        ("a.xlsx", with_part(GOOD, SHEET, b"0" * (70 << 20))),
        ("a.xlsx", with_part(GOOD, SHEET, b"<worksheet>")),
        ("a.xlsx", GOOD[:-40]),
        ("a.xlsx", b"Surel;Nama\na@toba.example;A\n"),
        ("a.csv", GOOD),
        ("a.csv", b""),
        ("a.csv", b"Surel;Nama\n\x00\x81\x8d;\x90\n"),
        ("a.csv", b"Surel;Nama\n" + b"x" * (5 << 20)),
        ("a.csv", b'Surel;Nama\n"' + b"x" * 200_000 + b'";b\n'),
        ("a.csv", b"Nama\nTanpa kolom surel\n"),
        ("a.csv", b"Surel;Nama\n"),
        ("a.pdf", b"%PDF-1.7"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}B",
)  # fmt: skip
def test_unusable_file_is_refused_with_a_sentence_and_stores_nothing(name, data, admin, client_of):
    answer = upload(client_of(admin), data, name=name)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert ImportRun.objects.count() == 0
