"""Gladi: a session tried out before its day, and wiped again, so that the day begins with nothing.

While ``Session.is_rehearsal`` is set, all that is written in the session's forums, attendance and
guests is rehearsal's. It may begin only while there is nothing real to lose.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import publishing
from workshops.choices import Phase
from workshops.models import (
    Attendance,
    BoardAct,
    Feedback,
    Forum,
    ForumEvent,
    IdeaSource,
    MinuteMark,
    Minutes,
    Participant,
    Post,
    Record,
    Seat,
    Session,
    Signer,
    Vote,
    Workshop,
)
from workshops.permissions import SessionPermissions
from workshops.querysets import CHECK_IN_OPENS


class NotEmptyError(Exception):
    """The session holds something real, so a rehearsal would wipe it."""


@dataclass(frozen=True)
class Traces:
    """How much there is in a session, rehearsed or real."""

    present: int = 0
    guests: int = 0
    cards: int = 0
    votes: int = 0
    minutes: int = 0
    records: int = 0
    feedback: int = 0
    forums: int = 0  # that have left their first phase

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())


def traces_of(session: Session) -> Traces:
    """What a wipe would remove; eight counts."""
    forums = Forum.objects.filter(session=session)
    written = MinuteMark.objects.filter(forum__session=session).count()
    return Traces(
        present=Attendance.objects.filter(session=session).count(),
        guests=_guests(session).count(),
        cards=Post.objects.filter(forum__session=session).count(),
        votes=Vote.objects.filter(forum__session=session).count(),
        minutes=written + Minutes.objects.filter(forum__session=session).count(),
        records=Record.objects.filter(forum__session=session).count(),
        feedback=Feedback.objects.filter(session=session).count(),
        forums=forums.exclude(phase=Phase.WAITING).count(),
    )


@transaction.atomic
def start_rehearsal(session: Session, *, actor: User) -> Session:
    """Begin the gladi, before check-in opens. Twice changes nothing.

    Raises ``NotAllowedError`` and ``NotEmptyError``.
    """
    session = _locked(session)
    if not SessionPermissions.of(actor, session).rehearse:
        raise NotAllowedError("rehearse")
    if session.is_rehearsal:
        return session
    if not traces_of(session).is_empty:
        raise NotEmptyError
    session.is_rehearsal = True
    session.save(update_fields=["is_rehearsal"])
    record(actor=actor, action="workshop.rehearsal_started", target=session)
    return session


@transaction.atomic
def end_rehearsal(session: Session, *, actor: User | None) -> Traces:
    """Wipe all that was rehearsed and open the session for earnest; what was wiped.

    ``actor`` None: the clock did it. Twice changes nothing. Forums wait again, with a version above
    every one a phone has seen.
    """
    session = _locked(session)
    if actor is not None and not SessionPermissions.of(actor, session).lead:
        raise NotAllowedError("rehearse")
    if not session.is_rehearsal:
        return Traces()
    traces = traces_of(session)
    for row in Forum.objects.filter(session=session).order_by("pk"):
        _wipe_forum(publishing.locked(row))
    Feedback.objects.filter(session=session).delete()
    Attendance.objects.filter(session=session).delete()
    _remove_guests(session)
    session.is_rehearsal = False
    session.save(update_fields=["is_rehearsal"])
    record(actor=actor, action="workshop.rehearsal_ended", target=session, wiped=asdict(traces))
    return traces


def end_due_rehearsals() -> int:
    """End those whose session is about to open, and remove what slipped in while one ended.

    Returns how many ended. Safe to run at any time and twice at once.
    """
    due = Session.objects.filter(
        is_rehearsal=True, starts_at__lte=timezone.now() + CHECK_IN_OPENS
    ).order_by("pk")
    rows = list(due)
    for session in rows:
        end_rehearsal(session, actor=None)
    late = Attendance.objects.filter(is_rehearsal=True, session__is_rehearsal=False)
    for session in Session.objects.filter(pk__in=late.values("session")):
        _remove_leftovers(session)
    return len(rows)


@transaction.atomic
def _remove_leftovers(session: Session) -> None:
    """Check-ins that were on their way while the rehearsal ended."""
    session = _locked(session)
    if not session.is_rehearsal:
        Attendance.objects.filter(session=session, is_rehearsal=True).delete()
        _remove_guests(session)


def _locked(session: Session) -> Session:
    """The workshop first: whoever enters a person locks it before their check-in is stored."""
    Workshop.objects.select_for_update(no_key=True).get(pk=session.workshop_id)
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("workshop").get(pk=session.pk)


def _wipe_forum(forum: Forum) -> None:
    """Everything behind a locked forum; the clock and the counts go back, the version goes on."""
    Post.objects.filter(moved_to__forum=forum).update(moved_to=None)
    IdeaSource.objects.filter(post__forum=forum).delete()
    Vote.objects.filter(forum=forum).delete()
    Post.objects.filter(forum=forum).update(lead=None)
    Post.objects.filter(forum=forum).delete()
    Signer.objects.filter(record__forum=forum).delete()
    for model in (Record, MinuteMark, Minutes, BoardAct, Seat, ForumEvent):
        model._default_manager.filter(forum=forum).delete()
    forum.phase, forum.phase_before = Phase.WAITING, ""
    forum.phase_since = forum.phase_ends_at = forum.paused_seconds = None
    forum.shows_posts = forum.shows_results = False
    forum.post_count = forum.voter_count = forum.seat_count = 0
    forum.save()
    publishing.publish(forum, "phase", publishing.clock_of(forum) | {"forgotten": True})


def _guests(session: Session) -> QuerySet[Participant]:
    """People entered while the session was rehearsed."""
    own = Q(session=session) | Q(session=None)
    return Participant.objects.filter(own, workshop=session.workshop_id, is_rehearsal=True)


def _remove_guests(session: Session) -> None:
    """Who was entered for the rehearsal alone; who came to another one as well goes with that."""
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=session.workshop_id)
    _guests(session).filter(
        attendances=None, posts=None, votes=None, seats=None, certificates=None
    ).delete()
    # Numbers go on where the real ones stopped.
    last = workshop.participants.aggregate(last=Max("number"))["last"] or 0
    if last < workshop.last_number:
        workshop.last_number = last
        workshop.save(update_fields=["last_number"])
