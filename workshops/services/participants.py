"""Participants of a workshop: the one way a row with a number comes to be."""

import uuid

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation, User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import emails
from workshops.choices import ParticipantOrigin
from workshops.models import Participant, Session, Workshop
from workshops.models.people import new_card_code
from workshops.permissions import WorkshopPermissions


@transaction.atomic
def add_participant(
    workshop: Workshop,
    *,
    name: str,
    kind: str,
    origin: str,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    user: User | None = None,
    session: Session | None = None,
    is_confirmed: bool = True,
    key: uuid.UUID | None = None,
    consent_version: str = "",
    is_rehearsal: bool = False,
    job_title: str = "",
    gender: str = "",
    phone: str = "",
    email: str = "",
) -> tuple[Participant, bool]:
    """The participant, and whether they are new; the next number is given under a row lock.

    The same ``key`` returns the first participant; an account already listed stays as it is, no
    longer cancelled. Audit and permission: the caller. Raises ``NotAllowedError`` (foreign key).
    """
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    key = key or uuid.uuid4()
    if known := _known(workshop, user, key):
        return _taken_up_again(known, is_rehearsal=is_rehearsal), False
    workshop.last_number += 1
    workshop.save(update_fields=["last_number"])
    participant = Participant.objects.create(
        workshop=workshop, number=workshop.last_number, creation_key=key,
        card_code=_free_card_code(workshop), name=name, kind=kind, origin=origin,
        organisation=organisation, organisation_name=organisation_name, user=user,
        session=session, is_confirmed=is_confirmed, consent_version=consent_version,
        is_rehearsal=is_rehearsal, job_title=job_title, gender=gender, phone=phone, email=email,
    )  # fmt: skip
    if origin == ParticipantOrigin.GUEST:
        emails.send_claim_link(participant)
    return participant, True


def _taken_up_again(known: Participant, *, is_rehearsal: bool) -> Participant:
    """No longer cancelled; and who rehearsed and comes in earnest stays when that is wiped."""
    is_rehearsal = known.is_rehearsal and is_rehearsal
    if known.is_cancelled or known.is_rehearsal != is_rehearsal:
        known.is_cancelled, known.is_rehearsal = False, is_rehearsal
        known.save(update_fields=["is_cancelled", "is_rehearsal"])
    return known


def _known(workshop: Workshop, user: User | None, key: uuid.UUID) -> Participant | None:
    """The row of this form or of this person; the form's own comes first."""
    wanted = Q(creation_key=key)
    if user is not None:
        wanted |= Q(workshop=workshop, user=user)
    found = list(Participant.objects.filter(wanted).select_related("organisation"))
    found.sort(key=lambda row: row.creation_key != key)
    first = found[0] if found else None
    if first and (first.workshop_id != workshop.pk or (user and first.user_id != user.pk)):
        raise NotAllowedError("key")
    return first


def _free_card_code(workshop: Workshop) -> str:
    """A code no other card of the workshop has; its row is locked meanwhile."""
    code = new_card_code()
    while Participant.objects.filter(workshop=workshop, card_code=code).exists():
        code = new_card_code()
    return code


@transaction.atomic
def edit_participant(
    participant: Participant,
    *,
    actor: User,
    name: str,
    organisation: Organisation | None,
    organisation_name: str,
    kind: str,
    job_title: str,
    phone: str = "",
    email: str = "",
) -> Participant:
    """Correct an entry at the desk; the audit says which fields, never what stood there.

    A registered organisation brings its own kind. Raises ``NotAllowedError``.
    """
    participant = locked_for_desk(participant, actor)
    values = {
        "name": name, "organisation": organisation, "job_title": job_title,
        "phone": phone, "email": email,
        "organisation_name": "" if organisation else organisation_name,
        "kind": organisation.kind if organisation else kind,
    }  # fmt: skip
    changed = sorted(field for field, new in values.items() if getattr(participant, field) != new)
    if changed:
        for field in changed:
            setattr(participant, field, values[field])
        participant.save(update_fields=changed)
        record(
            actor=actor, action="participant.changed", target=participant,
            fields=words_of(changed),
        )  # fmt: skip
    return participant


@transaction.atomic
def confirm_participant(participant: Participant, *, actor: User) -> Participant:
    """The desk has seen this guest: no longer "belum dipastikan". Twice changes nothing.

    Raises ``NotAllowedError``.
    """
    participant = locked_for_desk(participant, actor)
    if not participant.is_confirmed:
        participant.is_confirmed = True
        participant.save(update_fields=["is_confirmed"])
        record(actor=actor, action="participant.confirmed", target=participant)
    return participant


def words_of(fields: list[str]) -> list[str]:
    """The columns as people call them; never what stood in them."""
    words = {field.name: str(field.verbose_name) for field in Participant._meta.fields}
    words["organisation"] = "organisasi"
    return [words[name] for name in fields]


def locked_for_desk(participant: Participant, actor: User) -> Participant:
    """The row, locked; only for who sees the people of the workshop (``NotAllowedError``)."""
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related(
        "workshop"
    )
    participant = rows.get(pk=participant.pk)
    if not WorkshopPermissions.of(actor, participant.workshop).see_people:
        raise NotAllowedError("desk")
    return participant
