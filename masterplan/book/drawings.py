"""Figures of the books as SVG: readiness radar, stacked amounts, district map, way of working.

All colours and letters are attributes, since style sheets do not reach inside inline SVG; every
figure says in its title what it shows, for who cannot see it. The same drawings serve web pages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from masterplan.book.figures import tone_colour
from masterplan.book.part_shapes import Place
from tobasmart.printing.styles import colour
from tobasmart.ui.formats import number

FONT = "Toba Sans"
FULL_SCORE = 5
_RADIUS, _CENTRE = 150, (260, 190)


@dataclass(frozen=True, slots=True)
class Score:
    """One axis of the radar: ``value`` 0 to 5, or None where nothing was scored."""

    name: str
    code: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A dimension's amounts by year, whole rupiah; unknown years are not in it."""

    name: str
    code: str
    by_year: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.by_year)


def radar(scores: Sequence[Score]) -> SafeString:
    """Mean scores on as many axes as there are dimensions; an axis without score ends at zero."""
    rings = format_html_join(
        "",
        '<polygon points="{}" fill="none" stroke="{}" stroke-width="1"/>',
        ((_ring(len(scores), step), colour("line")) for step in range(1, FULL_SCORE + 1)),
    )
    axes = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>',
        (
            (*_CENTRE, *_point(place, len(scores), FULL_SCORE), colour("line"))
            for place in range(len(scores))
        ),
    )
    shape = " ".join(
        "{:.1f},{:.1f}".format(*_point(place, len(scores), score.value or 0))
        for place, score in enumerate(scores)
    )
    area = format_html(
        '<polygon points="{}" fill="{}" fill-opacity="0.25" stroke="{}" stroke-width="2.5"/>',
        shape, colour("lake"), colour("lake"),
    )  # fmt: skip
    labels = [_axis_label(place, len(scores), score) for place, score in enumerate(scores)]
    spoken = "; ".join(f"{score.name} {_said(score)}" for score in scores)
    return _svg(520, 400, f"Kesiapan per dimensi, skor 1 sampai 5: {spoken}",
                rings, axes, area, *labels)  # fmt: skip


def stacked(rows: Sequence[Amounts]) -> SafeString:
    """One bar for each dimension, its years side by side from light to dark; totals beside it."""
    longest = max((row.total for row in rows), default=0) or 1
    parts: list[SafeString] = []
    for place, row in enumerate(rows):
        top, left = 10 + place * 46, 130.0
        parts.append(_text(0, top + 21, row.name, size=13, weight=600))
        for step, (year, amount) in enumerate(row.by_year):
            width = 430 * amount / longest
            shade = 0.35 + 0.65 * (step + 1) / max(1, len(row.by_year))
            parts.append(
                format_html(
                    '<rect x="{}" y="{}" width="{}" height="30" fill="{}" fill-opacity="{}"/>',
                    f"{left:.1f}",
                    top,
                    f"{width:.1f}",
                    tone_colour(row.code),
                    f"{shade:.2f}",
                )
            )
            if width >= 44:
                light = shade > 0.6
                ink = colour("paper") if light else colour("ink")
                parts.append(_text(left + width / 2, top + 20, year, size=11, ink=ink, middle=True))
            left += width
        parts.append(_text(left + 8, top + 21, _short(row.total), size=13, weight=700))
    spoken = "; ".join(f"{row.name} {_short(row.total)}" for row in rows)
    return _svg(700, 20 + 46 * len(rows), f"Anggaran per dimensi dan tahun: {spoken}", *parts)


def district_map(places: Sequence[Place]) -> SafeString:
    """Centres of the districts as circles, larger with more ideas; numbers lead to the key below.

    Not a map of borders: no source with a licence gives them (docs/document.md).
    """
    parts: list[SafeString] = []
    most = max((place.count for place in places), default=0) or 1
    for index, (place, (x, y)) in enumerate(zip(places, _projected(places), strict=True), 1):
        radius = 11 + 21 * math.sqrt(place.count / most)
        fill = colour("lake") if place.count else colour("paper")
        ink = colour("paper") if place.count else colour("ink")
        parts.append(
            format_html(
                '<circle cx="{}" cy="{}" r="{}" fill="{}" fill-opacity="0.85" stroke="{}"/>',
                f"{x:.1f}",
                f"{y:.1f}",
                f"{radius:.1f}",
                fill,
                colour("lake"),
            )
        )
        parts.append(_text(x, y + 4, str(index), size=12, weight=700, ink=ink, middle=True))
    spoken = "; ".join(f"{place.name} {place.count} gagasan" for place in places)
    return _svg(520, 420, f"Letak kecamatan dan banyaknya gagasan: {spoken}", *parts)


def way(steps: Sequence[tuple[str, str]]) -> SafeString:
    """Boxes joined by arrows, left to right: (what, a few words below it)."""
    width, gap = 128, 22
    parts: list[SafeString] = []
    for place, (name, hint) in enumerate(steps):
        left = place * (width + gap)
        parts.append(
            format_html(
                '<rect x="{}" y="4" width="{}" height="74" rx="8" fill="{}" stroke="{}"/>',
                left + 1,
                width,
                colour("lake-tint"),
                colour("lake"),
            )
        )
        middle = left + width / 2
        parts.append(_text(middle, 34, name, size=14, weight=700, middle=True))
        parts.append(_text(middle, 56, hint, size=10.5, middle=True))
        if place:
            parts.append(
                format_html(
                    '<path d="M{} 41 h{} m-6 -5 l6 5 l-6 5" fill="none" stroke="{}"'
                    ' stroke-width="2"/>',
                    left - gap + 3,
                    gap - 5,
                    colour("ink"),
                )
            )
    spoken = ", lalu ".join(name for name, _ in steps)
    total = len(steps) * (width + gap) - gap + 2
    return _svg(total, 84, f"Alur penyusunan: {spoken}", *parts)


def _svg(width: int, height: int, title: str, *parts: SafeString) -> SafeString:
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="figure" viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title>{}</svg>',
        width, height, width, height, title, inside,
    )  # fmt: skip


def _text(
    x: float, y: float, text: str, *, size: float, weight: int = 400, ink: str = "",
    middle: bool = False,
) -> SafeString:  # fmt: skip
    return format_html(
        '<text x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}" fill="{}"'
        ' text-anchor="{}">{}</text>',
        f"{x:.1f}", f"{y:.1f}", FONT, size, weight, ink or colour("ink"),
        "middle" if middle else "start", text,
    )  # fmt: skip


def _point(place: int, count: int, value: float) -> tuple[float, float]:
    """Where ``value`` lies on an axis; the first axis points up, the others follow the clock."""
    angle = 2 * math.pi * place / max(1, count) - math.pi / 2
    reach = _RADIUS * value / FULL_SCORE
    return _CENTRE[0] + reach * math.cos(angle), _CENTRE[1] + reach * math.sin(angle)


def _ring(count: int, step: int) -> str:
    return " ".join("{:.1f},{:.1f}".format(*_point(place, count, step)) for place in range(count))


def _axis_label(place: int, count: int, score: Score) -> SafeString:
    x, y = _point(place, count, FULL_SCORE * 1.17)
    name = _text(x, y, score.name, size=12, weight=700, middle=True, ink=tone_colour(score.code))
    said = _text(x, y + 15, _said(score), size=12, middle=True)
    return format_html("{}{}", name, said)


def _said(score: Score) -> str:
    return "belum dinilai" if score.value is None else number(score.value, 1)


def _short(amount: int) -> str:
    return f"Rp{number(amount / 10**9, 2)} miliar" if amount >= 10**9 else f"Rp{number(amount)}"


def _projected(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Degrees to the drawing's points, north up, the same scale both ways (near the equator)."""
    if not places:
        return []
    west, east = min(p.longitude for p in places), max(p.longitude for p in places)
    south, north = min(p.latitude for p in places), max(p.latitude for p in places)
    scale = min(440 / max(east - west, 0.01), 340 / max(north - south, 0.01))
    return [(40 + (p.longitude - west) * scale, 40 + (north - p.latitude) * scale) for p in places]
