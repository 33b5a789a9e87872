"""Fragments of a book → what the linker needs: keys, running heads, label styles, attached data."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from masterplan.book.pieces import WIDE, Fragment, Imprint
from masterplan.book.shapes import Book
from tobasmart.press.fragment import MAGIC
from tobasmart.press.inside import versions
from tobasmart.press.volume import Attachment, Piece, Volume
from tobasmart.printing.cuts import RECIPE, file_digest
from tobasmart.printing.fonts import declared_faces
from tobasmart.printing.styles import FOLDER, drawing_files
from tobasmart.ui.formats import date_id

STYLES = ("tokens.css", "page.css", "base.css", "front.css", "book.css", "tables.css", "data.css")
LANGUAGE = "id"
DATA_NAME = "masterplan.json"
ROOT = Path(__file__).resolve().parents[2]
# Kinds of labels in the order in which the sheet shows them.
LEVELS = ("front", "book", "chapter", "section", "idea", "annex", "table")
LABELS = ("plain", "wide", *LEVELS)
SHEET = (
    '<section class="page"></section><section class="page page--wide"></section>'
    '<section class="page sheet--labels"><ul class="contents__list">{lines}</ul></section>'
)
LINE = (
    '<li class="contents__line contents__line--{level}">{level}'
    ' <span class="contents__number" id="@{level}:"></span></li>'
)
HEAD = (
    '<section class="{css} head" data-running="{running}" data-title="{title}"'
    ' data-edition="{edition}" data-mark="{mark}" data-samples="{samples}"></section>'
)
SHAPES = {"foot": "divider", "plain": "page", "wide": "page page--wide"}


@dataclass(frozen=True, slots=True)
class Source:
    """What one fragment is rendered from."""

    key: str
    kind: str
    html: str
    sheet: str = "fragment.css"
    is_tagged: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A book ready for the linker. ``fragments`` belong to the first pieces of ``volume``."""

    volume: Volume
    fragments: tuple[Fragment, ...]
    extras: tuple[Source, ...]  # running heads and the sheet of labels

    def sources(self, wanted: frozenset[str]) -> Iterable[tuple[Source, Fragment | None]]:
        """Those of ``wanted``, in printed order; HTML is written only for them."""
        seen = set(wanted)
        for piece, fragment in zip(self.volume.pieces, self.fragments, strict=True):
            if piece.key in seen:
                seen.remove(piece.key)
                yield Source(piece.key, fragment.kind, fragment.html), fragment
        for source in self.extras:
            if source.key in seen:
                seen.remove(source.key)
                yield source, None

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key once."""
        pieces = (piece.key for piece in self.volume.pieces)
        return tuple(dict.fromkeys((*pieces, *(source.key for source in self.extras))))


def volume_of(book: Book, fragments: Sequence[Fragment], data: bytes = b"") -> Plan:
    """``data`` is attached as the book's contents."""
    pieces, heads = _pieces(Imprint.of(book), fragments)
    sheet = _sheet()
    attached = attachment(data)
    volume = Volume(
        title=f"{book.title} {book.start_year}–{book.end_year}",
        author=f"Pemerintah {book.region}",
        created=book.compiled_on,
        pieces=pieces,
        sheet=sheet.key,
        styles=LABELS,
        lang=LANGUAGE,
        attachments=(attached,) if data else (),
    )
    return Plan(volume, tuple(fragments), (sheet, *heads))


def _pieces(
    facts: Imprint, fragments: Sequence[Fragment]
) -> tuple[tuple[Piece, ...], tuple[Source, ...]]:
    """Each fragment with what stands around it, and the running heads in use."""

    @cache
    def head(shape: str, running: str) -> Source | None:
        return _head(facts, shape, "" if shape == "foot" else running) if shape else None

    pieces = []
    heads: dict[str, Source] = {}
    for fragment in fragments:
        first, later = _shapes(fragment.kind)
        both = head(first, fragment.running), head(later, fragment.running)
        heads |= {source.key: source for source in both if source}
        pieces.append(
            Piece(
                key=key_of(fragment),
                heads=(both[0].key if both[0] else "", both[1].key if both[1] else ""),
                labels=(_label(first), _label(later)),
                is_front=fragment.is_front,
            )
        )
    return tuple(pieces), tuple(heads.values())


def attachment(data: bytes) -> Attachment:
    """The contents as they travel inside the file."""
    return Attachment(DATA_NAME, "application/json", data, "Isi masterplan")


def key_of(fragment: Fragment) -> str:
    """Holds every input of the fragment's bytes: values, templates, styles, fonts, programs."""
    pictures = "|".join(picture.sha256 for picture in fragment.pictures)
    return _key("fragment", fragment.digest, pictures)


def _shapes(kind: str) -> tuple[str, str]:
    """What stands around the first and the later pages of a kind, by their style sheets."""
    if kind == "cover":
        return "", ""
    if kind == "book":
        return "foot", "plain"
    if kind == "opener":
        return "foot", "plain"
    return ("wide", "wide") if kind in WIDE else ("plain", "plain")


def _label(shape: str) -> str:
    return "plain" if shape == "foot" else shape


def _head(facts: Imprint, shape: str, running: str) -> Source:
    html = HEAD.format(
        css=SHAPES[shape],
        running=escape(running),
        title=escape(f"{facts.title} {facts.start_year}–{facts.end_year}"),
        edition=escape(f"{facts.edition}, {date_id(facts.compiled_on)}"),
        mark="DRAF" if facts.is_draft else "",
        samples=" · berisi data contoh" if facts.has_samples else "",
    )
    return Source(_key("head", html), "head", html, "head.css", is_tagged=False)


def _sheet() -> Source:
    html = SHEET.format(lines="".join(LINE.format(level=level) for level in LEVELS))
    return Source(_key("sheet", html), "sheet", html, "sheet.css", is_tagged=False)


def _key(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=20, key=_salt())
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _salt() -> bytes:
    """Everything that is the same for all fragments of this program."""
    digest = hashlib.blake2b(digest_size=32)
    for word in (MAGIC.decode(), LANGUAGE, str(RECIPE), *versions()):
        digest.update(word.encode() + b"\0")
    for path in _files():
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    for face in declared_faces():
        digest.update(f"{face.family}|{face.weight}|{face.axes}".encode())
        digest.update(file_digest(face.source))
    return digest.digest()


def _files() -> list[Path]:
    code = [*(ROOT / "tobasmart/printing").glob("*.py"), *(ROOT / "tobasmart/press").glob("*.py")]
    code += [ROOT / "tobasmart/ui/formats.py", *(ROOT / "tobasmart/ui/templatetags").glob("*.py")]
    layout = [*(ROOT / "templates/masterplan/book").glob("*.html"), *FOLDER.glob("*.css")]
    return sorted([*code, *layout, *drawing_files()])
