"""What the projector shows of a forum: pages of cards that everyone may read, and the numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workshops.board_view import Card, leading, posts_of, ranked
from workshops.choices import KINDS_OF_FORUM, ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, Post

# Source: design brief 4.4, "Board": more cannot be read from the last row of chairs.
CARDS_ON_PAGE = 9
QUADRANT_CARDS = 4
KEYWORDS_ON_PAGE = 14


@dataclass(frozen=True)
class Quadrant:
    """One part of a SWOT page."""

    kind: PostKind
    cards: Sequence[Card]
    total: int


@dataclass(frozen=True)
class WallPage:
    """What stands on the wall at one time: cards, or four quadrants and the vision's keywords."""

    number: int
    cards: Sequence[Card] = ()
    quadrants: Sequence[Quadrant] = ()
    keywords: Sequence[Card] = field(default=())


def wall_of(forum: Forum) -> dict[str, Any]:
    """Pages and numbers; one query. Private cards are counted, never shown."""
    posts = posts_of(forum)
    on_board = leading(posts, PostState.OPEN)
    is_readable = forum.phase != Phase.WAITING and (
        forum.shows_posts or forum.phase != Phase.COLLECT
    )
    shows_results = forum.shows_results and forum.phase in {
        Phase.VOTE, Phase.SUMMARY, Phase.CLOSED,
    }  # fmt: skip
    cards = _in_order(forum, on_board, by_dots=shows_results) if is_readable else []
    return {
        "pages": _pages(forum, cards),
        "is_readable": is_readable,
        "shows_results": shows_results,
        "post_total": _written(posts),
        "group_total": sum(card.is_group for card in on_board),
    }


def _written(posts: Iterable[Post]) -> int:
    return sum(post.state in {PostState.OPEN, PostState.PARKED} for post in posts)


def _in_order(forum: Forum, cards: list[Card], *, by_dots: bool) -> list[Card]:
    """Pinned first; then by dots once shown, the newest while they come, else as written."""
    if by_dots:
        found = ranked(cards)
    elif forum.phase == Phase.COLLECT:
        found = sorted(cards, key=lambda card: -card.post.number)
    else:
        found = cards
    return sorted(found, key=lambda card: not card.post.is_pinned)


def _pages(forum: Forum, cards: list[Card]) -> list[WallPage]:
    if not cards:
        return []
    if forum.kind == ForumKind.SWOT:
        return _swot_pages(cards)
    starts = range(0, len(cards), CARDS_ON_PAGE)
    return [
        WallPage(number, cards=cards[start : start + CARDS_ON_PAGE])
        for number, start in enumerate(starts, 1)
    ]


def _swot_pages(cards: list[Card]) -> list[WallPage]:
    kinds = KINDS_OF_FORUM[ForumKind.SWOT]
    of = {kind: [card for card in cards if card.post.kind == kind] for kind in kinds}
    words = of.pop(PostKind.VISION)
    needed = [-(-len(found) // QUADRANT_CARDS) for found in of.values()]
    needed.append(-(-len(words) // KEYWORDS_ON_PAGE))
    return [
        WallPage(
            place + 1,
            quadrants=[
                Quadrant(kind, _slice(found, place, QUADRANT_CARDS), len(found))
                for kind, found in of.items()
            ],
            keywords=_slice(words, place, KEYWORDS_ON_PAGE),
        )
        for place in range(max(needed))
    ]


def _slice(cards: list[Card], place: int, size: int) -> list[Card]:
    """The part for a page; who has fewer pages begins again, so that nothing stands empty."""
    if not cards:
        return []
    start = (place % -(-len(cards) // size)) * size
    return cards[start : start + size]
