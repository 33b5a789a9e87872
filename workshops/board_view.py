"""What the control page and the projector show of a forum: few queries, however many cards."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.choices import OrganisationKind
from tobasmart.audit.models import AuditEntry
from tobasmart.ui.formats import number as number_text
from workshops.alike import hints_for
from workshops.choices import WITHDRAWN, BoardActKind, Phase, PostState
from workshops.models import Attendance, BoardAct, Forum, IdeaSource, Post, Seat

# So many acts are listed to be undone; the bar offers the newest for a while.
ACTS_SHOWN = 12
UNDO_OFFERED = timedelta(minutes=10)
SILENT_SHOWN = 40
# A long row of dots says no more than its number.
DOTS_DRAWN = 30
_CARD = (
    "key", "number", "kind", "text", "title", "lead_id", "state", "is_pinned", "is_agreed",
    "hidden_reason", "dot_count", "created_at", "author_id", "author__number", "author__kind",
    "author__organisation_name", "author__organisation__name", "author__organisation__short_name",
)  # fmt: skip


@dataclass
class Card:
    """A leading card with those merged into it, and what can be said about it."""

    post: Post
    members: list[Post] = field(default_factory=list)
    percent: int = 0  # how much ``alike`` says much the same
    alike: Post | None = None
    source: IdeaSource | None = None
    rank: int = 0

    @property
    def is_group(self) -> bool:
        return bool(self.members)

    @property
    def dots_drawn(self) -> range:
        """As many as fit on the wall; the number beside them is exact."""
        return range(min(self.post.dot_count, DOTS_DRAWN))


def posts_of(forum: Forum) -> list[Post]:
    """Every card but withdrawn ones, in the order they were written; one query."""
    posts = Post.objects.of_forum(forum).exclude(hidden_reason=WITHDRAWN)
    return list(posts.select_related("author__organisation").only(*_CARD).order_by("number"))


def leading(posts: Iterable[Post], *states: PostState) -> list[Card]:
    """Leading cards in one of ``states``, with the members of their groups."""
    members: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        if post.lead_id is not None:
            members[post.lead_id].append(post)
    return [
        Card(post, members[post.pk])
        for post in posts
        if post.lead_id is None and post.state in states
    ]


def add_hints(cards: Sequence[Card]) -> None:
    """To each card the one most like it; advice only."""
    hints = hints_for([card.post.heading for card in cards])
    for place, hint in hints.items():
        cards[place].alike, cards[place].percent = cards[hint.other].post, hint.percent


def ranked(cards: Iterable[Card]) -> list[Card]:
    """Most dots first; equally many share a rank and keep the order they were written in."""
    found = sorted(cards, key=lambda card: (-card.post.dot_count, card.post.number))
    for place, card in enumerate(found, 1):
        before = found[place - 2] if place > 1 else None
        same = before is not None and before.post.dot_count == card.post.dot_count
        card.rank = before.rank if before and same else place
    return found


def add_sources(cards: Sequence[Card]) -> None:
    """The idea a card has become, where it has; one query."""
    found = IdeaSource.objects.filter(post__in=[card.post for card in cards])
    sources = {source.post_id: source for source in found.select_related("idea")}
    for card in cards:
        card.source = sources.get(card.post.pk)


def filters_of(cards: list[Card], posts: Sequence[Post]) -> dict[str, tuple[str, int]]:
    """Key in the address to label and count."""
    states = Counter(post.state for post in posts)
    groups = sum(card.is_group for card in cards)
    return {
        "belum": ("Belum dikelompokkan", len(cards) - groups),
        "kelompok": ("Kelompok", groups),
        "semua": ("Semua", len(cards)),
        "parkir": ("Diparkir", states[PostState.PARKED]),
        "tersembunyi": ("Disembunyikan", states[PostState.HIDDEN]),
    }


def chosen_cards(name: str, cards: list[Card], posts: Sequence[Post]) -> list[Card]:
    """The cards behind one filter."""
    if name == "parkir":
        return leading(posts, PostState.PARKED)
    if name == "tersembunyi":
        return [Card(post) for post in posts if post.state == PostState.HIDDEN]
    if name == "semua":
        return cards
    return [card for card in cards if card.is_group == (name == "kelompok")]


def people_of(forum: Forum, posts: Sequence[Post]) -> dict[str, Any]:
    """Who has not written yet, and how cards and people divide by kind; one query."""
    seats = Seat.objects.filter(forum=forum).order_by("participant__number").values_list(
        "participant_id", "participant__number", "participant__name", "participant__kind",
        "participant__organisation__name", "participant__organisation__short_name",
        "participant__organisation_name",
    )  # fmt: skip
    rows = list(seats)
    cards = [post for post in posts if post.state != PostState.HIDDEN]
    wrote = {post.author_id for post in posts}
    silent = [
        {"number": f"{row[1]:03d}", "name": row[2], "where": row[5] or row[4] or row[6]}
        for row in rows
        if row[0] not in wrote
    ]
    people, written = Counter(row[3] for row in rows), Counter(post.author.kind for post in cards)
    balance = [
        {
            "label": OrganisationKind(kind).label,
            "value": written[kind],
            "text": f"{number_text(written[kind])} kartu, {number_text(people[kind])} orang",
        }
        for kind in OrganisationKind.values
        if people[kind] or written[kind]
    ]
    return {"silent": silent[:SILENT_SHOWN], "silent_count": len(silent), "balance": balance}


@dataclass(frozen=True)
class ActRow:
    """An act in words, and whether it can be undone as far as the phase goes."""

    act: BoardAct
    text: str
    may_undo: bool


def acts_of(forum: Forum, posts: Sequence[Post]) -> list[ActRow]:
    """The newest acts on cards; one query."""
    headings = {str(post.key): post.heading for post in posts}
    acts = BoardAct.objects.filter(forum=forum).select_related("actor").order_by("-pk")
    return [ActRow(act, _words(act, headings), _may_undo(forum, act)) for act in acts[:ACTS_SHOWN]]


def _words(act: BoardAct, headings: dict[str, str]) -> str:
    names = [headings[each["key"]] for each in act.before if each["key"] in headings]
    if not names:
        return act.get_kind_display()
    more = f" dan {len(names) - 1} kartu lain" if len(names) > 1 else ""
    return f"{act.get_kind_display()}: “{names[0]}”{more}"


def _may_undo(forum: Forum, act: BoardAct) -> bool:
    if act.undone_at is not None or forum.sealed_at is not None:
        return False
    is_grouping = act.kind in {BoardActKind.MERGE, BoardActKind.SPLIT}
    return forum.phase == Phase.GROUP if is_grouping else True


def newest_undoable(rows: Sequence[ActRow]) -> ActRow | None:
    """What the undo bar offers: the newest act that stands, if it is not long ago."""
    since = timezone.now() - UNDO_OFFERED
    standing = (row for row in rows if row.act.undone_at is None)
    newest = next(standing, None)
    return newest if newest and newest.may_undo and newest.act.at >= since else None


def last_hand(forum: Forum) -> AuditEntry | None:
    """Who ran the forum last, and when; one query."""
    entries = AuditEntry.objects.filter(
        target_type=Forum._meta.label_lower, target_id=forum.pk, action__startswith="forum."
    )
    return entries.select_related("actor").order_by("-at", "-pk").first()


def present_count(forum: Forum) -> int:
    """How many have checked in to the forum's session; one query."""
    return Attendance.objects.filter(session=forum.session_id).count()
