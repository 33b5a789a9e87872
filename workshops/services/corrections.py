"""Corrections of the attendance list with a reason, until the record of the forum is sealed."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.models import Attendance, Participant, Session
from workshops.services.attendance import CheckInClosedError, Person, require_unsealed, store
from workshops.services.desk import note, require_desk, take_back_cancellation, withdraw_unseen
from workshops.services.participants import add_participant


@transaction.atomic
def add_late(
    session: Session, *, actor: User, participant: Participant, at: datetime, reason: str
) -> tuple[Attendance, bool]:
    """Record afterwards that somebody was there from ``at`` on, and whether that is new.

    Raises ``CheckInClosedError`` before the session has begun, ``SealedError`` and
    ``NotAllowedError``.
    """
    require_desk(session, actor)
    if not Participant.objects.expected_at(session).filter(pk=participant.pk).exists():
        raise NotAllowedError("participant")
    require_unsealed(session, participant)
    take_back_cancellation(participant)
    return _store(session, actor, participant, at, reason)


@transaction.atomic
def add_late_walk_in(
    session: Session, *, actor: User, person: Person, key: uuid.UUID, at: datetime, reason: str
) -> tuple[Attendance, bool]:
    """The same for somebody who is not in the workshop's list yet. The same ``key`` is once."""
    require_desk(session, actor)
    participant, is_new = add_participant(
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
    if not is_new and participant.origin != ParticipantOrigin.DESK:
        raise NotAllowedError("key")
    return _store(session, actor, participant, at, reason)


@transaction.atomic
def remove_attendance(
    session: Session, *, actor: User, participant: Participant, reason: str
) -> bool:
    """Take somebody off the list who was not there; whether there was anything to take off.

    The audit entry keeps when and how they had been recorded. Raises ``SealedError`` and
    ``NotAllowedError``.
    """
    require_desk(session, actor)
    require_unsealed(session, participant)
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("session")
    row = rows.filter(session=session, participant=participant).first()
    if row is None:
        return False
    note(actor, "attendance.removed", row, reason=reason)
    row.delete()
    withdraw_unseen(participant)
    return True


def _store(
    session: Session, actor: User, participant: Participant, at: datetime, reason: str
) -> tuple[Attendance, bool]:
    now = timezone.now()
    if now < session.check_in_from and not session.is_rehearsal:
        raise CheckInClosedError
    moment = min(now, session.ends_at, max(at, session.check_in_from))
    row, is_new = store(
        session,
        participant=participant,
        method=CheckInMethod.LATE,
        at=moment,
        recorded_by=actor,
        reason=reason,
    )
    if is_new:
        note(actor, "attendance.corrected", row, reason=reason)
    return row, is_new
