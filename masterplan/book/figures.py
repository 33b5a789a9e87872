"""Drawings made from data. Colours are attributes: style sheets do not reach inside inline SVG."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet
from tobasmart.printing.styles import colour
from tobasmart.ui.icons import ICONS

FALLBACK_ICON = "lightbulb"
BAR_LENGTH = 1000
KNOWN_TONES = ("env", "eco", "bra", "gov", "soc", "liv")


def tone(code: str) -> str:
    """The class with a dimension's colours; a dimension we have no colours for is lake teal."""
    known = code.lower() in KNOWN_TONES
    return f"tone-{code.lower()}" if known else "tone-lake"


@lru_cache(maxsize=16)
def _colour(token: str) -> str:
    return colour(token)


def tone_colour(code: str) -> str:
    return _colour(code.lower() if code.lower() in KNOWN_TONES else "lake")


def icon(chapter: DimensionChapter) -> SafeString:
    """The dimension's drawing in white strokes; its title is what a screen reader says."""
    return _icon(chapter.icon, chapter.name)


@lru_cache(maxsize=32)
def _icon(name: str, words: str) -> SafeString:
    stroke: dict[str, Any] = {"size": 24, "stroke": _colour("paper"), "stroke_width": "1.75"}
    try:
        drawing = lucide(ICONS.get(name, name), **stroke)
    except IconDoesNotExist:
        drawing = lucide(FALLBACK_ICON, **stroke)
    start, _, rest = str(drawing).partition(">")
    title = format_html("<title>Lambang {}</title>", words)
    # Safe as its parts: the icon package escapes what it is given, and so does the title.
    return SafeString(f"{start}>{title}{rest}")


def bar(value: int | None, longest: int, code: str, spoken: str) -> SafeString:
    """A horizontal bar whose length is ``value`` of ``longest``; empty for an unknown value."""
    length = round(BAR_LENGTH * (value or 0) / longest) if longest else 0
    return format_html(
        '<svg class="chart-bar" viewBox="0 0 {} 40" width="{}" height="40"'
        ' preserveAspectRatio="none">'
        '<title>{}</title><rect width="{}" height="40" fill="{}"/></svg>',
        BAR_LENGTH,
        BAR_LENGTH,
        spoken,
        length,
        tone_colour(code),
    )


def time_bar(book: Book, idea: IdeaSheet, code: str) -> SafeString:
    """One box for each year up to the long horizon, filled where the idea is carried out."""
    years = range(book.start_year, max(book.long_until, book.end_year) + 1)
    first, last = span(idea)
    filled, empty = tone_colour(code), _colour("paper")
    boxes = format_html_join(
        "",
        '<rect x="{}" y="1" width="16" height="12" fill="{}" stroke="{}"/>',
        (
            (2 + 20 * place, filled if first <= year <= last else empty, filled)
            for place, year in enumerate(years)
        ),
    )
    width = 20 * len(years)
    return format_html(
        '<svg class="time-bar" viewBox="0 0 {} 14" width="{}" height="14">'
        "<title>{}</title>{}</svg>",
        width,
        width,
        f"Pelaksanaan {first}–{last}",
        boxes,
    )


def span(idea: IdeaSheet) -> tuple[int, int]:
    """First and last year of an idea; (0, -1), which holds no year, while the start is unknown."""
    if idea.start_year is None:
        return 0, -1
    return idea.start_year, max(idea.start_year, idea.end_year or idea.start_year)
