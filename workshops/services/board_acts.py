"""One act of a facilitator on cards: how they were and are, the audit entry, the event."""

import uuid
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from tobasmart.audit.services import record
from workshops import publishing
from workshops.choices import BoardActKind, PostState
from workshops.models import BoardAct, Forum, Post
from workshops.permissions import ForumPermissions
from workshops.services.board_refusals import NotNowError, opened

NOT_IN_PHASE = "Kartu dapat diubah dari fase Kumpulkan sampai Rangkum."
GONE = "Kartu ini sudah digabungkan, dipindahkan, atau disembunyikan. Muat ulang halaman."
ACTIONS = {
    BoardActKind.MERGE: "forum.cards_merged",
    BoardActKind.SPLIT: "forum.card_split",
    BoardActKind.PIN: "forum.card_pinned",
    BoardActKind.UNPIN: "forum.card_unpinned",
    BoardActKind.PARK: "forum.card_parked",
    BoardActKind.UNPARK: "forum.card_unparked",
    BoardActKind.HIDE: "forum.card_hidden",
    BoardActKind.SHOW: "forum.card_shown",
    BoardActKind.MOVE: "forum.card_moved",
    BoardActKind.TITLE: "forum.card_titled",
    BoardActKind.AGREE: "forum.card_agreed",
}
# They put cards on the board that no page shows yet.
BRINGING = frozenset({BoardActKind.UNPARK, BoardActKind.SHOW, BoardActKind.SPLIT})


def opened_for_cards(forum: Forum, actor: User) -> tuple[Forum, ForumPermissions]:
    """Like ``opened``, in a phase with a board."""
    row, allowed = opened(forum, actor)
    if not allowed.moderate:
        raise NotNowError(NOT_IN_PHASE)
    return row, allowed


def own_key(key: uuid.UUID, actor: User, kind: str, cards: Iterable[uuid.UUID]) -> uuid.UUID:
    """The act's key: of the form, the person, and what was pressed on which cards."""
    return uuid.uuid5(key, f"{actor.pk} {kind} {' '.join(sorted(map(str, cards)))}")


def act_with(forum: Forum, key: uuid.UUID) -> BoardAct | None:
    """What this very button did before; a form sent twice is answered with it."""
    return BoardAct.objects.filter(forum=forum, key=key).first()


def card_in(forum: Forum, key: uuid.UUID, *states: PostState, leading: bool = True) -> Post:
    """A card of the locked forum in one of ``states``. Raises ``NotNowError``."""
    card = Post.objects.of_forum(forum).filter(key=key, state__in=states).first()
    if card is None or (leading and card.lead_id is not None):
        raise NotNowError(GONE)
    return card


def change(card: Post, **values: Any) -> dict[str, Any] | None:
    """Set and save; what has to be kept for an undo, None where nothing is different.

    The shape is that of one object of ``BoardAct.before``: key, fields before, fields after.
    """
    new = {name: value for name, value in values.items() if getattr(card, name) != value}
    if not new:
        return None
    was = {name: getattr(card, name) for name in new}
    for name, value in new.items():
        setattr(card, name, value)
    card.save(update_fields=list(new))
    return {"key": str(card.key), "was": was, "now": new}


def store(
    forum: Forum,
    actor: User,
    kind: BoardActKind,
    key: uuid.UUID,
    kept: list[dict[str, Any]],
    *,
    reason: str = "",
    **data: Any,
) -> BoardAct:
    """Keep the act, leave its one audit entry, tell everyone who watches."""
    act = BoardAct.objects.create(
        key=key, forum=forum, kind=kind, actor=actor, before=kept, reason=reason
    )
    cards = [each["key"] for each in kept]
    given = {"reason": reason} if reason else {}
    record(actor=actor, action=ACTIONS[kind], target=forum, cards=cards, **given, **data)
    if kind == BoardActKind.HIDE:
        publishing.publish_forgotten(forum, cards)
    else:
        tell(forum, None if kind in BRINGING else cards)
    return act


def tell(forum: Forum, cards: list[str] | None = None) -> None:
    """That the board changed; only about these cards, or (None) for everyone to fetch again."""
    about = {} if cards is None else {"keys": cards}
    publishing.publish(forum, "board", {"posts": forum.post_count, **about})
