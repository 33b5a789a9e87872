"""The one way a forum changes for those who watch: a row with the next version, then the bell.

Kinds of events and their data (what JavaScript hears; every event also has ``v``, its version):

- ``post``: a card came. ``posts`` (how many there are) and, where cards are shown, ``card``.
- ``board``: cards were merged, pinned, parked, hidden, moved, or undone. ``posts``. Fetch again;
  with ``keys`` only where one of these cards is shown (its writer changed or withdrew it);
  ``forgotten``: their words are no longer told to who comes back.
- ``phase``, ``clock``: ``phase``, ``step``, ``ends_at``, ``paused``, ``now`` (see ``clock_of``).
- ``show``: ``posts_shown``, ``results_shown``. Fetch again.
- ``votes``: ``voters``. ``seats``: ``seats``.
- ``record``: the record was prepared, signed or sealed. ``sealed``.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from workshops import bell
from workshops.models import Forum, ForumEvent, Post


class ForumSealedError(Exception):
    """The record of this forum is sealed; nothing behind it changes any more."""


def locked(forum: Forum) -> Forum:
    """The forum's row, locked until the transaction ends: changes of a forum go one by one.

    Raises ``ForumSealedError``.
    """
    row = Forum.objects.select_for_update(of=("self",)).for_page().get(pk=forum.pk)
    if row.sealed_at:
        raise ForumSealedError
    return row


def publish(
    forum: Forum, kind: str, data: dict[str, Any], *, staff_data: dict[str, Any] | None = None
) -> int:
    """Add one event to a ``locked`` forum; its version.

    ``staff_data`` replaces ``data`` on the facilitators' streams. Saves the forum's version and
    nothing else of it.
    """
    forum.version += 1
    forum.save(update_fields=["version"])
    ForumEvent.objects.create(
        forum=forum, version=forum.version, kind=kind, data=data, staff_data=staff_data
    )
    ring_after_commit(lambda: bell.ring(forum.pk))
    return forum.version


def publish_forgotten(forum: Forum, keys: list[str]) -> int:
    """Like a ``board`` event about these cards, whose words were changed, withdrawn or hidden.

    The events that told the words lose them, so who comes back late does not hear them any more.
    """
    told = Q(data__card__key__in=keys) | Q(staff_data__card__key__in=keys)
    for event in ForumEvent.objects.filter(told, forum=forum, kind="post"):
        event.data.pop("card", None)
        (event.staff_data or {}).pop("card", None)
        event.save(update_fields=["data", "staff_data"])
    about = {"posts": forum.post_count, "keys": keys, "forgotten": True}
    return publish(forum, "board", about)


def ring_after_commit(act: Callable[[], None]) -> None:
    transaction.on_commit(act, robust=True)


def clock_of(forum: Forum) -> dict[str, Any]:
    """Phase and clock as the pages show them; moments as ISO text, ``paused`` in seconds."""
    return {
        "phase": forum.phase,
        "step": forum.step,
        "ends_at": forum.phase_ends_at.isoformat() if forum.phase_ends_at else None,
        "paused": forum.paused_seconds,
        "now": timezone.now().isoformat(),
    }


def card_of(post: Post) -> dict[str, Any]:
    """A card as everyone may read it: no name, only where its writer comes from."""
    return {
        "key": str(post.key),
        "number": post.number,
        "kind": post.kind,
        "text": post.heading,
        "from": post.author.from_where,
        "at": post.created_at.isoformat(),
    }
