"""Registering for a workshop with one's own account: until it begins, changed or taken back."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import User
from submissions.permissions import may_write_ideas
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops.choices import ParticipantOrigin
from workshops.consent import CONSENT_VERSION
from workshops.models import Attendance, Invitation, Participant, Workshop
from workshops.services.participants import add_participant, words_of


@dataclass(frozen=True)
class PersonDetails:
    """What a participant says of themselves. The organisation's name only where none is known."""

    name: str
    job_title: str = ""
    gender: str = ""
    phone: str = ""
    organisation_name: str = ""


def begins_at(workshop: Workshop) -> datetime:
    """Its first session's start; without sessions, the first day's midnight."""
    first = workshop.sessions.aggregate(first=Min("starts_at"))["first"]
    return first or timezone.make_aware(datetime.combine(workshop.starts_on, time.min))


def has_begun(workshop: Workshop) -> bool:
    return begins_at(workshop) <= timezone.now()


def is_open(workshop: Workshop) -> bool:
    """Until the moment the admin set, and never after the last day."""
    closes_at = workshop.registration_closes_at
    return not workshop.is_over and (closes_at is None or timezone.now() < closes_at)


@transaction.atomic
def register(
    workshop: Workshop, *, actor: User, details: PersonDetails, key: uuid.UUID
) -> Participant:
    """Enter oneself, or again after a cancellation. A second press changes nothing.

    Raises ``NotAllowedError``: "participant" without a role, "closed" after the end.
    """
    if not may_write_ideas(actor):
        raise NotAllowedError("participant")
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if not is_open(workshop):
        raise NotAllowedError("closed")
    before = Participant.objects.filter(workshop=workshop, user=actor).first()
    if before and not before.is_cancelled and not before.is_rehearsal:
        return before
    invited = Invitation.objects.filter(workshop=workshop, organisation=actor.organisation_id)
    participant, is_new = add_participant(
        workshop, **asdict(details) | _own_side(actor, details), user=actor, key=key,
        origin=ParticipantOrigin.INVITED if invited.exists() else ParticipantOrigin.REGISTERED,
        consent_version=CONSENT_VERSION,
    )  # fmt: skip
    if not is_new:
        _write(participant, actor, details)
        participant.consent_version = CONSENT_VERSION
        participant.save(update_fields=["consent_version"])
    record(actor=actor, action="participant.registered", target=participant)
    return participant


@transaction.atomic
def change_registration(
    participant: Participant, *, actor: User, details: PersonDetails
) -> Participant:
    """Correct one's own entry until the workshop begins. Raises ``NotAllowedError``."""
    participant = _own(participant, actor)
    changed = _write(participant, actor, details)
    if changed:
        record(
            actor=actor, action="participant.changed", target=participant,
            fields=words_of(changed),
        )  # fmt: skip
    return participant


@transaction.atomic
def cancel_registration(participant: Participant, *, actor: User) -> Participant:
    """Take one's own entry back until the workshop begins. Raises ``NotAllowedError``."""
    participant = _own(participant, actor, or_cancelled=True)
    if participant.is_cancelled:
        return participant
    if Attendance.objects.filter(participant=participant, is_rehearsal=False).exists():
        raise NotAllowedError("present")
    participant.is_cancelled = True
    participant.save(update_fields=["is_cancelled"])
    record(actor=actor, action="participant.cancelled", target=participant)
    return participant


def _own(participant: Participant, actor: User, *, or_cancelled: bool = False) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related(
        "workshop"
    )
    participant = rows.get(pk=participant.pk)
    if participant.user_id != actor.pk or (participant.is_cancelled and not or_cancelled):
        raise NotAllowedError("own")
    if has_begun(participant.workshop):
        raise NotAllowedError("begun")
    return participant


def _own_side(actor: User, details: PersonDetails) -> dict[str, object]:
    """The account's organisation; who has none names theirs."""
    organisation = actor.organisation
    return {
        "organisation": organisation,
        "organisation_name": "" if organisation else details.organisation_name,
        "kind": organisation.kind if organisation else OrganisationKind.OTHER,
    }


def _write(participant: Participant, actor: User, details: PersonDetails) -> list[str]:
    """Save what differs; the names of the fields that changed."""
    values = asdict(details) | _own_side(actor, details)
    changed = [name for name, value in values.items() if getattr(participant, name) != value]
    for name in changed:
        setattr(participant, name, values[name])
    if changed:
        participant.save(update_fields=changed)
    return sorted(changed)
