"""Cards that say the same: merged into a leading one, taken out of a group again.

A merged card keeps its words and its writer; only ``Post.lead`` points at the card that speaks for
the group. While the forum groups, and only then.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from workshops.choices import BoardActKind as Kind
from workshops.choices import PostState
from workshops.models import BoardAct, Forum, Post, Vote
from workshops.services.board_acts import act_with, card_in, change, own_key, store
from workshops.services.board_refusals import NotNowError, opened

NOT_GROUPING = "Kartu digabungkan dalam fase Kelompokkan. Buka fase itu dulu."
TOO_FEW = "Pilih paling sedikit dua kartu."
NO_LEAD = "Pilih satu dari kartu itu sebagai judul kelompok."
OVERTAKEN = "Sebagian kartu sudah digabungkan orang lain. Muat ulang lalu pilih lagi."
MIXED = "Kartu dari bagian yang berbeda tidak dapat digabungkan. Pilih dari satu bagian saja."


@transaction.atomic
def merge_cards(
    forum: Forum,
    keys: Iterable[uuid.UUID],
    *,
    lead: uuid.UUID,
    title: str = "",
    actor: User,
    key: uuid.UUID,
) -> BoardAct:
    """Put open leading cards under ``lead``, called ``title`` or as the leading card is.

    Cards they lead follow; dots given before the forum went back to grouping move to the leading
    card. Raises ``NotNowError``: phase, too few, or another facilitator was faster (nothing
    changed).
    """
    chosen = sorted(set(keys))
    row = _grouping(forum, actor)
    act_key = own_key(key, actor, f"{Kind.MERGE} {lead} {title}", chosen)
    if done := act_with(row, act_key):
        return done
    if len(chosen) < 2:
        raise NotNowError(TOO_FEW)
    if lead not in chosen:
        raise NotNowError(NO_LEAD)
    cards = list(Post.objects.of_forum(row).on_board().filter(key__in=chosen).order_by("number"))
    if len(cards) != len(chosen):
        raise NotNowError(OVERTAKEN)
    if len({card.kind for card in cards}) > 1:
        raise NotNowError(MIXED)
    kept = _put_together(row, cards, next(card for card in cards if card.key == lead), title)
    return store(row, actor, Kind.MERGE, act_key, kept)


@transaction.atomic
def split_card(forum: Forum, card: uuid.UUID, *, actor: User, key: uuid.UUID) -> BoardAct:
    """Let a card of a group stand for itself again."""
    row = _grouping(forum, actor)
    act_key = own_key(key, actor, Kind.SPLIT, [card])
    if done := act_with(row, act_key):
        return done
    member = card_in(row, card, PostState.OPEN, leading=False)
    kept = change(member, lead_id=None)
    if kept is None:
        raise NotNowError(OVERTAKEN)
    return store(row, actor, Kind.SPLIT, act_key, [kept])


def _grouping(forum: Forum, actor: User) -> Forum:
    row, allowed = opened(forum, actor)
    if not allowed.group:
        raise NotNowError(NOT_GROUPING)
    return row


def _put_together(forum: Forum, cards: list[Post], lead: Post, title: str) -> list[dict[str, Any]]:
    others = [card for card in cards if card.pk != lead.pk]
    followers = list(Post.objects.filter(lead__in=others).order_by("number"))
    ballots = votes_of(cards)
    kept = [
        change(
            lead,
            title=title or lead.title,
            is_pinned=any(card.is_pinned for card in cards),
            dot_count=sum(card.dot_count for card in cards),
        )
    ]
    for card in others:
        kept.append(change(card, lead_id=lead.pk, is_pinned=False, dot_count=0))
    kept += [change(card, lead_id=lead.pk) for card in followers]
    rows = [each for each in kept if each]
    if not kept[0]:  # unchanged itself, but part of the act
        rows.insert(0, {"key": str(lead.key), "was": {}, "now": {}})
    if ballots:
        rows[0]["votes"] = {str(card.pk): ballots.get(card.pk, []) for card in cards}
        set_votes(forum, {card.pk: [] for card in others} | {lead.pk: _summed(ballots)})
    return rows


def votes_of(cards: Iterable[Post]) -> dict[int, list[list[int]]]:
    """Of each card that has any: (participant, dots), by primary keys, sorted."""
    found: dict[int, list[list[int]]] = defaultdict(list)
    rows = Vote.objects.filter(post__in=cards).order_by("participant_id")
    for post, participant, dots in rows.values_list("post_id", "participant_id", "dots"):
        found[post].append([participant, dots])
    return dict(found)


def set_votes(forum: Forum, wanted: dict[int, list[list[int]]]) -> None:
    """Exactly these votes on these cards, under the forum's lock; sums are kept by the caller."""
    Vote.objects.filter(post__in=wanted).delete()
    Vote.objects.bulk_create(
        Vote(forum=forum, post_id=post, participant_id=participant, dots=dots)
        for post, given in wanted.items()
        for participant, dots in given
    )


def _summed(ballots: dict[int, list[list[int]]]) -> list[list[int]]:
    """One vote for each person: what they gave to any of the cards, together."""
    total: dict[int, int] = defaultdict(int)
    for given in ballots.values():
        for participant, dots in given:
            total[participant] += dots
    return sorted([participant, dots] for participant, dots in total.items())
