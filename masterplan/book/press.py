"""The whole book in one piece: plan → HTML → PDF → check. Knows no app and no database."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import fontTools
import pydyf
import weasyprint
from celery.exceptions import SoftTimeLimitExceeded
from weasyprint.text.ffi import pango

from masterplan.book.fragments import CONTENTS_ANCHOR, Fragment, control_marker, plan
from masterplan.book.shapes import Book
from masterplan.book.verify import Expected, Line, problems
from tobasmart.files.storage import read
from tobasmart.printing.cuts import file_digest
from tobasmart.printing.fonts import declared_faces, families
from tobasmart.printing.glyphs import boxed, describe
from tobasmart.printing.render import RenderedPdf, render_pdf
from tobasmart.printing.styles import FOLDER, drawings

STYLES = ("tokens.css", "page.css", "base.css", "front.css", "book.css", "tables.css")
LANGUAGE = "id"
# 300 ideas make about 450 pages; the box tree of all pages stays in memory until the file is out.
MAX_PAGES = 1000
MAX_PAGES_OF_IDEA = 40
ROOT = Path(__file__).resolve().parents[2]
OnPage = Callable[[int], None]


class TooManyPages(Exception):
    """More pages than one process may hold."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """``problems`` is empty for a file that may be shown; its sentences are for people."""

    data: bytes
    sha256: str
    page_count: int
    warnings: tuple[str, ...]
    problems: tuple[str, ...]


def press(book: Book, on_page: OnPage | None = None) -> Pressed:
    """Print the book and check the file.

    ``on_page`` hears page numbers as they are laid out; numbers start again when the contents
    push pages on. Whatever it raises ends the work. Raises ``TooManyPages``.
    """
    fragments, warnings = _with_boxes(plan(book))
    printed = _render(
        fragments,
        title=f"{book.title} {book.start_year}–{book.end_year}",
        identifier=bytes.fromhex(input_hash(book))[:16],
        author=f"Pemerintah {book.region}",
        created=book.compiled_on,
        on_page=_capped(on_page, MAX_PAGES),
    )
    found = problems(printed.data, _expected(book, fragments, printed.page_count))
    return Pressed(
        printed.data,
        hashlib.sha256(printed.data).hexdigest(),
        printed.page_count,
        (*warnings, *printed.warnings),
        tuple(found),
    )


def press_page(fragment: Fragment, *, title: str, created: date) -> bytes:
    """One page of a book by itself, such as that of an idea somebody wants to keep."""
    (page,), _warnings = _with_boxes([fragment])
    identifier = hashlib.sha256(page.html.encode()).digest()[:16]
    on_page = _capped(None, MAX_PAGES_OF_IDEA)
    return _render(
        [page], title=title, identifier=identifier, created=created, on_page=on_page
    ).data


def find_culprit(fragments: Iterable[Fragment]) -> str | None:
    """The code of the first idea whose own page cannot be printed; None when all can."""
    for fragment in fragments:
        if not fragment.idea_code:
            continue
        try:
            _render(
                [fragment],
                title=fragment.title,
                identifier=b"",
                on_page=_capped(None, MAX_PAGES_OF_IDEA),
            )
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            return fragment.idea_code
    return None


def input_hash(book: Book) -> str:
    """SHA-256 over everything a file depends on: values, templates, styles, fonts, programs."""
    digest = hashlib.sha256(canonical(book).encode())
    for path in _sources():
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    for face in declared_faces():
        digest.update(f"\0{face}\0".encode() + file_digest(face.source))
    for part in (weasyprint.VERSION, pydyf.VERSION, fontTools.version, pango.pango_version()):
        digest.update(f"\0{part}".encode())
    return digest.hexdigest()


def canonical(book: Book) -> str:
    """The book as JSON with sorted keys; equal books give equal text."""

    def plain(value: object) -> str:
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    return json.dumps(dataclasses.asdict(book), default=plain, sort_keys=True, ensure_ascii=False)


def _sources() -> list[Path]:
    """Our own files that shape the output, in a fixed order."""
    code = [*(ROOT / "masterplan/book").glob("*.py"), *(ROOT / "tobasmart/printing").glob("*.py")]
    layout = [*(ROOT / "templates/masterplan/book").glob("*.html"), *FOLDER.glob("*.*")]
    return sorted([*code, *layout])


def _render(
    fragments: Sequence[Fragment],
    *,
    title: str,
    identifier: bytes,
    author: str = "",
    created: date | None = None,
    on_page: OnPage | None = None,
) -> RenderedPdf:
    return render_pdf(
        "\n".join(fragment.html for fragment in fragments),
        stylesheets=STYLES,
        resources=drawings() | _photos(fragments),
        title=title,
        lang=LANGUAGE,
        identifier=identifier,
        author=author,
        created=created,
        on_page=on_page,
    )


def _photos(fragments: Iterable[Fragment]) -> dict[str, tuple[bytes, str]]:
    """The print copies of the named pictures; the renderer can ask for no other."""
    return {
        picture.address: (read(uuid.UUID(picture.key), "cetak"), "image/jpeg")
        for fragment in fragments
        for picture in fragment.pictures
    }


def _with_boxes(fragments: Iterable[Fragment]) -> tuple[list[Fragment], list[str]]:
    """Boxes for signs no font has, and a warning that names the idea with such a sign."""
    done, warnings = [], []
    for fragment in fragments:
        html, missing = boxed(fragment.html)
        done.append(dataclasses.replace(fragment, html=html))
        if missing and fragment.idea_code:
            warnings.append(
                f"{fragment.idea_code}: dicetak sebagai kotak karena tidak ada hurufnya:"
                f" {describe(missing)}"
            )
        elif missing and fragment.kind in ("stages", "sectors", "cover"):
            warnings.append(f"{fragment.title}: dicetak sebagai kotak: {describe(missing)}")
    return done, warnings


def _capped(on_page: OnPage | None, limit: int) -> OnPage:
    def hear(page: int) -> None:
        if page > limit:
            raise TooManyPages(f"more than {limit} pages")
        if on_page:
            on_page(page)

    return hear


def _expected(book: Book, fragments: Iterable[Fragment], page_count: int) -> Expected:
    entries = [entry for fragment in fragments for entry in fragment.entries]
    captions = [caption for fragment in fragments for caption in fragment.tables]
    lines = [Line(entry.anchor, entry.title) for entry in entries]
    lines += [Line(caption.anchor, caption.title) for caption in captions]
    return Expected(
        page_count=page_count,
        lines=tuple(lines),
        contents_anchor=CONTENTS_ANCHOR,
        marker=control_marker(book),
        families=families(),
        language=LANGUAGE,
    )
