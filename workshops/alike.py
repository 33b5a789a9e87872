"""Which cards of a forum say much the same: advice on the control page, computed when it is read.

Short texts, so every word counts: roots and word groups of ``submissions.similar``, weighed by how
rare they are among these cards, compared by cosine. Where words have nothing in common (typing
errors, other spelling) the letters decide: shared trigrams. No model, nothing stored.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from submissions.similar.words import terms_of, words_of

# Below it two cards are not called alike (pairs in tests/workshops/test_alike.py).
LEAST = 0.4
# Letters alone mislead sooner than words: they have to agree more.
LEAST_BY_LETTERS = 0.55
# Counted besides the cards: without them every word would be common among the first ten.
_UNRELATED = 30
# A piece that stands on more cards than this share says little and costs most.
_COMMON_SHARE = 0.12
# Trigrams of at most so many cards name the candidates, whose letters are compared in full.
_RARE = 12
_CANDIDATES = 5


@dataclass(frozen=True)
class Hint:
    """The card most like another one, by its place in the list; ``score`` from 0 to 1."""

    other: int
    score: float

    @property
    def percent(self) -> int:
        return round(100 * self.score)


def hints_for(texts: Sequence[str]) -> dict[int, Hint]:
    """For each text that has one, the other most like it; keys are places in ``texts``.

    The first of equally like ones wins, so the answer does not change from page to page.
    """
    return dict(_hints(tuple(texts)))


@lru_cache(maxsize=64)
def _hints(texts: tuple[str, ...]) -> Mapping[int, Hint]:
    """The same cards are asked for by every refresh; the cache knows them by their words."""
    found = _by_words([_terms(text) for text in texts])
    alone = [place for place in range(len(texts)) if place not in found]
    return found | _by_letters([_trigrams(text) for text in texts], alone)


def _by_words(cards: list[Counter[str]]) -> dict[int, Hint]:
    vectors = _weighed(cards)
    most = max(8, _COMMON_SHARE * len(cards))
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    counts = Counter(piece for card in cards for piece in card)
    found: dict[int, Hint] = {}
    for place, vector in enumerate(vectors):
        scores: dict[int, float] = defaultdict(float)
        for piece, weight in vector.items():
            if counts[piece] > most:
                continue
            for other, its in holders[piece]:
                scores[other] += weight * its
            holders[piece].append((place, weight))
        for other, score in sorted(scores.items()):
            if score >= LEAST:
                _keep_better(found, place, Hint(other, min(1.0, score)))
                _keep_better(found, other, Hint(place, min(1.0, score)))
    return found


def _weighed(cards: list[Counter[str]]) -> list[dict[str, float]]:
    """Unit vectors: how often, by rarity among the cards."""
    seen = Counter(piece for card in cards for piece in card)
    total = len(cards) + _UNRELATED
    rarity = {
        piece: log(1 + (total - count + 0.5) / (count + 0.5)) for piece, count in seen.items()
    }
    vectors = []
    for card in cards:
        vector = {piece: sqrt(count) * rarity[piece] for piece, count in card.items()}
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({piece: weight / length for piece, weight in vector.items()})
    return vectors


def _by_letters(cards: list[frozenset[str]], alone: Sequence[int]) -> dict[int, Hint]:
    """For cards without a hint: who shares most rare trigrams, then all of them compared."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, card in enumerate(cards):
        for piece in card:
            holders[piece].append(place)
    found: dict[int, Hint] = {}
    for place in alone:
        own, shared = cards[place], Counter[int]()
        for piece in own:
            if len(holders[piece]) <= _RARE:
                shared.update(holders[piece])
        del shared[place]
        for other, _count in sorted(shared.most_common(_CANDIDATES)):
            score = len(own & cards[other]) / sqrt(len(own) * len(cards[other]))
            if score >= LEAST_BY_LETTERS:
                _keep_better(found, place, Hint(other, score))
    return found


def _keep_better(found: dict[int, Hint], place: int, hint: Hint) -> None:
    if place not in found or found[place].score < hint.score:
        found[place] = hint


@lru_cache(maxsize=4096)
def _terms(text: str) -> Counter[str]:
    return terms_of(text)


@lru_cache(maxsize=4096)
def _trigrams(text: str) -> frozenset[str]:
    """Of each word with its edges, so that beginnings count."""
    return frozenset(
        f" {word} "[start : start + 3] for word in words_of(text) for start in range(len(word))
    )
