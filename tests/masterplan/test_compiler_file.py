"""The linked file against the one-piece file of the same book, and against other programs."""

import io
import json
import re
import shutil
import subprocess
import time
from datetime import date
from typing import Any

import page as validator
import pytest
from page._enums import ValidationProfile
from PIL import Image, ImageChops
from pypdf import PdfReader

from masterplan.book.fragments import idea_page, plan
from masterplan.book.planning import as_json
from masterplan.book.press import press, press_page
from masterplan.book.verify import problems
from tests.masterplan.books import book, idea
from tests.masterplan.compiled import compiled, problems_of, store_in

WORDS = ("danau", "ulos", "kopi", "andaliman", "pasar", "sampah", "perahu", "sekolah")


def sheet(number):
    """Every idea has words of its own, so that each can be looked for."""
    words = " ".join(f"{word}{number}" for word in WORDS)
    return idea(number, problem=f"Masalah {words}.", solution=f"Solusi {words}.")


BOOK = book(*[sheet(number) for number in range(1, 31)])


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    return compiled(BOOK, store_in(tmp_path_factory.mktemp("cache")))[0]


@pytest.fixture(scope="module")
def one_piece():
    return press(BOOK)


@pytest.fixture(scope="module")
def paths(linked, one_piece, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, data in (("linked", linked), ("one", one_piece.data)):
        (folder / f"{name}.pdf").write_bytes(data)
    return folder / "linked.pdf", folder / "one.pdf"


def test_both_ways_pass_the_check(linked, one_piece):
    assert one_piece.problems == ()
    assert problems_of(linked, BOOK, one_piece.page_count) == []


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A])
def test_file_conforms(paths, profile):
    report = validator.validate_pdf(str(paths[0]), profile=profile)

    assert [failure.message for failure in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="no qpdf on this machine")
def test_qpdf_finds_nothing(paths):
    done = subprocess.run(["qpdf", "--check", paths[0]], capture_output=True, text=True)

    assert (done.returncode, "WARNING" in done.stdout + done.stderr) == (0, False)


def test_text_equals_the_one_piece_file(linked, one_piece):
    def pages(data):
        # Stamps are drawn last, so the order of words differs, not the words.
        return [sorted(p.extract_text().split()) for p in PdfReader(io.BytesIO(data)).pages]

    assert pages(linked) == pages(one_piece.data)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler on this machine")
def test_pixels_equal_the_one_piece_file(paths, tmp_path):
    pictures = []
    for path in paths:
        subprocess.run(["pdftoppm", "-r", "40", "-png", path, tmp_path / path.stem], check=True)
        pictures.append(sorted(tmp_path.glob(f"{path.stem}-*.png")))
    assert len(pictures[0]) == len(pictures[1]) > 40
    for ours, theirs in zip(*pictures, strict=True):
        difference = ImageChops.difference(Image.open(ours), Image.open(theirs))
        assert max(high for _low, high in difference.convert("RGB").getextrema()) <= 40, ours


def test_other_reader_sees_labels_links_names_and_data(linked):
    reader = PdfReader(io.BytesIO(linked))
    names, labels = reader.named_destinations, reader.page_labels
    front = labels.index("1")

    assert labels[:3] == ["i", "ii", "iii"]
    assert labels[front:] == [str(number + 1) for number in range(len(labels) - front)]
    links = [
        note.get_object()["/Dest"] for page in reader.pages for note in page.get("/Annots", [])
    ]
    assert len(links) > 150
    assert set(links) <= set(names)
    (data,) = reader.attachments["masterplan.json"]
    assert json.loads(data) == as_json(BOOK)
    assert "AF" in str(reader.trailer["/Root"])


def test_links_speak_the_label_of_their_page(linked):
    reader = PdfReader(io.BytesIO(linked))
    numbers = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages)}
    for page in reader.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            place = numbers[reader.named_destinations[note["/Dest"]].page.idnum]
            assert note["/Contents"] == f"Halaman {reader.page_labels[place]}"


def test_each_font_is_there_once(linked):
    files = re.findall(rb"/FontFile2 (\d+) 0 R", whole(linked))
    names = re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", whole(linked))

    assert len(files) == len(set(files)) == len(names) == len(set(names)) >= 4


def whole(data):
    """All objects as text, object streams opened."""
    reader = PdfReader(io.BytesIO(data))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    found = []
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        described = described.get_object()
        found.append(
            f"/FontName {described['/FontName']} /FontFile2"
            f" {described.raw_get('/FontFile2').idnum} 0 R"
        )
    return "\n".join(found).encode()


def test_structure_is_the_one_piece_files(linked, one_piece):
    """Element by element in reading order; stamped labels are no content."""
    ours, theirs = (list(kinds(PdfReader(io.BytesIO(d)))) for d in (linked, one_piece.data))

    # In one piece each number of the contents is an element of its own.
    plain = {"/Span", "/NonStruct"}
    assert [kind for kind in ours if kind not in plain] == [k for k in theirs if k not in plain]
    assert len(ours) > 3000


def kinds(reader):
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()]
    while waiting:
        element = waiting.pop()
        if not hasattr(element, "get") or "/S" not in element:
            continue
        yield element["/S"]
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        waiting += [kid.get_object() for kid in reversed(kids) if not isinstance(kid, int)]


def test_ids_of_headings_are_unique_and_cells_point_at_them(linked):
    reader = PdfReader(io.BytesIO(linked))
    ids, used = [], set()
    size: Any = reader.trailer["/Size"]
    for number in range(1, size):
        thing: Any = reader.get_object(number)
        if hasattr(thing, "get") and thing.get("/S") in ("/TH", "/TD"):
            ids += [thing["/ID"]] if "/ID" in thing else []
            used |= set(thing.get("/A", {}).get("/Headers", []))

    assert len(ids) == len(set(ids)) > 500
    assert used <= set(ids)


def test_text_of_each_idea_is_there_once(linked):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(linked)).pages)
    text = " ".join(text.replace("-\n", "").split())

    for number in range(1, 31):
        found = re.findall(rf"Masalah danau{number} ulos{number} ", text)
        assert len(found) == 1, number


def test_check_sees_a_damaged_file(linked, one_piece):
    pages = one_piece.page_count
    assert problems_of(linked[:-100], BOOK, pages)
    assert problems_of(linked, BOOK, pages + 1)
    other = book(*[idea(n, title="Tidak tercetak") for n in range(1, 31)])
    assert any("Tidak tercetak" in text for text in problems_of(linked, other, pages))
    assert problems(b"%PDF-1.7\n", None)


def test_no_page_holds_a_left_over_row():
    """Long tables are divided so that a page never begins or ends with one row alone."""
    counts = [
        sum(len(group.rows) for group in table.groups)
        for fragment in plan(BOOK)
        if not fragment.idea_code
        for table in fragment.values.get("tables", ())
        if table.is_continued
    ]

    assert counts
    assert min(counts) >= 3


def test_page_of_one_idea_takes_less_than_a_second_of_work():
    page = idea_page(book(sheet(1)))
    press_page(page, title="x", created=date(2026, 11, 24))
    began = time.process_time()

    press_page(page, title="x", created=date(2026, 11, 24))

    assert time.process_time() - began < 1
