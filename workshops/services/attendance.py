"""Checking in with one's own phone: registered, registering in passing, or as a guest."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import Organisation, User
from submissions.transitions import NotAllowedError
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.consent import CONSENT_VERSION
from workshops.models import Attendance, Forum, Participant, Session
from workshops.permissions import SessionPermissions
from workshops.services.participants import add_participant


class CheckInClosedError(Exception):
    """The session takes no check-ins: not yet, or no more."""


class SealedError(Exception):
    """The record of the participant's forum is sealed; only an addendum can correct it."""


@dataclass(frozen=True)
class Person:
    """Who comes without an account, as they wrote it themselves or said it at the desk."""

    name: str
    kind: str
    organisation: Organisation | None = None
    organisation_name: str = ""
    email: str = ""


@transaction.atomic
def check_in(
    session: Session, *, actor: User | None, participant: Participant
) -> tuple[Attendance, bool]:
    """Record that the participant is here, and whether that is new. ``actor`` None: a guest.

    The code of the hall was checked by the door. Raises ``CheckInClosedError``, and
    ``NotAllowedError`` for somebody else's entry.
    """
    if participant.workshop_id != session.workshop_id or participant.is_cancelled:
        raise NotAllowedError("participant")
    if participant.user_id != (actor.pk if actor else None):
        raise NotAllowedError("own")
    if participant.user_id is None and participant.session_id != session.pk:
        raise NotAllowedError("own")
    _require_open(session, participant)
    return store(session, participant=participant, method=CheckInMethod.PHONE)


@transaction.atomic
def register_and_check_in(
    session: Session, *, actor: User, key: uuid.UUID
) -> tuple[Attendance, bool]:
    """Enter an account in the workshop's list with its organisation and record that it is here.

    The two rows say who and when; no audit entry repeats it. Raises ``CheckInClosedError``.
    """
    organisation = actor.organisation
    participant, is_new = add_participant(
        session.workshop,
        name=actor.display_name or actor.get_username(),
        kind=organisation.kind if organisation else OrganisationKind.OTHER,
        origin=ParticipantOrigin.REGISTERED,
        organisation=organisation,
        user=actor,
        key=key,
        consent_version=CONSENT_VERSION,
        is_rehearsal=session.is_rehearsal,
    )
    _require_open(session, participant)
    return store(session, participant=participant, method=CheckInMethod.PHONE, is_first=is_new)


@transaction.atomic
def join_as_guest(session: Session, *, person: Person, key: uuid.UUID) -> tuple[Attendance, bool]:
    """Enter somebody without an account, for this session alone, and record that they are here.

    They stay unconfirmed until the desk has seen them. ``key`` was made with the form: the same
    key again is the same guest. Raises ``CheckInClosedError``.
    """
    guest, is_new = add_participant(
        session.workshop,
        name=person.name,
        kind=person.kind,
        origin=ParticipantOrigin.GUEST,
        organisation=person.organisation,
        organisation_name=person.organisation_name,
        email=person.email,
        session=session,
        is_confirmed=False,
        key=key,
        consent_version=CONSENT_VERSION,
        is_rehearsal=session.is_rehearsal,
    )
    if guest.origin != ParticipantOrigin.GUEST or guest.session_id != session.pk or guest.user_id:
        raise NotAllowedError("key")
    _require_open(session, guest)
    return store(session, participant=guest, method=CheckInMethod.PHONE, is_first=is_new)


def _require_open(session: Session, participant: Participant) -> None:
    """Their own check-in is no matter of roles, so nobody's grants are read."""
    if not SessionPermissions.of(AnonymousUser(), session, participant).check_in_self:
        raise CheckInClosedError


def store(
    session: Session,
    *,
    participant: Participant,
    method: CheckInMethod,
    at: datetime | None = None,
    recorded_by: User | None = None,
    reason: str = "",
    is_first: bool = False,
) -> tuple[Attendance, bool]:
    """The participant's one row in the session, and whether it is new. Call in a transaction.

    ``is_first``: the participant was made a moment ago, so nothing has to be looked up.
    """
    values = {
        "at": at or timezone.now(),
        "method": method,
        "recorded_by": recorded_by,
        "reason": reason,
        "is_rehearsal": session.is_rehearsal,
    }
    rows = Attendance.objects
    if is_first:
        return rows.create(session=session, participant=participant, **values), True
    return rows.get_or_create(session=session, participant=participant, defaults=values)


def require_unsealed(session: Session, participant: Participant) -> None:
    """Lock the forums the participant sits in; raises ``SealedError`` when one is sealed.

    Sealing locks the same rows, so a record never misses a change made at the same moment.
    """
    forums = Forum.objects.select_for_update(of=("self",)).order_by("pk")
    own = forums.filter(session=session, seats__participant=participant)
    if any(forum.sealed_at for forum in own):
        raise SealedError
