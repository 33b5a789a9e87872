"""The linker's parts: the contract with the renderer, the stored form, what is refused."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from tobasmart.press import inside
from tobasmart.press.compile import compile_fragment
from tobasmart.press.errors import BrokenFragment, DeadLink, Unlinkable
from tobasmart.press.fragment import dump, load, load_meta
from tobasmart.press.link import link
from tobasmart.press.reader import File, parse
from tobasmart.press.stamps import LETTERS, roman, styles_of
from tobasmart.press.volume import Piece, Volume

STYLES = ("tokens.css", "page.css", "base.css", "tables.css")


class Shelf(dict):
    """Fragments by key."""

    def fragment(self, key):
        return self[key]

    def meta(self, key):
        return self[key].meta


def fragment(body, sheet="fragment.css", **options):
    html = f'<section class="page">{body}</section>'
    return compile_fragment(html, stylesheets=(*STYLES, sheet), resources={}, **options)


@pytest.fixture(scope="module")
def shelf():
    table = "<table class=table><tr><th>Kepala</th></tr><tr><td>Isi</td></tr></table>"
    return Shelf(
        sheet=fragment("", "sheet.css", tagged=False),
        head=fragment("", "head.css", tagged=False),
        one=fragment(f'<h1 id="satu" data-label="Satu">Satu</h1>{table}<a href="#dua">ke dua</a>'),
        two=fragment(f'<h1 id="dua" data-label="Dua (2)">Dua</h1>{table}<a href="#satu">balik</a>'),
        lost=fragment('<p><a href="#hilang">ke mana</a></p>'),
    )


def volume(*keys, **changes):
    pieces = tuple(Piece(key, ("head", "head"), ("plain", "plain")) for key in keys)
    values = {
        "title": "Judul — é",
        "author": "Penulis",
        "created": date(2026, 11, 24),
        "pieces": pieces,
        "sheet": "sheet",
        "styles": ("plain",),
    }
    return Volume(**(values | changes))


def linked(shelf, made):
    out = io.BytesIO()
    done = link(made, shelf, out)
    assert done.size == len(out.getvalue())
    return out.getvalue()


def test_installed_renderer_keeps_its_contract(monkeypatch):
    inside.check.cache_clear()
    inside.check()

    monkeypatch.setattr(inside, "PYDYF", "0.14.0")
    inside.check.cache_clear()
    with pytest.raises(inside.ContractBroken, match=r"0\.13\.0"):
        inside.check()
    inside.check.cache_clear()


def test_contract_names_the_promise_that_broke(monkeypatch):
    monkeypatch.setattr(inside, "generate_pdf", lambda document: None)
    inside.check.cache_clear()
    with pytest.raises(inside.ContractBroken, match="drawn with other arguments"):
        inside.check()
    inside.check.cache_clear()


def test_stored_form_gives_the_same_fragment_back(shelf):
    for key, each in shelf.items():
        data = dump(each)
        assert load(data, key) == each
        assert load_meta(data, key) == each.meta
        assert dump(load(data, key)) == data


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"x" + data[1:],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
    ],
)
def test_anything_but_the_written_bytes_is_refused(shelf, spoil):
    with pytest.raises(BrokenFragment):
        load(spoil(dump(shelf["one"])), "one")


def test_fragment_holds_no_font_and_no_page_number(shelf):
    data = dump(shelf["one"])

    assert b"FontFile" not in data
    assert b"/Type /Font" not in data
    assert shelf["one"].meta.fonts


def test_fragments_are_linked_in_any_order(shelf):
    for keys in (("one", "two"), ("two", "one"), ("one", "two", "two")):
        data = linked(shelf, volume(*keys))
        reader = PdfReader(io.BytesIO(data))
        assert len(reader.pages) == len(keys)
        first = reader.pages[0].extract_text()
        assert ("Satu" if keys[0] == "one" else "Dua") in first
        assert reader.metadata.title == "Judul — é"
        assert [entry.title for entry in reader.outline][:2] == [
            {"one": "Satu", "two": "Dua (2)"}[key] for key in keys[:2]
        ]


def test_same_volume_gives_the_same_bytes_and_another_day_others(shelf):
    first = linked(shelf, volume("one", "two"))

    assert linked(shelf, volume("one", "two")) == first
    assert linked(shelf, volume("one", "two", created=date(2026, 11, 25))) != first


def test_dead_link_is_refused(shelf):
    with pytest.raises(DeadLink, match="hilang"):
        linked(shelf, volume("one", "two", "lost"))


def test_front_matter_behind_the_body_is_refused(shelf):
    made = volume("one", "two")
    late = replace(made, pieces=(made.pieces[0], replace(made.pieces[1], is_front=True)))

    with pytest.raises(Unlinkable, match="front matter"):
        linked(shelf, late)


def test_head_that_is_not_plain_text_is_refused(shelf):
    spoiled = Shelf(shelf)
    spoiled["head"] = fragment('<p style="opacity: .5">halus</p>', "head.css", tagged=False)

    with pytest.raises(Unlinkable, match="running head"):
        linked(spoiled, volume("one", "two"))


def test_link_out_of_the_book_is_refused():
    with pytest.raises(Unlinkable, match="external"):
        fragment('<a href="https://contoh.example/">luar</a>')


def test_form_field_is_refused():
    with pytest.raises(Unlinkable, match="form"):
        fragment('<form><input name="a" style="appearance: auto"></form>')


def test_sheet_without_its_letters_is_refused(shelf):
    with pytest.raises(Unlinkable, match="labels"):
        styles_of(shelf["one"], ("plain",))


def test_labels_are_drawn_right_aligned(shelf):
    style = styles_of(shelf["sheet"], ("plain",))["plain"]

    assert set(style.codes) == set(LETTERS)
    assert len({style.widths[digit] for digit in "0123456789"}) == 1
    assert b"Tj" in style.draw("12", 100, 50)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (99, "xcix")]
)
def test_roman(number, text):
    assert roman(number) == text


def test_reader_reads_what_pypdf_reads(shelf):
    data = linked(shelf, volume("one", "two"))
    file, reader = File(io.BytesIO(data)), PdfReader(io.BytesIO(data))

    assert len(file.page_refs) == len(reader.pages)
    assert file.names.keys() == reader.named_destinations.keys()
    assert [file.label(place) for place in range(2)] == reader.page_labels
    words = "".join(run.text for run in file.runs(0))
    assert "Kepala" in words
    assert words.endswith("1")


def test_parser_passes_over_strings():
    text = rb"<</A (\(1 0 R\) <<) /B [1 0 R -2.5 true] /C <FEFF0041> /D /Name>>"

    assert parse(text) == {
        "A": b"(1 0 R) <<", "B": [parse(b"1 0 R"), -2.5, "true"],
        "C": b"\xfe\xff\x00A", "D": "/Name",
    }  # fmt: skip
