"""Where ideas come from and what became of cards: read side of promotion."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from dimensions.models import Programme
from submissions.choices import Origin
from submissions.models import Idea
from submissions.querysets import Reader
from workshops.choices import KINDS_OF_FORUM, CreditAnswer, ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, IdeaSource, Post, Record

DRAFT_LABEL = "draf gagasan"


@dataclass(frozen=True)
class PostIdea:
    """What a card became, in words for "menjadi …"; ``url`` is "" where the reader may not look."""

    label: str
    url: str


@dataclass(frozen=True)
class SourceCard:
    """``who`` is "" where the writer does not want to be named."""

    number: int
    text: str
    who: str


@dataclass(frozen=True)
class Source:
    """Cards of one forum an idea came of; ``idea_code`` where it is a merged idea's source."""

    forum: Forum
    cards: tuple[SourceCard, ...]
    dots: int
    idea_code: str
    record_token: str

    @property
    def is_public(self) -> bool:
        """Whether the forum's page of results is open to everyone."""
        return is_over(self.forum)


@dataclass(frozen=True)
class SwotLine:
    """One card of a SWOT forum, for Buku 1."""

    forum: Forum
    number: int
    text: str
    who: str
    dots: int


def is_over(forum: Forum) -> bool:
    """Whether everyone may read what the forum brought; never of a rehearsal."""
    is_done = forum.phase == Phase.CLOSED or forum.sealed_at is not None
    return is_done and not forum.session.is_rehearsal


def ideas_of_posts(posts: Iterable[Post], reader: Reader) -> dict[int, PostIdea]:
    """Post pk to what it became, for the posts that became something. One query."""
    open_to_reader = Idea.objects.visible_to(reader).filter(pk=OuterRef("idea_id"))
    rows = (
        IdeaSource.objects.filter(post__in=[post.pk for post in posts])
        .annotate(may_open=Exists(open_to_reader))
        .values_list("post_id", "idea__code", "idea__draft_key", "may_open")
    )
    return {
        post: PostIdea(code or DRAFT_LABEL, _idea_url(code, key) if may_open else "")
        for post, code, key, may_open in rows
    }


def _idea_url(code: str | None, draft_key: str) -> str:
    return reverse("submissions:idea_detail", args=[code.lower() if code else draft_key])


def sources_of(idea: Idea, *, has_family: bool = True) -> list[Source]:
    """The cards behind an idea and behind those merged into it, by forum. One query.

    None for an idea that no forum made and nothing was merged into: then it is not asked.
    """
    if idea.origin != Origin.FORUM and not has_family:
        return []
    sealed = Record.objects.filter(
        forum=OuterRef("post__forum"), addendum_number=0, sealed_at__isnull=False
    )
    rows = (
        IdeaSource.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea, idea__is_hidden=False))
        .select_related(
            "idea", "post__author__organisation", "post__forum__session__workshop",
            "post__forum__dimension",
        )
        .annotate(record_token=Subquery(sealed.values("token")[:1]))
        .order_by("idea__code", "post__forum", "post__lead", "post__number")
    )  # fmt: skip
    groups: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.idea_id, row.post.forum_id), []).append(row)
    ordered = sorted(groups.values(), key=lambda rows: rows[0].idea_id != idea.pk)
    return [_source(rows, idea) for rows in ordered]


def _source(rows: list[Any], idea: Idea) -> Source:
    first = rows[0]
    # The leading card first: those merged into it point at it.
    rows = sorted(rows, key=lambda row: (row.post.lead_id is not None, row.post.number))
    return Source(
        forum=first.post.forum,
        cards=tuple(
            SourceCard(row.post.number, row.post.text, _who(row))
            for row in rows
            if row.post.state != PostState.HIDDEN
        ),
        dots=sum(row.post.dot_count for row in rows if row.post.lead_id is None),
        idea_code=(first.idea.code or "") if first.idea_id != idea.pk else "",
        record_token=first.record_token or "",
    )


def _who(row: IdeaSource) -> str:
    return "" if row.answer == CreditAnswer.DECLINED else row.post.author.from_where


def swot_of(programme: Programme) -> dict[PostKind, list[SwotLine]]:
    """All leading cards of finished SWOT forums by kind, most dots first. One query.

    Nothing of rehearsals and practice workshops.
    """
    found: dict[PostKind, list[SwotLine]] = {kind: [] for kind in KINDS_OF_FORUM[ForumKind.SWOT]}
    rows = (
        Post.objects.on_board()
        .filter(
            Q(forum__phase=Phase.CLOSED) | Q(forum__sealed_at__isnull=False),
            forum__kind=ForumKind.SWOT,
            forum__session__is_rehearsal=False,
            forum__session__workshop__is_sample=False,
            forum__session__workshop__programme=programme,
        )
        .select_related("author__organisation", "forum__session__workshop", "forum__dimension")
        .order_by("-dot_count", "forum__session__starts_at", "forum__code", "number")
    )
    for post in rows:
        line = SwotLine(
            post.forum, post.number, post.heading, post.author.from_where, post.dot_count
        )
        found[PostKind(post.kind)].append(line)
    return found
