"""The only module that touches inner parts of WeasyPrint and pydyf, and the reasons.

The public way ends in a finished file with its own page numbers, fonts and structure tree. The
linker needs the step before: numbered objects of one fragment, without fonts. Five things are used
that are not promised by their makers, so both are pinned to exact versions and ``check`` looks at
each of them at start:

* ``weasyprint.pdf.generate_pdf`` returns the unwritten ``pydyf.PDF``; ``write_pdf`` would also
  serialise it, twice.
* A ``Document``'s ``fonts`` are drawn with by key and embedded by ``values()``: a mapping without
  values keeps fonts out of a fragment, as the linker embeds each of them once.
* ``build_fonts_dictionary`` embeds fonts; called once with the glyphs of the whole book.
* A page box knows the name of its kind, which tells front pages from the body in one piece.
* ``pydyf`` objects give their text as ``data`` and a stream its parts as ``stream``.
"""

import copy
import inspect
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pydyf
import weasyprint
from tinycss2.color5 import D50, D65
from weasyprint.layout.page import PageType
from weasyprint.pdf import build_fonts_dictionary, generate_pdf
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import harfbuzz, pango

from tobasmart.press.errors import Unlinkable

WEASYPRINT, PYDYF = "70.0", "0.13.0"
FOREIGN = "x-anchor:"
REFERENCE = re.compile(rb"(?<![\w.(])(\d+) 0 R\b")


class ContractBroken(Exception):
    """The installed renderer is not the one this module was written against."""


class _Unseen(dict[Any, Any]):
    """Fonts that can be looked up while drawing and are not there to be embedded."""

    def values(self) -> Any:
        return ()


@dataclass(slots=True)
class Glyphs:
    """What a text uses of one font: advance and text of each glyph."""

    family: str
    widths: dict[int, float] = field(default_factory=dict)
    unicode: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Objects of a fragment by number, as the renderer left them."""

    objects: list[Any]
    catalog: Any
    pages: tuple[int, ...]
    pages_root: int
    fonts: dict[str, Glyphs]


@lru_cache(maxsize=1)
def check() -> None:
    """Raise ``ContractBroken`` unless all of the above is as it was; called before first use."""
    if (weasyprint.__version__, pydyf.VERSION) != (WEASYPRINT, PYDYF):
        found = f"WeasyPrint {weasyprint.__version__}, pydyf {pydyf.VERSION}"
        raise ContractBroken(f"{found}; written for {WEASYPRINT}, {PYDYF}")
    for promise, holds in _promises().items():
        if not holds:
            raise ContractBroken(promise)


def _promises() -> dict[str, bool]:
    embedding = inspect.getsource(build_fonts_dictionary)
    return {
        "a document is drawn with other arguments": _takes(
            generate_pdf, "document", "target", "zoom", "options"
        ),
        "fonts are embedded with other arguments": _takes(
            build_fonts_dictionary, "pdf", "fonts", "compress", "subset", "options"
        ),
        "fonts are embedded in another way": embedding.count("fonts.values()") == 2
        and "fonts.items()" not in embedding,
        "fonts are looked up in another way": "key not in self._fonts"
        in inspect.getsource(Stream.add_font),
        "glyphs are numbered anew when a font is cut": "HB_SUBSET_FLAGS_RETAIN_GIDS"
        in inspect.getsource(Font._harfbuzz_subset),
        "kinds of pages have other names": "name" in PageType._fields,
        "objects are written in another way": pydyf.Dictionary(
            {"A": pydyf.Array([1, b"2 0 R"])}
        ).data
        == b"<</A [1 2 0 R]>>",
    }


def _takes(function: Callable[..., Any], *names: str) -> bool:
    return tuple(inspect.signature(function).parameters) == names


def versions() -> tuple[str, ...]:
    """Programs whose change changes pages."""
    return (
        weasyprint.__version__,
        pydyf.VERSION,
        str(pango.pango_version()),
        str([harfbuzz.hb_version_atleast(major, 0, 0) for major in range(4, 16)]),
    )


def draw(document: weasyprint.Document, *, tagged: bool) -> Drawn:
    """The objects of a laid out document. Every link inside it stays a name for the linker."""
    check()
    document.fonts = _Unseen()
    for page in document.pages:
        page.links = list(_named_links(page.links))
        if any(fields for fields in page.forms.values()):
            raise Unlinkable("a form field")
    options = {**weasyprint.DEFAULT_OPTIONS, "pdf_tags": tagged, "uncompressed_pdf": True}
    pdf = generate_pdf(document, None, 1, **options)
    pages = tuple(int(number) for number in pdf.pages["Kids"][::3])
    return Drawn(pdf.objects, pdf.catalog, pages, pdf.pages.number, _used(document))


def _named_links(links: list[Any]) -> Iterator[Any]:
    """The renderer drops links to anchors it does not know; as addresses they survive."""
    for kind, target, rectangle, box in links:
        if kind != "internal":
            raise Unlinkable(f"a link of kind {kind}")
        yield "external", FOREIGN + target, rectangle, box


def _used(document: weasyprint.Document) -> dict[str, Glyphs]:
    found: dict[str, Glyphs] = {}
    for font in (font for _key, font in document.fonts.items()):
        if font.missing:
            raise Unlinkable(f"a sign that {font.family} has no glyph for")
        if font.bitmap or font.png or font.svg or font.colr:
            raise Unlinkable(f"pictures in the font {font.family}")
        glyphs = found.setdefault(font.hash, Glyphs(font.family))
        glyphs.widths |= font.widths
        glyphs.unicode |= font.to_unicode
    return found


def colour_spaces() -> bytes:
    """The table of colour spaces every document of the renderer begins with."""
    spaces = {
        name: pydyf.Array(
            (
                "/Lab",
                pydyf.Dictionary(
                    {
                        "WhitePoint": pydyf.Array(white),
                        "Range": pydyf.Array((-125, 125, -125, 125)),
                    }
                ),
            )
        )
        for name, white in (("lab-d50", D50), ("lab-d65", D65))
    }
    return dictionary_bytes(spaces)


def is_stream(thing: object) -> bool:
    return isinstance(thing, pydyf.Stream)


def is_dictionary(thing: object) -> bool:
    return isinstance(thing, pydyf.Dictionary)


def stream_bytes(stream: Any) -> bytes:
    """The content of a stream before any filter of ours."""
    return b"\n".join(pydyf._to_bytes(part) for part in stream.stream)


def dictionary_bytes(values: Mapping[Any, Any]) -> bytes:
    return bytes(pydyf.Dictionary(dict(values)).data)


def text_bytes(text: str) -> bytes:
    """A string object: ASCII as it is, anything else in UTF-16."""
    return bytes(pydyf.String(text).data)


def fonts_of(document: weasyprint.Document) -> dict[str, Any]:
    """The font objects of a document that shows at least one sign in each face."""
    document.fonts = {}
    generate_pdf(document, None, 1, **{**weasyprint.DEFAULT_OPTIONS, "uncompressed_pdf": True})
    return {font.hash: font for font in document.fonts.values()}


def embedded_fonts(used: Mapping[str, Glyphs], faces: Mapping[str, Any]) -> tuple[list[Any], Any]:
    """The objects of all fonts, cut to the glyphs in use, and the dictionary that names them."""
    check()
    fonts = {}
    for name in sorted(used):
        if name not in faces:
            raise Unlinkable(f"the font {used[name].family} is not a declared one")
        # A copy: cutting replaces the font's content.
        fonts[name] = font = copy.copy(faces[name])
        font.widths = dict(sorted(used[name].widths.items()))
        font.to_unicode = dict(sorted(used[name].unicode.items()))
    pdf = pydyf.PDF()
    first = len(pdf.objects)
    names = build_fonts_dictionary(
        pdf, fonts, True, True, {"hinting": False, "pdf_version": b"1.7"}
    )
    pdf.add_object(names)
    return pdf.objects[first:], names


def renumbered(thing: Any, numbers: Mapping[int, int]) -> tuple[bytes, bytes | None]:
    """An object of ``embedded_fonts`` under its new number: its text, and a stream's bytes."""
    data = REFERENCE.sub(lambda match: b"%d 0 R" % numbers[int(match[1])], _head(thing))
    if not is_stream(thing):
        return data, None
    packed = thing.data
    start = packed.index(b"stream\n") + len(b"stream\n")
    return data, packed[start:].removesuffix(b"\nendstream")


def _head(thing: Any) -> bytes:
    data = bytes(thing.data)
    return data[: data.index(b"\nstream\n")] if is_stream(thing) else data


def label_pages(document: weasyprint.Document, pdf: Any, front: Collection[str]) -> None:
    """A finisher for the one-piece way: roman labels for leading pages of the named kinds."""
    count = 0
    for page in document.pages:
        if page._page_box.page_type.name not in front:
            break
        count += 1
    rules = [0, pydyf.Dictionary({"S": "/r"})] if count else []
    rules += [count, pydyf.Dictionary({"S": "/D"})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(rules)})


def srgb_profile() -> bytes:
    """The colour profile that comes with the renderer."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
