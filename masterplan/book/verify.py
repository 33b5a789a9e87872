"""A finished file → what is wrong with it. Reads the file alone, never the program that made it."""

import io
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tobasmart.press.reader import File, Link, Ref, text_of
from tobasmart.press.words import Run

# The page label stands in the foot of the page, right of the middle.
FOOT_POINTS = 62
MAX_PROBLEMS = 20
QPDF_SECONDS = 60
KEPT_PAGES = 16


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents or of the list of tables: its words stand where its anchor is."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the file has to hold. ``marker`` are words of a front page known to be there.

    ``fresh`` are the anchors whose words are looked for, None for all of them: what was linked
    before unchanged was read then.
    """

    page_count: int
    lines: tuple[Line, ...]
    contents_anchor: str
    marker: str
    families: frozenset[str]
    language: str
    attachments: frozenset[str] = frozenset()
    fresh: frozenset[str] | None = None


class _Pages:
    """The file and the words of its pages, each page read once."""

    def __init__(self, pdf: BinaryIO) -> None:
        self.file = File(pdf)
        self.count = len(self.file.page_refs)
        self._runs: dict[int, list[Run]] = {}
        self._behind: dict[int, list[Run]] = {}

    def runs(self, place: int) -> list[Run]:
        """Lines of the contents come in the order of their pages: a few are enough to keep."""
        if place not in self._runs:
            if len(self._runs) >= KEPT_PAGES:
                self._runs.clear()
            self._runs[place] = self.file.runs(place)
        return self._runs[place]

    def text(self, place: int) -> str:
        return "".join(run.text for run in self.runs(place))

    def labels(self, place: int) -> list[Run]:
        """What was drawn behind the page itself, labels among it; all of a one-piece page."""
        if place not in self._behind:
            self._behind[place] = self.file.runs(place, behind=True)
        return self._behind[place]


def problems(pdf: bytes | BinaryIO, expected: Expected) -> list[str]:
    """Sentences for people, at most twenty; an empty list is a file that may be shown."""
    file = io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf
    try:
        pages = _Pages(file)
        found: list[str] = []
        for check in (_structure, _keys, _fonts, _marker, _links, _outline, _labels, _contents):
            found += check(pages, expected)
    except Exception as error:
        return [f"berkas tidak dapat dibaca ({type(error).__name__})"]
    return [*found, *_qpdf(file)][:MAX_PROBLEMS]


def skeleton(text: str) -> str:
    """Latin letters and digits only: what survives line breaks, ligatures and shared glyphs."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _structure(pages: _Pages, expected: Expected) -> Iterator[str]:
    file, root = pages.file, pages.file.root
    if pages.count != expected.page_count:
        yield f"jumlah halaman {pages.count}, seharusnya {expected.page_count}"
    if "StructTreeRoot" not in root or file.get(root.get("MarkInfo", {})).get("Marked") != "true":
        yield "berkas tidak bertanda struktur"
    if text_of(root.get("Lang", b"")) != expected.language:
        yield "bahasa dokumen tidak tertulis"
    embedded = file.get(file.get(root.get("Names", {})).get("EmbeddedFiles", {}))
    names = {text_of(name) for name in embedded.get("Names", [])[::2]}
    if names != expected.attachments or "Kids" in embedded:
        yield "berkas memuat lampiran yang tidak dikenal"


def _keys(pages: _Pages, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    """Every page and every link has its own place in the parent tree."""
    file, known = pages.file, pages.file.parent_keys()
    seen: set[int] = set()
    for place in range(pages.count):
        page = file.page(place)
        own = [page.get("StructParents"), *(link.key for link in file.links(place) if link)]
        if any(key is None or key in seen or key not in known for key in own):
            yield f"halaman {place + 1} tidak terhubung dengan strukturnya"
        seen.update(key for key in own if key is not None)


def _fonts(pages: _Pages, expected: Expected) -> Iterator[str]:
    """Only declared fonts, embedded, each once."""
    allowed = tuple(family.replace(" ", "-") for family in expected.families)
    tables = {
        str(pages.file.get(pages.file.page(place)["Resources"]).get("Font"))
        for place in range(pages.count)
    }
    if len(tables) != 1:
        yield "halaman memakai daftar huruf yang berbeda"
    names: list[str] = []
    for ref in pages.file.fonts(0).values():
        font = pages.file.get(ref)
        prefix, _, name = str(font["BaseFont"]).partition("+")
        if len(prefix) != 7 or not name.startswith(allowed) or not _is_embedded(pages.file, font):
            yield f"huruf {name or prefix} tidak diizinkan"
        names.append(name)
    if len(set(names)) != len(names):
        yield "huruf yang sama dimuat dua kali"


def _is_embedded(file: File, font: dict[str, object]) -> bool:
    parts = [file.get(part) for part in font.get("DescendantFonts", [])]  # type: ignore[attr-defined]
    described = [file.get(part.get("FontDescriptor", {})) for part in parts]
    return bool(described) and all(
        isinstance(one.get("FontFile2", one.get("FontFile3")), Ref) for one in described
    )


def _marker(pages: _Pages, expected: Expected) -> Iterator[str]:
    """The control: a reader that cannot see this would find every other page in order too."""
    front = "".join(pages.text(place) for place in range(min(3, pages.count)))
    if skeleton(expected.marker) not in skeleton(front) or not skeleton(expected.marker):
        yield "teks kendali tidak terbaca, pemeriksaan tidak dapat dipercaya"


def _links(pages: _Pages, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    names = pages.file.names
    for place in range(pages.count):
        for link in pages.file.links(place):
            if link is None:
                yield f"halaman {place + 1} memuat tautan keluar"
            elif names.get(link.target) is None:
                yield f"tautan {link.target} di halaman {place + 1} tidak bertujuan"


def _outline(pages: _Pages, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    entries = list(pages.file.outline())
    if not entries:
        yield "penanda halaman tidak ada"
    for title, place in entries:
        if place is None:
            yield f"penanda {title} tidak bertujuan"


def _labels(pages: _Pages, expected: Expected) -> Iterator[str]:  # noqa: ARG001
    """Every page but the cover shows the label a reader of the file gives it."""
    for place in range(1, pages.count):
        shown, label = _foot_label(pages, place), pages.file.label(place)
        if shown != label:
            yield f"halaman {label} menunjukkan nomor {shown or 'kosong'}"


def _contents(pages: _Pages, expected: Expected) -> Iterator[str]:
    """Each line: its number = label of the page of its target, with its words on that page."""
    names = pages.file.names
    if names.get(expected.contents_anchor) is None:
        yield "daftar isi tidak ada"
        return
    printed = dict(_printed_labels(pages, expected))
    for line in expected.lines:
        place = names.get(line.anchor)
        if place is None:
            yield f"bagian {line.title} tidak ada"
            continue
        if printed.get(line.anchor) != pages.file.label(place):
            yield f"nomor halaman {line.title} pada daftar isi tidak cocok"
        is_fresh = expected.fresh is None or line.anchor in expected.fresh
        if is_fresh and skeleton(line.title) not in skeleton(pages.text(place)):
            yield f"{line.title} tidak terbaca di halaman {place + 1}"


def _printed_labels(pages: _Pages, expected: Expected) -> Iterator[tuple[str, str]]:
    """(anchor, label) of each line of the contents pages."""
    names = pages.file.names
    start = names[expected.contents_anchor] or 0
    places = (names.get(line.anchor) for line in expected.lines)
    end = min((place for place in places if place is not None and place > start), default=0)
    for place in range(start, end or pages.count):
        for link in pages.file.links(place):
            if link:
                label = _label_beside(pages.labels(place), link)
                if label:
                    yield link.target, label


def _label_beside(runs: list[Run], link: Link) -> str:
    """The last words on the line of a link; a title of two lines has its number on the second."""
    x1, y1, x2, y2 = link.box
    right, low, high = max(x1, x2), min(y1, y2), max(y1, y2)
    beside = [run for run in runs if low <= run.y <= high and run.x >= right - 1]
    return max(beside, key=lambda run: run.x).text.strip() if beside else ""


def _foot_label(pages: _Pages, place: int) -> str:
    box = pages.file.page(place)["MediaBox"]
    middle = (float(box[0]) + float(box[2])) / 2
    found = [
        run.text.strip()
        for run in pages.labels(place)
        if run.y < FOOT_POINTS and run.x > middle and run.text.strip()
    ]
    return found[-1] if found else ""


def _qpdf(pdf: BinaryIO) -> Iterator[str]:
    """A second opinion, on machines that have it."""
    program = shutil.which("qpdf")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "masterplan.pdf")
        pdf.seek(0)
        with path.open("wb") as copy:
            shutil.copyfileobj(pdf, copy)
        done = subprocess.run(  # noqa: S603  (a fixed program, our own file)
            [program, "--check", str(path)], capture_output=True, timeout=QPDF_SECONDS, check=False
        )
    if done.returncode:
        yield "qpdf menemukan kesalahan pada berkas"
