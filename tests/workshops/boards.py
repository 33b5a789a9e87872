"""Acts on cards as the control page does them, and all that may have changed by one."""

import uuid

from tests.factories import DimensionFactory
from tests.factories.workshops import ForumFactory
from tobasmart.audit.models import AuditEntry
from workshops.choices import Phase
from workshops.models import BoardAct, Forum, ForumEvent, Post, Vote
from workshops.services import board, board_groups


def merge(forum, user, *cards, title="", lead=None, key=None):
    return board_groups.merge_cards(
        forum, [each.key for each in cards], lead=(lead or cards[0]).key, title=title,
        actor=user, key=key or uuid.uuid4(),
    )  # fmt: skip


def act(name, forum, user, post, key=None, **more):
    if name == "hide":
        cards = [each.key for each in (post if isinstance(post, list) else [post])]
        return board.hide_cards(forum, cards, actor=user, key=key or uuid.uuid4(), **more)
    do = getattr(board, f"{name}_card", None) or getattr(board_groups, f"{name}_card")
    return do(forum, post.key, actor=user, key=key or uuid.uuid4(), **more)


def board_state(forum):
    """Every card, vote and act of the forum, and how many events and entries there are."""
    fields = [
        "number", "lead_id", "state", "is_pinned", "is_agreed", "title", "hidden_reason",
        "moved_to_id", "dot_count", "text",
    ]  # fmt: skip
    return (
        list(Post.objects.filter(forum=forum).order_by("number").values(*fields)),
        sorted(Vote.objects.filter(forum=forum).values_list("participant", "post", "dots")),
        Forum.objects.filter(pk=forum.pk).values().get(),
    )


def all_state(forum):
    counts = [model.objects.count() for model in (BoardAct, ForumEvent, AuditEntry, Post)]
    return board_state(forum), counts


def phase(forum, value):
    Forum.objects.filter(pk=forum.pk).update(phase=value)
    forum.refresh_from_db()


def other_table(forum, **values):
    values = {"phase": Phase.COLLECT, "dimension": DimensionFactory(code="GOV")} | values
    return ForumFactory(session=forum.session, **values)
