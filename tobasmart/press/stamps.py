"""Page labels and running heads, drawn over finished pages and kept out of the structure."""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tobasmart.press.errors import Unlinkable
from tobasmart.press.fragment import Fragment, Place, Stream
from tobasmart.press.inside import Glyphs

LETTERS = "0123456789ivxlcdm"
NUMBER = rb"(-?[\d.]+)"
RUN = re.compile(
    rb" ".join([NUMBER] * 6) + rb" Tm\n(?:\d Tr\n)?/(\w+) " + NUMBER + rb" Tf\n\[([^\]]*)\] TJ"
)
COLOUR = re.compile(rb" ".join([NUMBER] * 3) + rb" rg")
# A head is drawn from the page's first state, in which everything is opaque.
OPAQUE = re.compile(rb"^/[aA]1(?:\.0)? gs\n", re.MULTILINE)
PLAIN = re.compile(
    rb"<</ExtGState <<(?:/[aA]1(?:\.0)? <</(?:ca|CA) 1>> ?)*>>"
    rb"/XObject <<>>/Pattern <<>>/Shading <<>>/ColorSpace %d 0 R/Font %d 0 R>>"
)
ARTIFACT = b"/Artifact <</Type/Pagination>> BDC\n%b\nEMC"
POINTS = 0.75
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))


@dataclass(frozen=True, slots=True)
class Style:
    """Letters of one kind of label; ``right`` and ``base`` are where a page's own label ends.

    For labels inside a page only the difference to the place of their anchor counts.
    """

    font: str
    size: float
    colour: bytes
    right: float
    base: float
    codes: dict[str, bytes]
    widths: dict[str, float]

    def draw(self, text: str, right: float, base: float) -> bytes:
        """Operators of ``text``, ending at ``right``."""
        width = sum(self.widths[letter] for letter in text) * self.size / 1000
        codes = b"".join(self.codes[letter] for letter in text)
        return b"%b rg BT /%b %.4g Tf 1 0 0 1 %.3f %.3f Tm <%b> Tj ET" % (
            self.colour,
            self.font.encode(),
            self.size,
            right - width,
            base,
            codes,
        )


def roman(number: int) -> str:
    """1 … 399 in small letters."""
    text = ""
    for value, letters in (*ROMAN, (1, "i")):
        text += letters * (number // value)
        number %= value
    return text


def as_artifact(operators: Iterable[bytes]) -> bytes:
    return ARTIFACT % b"\n".join(operators)


def styles_of(sheet: Fragment, names: Iterable[str]) -> dict[str, Style]:
    """The styles a sheet shows, in the order of its pages and lines.

    The sheet prints ``LETTERS`` once for each name. Raises ``Unlinkable`` for any other sheet.
    """
    found: list[Style] = []
    pages = [_content(sheet, page) for page in range(sheet.meta.page_count)]
    for height, content in zip(sheet.meta.heights, pages, strict=True):
        found += _styles(content, height, sheet.meta.fonts)
    names = list(names)
    if len(found) != len(names):
        raise Unlinkable(f"a sheet of {len(found)} labels, {len(names)} were asked for")
    return dict(zip(names, found, strict=True))


def _styles(content: bytes, height: float, fonts: Mapping[str, Glyphs]) -> Iterable[Style]:
    for run in RUN.finditer(content):
        font, size = run[7].decode(), float(run[8]) * POINTS
        codes = re.findall(rb"[0-9a-f]{4}", b"".join(re.findall(rb"<([0-9a-f]*)>", run[9])))
        glyphs = fonts[font]
        if "".join(glyphs.unicode.get(int(code, 16), "") for code in codes) != LETTERS:
            continue
        widths = {
            letter: glyphs.widths[int(code, 16)]
            for letter, code in zip(LETTERS, codes, strict=True)
        }
        colours = COLOUR.findall(content, 0, run.start())
        yield Style(
            font=font,
            size=size,
            colour=b" ".join(colours[-1]) if colours else b"0 0 0",
            right=float(run[5]) * POINTS + sum(widths.values()) * size / 1000,
            base=height - float(run[6]) * POINTS,
            codes=dict(zip(LETTERS, codes, strict=True)),
            widths=widths,
        )


def head_stream(head: Fragment) -> bytes:
    """The drawing of a running head, ready to stand behind a page's own.

    Raises ``Unlinkable`` for a head with pictures or anything transparent.
    """
    if head.meta.page_count != 1:
        raise Unlinkable("a running head of several pages")
    body = head.body
    sizes = (len(body.numbers), len(body.streams), len(body.shared))
    # A page, its drawing and its plain resources; anything else would be left behind.
    if sizes != (1, 1, 1) or not PLAIN.fullmatch(body.shared[0].head):
        raise Unlinkable("a running head that is not plain text")
    return as_artifact([OPAQUE.sub(b"", _content(head, 0))])


def _content(fragment: Fragment, page: int) -> bytes:
    streams: dict[int, Stream] = {each.number: each for each in fragment.body.streams}
    return zlib.decompress(streams[fragment.body.contents[page]].data)


def offset(style: Style, sheet_place: Place, place: Place) -> tuple[float, float]:
    """Where a label inside a page ends: as far from its anchor as on the sheet."""
    return place.x, place.y + style.base - sheet_place.y
