"""The end of a session's day in figures and lists, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Sum

from accounts.choices import OrganisationKind
from workshops.choices import MarkKind, PostState
from workshops.models import Forum, MinuteMark, Post, Seat, Session, Vote

OPD, UMKM = OrganisationKind.OPD, OrganisationKind.UMKM


@dataclass
class ForumSummary:
    """One forum's part. ``posts`` counts what was written, ``groups`` cards with others in them."""

    forum: Forum
    present: int = 0
    opd: int = 0
    umkm: int = 0
    posts: int = 0
    groups: int = 0
    dots: int = 0
    agreed: list[Post] = field(default_factory=list)
    decisions: list[MinuteMark] = field(default_factory=list)
    follow_ups: list[MinuteMark] = field(default_factory=list)

    @property
    def others(self) -> int:
        return self.present - self.opd - self.umkm


def summaries_of(session: Session) -> list[ForumSummary]:
    """Every forum of the session, in the programme's order; six queries."""
    forums = Forum.objects.filter(session=session).for_cards().order_by("dimension__position")
    rows = {forum.pk: ForumSummary(forum) for forum in forums}
    _count_people(rows)
    _count_cards(rows)
    agreed = Post.objects.filter(forum__in=rows, is_agreed=True, lead=None, state=PostState.OPEN)
    agreed = agreed.select_related("author__organisation")
    for post in agreed.order_by("-dot_count", "number"):
        rows[post.forum_id].agreed.append(post)
    for mark in MinuteMark.objects.filter(forum__in=rows).order_by("position", "pk"):
        row = rows[mark.forum_id]
        (row.decisions if mark.kind == MarkKind.DECISION else row.follow_ups).append(mark)
    return list(rows.values())


def totals_of(rows: Iterable[ForumSummary]) -> dict[str, int]:
    """The session's sums. Who sat in two forums counts in both, as in the rows."""
    names = ("present", "opd", "umkm", "others", "posts", "groups", "dots")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _count_people(rows: dict[int, ForumSummary]) -> None:
    kinds = Seat.objects.filter(forum__in=rows).values("forum_id", kind=F("participant__kind"))
    for found in kinds.annotate(count=Count("pk")):
        row = rows[found["forum_id"]]
        row.present += found["count"]
        row.opd += found["count"] if found["kind"] == OPD else 0
        row.umkm += found["count"] if found["kind"] == UMKM else 0


def _count_cards(rows: dict[int, ForumSummary]) -> None:
    """Written cards, without hidden ones and without the stubs of cards that went elsewhere."""
    shown = ~Q(state__in=[PostState.HIDDEN, PostState.MOVED])
    cards = Post.objects.filter(shown, forum__in=rows).values("forum_id")
    groups = Count("lead", distinct=True)
    for found in cards.annotate(posts=Count("pk"), groups=groups):
        row = rows[found["forum_id"]]
        row.posts, row.groups = found["posts"], found["groups"]
    votes = Vote.objects.filter(forum__in=rows).values_list("forum_id").annotate(sum=Sum("dots"))
    for forum_id, dots in votes:
        rows[forum_id].dots = dots
