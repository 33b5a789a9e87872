"""What the phone page of a forum shows one person, by phase. Few queries, however many cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from submissions.models import Idea
from submissions.querysets import Reader
from workshops.choices import WITHDRAWN, ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, IdeaSource, Participant, Post, Vote
from workshops.models.people import where_from

PAGE_SIZE = 25
OWN_SHOWN = 100
RESULTS_SHOWN = 50
_LABEL_SIGNS = 60
# Plain columns: a vote shows every card of a forum to each of three hundred people.
_COLUMNS = (
    "pk", "key", "number", "kind", "text", "title", "is_agreed", "dot_count", "lead_id",
    "author__number", "author__organisation_name", "author__organisation__name",
    "author__organisation__short_name",
)  # fmt: skip


@dataclass(frozen=True)
class OwnCard:
    """A card of the reader's, with what became of it."""

    key: UUID
    text: str
    kind: str
    at: datetime
    note: str
    may_change: bool
    idea: Idea | None = None
    idea_is_open: bool = False  # the reader may read it


@dataclass(frozen=True)
class Card:
    """A card as everyone may read it; ``kind`` in words where the forum has several kinds."""

    pk: int
    key: str
    number: int
    kind: str
    text: str
    origin: str
    lead_id: int | None
    dots: int
    is_agreed: bool
    members: int = 0
    group: tuple[tuple[str, str], ...] = ()  # words and origin of the cards merged into it


@dataclass(frozen=True)
class VoteCard:
    """A card that can be voted for, and the dots this person gave it."""

    card: Card
    dots: int
    label: str  # short enough for a button


@dataclass(frozen=True)
class CardPage:
    """Up to 25 leading cards of the board, with their groups."""

    cards: list[Card]
    number: int
    has_next: bool


def phone_page(forum: Forum, reader: Reader, me: Participant, *, number: int = 1) -> dict[str, Any]:
    """The part of the page that changes with the phase, for someone who sits in the forum.

    ``number`` counts the pages of everyone's cards from 1.
    """
    page: dict[str, Any] = {"has_kinds": forum.kind == ForumKind.SWOT}
    if forum.phase == Phase.VOTE:
        return page | vote_list(forum, me)
    if forum.phase in {Phase.COLLECT, Phase.GROUP} and forum.shows_posts:
        page["board"] = card_page(forum, number, newest=forum.phase == Phase.COLLECT)
    if forum.phase in {Phase.SUMMARY, Phase.CLOSED}:
        page["own"] = own_cards(forum, me, reader)
        if forum.shows_results or forum.phase == Phase.CLOSED:
            page |= results(forum)
    elif forum.phase != Phase.WAITING:
        page["own"] = own_cards(forum, me)
    return page


def own_cards(forum: Forum, me: Participant, reader: Reader | None = None) -> list[OwnCard]:
    """The reader's cards in this forum, newest first; with ``reader`` also their ideas."""
    posts = Post.objects.of_forum(forum).filter(author=me).exclude(hidden_reason=WITHDRAWN)
    posts = posts.annotate(moved_name=F("moved_to__forum__dimension__name")).order_by("-number")
    rows = list(posts[:OWN_SHOWN])
    ideas = _ideas_of(rows, reader) if reader is not None else {}
    cards = []
    for post in rows:
        near = (post.pk, post.moved_to_id, post.lead_id)
        source = next((ideas[pk] for pk in near if pk in ideas), None)
        free = post.state in {PostState.OPEN, PostState.PARKED} and post.lead_id is None
        cards.append(
            OwnCard(
                key=post.key, text=post.text, kind=post.get_kind_display(), at=post.created_at,
                note=_fate(post), may_change=free and forum.phase == Phase.COLLECT,
                idea=source.idea if source else None,
                idea_is_open=bool(source and source.is_open),
            )
        )  # fmt: skip
    return cards


def _fate(post: Any) -> str:
    if post.state == PostState.HIDDEN:
        return f"Disembunyikan fasilitator: {post.hidden_reason}"
    if post.state == PostState.MOVED:
        return f"Dipindahkan ke Forum {post.moved_name}" if post.moved_name else "Dipindahkan"
    if post.state == PostState.PARKED:
        return "Diparkir fasilitator"
    return "Digabung dengan kartu lain" if post.lead_id else ""


def _ideas_of(posts: Sequence[Post], reader: Reader) -> dict[int, Any]:
    """Sources by post, for cards, what they were merged into and what they went on as."""
    near = {pk for post in posts for pk in (post.pk, post.lead_id, post.moved_to_id) if pk}
    is_open = Exists(Idea.objects.visible_to(reader).filter(pk=OuterRef("idea_id")))
    sources = IdeaSource.objects.filter(post__in=near).annotate(is_open=is_open)
    sources = sources.select_related("idea").only("post", "idea__code", "idea__draft_key")
    return {source.post_id: source for source in sources}


def card_page(forum: Forum, number: int, *, newest: bool) -> CardPage:
    """Everyone's cards: the newest first while they come in, else pinned ones first; 2 queries."""
    order = ["-number"] if newest else ["-is_pinned", "number"]
    start = (number - 1) * PAGE_SIZE
    posts = Post.objects.of_forum(forum).on_board().order_by(*order)
    rows = _cards(forum, posts[start : start + PAGE_SIZE + 1])
    leads = [card.pk for card in rows[:PAGE_SIZE]]
    merged = Post.objects.filter(lead__in=leads).visible_on_board().order_by("number")
    groups: dict[int | None, list[tuple[str, str]]] = {}
    for card in _cards(forum, merged):
        groups.setdefault(card.lead_id, []).append((card.text, card.origin))
    shown = [_grouped(card, groups.get(card.pk, [])) for card in rows[:PAGE_SIZE]]
    return CardPage(shown, number, has_next=len(rows) > PAGE_SIZE)


def _grouped(card: Card, group: list[tuple[str, str]]) -> Card:
    return Card(**{**vars(card), "group": tuple(group)}) if group else card


def vote_list(forum: Forum, me: Participant) -> dict[str, Any]:
    """Cards in an order of this person's own that stays, their dots, and how many are left."""
    votes = Vote.objects.filter(forum=forum, participant=me).values_list("post_id", "dots")
    given = dict(votes)
    posts = _cards(forum, Post.objects.of_forum(forum).on_board().with_votes(), "members")
    posts.sort(key=lambda card: _shuffled(me, card))
    cards = [VoteCard(card, given.get(card.pk, 0), _label(card.text)) for card in posts]
    left = forum.dots - sum(card.dots for card in cards)
    marks = [place <= left for place in range(1, forum.dots + 1)]
    return {"votes": cards, "left": left, "marks": marks}


def _shuffled(me: Participant, card: Card) -> bytes:
    """Nobody's card gains by coming first: each person has an order that says nothing."""
    return blake2b(f"{me.pk}:{card.key}".encode(), digest_size=8).digest()


def _label(text: str) -> str:
    return text if len(text) <= _LABEL_SIGNS else text[:_LABEL_SIGNS].rstrip() + "…"


def results(forum: Forum) -> dict[str, Any]:
    """The agreed list, and all cards by dots; one query."""
    posts = Post.objects.of_forum(forum).on_board()
    rows = _cards(forum, posts.order_by("-is_agreed", "-dot_count", "number")[:RESULTS_SHOWN])
    return {
        "agreed": [card for card in rows if card.is_agreed],
        "results": sorted(rows, key=lambda card: (-card.dots, card.number)),
    }


def _cards(forum: Forum, posts: QuerySet[Post], *more: str) -> list[Card]:
    has_kinds = forum.kind == ForumKind.SWOT
    return [_card(row, has_kinds) for row in posts.values(*_COLUMNS, *more)]


def _card(row: dict[str, Any], has_kinds: bool) -> Card:
    organisation = (row["author__organisation__short_name"], row["author__organisation__name"])
    return Card(
        pk=row["pk"],
        key=str(row["key"]),
        number=row["number"],
        kind=str(PostKind(row["kind"]).label) if has_kinds else "",
        text=row["title"] or row["text"],
        origin=where_from(
            *organisation, row["author__organisation_name"], number=row["author__number"]
        ),
        lead_id=row["lead_id"],
        dots=row["dot_count"],
        is_agreed=row["is_agreed"],
        members=row.get("members", 0),
    )
