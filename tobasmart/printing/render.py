"""HTML in, one tagged PDF/UA-1 file out. The same words give the same bytes."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from weasyprint import HTML, Document
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.urls import FatalURLFetchingError

from tobasmart.printing.fetcher import ClosedFetcher, Resources
from tobasmart.printing.glyphs import boxed, describe
from tobasmart.printing.styles import parsed_styles

VARIANT = "pdf/ua-1"
LAID_OUT = "Step 5 - Creating layout - Page %d"
MAX_WARNINGS = 50
NO_GLYPH = "Tidak ada huruf untuk aksara ini, dicetak kotak: {signs}"
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{meta}</head>
<body>{body}</body></html>"""

OnPage = Callable[[int], None]


class RenderRefused(Exception):
    """The text asked for an address it was not handed."""


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    data: bytes
    page_count: int
    warnings: tuple[str, ...]


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    resources: Resources,
    title: str,
    identifier: bytes,
    lang: str = "id",
    author: str = "",
    created: date | None = None,
    on_page: OnPage | None = None,
    finisher: Callable[[Any, Any], object] | None = None,
) -> RenderedPdf:
    """Print the inner HTML of a body with sheets of ``static/print``, named in cascade order.

    ``finisher`` may add to the document before it is written.
    ``resources`` maps exact addresses (``app:img/…``) to (bytes, media type). ``on_page`` hears
    the number of each page that was laid out; numbers start again when the contents changed and
    pages move. Whatever it raises ends the render and reaches the caller.
    Raises ``RenderRefused`` for any other address.
    """
    meta = _meta(author, created)
    with laid_out(
        html,
        stylesheets=stylesheets,
        resources=resources,
        title=title,
        lang=lang,
        meta=meta,
        on_page=on_page,
    ) as (document, remarks):
        data = document.write_pdf(pdf_identifier=identifier, pdf_variant=VARIANT, finisher=finisher)
    return RenderedPdf(data, len(document.pages), tuple(remarks))


@contextlib.contextmanager
def laid_out(
    html: str,
    *,
    stylesheets: Sequence[str],
    resources: Resources,
    title: str = "",
    lang: str = "id",
    meta: str = "",
    on_page: OnPage | None = None,
) -> Iterator[tuple[Document, list[str]]]:
    """The pages of a body, not drawn yet, and remarks that grow until the block ends."""
    body, missing = boxed(html)
    page = PAGE.format(lang=escape(lang), title=escape(boxed(title)[0]), meta=meta, body=body)
    fonts, sheets = parsed_styles(stylesheets)
    try:
        with _listening(on_page) as remarks:
            if missing:
                remarks.append(NO_GLYPH.format(signs=describe(missing)))
            source = HTML(string=page, url_fetcher=ClosedFetcher(resources))
            yield source.render(font_config=fonts, stylesheets=sheets), remarks
    except FatalURLFetchingError as error:
        # A BaseException in WeasyPrint: a worker's own handlers would not see it.
        raise RenderRefused(str(error)) from error


def _meta(author: str, created: date | None) -> str:
    parts = []
    if author:
        parts.append(f'<meta name="author" content="{escape(boxed(author)[0])}">')
    if created:
        day = created.isoformat()
        parts.append(f'<meta name="dcterms.created" content="{day}">')
        parts.append(f'<meta name="dcterms.modified" content="{day}">')
    return "".join(parts)


class _Ear(logging.Handler):
    """Hears the renderer in one thread only; others may print at the same time."""

    def __init__(self, on_page: OnPage | None) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self._on_page = on_page
        self.remarks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Errors of ``on_page`` are not caught: they are how a print is cancelled."""
        if threading.get_ident() != self._thread:
            return
        if record.name == PROGRESS_LOGGER.name:
            if self._on_page and record.msg == LAID_OUT and isinstance(record.args, tuple):
                self._on_page(int(str(record.args[0])))
            return
        remark = record.getMessage()
        if remark not in self.remarks and len(self.remarks) < MAX_WARNINGS:
            self.remarks.append(remark)


class _Loggers:
    """Both loggers of the renderer, opened while at least one print listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners = 0
        self._before: list[tuple[Any, int, bool]] = []

    def add(self, ear: _Ear) -> None:
        with self._lock:
            if self._listeners == 0:
                self._before = [
                    (log, log.level, log.propagate) for log in (LOGGER, PROGRESS_LOGGER)
                ]
                LOGGER.setLevel(logging.WARNING)
                PROGRESS_LOGGER.setLevel(logging.INFO)
                # Remarks belong to the print, not to the log of the server.
                LOGGER.propagate = PROGRESS_LOGGER.propagate = False
            self._listeners += 1
            for log in (LOGGER, PROGRESS_LOGGER):
                log.addHandler(ear)

    def remove(self, ear: _Ear) -> None:
        with self._lock:
            for log in (LOGGER, PROGRESS_LOGGER):
                log.removeHandler(ear)
            self._listeners -= 1
            if self._listeners == 0:
                for log, level, propagate in self._before:
                    log.setLevel(level)
                    log.propagate = propagate


_loggers = _Loggers()


@contextlib.contextmanager
def _listening(on_page: OnPage | None) -> Iterator[list[str]]:
    ear = _Ear(on_page)
    _loggers.add(ear)
    try:
        yield ear.remarks
    finally:
        _loggers.remove(ear)
