"""Dots on cards: one ballot for each person in a forum, changed as often as they like."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from workshops.choices import PostState
from workshops.models import Forum, Participant, Post, Seat, Vote
from workshops.publishing import publish
from workshops.services.seats import RefusedError, check, locked_for, locked_seat


@dataclass(frozen=True)
class Ballot:
    """What counts of one person now: dots by card, and the number of the ballot that said so."""

    dots: Mapping[uuid.UUID, int]
    number: int
    is_late: bool = False  # overtaken by a newer one: it changed nothing


@transaction.atomic
def cast_ballot(
    forum: Forum,
    *,
    actor: Participant,
    dots: Mapping[uuid.UUID, int],
    number: int | None = None,
    is_whole: bool = True,
) -> Ballot:
    """Set the dots of one person: all of them, or (not ``is_whole``) those on the named cards.

    ``number`` rises with every ballot of a phone; one that is not above the last is late and
    changes nothing. Without a number it is the newest. Dots on cards that left the board are given
    back by the next ballot. Raises ``RefusedError``: phase, attendance, seat, too many, no card.
    """
    seat = locked_seat(forum, actor)
    votes = list(_votes(forum, actor).select_related("post"))
    standing = {vote.post.key: vote.dots for vote in votes if _is_on_board(vote.post)}
    if number is not None and number <= seat.ballot_number:
        return Ballot(standing, seat.ballot_number, is_late=True)
    wanted = {**({} if is_whole else standing), **dots}
    wanted = {key: count for key, count in wanted.items() if count > 0}
    if len(votes) == len(standing) and wanted == standing:
        check(forum, actor, "vote")
    else:
        _replace(forum, actor, votes, wanted)
    seat.ballot_number = seat.ballot_number + 1 if number is None else number
    Seat.objects.filter(pk=seat.pk).update(ballot_number=seat.ballot_number)
    return Ballot(wanted, seat.ballot_number)


def _votes(forum: Forum, participant: Participant) -> QuerySet[Vote]:
    return Vote.objects.filter(forum=forum, participant=participant)


def _is_on_board(post: Post) -> bool:
    return post.state == PostState.OPEN and post.lead_id is None


def _replace(
    forum: Forum, actor: Participant, votes: list[Vote], wanted: Mapping[uuid.UUID, int]
) -> None:
    """Under the forum's lock, as it may be closing and cards may be leaving the board."""
    row = locked_for(forum, actor, "vote")
    if sum(wanted.values()) > row.dots:
        raise RefusedError("dots")
    cards = Post.objects.of_forum(row).on_board().filter(key__in=wanted)
    ids = dict(cards.values_list("key", "pk"))
    if len(ids) < len(wanted):
        raise RefusedError("card")
    new = {ids[key]: count for key, count in wanted.items()}
    old = {vote.post_id: vote.dots for vote in votes}
    _store(row, actor, old, new)
    difference = bool(new) - bool(old)
    if difference:
        row.voter_count += difference
        row.save(update_fields=["voter_count"])
    # While results are shown, those who watch want every change; else only how many have voted.
    if difference or row.shows_results:
        publish(row, "votes", {"voters": row.voter_count})


def _store(
    forum: Forum, actor: Participant, old: Mapping[int, int], new: Mapping[int, int]
) -> None:
    """Rows of the votes, and the cards' sums by the difference."""
    changed = {pk: count for pk, count in new.items() if old.get(pk) != count}
    removed = old.keys() - new.keys()
    if removed:
        Vote.objects.filter(participant=actor, post__in=removed).delete()
    if changed:
        Vote.objects.bulk_create(
            [
                Vote(forum=forum, participant=actor, post_id=pk, dots=count)
                for pk, count in sorted(changed.items())
            ],
            update_conflicts=True,
            unique_fields=["participant", "post"],
            update_fields=["dots"],
        )
    by = {pk: new.get(pk, 0) - old.get(pk, 0) for pk in [*changed, *removed]}
    cases = [When(pk=pk, then=Value(count)) for pk, count in sorted(by.items())]
    Post.objects.filter(pk__in=by).update(
        dot_count=F("dot_count") + Case(*cases, default=Value(0), output_field=IntegerField())
    )
