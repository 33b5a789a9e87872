"""Hostile text: no address is asked, no job sticks, and the idea at fault is named."""

import io
import time

import pytest
from pypdf import PdfReader

from masterplan.book import laying
from masterplan.book.build import run
from masterplan.book.compiling import render
from masterplan.book.limits import TooSlow, limited
from masterplan.book.shapes import OutlineEntry
from masterplan.book.volume import Source
from masterplan.choices import BuildStatus
from masterplan.models import Build
from submissions.choices import IdeaStatus
from tests.factories import EditionFactory, idea_in
from tests.masterplan.books import book, idea, outlined
from tests.masterplan.compiled import compiled, problems_of, store_in
from tobasmart.press.errors import TooManyPages
from tobasmart.printing.render import RenderRefused

SHORT = (
    OutlineEntry("b2", "book", "Buku 2: Masterplan", "", ""),
    OutlineEntry("b2.3.g", "section", "Lembar {dimensi}", "idea_sheets", "dimension"),
    OutlineEntry("b2.4.1", "section", "Rencana Aksi per Dimensi", "action_plan", "dimension"),
)
MARKUP = (
    '<img src="http://127.0.0.1:9/a"><link rel=attachment href="file:///etc/passwd">'
    "<style>@import url(http://127.0.0.1:9/b);@page{size:1mm}</style><!-- "
    '<svg><image href="http://127.0.0.1:9/c"/></svg> {{ 7*7 }} %d %s (1-2-3) 12 0 R endobj'
)
TEXTS = {
    "markup": MARKUP,
    "unbreakable": "x" * 3000,
    "batak": "ᯅᯖᯂ ᯖᯬᯅ Surat Batak",
    "emoji": "😀 👩‍👩‍👧 漢字",
    "rtl": "עברית ثم عربي \u202e terbalik",
    "signs": "> " * 1500,
    "controls": "a\x00b\x08c\x7f\ufffe\u2028d",
    "lines": "a\n" * 300,
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_is_printed_as_text(name, tmp_path):
    text = TEXTS[name] + " penanda-akhir"
    sheet = idea(1, problem=text, solution=text, title=f"Judul {name} {text[:60]}")
    whole = book(sheet, outline=SHORT, decided=(), stages=(), sectors=())

    data, _ = compiled(whole, store_in(tmp_path))

    pages = PdfReader(io.BytesIO(data)).pages
    assert problems_of(data, whole, len(pages)) == []
    read = " ".join(page.extract_text() for page in pages).replace("\n", " ")
    assert "root:" not in read
    assert "penanda" in read
    if name == "markup":
        assert "{{ 7*7 }} %d %s (1-2-3) 12 0 R endobj" in " ".join(read.split())


def source(html):
    return Source("0" * 40, "idea", f'<section class="page">{html}</section>')


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/png;base64,AA">',
        '<p style="background: url(http://127.0.0.1:9/x)">x</p>',
    ],
)
def test_renderer_asks_for_nothing_it_was_not_handed(html):
    with pytest.raises(RenderRefused):
        render(source(html))


def test_fragment_of_too_many_pages_is_refused():
    with pytest.raises(TooManyPages):
        render(source("<p>baris</p>" * 4000))


def test_deep_nesting_ends_in_an_error_and_not_in_a_stuck_process():
    with pytest.raises((RecursionError, ValueError, AssertionError)):
        render(source("<div>" * 2000 + "x" + "</div>" * 2000))


def test_alarm_ends_a_fragment_that_does_not_end(monkeypatch):
    monkeypatch.setattr("masterplan.book.limits.SOFT_SECONDS", 1)
    began = time.monotonic()

    with pytest.raises(TooSlow), limited(is_worker=False):
        render(source("<table><tr><td colspan=100000>x</td></tr></table>" * 3))

    assert time.monotonic() - began < 30


@pytest.mark.django_db
def test_idea_that_cannot_be_printed_ends_the_build_and_is_named(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    bad = idea_in(IdeaStatus.APPROVED, title="Terlalu panjang")
    idea_in(IdeaStatus.APPROVED, title="Baik")
    build = Build.objects.create(edition=outlined(EditionFactory()))
    real = laying.source_of

    def longer(row):
        made, pictures = real(row)
        if row.idea_code != bad.code:
            return made, pictures
        return source("<p>baris</p>" * 4000), pictures

    monkeypatch.setattr(laying, "source_of", longer)

    run(build.pk)

    build.refresh_from_db()
    assert (build.status, build.error_idea) == (BuildStatus.FAILED, bad.code)
    assert f"Halaman gagasan {bad.code} tidak dapat disusun" in build.error
