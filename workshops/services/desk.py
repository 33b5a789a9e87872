"""The desk: checking in others, walk-ins, undoing one's own mistake."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.models import Attendance, Participant, Session
from workshops.permissions import SessionPermissions
from workshops.services.attendance import CheckInClosedError, Person, require_unsealed, store
from workshops.services.participants import add_participant


class NotOwnMistakeError(Exception):
    """Somebody else recorded it, or it was another day: a correction with a reason is needed."""


@transaction.atomic
def check_in_at_desk(
    session: Session,
    *,
    actor: User,
    participant: Participant,
    at: datetime | None = None,
    method: CheckInMethod = CheckInMethod.DESK,
) -> tuple[Attendance, bool]:
    """Record somebody in the workshop's list as present, and whether that is new.

    ``at`` is the moment on the desk's device, bounded by ``moment_within``. Raises
    ``CheckInClosedError``, ``SealedError`` and ``NotAllowedError``.
    """
    require_desk(session, actor)
    if not Participant.objects.expected_at(session).filter(pk=participant.pk).exists():
        raise NotAllowedError("participant")
    moment = moment_within(session, at)
    known = Attendance.objects.filter(session=session, participant=participant).first()
    if known:
        return known, False
    require_unsealed(session, participant)
    take_back_cancellation(participant)
    row, is_new = store(
        session, participant=participant, method=method, at=moment, recorded_by=actor
    )
    if is_new:
        note(actor, "attendance.recorded", row)
    return row, is_new


@transaction.atomic
def add_walk_in(
    session: Session,
    *,
    actor: User,
    person: Person,
    key: uuid.UUID,
    at: datetime | None = None,
    method: CheckInMethod = CheckInMethod.DESK,
) -> tuple[Attendance, bool]:
    """Enter somebody who came unannounced, confirmed by the desk, and record them as present.

    ``key`` was made with the form: the same key again changes nothing. Raises as
    ``check_in_at_desk``.
    """
    require_desk(session, actor)
    moment = moment_within(session, at)
    participant, is_added = add_participant(
        session.workshop,
        name=person.name,
        kind=person.kind,
        origin=ParticipantOrigin.DESK,
        organisation=person.organisation,
        organisation_name=person.organisation_name,
        email=person.email,
        key=key,
        is_rehearsal=session.is_rehearsal,
    )
    if not is_added and participant.origin != ParticipantOrigin.DESK:
        raise NotAllowedError("key")
    row, is_new = store(
        session,
        participant=participant,
        method=method,
        at=moment,
        recorded_by=actor,
        is_first=is_added,
    )
    if is_new:
        note(actor, "attendance.walk_in", row)
    return row, is_new


@transaction.atomic
def undo_check_in(session: Session, *, actor: User, participant: Participant) -> None:
    """Take back what oneself recorded today; what is gone already stays gone.

    Raises ``NotOwnMistakeError``, ``SealedError`` and ``NotAllowedError``.
    """
    require_desk(session, actor)
    require_unsealed(session, participant)
    rows = Attendance.objects.select_for_update().filter(session=session, participant=participant)
    row = rows.first()
    if row is None:
        return
    is_today = timezone.localdate(session.ends_at) >= timezone.localdate()
    if row.recorded_by_id != actor.pk or row.method == CheckInMethod.LATE or not is_today:
        raise NotOwnMistakeError
    note(actor, "attendance.undone", row)
    row.delete()
    withdraw_unseen(participant)


def withdraw_unseen(participant: Participant) -> None:
    """Who was entered on the spot and is nowhere present was a slip: no longer counted."""
    on_the_spot = participant.origin == ParticipantOrigin.DESK or not participant.is_confirmed
    if on_the_spot and not Attendance.objects.filter(participant=participant).exists():
        participant.is_cancelled = True
        participant.save(update_fields=["is_cancelled"])


def require_desk(session: Session, actor: User) -> None:
    """Raises ``NotAllowedError`` for whoever may not check in others at this session."""
    if not SessionPermissions.of(actor, session).check_in_others:
        raise NotAllowedError("facilitator")


def moment_within(session: Session, at: datetime | None) -> datetime:
    """``at`` as the device says, never in the future and never outside of the session.

    What was recorded without network in time may arrive after the end. Raises
    ``CheckInClosedError`` before the doors open, and after the end for what happens only now.
    """
    now = timezone.now()
    moment = min(at or now, now)
    if session.is_rehearsal:
        return moment
    if now < session.check_in_from or moment >= session.ends_at:
        raise CheckInClosedError
    return max(session.check_in_from, moment)


def take_back_cancellation(participant: Participant) -> None:
    if participant.is_cancelled:
        participant.is_cancelled = False
        participant.save(update_fields=["is_cancelled"])


def note(actor: User, action: str, row: Attendance, *, reason: str = "") -> None:
    """The audit entry of an act on one row of the list: when, how, by whom; no name."""
    record(
        actor=actor,
        action=action,
        target=row.participant,
        session=row.session.key,
        at=timezone.localtime(row.at).isoformat(timespec="minutes"),
        method=row.method,
        reason=reason,
    )
