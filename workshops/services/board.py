"""What a facilitator does with the cards of a forum. Each act can be undone (``board_undo``).

Every function takes the forum, ``actor`` and the form's ``key`` (sent twice it works once), and
returns the act, or None where nothing had to change. Raises ``NotAllowedError`` for whoever does
not run the forum and ``NotNowError`` with a sentence when the cards or the phase have gone on.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from workshops.choices import WITHDRAWN, Phase, PostState
from workshops.choices import BoardActKind as Kind
from workshops.models import BoardAct, Forum, Post
from workshops.services.board_acts import (
    act_with,
    card_in,
    change,
    opened_for_cards,
    own_key,
    store,
)
from workshops.services.board_refusals import NotNowError

MOST_PINNED = 3
TOO_MANY_PINS = "Paling banyak tiga kartu dapat disematkan. Lepas satu sematan lebih dulu."
NOT_SUMMARY = "Daftar yang disepakati dibuat dalam fase Rangkum."
WITHDRAWN_STAYS = "Kartu ini ditarik penulisnya, jadi tidak dapat ditampilkan lagi."
NOTHING_CHOSEN = "Pilih kartu lebih dulu."
OPEN = (PostState.OPEN,)


@transaction.atomic
def pin_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct | None:
    """Keep a card at the front of the board; at most three."""
    return _one(forum, card, actor, key, Kind.PIN, _pinned)


@transaction.atomic
def unpin_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct | None:
    return _one(forum, card, actor, key, Kind.UNPIN, lambda _card: {"is_pinned": False})


@transaction.atomic
def park_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct | None:
    """Lay a card aside for later: not on the board, not voted on, not lost."""
    values = {"state": PostState.PARKED, "is_pinned": False, "is_agreed": False}
    return _one(forum, card, actor, key, Kind.PARK, lambda _card: values)


@transaction.atomic
def unpark_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct | None:
    back = {"state": PostState.OPEN}
    return _one(forum, card, actor, key, Kind.UNPARK, lambda _card: back, (PostState.PARKED,))


@transaction.atomic
def hide_cards(
    forum: Forum, cards: Iterable[uuid.UUID], *, actor: User, key: uuid.UUID, reason: str
) -> BoardAct | None:
    """Off every page but their writers', who read the ``reason``; also cards inside a group.

    All of them or none: a card that went another way meanwhile refuses the whole.
    """
    row, _allowed = opened_for_cards(forum, actor)
    chosen = sorted(set(cards))
    act_key = own_key(key, actor, f"{Kind.HIDE} {reason}", chosen)
    if done := act_with(row, act_key):
        return done
    if not chosen:
        raise NotNowError(NOTHING_CHOSEN)
    states = (PostState.OPEN, PostState.PARKED)
    found = [card_in(row, card, *states, leading=False) for card in chosen]
    values = {"state": PostState.HIDDEN, "is_pinned": False, "is_agreed": False}
    kept = [change(card, hidden_reason=reason, **values) for card in found]
    return store(row, actor, Kind.HIDE, act_key, [each for each in kept if each], reason=reason)


@transaction.atomic
def show_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct | None:
    """Bring a hidden card back; not one that its writer withdrew, whose words are gone."""
    return _one(forum, card, actor, key, Kind.SHOW, _shown, (PostState.HIDDEN,), leading=False)


@transaction.atomic
def title_card(
    forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID, title: str
) -> BoardAct | None:
    """What a group (or a card) is called; empty: its own words again. Its words stay as written."""
    values = {"title": title}
    return _one(forum, card, actor, key, Kind.TITLE, lambda _card: values, detail=title)


@transaction.atomic
def agree_card(
    forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID, is_on: bool
) -> BoardAct | None:
    """Put a card on the list the forum agreed on, or take it off; while it sums up."""

    def values(post: Post) -> dict[str, Any]:
        if post.forum.phase != Phase.SUMMARY:
            raise NotNowError(NOT_SUMMARY)
        return {"is_agreed": is_on}

    return _one(forum, card, actor, key, Kind.AGREE, values, detail=str(is_on))


def _one(
    forum: Forum,
    card_key: uuid.UUID,
    actor: User,
    key: uuid.UUID,
    kind: Kind,
    values: Callable[[Post], dict[str, Any]],
    states: tuple[PostState, ...] = OPEN,
    *,
    leading: bool = True,
    detail: str = "",
) -> BoardAct | None:
    """An act on one card. Where the card is as wanted already, nothing happens."""
    row, _allowed = opened_for_cards(forum, actor)
    act_key = own_key(key, actor, f"{kind} {detail}", [card_key])
    if done := act_with(row, act_key):
        return done
    card = card_in(row, card_key, *states, leading=leading)
    card.forum = row
    kept = change(card, **values(card))
    return store(row, actor, kind, act_key, [kept]) if kept else None


def _pinned(card: Post) -> dict[str, Any]:
    pinned = Post.objects.of_forum(card.forum).on_board().filter(is_pinned=True)
    if pinned.exclude(pk=card.pk).count() >= MOST_PINNED:
        raise NotNowError(TOO_MANY_PINS)
    return {"is_pinned": True}


def _shown(card: Post) -> dict[str, Any]:
    if card.hidden_reason == WITHDRAWN:
        raise NotNowError(WITHDRAWN_STAYS)
    return {"state": PostState.OPEN, "hidden_reason": ""}
