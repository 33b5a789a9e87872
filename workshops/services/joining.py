"""Everything of one entry goes to another of the same person, without breaking what is unique.

Called inside a transaction with both entries locked. Locks go seats first, then forums, as a vote
does, so that the two cannot wait for each other.
"""

from django.db.models import F, Q
from django.utils import timezone

from submissions.transitions import NotAllowedError
from workshops import publishing
from workshops.choices import Phase
from workshops.models import (
    Attendance,
    Certificate,
    Feedback,
    Forum,
    Participant,
    Post,
    Seat,
    Signer,
    Vote,
)

VOTE_IS_OVER = (Phase.SUMMARY, Phase.CLOSED)


def join(guest: Participant, *, into: Participant) -> tuple[Participant, dict[str, int]]:
    """The entry that stays, and how many rows it took over; the other one is deleted.

    Rows behind a sealed record never move: an entry that stands in one is the one that stays.
    Raises ``NotAllowedError`` ("sealed") where both do.
    """
    goes, stays = guest, into
    if _stands_in_record(guest):
        if _stands_in_record(into):
            raise NotAllowedError("sealed")
        goes, stays = into, guest
    _lock_seats(goes, stays)
    try:
        forums = [publishing.locked(forum) for forum in _forums_of(goes)]
    except publishing.ForumSealedError as error:
        raise NotAllowedError("sealed") from error
    moved = {
        "attendances": _move_unique(Attendance, goes, stays, "session_id"),
        "posts": Post.objects.filter(author=goes).update(author=stays),
        "feedback": _move_unique(Feedback, goes, stays, "session_id"),
        "certificates": _move_certificates(goes, stays),
    }
    Signer.objects.filter(participant=goes).update(participant=stays)
    for forum in forums:
        _move_within(forum, goes, stays)
    _hand_over(goes, stays)
    return stays, {name: count for name, count in moved.items() if count}


def _stands_in_record(participant: Participant) -> bool:
    sealed = Q(seats__participant=participant) | Q(posts__author=participant)
    sealed |= Q(votes__participant=participant) | Q(records__signers__participant=participant)
    return Forum.objects.filter(sealed, sealed_at__isnull=False).exists()


def _forums_of(participant: Participant) -> list[Forum]:
    mine = Q(seats__participant=participant) | Q(posts__author=participant)
    mine |= Q(votes__participant=participant)
    return list(Forum.objects.filter(mine).distinct().order_by("pk"))


def _lock_seats(*people: Participant) -> None:
    seats = Seat.objects.select_for_update(of=("self",)).filter(participant__in=people)
    list(seats.order_by("pk"))


def _move_unique(
    model: type[Attendance] | type[Feedback] | type[Seat],
    goes: Participant,
    stays: Participant,
    place: str,
) -> int:
    """Move rows of which a person has one for each ``place``; where both have one, one goes."""
    rows = model._default_manager
    taken = rows.filter(participant=stays).values_list(place, flat=True)
    rows.filter(participant=goes, **{f"{place}__in": list(taken)}).delete()
    return rows.filter(participant=goes).update(participant=stays)


def _move_certificates(goes: Participant, stays: Participant) -> int:
    """One in force for a person: the one of the entry that goes is revoked, not lost."""
    rows = Certificate.objects.filter(participant=goes)
    if Certificate.objects.filter(participant=stays, revoked_at=None).exists():
        rows.filter(revoked_at=None).update(
            revoked_at=timezone.now(),
            revoked_reason=f"Peserta digabung dengan nomor {stays.number_text}.",
        )
    return rows.update(participant=stays)


def _move_within(forum: Forum, goes: Participant, stays: Participant) -> None:
    """Seat and votes of one locked forum; who watches it hears of it."""
    seats = Seat.objects.filter(forum=forum)
    before = seats.count()
    if own := seats.filter(participant=stays).first():
        old = seats.filter(participant=goes).first()
        # A ballot still on its way from the other phone is older than what was joined.
        own.ballot_number = max(own.ballot_number, old.ballot_number if old else 0)
        own.save(update_fields=["ballot_number"])
        seats.filter(participant=goes).delete()
    else:
        seats.filter(participant=goes).update(participant=stays)
    _move_votes(forum, goes, stays)
    forum.seat_count -= before - seats.count()
    forum.voter_count = Vote.objects.filter(forum=forum).values("participant").distinct().count()
    forum.save(update_fields=["seat_count", "voter_count"])
    publishing.publish(forum, "seats", {"seats": forum.seat_count})
    publishing.publish(forum, "votes", {"voters": forum.voter_count})
    publishing.publish(forum, "board", {"posts": forum.post_count})


def _move_votes(forum: Forum, goes: Participant, stays: Participant) -> None:
    """Nobody has more dots than the limit: while votes may still change, one's own count.

    Once the vote is over its result stays as the hall saw it, so the dots are added up.
    """
    own = {vote.post_id: vote for vote in Vote.objects.filter(forum=forum, participant=stays)}
    for vote in Vote.objects.filter(forum=forum, participant=goes).order_by("pk"):
        if not own:
            Vote.objects.filter(pk=vote.pk).update(participant=stays)
        elif forum.phase not in VOTE_IS_OVER:
            Post.objects.filter(pk=vote.post_id).update(dot_count=F("dot_count") - vote.dots)
            vote.delete()
        elif vote.post_id in own:
            Vote.objects.filter(pk=own[vote.post_id].pk).update(dots=F("dots") + vote.dots)
            vote.delete()
        else:
            Vote.objects.filter(pk=vote.pk).update(participant=stays)


def _hand_over(goes: Participant, stays: Participant) -> None:
    """The account and what only the other entry knows; then the empty entry is deleted."""
    user, is_confirmed = goes.user or stays.user, goes.is_confirmed or stays.is_confirmed
    goes.delete()
    stays.user, stays.is_confirmed, stays.is_cancelled = user, is_confirmed, False
    for field in ("phone", "email", "job_title", "gender", "consent_version"):
        setattr(stays, field, getattr(stays, field) or getattr(goes, field))
    stays.save()
