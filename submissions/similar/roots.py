"""A light Indonesian stemmer: one root for one word family.

PostgreSQL's own over-stems (``kependudukan`` -> ``nduduk``, ``digital`` -> ``gital``). Here every
way to strip a word is tried; the longest known root wins (``roots.txt``). A word without
one loses only endings and prefixes that are rarely part of a root.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_VOWELS = "aeiou"
_PARTICLES = ("lah", "kah", "pun", "nya")
_SUFFIXES = ("kan", "an", "in", "i")
_PLAIN = ("ber", "ter", "per", "pel", "bel", "be", "te", "pe", "di", "ke", "se", "me", "nge")
# Prefix -> what its nasal may have swallowed at the start of the root; "" for nothing.
_NASAL = {
    "meng": ("k", ""),
    "peng": ("k", ""),
    "menge": ("",),
    "penge": ("",),
    "meny": ("s",),
    "peny": ("s",),
    "mem": ("p", "", "m"),
    "pem": ("p", "", "m"),
    "men": ("t", "", "n"),
    "pen": ("t", "", "n"),
    # Spoken: ngirim, nyapu, nunggu, motong.
    "ng": ("k", ""),
    "ny": ("s",),
    "n": ("t",),
    "m": ("p",),
}
_DEPTH = 3  # keberlanjutan, pemberdayaan
# Of an unknown word only this much is taken off, and only when so many letters stay.
_SAFE_SUFFIXES = ("kan", "an")
_SAFE_PREFIXES = ("ber", "ter", "di")
_SAFE_NASAL = {"meng": "", "peng": "", "meny": "s", "peny": "s"}
_SHORTEST = 4


@lru_cache(maxsize=8_000)
def root_of(word: str) -> str:
    """The root of one lower-case word; short words and names come back as they are."""
    known = _known()
    if len(word) <= _SHORTEST or word in known:
        return word
    found = [form for form in _stripped(word) if form in known]
    # Of two equally long the one reached with fewer cuts stands first: makanan is makan, not pakan.
    return max(found, key=len) if found else _trimmed(word)


@cache
def _known() -> frozenset[str]:
    text = (Path(__file__).parent / "roots.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(" ".join(lines).split())


def _stripped(word: str) -> list[str]:
    """Every form that is left after taking endings and prefixes off; fewest cuts first."""
    forms = {word: None}  # a set that keeps its order
    for endings in (_PARTICLES, _SUFFIXES):
        forms |= {form.removesuffix(end): None for form in forms for end in endings}
    for _ in range(_DEPTH):
        forms |= {left: None for form in forms for left in _without_prefix(form)}
    return [form for form in forms if len(form) > 2]


def _without_prefix(form: str) -> Iterator[str]:
    for prefix in _PLAIN:
        if form.startswith(prefix):
            yield form.removeprefix(prefix)
    for prefix, swallowed in _NASAL.items():
        if form.startswith(prefix):
            rest = form.removeprefix(prefix)
            for letter in swallowed:
                if not letter or rest[:1] in _VOWELS:
                    yield letter + rest


def _trimmed(word: str) -> str:
    for endings in (_PARTICLES, _SAFE_SUFFIXES):
        for end in endings:
            if word.endswith(end) and len(word) - len(end) >= _SHORTEST:
                word = word.removesuffix(end)
                break
    for prefix in _SAFE_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _SHORTEST:
            return word.removeprefix(prefix)
    for prefix, letter in _SAFE_NASAL.items():
        rest = word.removeprefix(prefix)
        if rest != word and rest[0] in _VOWELS and len(rest) > _SHORTEST:
            return letter + rest
    return word
