"""What everyone may know of a forum once it is over: counts, agreed list, ideas, its record."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from submissions.models import Idea
from submissions.querysets import Reader
from workshops.choices import KINDS_OF_FORUM, ForumKind, PostKind
from workshops.models import Forum, Post, Record
from workshops.sources import ideas_of_posts

SHOWN = 60


def fruit_of(forum: Forum, reader: Reader) -> dict[str, Any]:
    """``agreed`` and ``others`` are leading cards by dots, ``ideas`` what the reader may open.

    Six queries for any number of cards. No name of a person.
    """
    posts = list(
        Post.objects.on_board()
        .filter(forum=forum)
        .select_related("author__organisation")
        .annotate(members=Count("merged"))
        .order_by("-dot_count", "number")
    )
    became = ideas_of_posts(posts, reader)
    for post in posts:
        post.becomes = became.get(post.pk)  # type: ignore[attr-defined]
    record = Record.objects.filter(forum=forum, sealed_at__isnull=False, addendum_number=0).first()
    agreed = [post for post in posts if post.is_agreed]
    found: dict[str, Any] = {
        "agreed": agreed,
        "others": [post for post in posts if not post.is_agreed][:SHOWN],
        "record": record,
        "ideas": ideas_from(forum, reader),
        "idea_count": sum(1 for post in posts if post.pk in became),
    }
    if forum.kind == ForumKind.SWOT:
        found["swot"] = _by_kind(posts)
    return found


def ideas_from(forum: Forum, reader: Reader) -> list[Idea]:
    """Ideas that came of this forum and that the reader may open, by code."""
    ideas = Idea.objects.visible_to(reader).filter(sources__post__forum=forum)
    ideas = ideas.select_related(
        "dimension", "organisation", "author", "current_version", "approved_version",
        "draft_version", "merged_into",
    ).distinct()  # fmt: skip
    return sorted(ideas, key=lambda idea: (idea.code is None, idea.code or idea.draft_key))


def _by_kind(posts: Sequence[Post]) -> list[tuple[PostKind, list[Post]]]:
    kinds = KINDS_OF_FORUM[ForumKind.SWOT]
    return [(kind, [post for post in posts if post.kind == kind]) for kind in kinds]
