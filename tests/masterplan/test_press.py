"""The printed file, read back: whole, tagged, closed to the outside, reproducible."""

import http.server
import io
import re
import threading

import page as validator
import pytest
from page._enums import ValidationProfile
from pypdf import PdfReader

from masterplan.book import press as press_module
from masterplan.book.fragments import plan
from masterplan.book.press import find_culprit, input_hash, press
from masterplan.book.verify import problems
from tests.masterplan.books import book, idea


def texts(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(scope="module")
def pressed():
    return press(book())


def test_file_has_no_problem_and_is_tagged(pressed):
    reader = PdfReader(io.BytesIO(pressed.data))

    assert pressed.problems == ()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert len(reader.outline) > 0


def test_file_conforms_to_pdf_ua_1(pressed, tmp_path):
    path = tmp_path / "book.pdf"
    path.write_bytes(pressed.data)

    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)

    assert [failure.message for failure in report.failures] == []
    assert report.rules.total > 100


def test_same_book_gives_the_same_bytes(pressed):
    again = press(book())

    assert (again.sha256, again.page_count) == (pressed.sha256, pressed.page_count)
    assert input_hash(book()) != input_hash(book(idea(1, title="Lain"), idea(2)))


def test_only_packaged_fonts_are_inside(pressed):
    fonts = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([\w-]+)", uncompressed(pressed.data)))

    assert fonts
    assert all(name.startswith((b"Toba", b"Plus", b"Source", b"Noto-Sans-Batak")) for name in fonts)


def uncompressed(data):
    reader = PdfReader(io.BytesIO(data))
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found.append(b"/BaseFont " + str(font.get_object()["/BaseFont"]).encode())
    return b"\n".join(found)


def test_totals_tie_to_the_rupiah(pressed):
    # Two ideas of Rp123.456.789 in 2022 and Rp1.000.000 afterwards.
    pages = texts(pressed.data)

    assert any("246.913.578" in text for text in pages)
    assert any("248.913.578" in text for text in pages)


def test_idea_is_on_the_page_its_contents_line_names(pressed):
    pages = texts(pressed.data)
    contents = next(text for text in pages if "Daftar isi" in text)
    number = re.search(r"ENV-001 Bank sampah desa 1 (\d+)", contents)[1]
    sheet = next(text for text in pages if "Bank sampah desa 1" in text and "Masalah" in text)

    assert re.search(rf"\b{number}\b", sheet[-120:]) or sheet.startswith(number)


def test_check_sees_a_wrong_file(pressed):
    other = press_module.expected(
        book(), plan(book(idea(1, title="Tidak tercetak"), idea(2))), pressed.page_count
    )

    assert any("Tidak tercetak" in text for text in problems(pressed.data, other))


def test_sample_is_marked_and_decided_proposal_has_its_reason():
    pages = " ".join(texts(press(book(idea(1, is_sample=True))).data))

    assert "contoh" in pages.lower()
    assert "Ditunda dulu" in pages
    assert "Menunggu." in pages


@pytest.fixture
def canary():
    """A server on loopback that must never be asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Silent."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_hostile_text_is_printed_as_text_and_fetches_nothing(canary, tmp_path):
    url, asked = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("RAHASIA-BERKAS")
    hostile = (
        f'<img src="{url}/a"><link rel=attachment href="file://{secret}"><style>'
        f"@import url({url}/b);"
        f'</style><svg><image href="{url}/c"/></svg> {{{{ 7*7 }}}} ]]> &lt; 5 < 6 penanda-akhir'
    )
    done = press(book(idea(1, problem=hostile, solution=hostile, beneficiaries=hostile[:300])))
    whole = " ".join(texts(done.data))

    assert asked == []
    assert "RAHASIA-BERKAS" not in whole
    assert "penanda-akhir" in whole
    assert "{{ 7*7 }}" in whole
    assert PdfReader(io.BytesIO(done.data)).attachments == {}


@pytest.mark.parametrize(
    "text",
    ["x" * 5000, "ᯅᯖᯂ ᯖᯬᯅ Batak", "עברית ثم عربي", "😀 漢字", "a\n" * 2000],
    ids=["unbreakable", "batak", "rtl", "no glyph", "lines"],
)
def test_strange_text_compiles(text):
    done = press(book(idea(1, problem=text)))

    assert done.problems == ()


def test_missing_glyph_becomes_a_warning():
    (warning,) = press(book(idea(1, problem="漢字"))).warnings

    assert warning.startswith("ENV-001: dicetak sebagai kotak karena tidak ada hurufnya: U+5B57")


def test_edit_changes_only_fragments_that_print_it():
    before = {f.key: f.html for f in plan(book())}
    after = {f.key: f.html for f in plan(book(idea(1, problem="Masalah lain."), idea(2)))}

    assert [key for key in after if after[key] != before[key]] == ["idea:ENV-001"]


def test_cancel_from_the_page_counter_ends_the_work():
    class Cancelled(Exception):
        pass

    def stop(page):
        raise Cancelled

    with pytest.raises(Cancelled):
        press(book(), stop)


def test_find_culprit_names_the_idea_that_cannot_be_printed(monkeypatch):
    real = press_module.render_pdf

    def broken(html, **kwargs):
        if "Bank sampah desa 2" in html:
            raise ValueError
        return real(html, **kwargs)

    monkeypatch.setattr(press_module, "render_pdf", broken)

    assert find_culprit(plan(book())) == "ENV-002"
