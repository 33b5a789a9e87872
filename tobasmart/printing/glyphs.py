"""Which signs the declared fonts can show; what none of them has becomes a visible box."""

import re
import unicodedata
from functools import lru_cache

from fontTools.ttLib import TTFont

from tobasmart.printing.fonts import declared_faces

BOX = "□"
KEPT_CONTROLS = frozenset("\t\n\r")
# Line and paragraph separator would start a new paragraph inside the text engine.
SEPARATORS = {0x2028: "\n", 0x2029: "\n"}
# Overrides of the writing direction can turn the digits of an amount around.
DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
SHOWN_IN_WARNING = 12


@lru_cache(maxsize=1)
def coverage() -> frozenset[str]:
    """Every character at least one declared font has a glyph for."""
    signs: set[int] = set()
    for source in {face.source for face in declared_faces()}:
        with TTFont(source, lazy=True) as font:
            signs.update(font.getBestCmap())
    return frozenset(map(chr, signs))


def boxed(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a box for each sign no font has, and those signs in code point order.

    Signs without a shape (controls, joiners, direction overrides) are dropped, not boxed.
    """
    changes: dict[int, str | None] = dict(SEPARATORS)
    missing = []
    for sign in sorted(set(text) - coverage() | set(text) & DIRECTION):
        if sign in KEPT_CONTROLS or ord(sign) in SEPARATORS:
            continue
        if _is_invisible(sign):
            changes[ord(sign)] = None
        else:
            changes[ord(sign)] = BOX
            missing.append(sign)
    return text.translate(changes), tuple(missing)


def describe(signs: tuple[str, ...]) -> str:
    """The signs for a warning, at most a dozen by name: ``U+4E2D CJK UNIFIED IDEOGRAPH-4E2D``."""
    names = [
        f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
        for sign in signs[:SHOWN_IN_WARNING]
    ]
    rest = len(signs) - len(names)
    return ", ".join(names) + (f" dan {rest} aksara lain" if rest else "")


def _is_invisible(sign: str) -> bool:
    return (
        sign in DIRECTION
        or sign in VARIATION_SELECTORS
        or unicodedata.category(sign) in INVISIBLE
        # Not a character: U+FFFE, U+FFFF and their like in every plane.
        or ord(sign) & 0xFFFE == 0xFFFE
    )


def visible_words(html: str) -> str:
    """The text of our own HTML without its tags, for checks only."""
    return re.sub(r"<[^>]*>", " ", html)
