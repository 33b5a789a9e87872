"""From what people write to the terms two ideas are compared by.

Everyday spelling is written out, grammar is stripped to a root, and words for one thing share a
group. Three word lists beside this file are read once; they are general Indonesian, not this
region's, and plain text so that an office can add a line.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from submissions.similar.roots import root_of

_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z]+")
_LETTER_THRICE = re.compile(r"([a-z])\1{2,}")
_LONGEST_PHRASE = 3
_LONGEST_TERM = 40  # VersionTerm.term
# What counts how much was measured (docs/decisions, ./run bench similar): a title says in one line
# what an idea is; a group is a weaker sign than the word itself.
_TITLE_WEIGHT = 1.5
_GROUP_WEIGHT = 0.7


def terms_of(title: str, *texts: str) -> Counter[str]:
    """Each term with how much it counts in this text; a group's name begins with ``=``."""
    terms: Counter[str] = Counter()
    for text, weight in ((title, _TITLE_WEIGHT), *((text, 1.0) for text in texts)):
        words = words_of(text)
        roots = [root_of(word) for word in words]
        for word, root in zip(words, roots, strict=True):
            if len(root) > 1 and not {word, root} & _stop_words():
                terms[root[:_LONGEST_TERM]] += weight  # type: ignore[assignment]
        for group in set(_groups_in(roots)):
            terms[group] += weight * _GROUP_WEIGHT  # type: ignore[assignment]
    return terms


def words_of(text: str) -> list[str]:
    """Plain lower-case words, everyday spelling written out, in the order of the text."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _LETTER_THRICE.sub(r"\1", plain)
    spellings = _spellings()
    words: list[str] = []
    for word in _WORD.findall(plain):
        words += spellings.get(word, [word])
    return words


def _groups_in(roots: list[str]) -> Iterator[str]:
    groups = _groups()
    for start in range(len(roots)):
        for length in range(1, _LONGEST_PHRASE + 1):
            yield from groups.get(tuple(roots[start : start + length]), ())


def _lines(name: str) -> list[str]:
    text = (_HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _spellings() -> dict[str, list[str]]:
    """Everyday spelling -> the words it stands for."""
    table = {}
    for line in _lines("abbreviations.txt"):
        written, _, short = line.partition(":")
        table.update({word: written.split() for word in short.split()})
    return table


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(" ".join(_lines("stop_words.txt")).split())


@cache
def _groups() -> dict[tuple[str, ...], list[str]]:
    """Roots of a word or phrase -> the groups it belongs to, named by the first of its line."""
    table: dict[tuple[str, ...], list[str]] = {}
    for line in _lines("related_words.txt"):
        phrases = line.split(",")
        name = "=" + phrases[0].strip()
        for phrase in phrases:
            groups = table.setdefault(tuple(root_of(word) for word in words_of(phrase)), [])
            if name not in groups:
                groups.append(name)
    return table
