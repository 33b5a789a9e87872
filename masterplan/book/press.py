"""The whole book in one piece: plan → HTML → PDF → check. Knows no app and no database."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape
from pathlib import Path

import fontTools
import pydyf
import weasyprint
from celery.exceptions import SoftTimeLimitExceeded
from weasyprint.text.ffi import pango

from masterplan.book.fragments import plan
from masterplan.book.front import CONTENTS_ANCHOR, control_marker
from masterplan.book.pieces import Fragment
from masterplan.book.shapes import Book
from masterplan.book.verify import Expected, Line, problems
from masterplan.book.volume import DATA_NAME, LANGUAGE, STYLES
from tobasmart.files.storage import read
from tobasmart.press.inside import label_pages
from tobasmart.printing.cuts import file_digest
from tobasmart.printing.fonts import declared_faces, families
from tobasmart.printing.glyphs import boxed, describe
from tobasmart.printing.render import RenderedPdf, render_pdf
from tobasmart.printing.styles import FOLDER, drawings

FRONT_PAGES = ("cover", "front")  # kinds of pages with roman labels
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


def press(book: Book, on_page: OnPage | None = None, *, is_checked: bool = True) -> Pressed:
    """Print the book and check the file.

    ``on_page`` hears page numbers as they are laid out; numbers start again when the contents
    push pages on. Whatever it raises ends the work. Raises ``TooManyPages``.
    """
    fragments = plan(book)
    warnings = _box_warnings(fragments)
    printed = _render(
        fragments,
        title=f"{book.title} {book.start_year}–{book.end_year}",
        identifier=bytes.fromhex(input_hash(book))[:16],
        author=f"Pemerintah {book.region}",
        created=book.compiled_on,
        on_page=_capped(on_page, MAX_PAGES),
    )
    wanted = expected(book, fragments, printed.page_count)
    found = problems(printed.data, wanted) if is_checked else []
    return Pressed(
        printed.data,
        hashlib.sha256(printed.data).hexdigest(),
        printed.page_count,
        (*warnings, *printed.warnings),
        tuple(found),
    )


def press_page(fragment: Fragment, *, title: str, created: date) -> bytes:
    """One page of a book by itself, such as that of an idea somebody wants to keep."""
    identifier = hashlib.sha256(fragment.digest.encode()).digest()[:16]
    on_page = _capped(None, MAX_PAGES_OF_IDEA)
    return _render(
        [fragment], title=title, identifier=identifier, created=created, on_page=on_page
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
    folders = ("masterplan/book", "tobasmart/printing", "tobasmart/press")
    code = [path for folder in folders for path in (ROOT / folder).glob("*.py")]
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
        "\n".join(_with_running(fragment) for fragment in fragments),
        stylesheets=STYLES,
        resources=drawings() | _photos(fragments),
        title=title,
        lang=LANGUAGE,
        identifier=identifier,
        author=author,
        created=created,
        on_page=on_page,
        finisher=partial(label_pages, front=FRONT_PAGES),
    )


def _photos(fragments: Iterable[Fragment]) -> dict[str, tuple[bytes, str]]:
    """The print copies of the named pictures; the renderer can ask for no other."""
    return {
        picture.address: (read(uuid.UUID(picture.key), "cetak"), "image/jpeg")
        for fragment in fragments
        for picture in fragment.pictures
    }


def _with_running(fragment: Fragment) -> str:
    """The fragment with a box for each sign no font has; its running head on its first element."""
    html, _missing = boxed(fragment.html)
    tag, rest = html.split(" ", 1)
    return f'{tag} data-running="{escape(fragment.running)}" {rest}'


def _box_warnings(fragments: Iterable[Fragment]) -> list[str]:
    """A warning for each piece with signs no font has; an idea is named by its code."""
    warnings = []
    for fragment in fragments:
        _html, missing = boxed(fragment.html)
        if missing and fragment.idea_code:
            warnings.append(
                f"{fragment.idea_code}: dicetak sebagai kotak karena tidak ada hurufnya:"
                f" {describe(missing)}"
            )
        elif missing and fragment.kind in ("stages", "sectors", "cover"):
            warnings.append(f"{fragment.title}: dicetak sebagai kotak: {describe(missing)}")
    return warnings


def _capped(on_page: OnPage | None, limit: int) -> OnPage:
    def hear(page: int) -> None:
        if page > limit:
            raise TooManyPages(f"more than {limit} pages")
        if on_page:
            on_page(page)

    return hear


def expected(
    book: Book,
    fragments: Iterable[Fragment],
    page_count: int,
    *,
    linked: bool = False,
    fresh: frozenset[str] | None = None,
) -> Expected:
    """What a file of the book has to hold; only a linked one carries its data."""
    lines = (line for fragment in fragments for line in fragment.lines)
    return Expected(
        page_count=page_count,
        lines=tuple(Line(anchor, title) for anchor, title in lines),
        contents_anchor=CONTENTS_ANCHOR,
        marker=control_marker(book),
        families=families(),
        language=LANGUAGE,
        attachments=frozenset({DATA_NAME}) if linked else frozenset(),
        fresh=fresh,
    )
