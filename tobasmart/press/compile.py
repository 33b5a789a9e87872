"""HTML of one fragment → a relocatable fragment: no page numbers, no running heads, no fonts."""

from collections.abc import Callable, Sequence
from typing import Any

from weasyprint import Document

from tobasmart.press import inside
from tobasmart.press.errors import TooManyPages
from tobasmart.press.fragment import Bookmark, Fragment, Meta, Place, Stamp
from tobasmart.press.relocate import Relocation
from tobasmart.printing.fetcher import Resources
from tobasmart.printing.render import laid_out

MAX_PAGES = 40
POINTS = 0.75  # of a CSS pixel
STAMP_MARK = "@"  # id="@style:target" is a place for a page label, not an anchor


def compile_fragment(
    html: str,
    *,
    stylesheets: Sequence[str],
    resources: Resources,
    tagged: bool = True,
    lang: str = "id",
    on_page: Callable[[int], None] | None = None,
) -> Fragment:
    """Raises ``TooManyPages``, ``Unlinkable``, and whatever the renderer does."""

    def hear(page: int) -> None:
        if page > MAX_PAGES:
            raise TooManyPages(f"more than {MAX_PAGES} pages")
        if on_page:
            on_page(page)

    with laid_out(html, stylesheets=stylesheets, resources=resources, lang=lang, on_page=hear) as (
        document,
        remarks,
    ):
        anchors, stamps = _anchors(document)
        bookmarks = _bookmarks(document)
        drawn = inside.draw(document, tagged=tagged)
        relocation = Relocation(drawn, tagged)
        body = relocation.body()
    heights = tuple(round(page.height * POINTS, 3) for page in document.pages)
    meta = Meta(
        page_count=len(document.pages),
        heights=heights,
        anchors=anchors,
        bookmarks=bookmarks,
        stamps=stamps,
        targets=tuple(relocation.targets),
        fonts=drawn.fonts,
        remarks=tuple(remarks),
    )
    return Fragment(meta, body)


def _place(number: int, page: Any, x: float, y: float) -> Place:
    return Place(number, round(x * POINTS, 3), round((page.height - y) * POINTS, 3))


def _anchors(document: Document) -> tuple[dict[str, Place], tuple[Stamp, ...]]:
    anchors: dict[str, Place] = {}
    stamps = []
    for number, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            place = _place(number, page, x, y)
            if name.startswith(STAMP_MARK):
                style, _, target = name.removeprefix(STAMP_MARK).partition(":")
                stamps.append(Stamp(style, target, place))
            else:
                anchors.setdefault(name, place)
    return anchors, tuple(stamps)


def _bookmarks(document: Document) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(level, label, _place(number, page, x, y), state != "closed")
        for number, page in enumerate(document.pages)
        for level, label, (x, y), state in page.bookmarks
    )
