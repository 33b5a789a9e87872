"""Berita acara before it is sealed: number, place, signers, and what it copies from the day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record as audit
from workshops import notices, publishing
from workshops.choices import SignerRole
from workshops.models import AgreedItem, Forum, Record, Signer
from workshops.permissions import ForumPermissions
from workshops.records import content_of, facts_now, items_now
from workshops.services.board_refusals import NotNowError, opened
from workshops.services.minutes import minutes_of

RECORD_ROLES = tuple(SignerRole)
ADDENDUM_ROLES = (SignerRole.FACILITATOR, SignerRole.MINUTES_TAKER)
REHEARSAL = "Ini gladi. Berita acara hanya dibuat pada sesi yang sebenarnya."
NOT_SEALED = "Berita acara belum disegel. Perubahan masih dapat dilakukan tanpa adendum."
ADDENDUM_SEALED = "Adendum ini sudah disegel. Tulis adendum berikutnya bila masih perlu."


class NumberTakenError(Exception):
    """Another record has this number."""


@dataclass(frozen=True)
class SignerText:
    """Who signs in a role: a participant, an account, or only a typed name for paper."""

    role: str
    name: str
    job_title: str = ""
    organisation_name: str = ""
    participant_id: int | None = None
    user_id: int | None = None


@transaction.atomic
def prepare_record(
    forum: Forum, *, actor: User, number: str, place: str, signers: Sequence[SignerText]
) -> Record:
    """Begin the record, or change what was prepared; everything else it says is copied anew.

    Who had signed is asked again when the content is no longer the same. Raises
    ``NumberTakenError``, ``NotAllowedError``, ``NotNowError`` (sealed, rehearsal).
    """
    row, _ = opened(forum, actor)
    if row.session.is_rehearsal:
        raise NotNowError(REHEARSAL)
    record = Record.objects.filter(forum=row, addendum_number=0).first()
    before = content_of(record) if record else None
    record = record or Record(forum=row, created_by=actor)
    record.forum, record.number, record.place = row, number, place
    _save_with_number(record)
    _keep_minutes(row, actor)
    _write_copies(record)
    _write_signers(record, signers, actor)
    if content_of(record) != before:
        audit(actor=actor, action="record.prepared", target=record)
        publishing.publish(row, "record", {"sealed": False})
    return record


@transaction.atomic
def refresh_record(forum: Forum, *, actor: User) -> Record:
    """Copy the day's facts and the agreed list again. Raises as ``prepare_record``."""
    row, _ = opened(forum, actor)
    record = Record.objects.filter(forum=row, addendum_number=0).first()
    if record is None:
        raise NotAllowedError("record")
    record.forum = row
    before = content_of(record)
    _write_copies(record)
    if content_of(record) != before:
        audit(actor=actor, action="record.refreshed", target=record)
        publishing.publish(row, "record", {"sealed": False})
    return record


@transaction.atomic
def write_addendum(
    forum: Forum,
    *,
    actor: User,
    number: str,
    place: str,
    text: str,
    reason: str,
    signers: Sequence[SignerText],
) -> Record:
    """Begin the next addendum of a sealed record, or change the one that waits to be sealed.

    Raises ``NumberTakenError``, ``NotAllowedError``, ``NotNowError`` (the record is not sealed).
    """
    row = locked_always(forum)
    if not row.sealed_at:
        raise NotNowError(NOT_SEALED)
    if not ForumPermissions.of(actor, row).amend:
        raise NotAllowedError("amend")
    latest = Record.objects.filter(forum=row).latest("addendum_number")
    is_new = latest.sealed_at is not None
    record = latest
    if is_new:
        record = Record(forum=row, addendum_number=latest.addendum_number + 1, created_by=actor)
    before = None if is_new else content_of(record)
    record.forum, record.number, record.place = row, number, place
    record.text, record.reason = text, reason
    first = latest if latest.addendum_number == 0 else row.records.get(addendum_number=0)
    record.facts = first.facts | {"written_on": timezone.localdate().isoformat()}
    _save_with_number(record)
    _write_signers(record, signers, actor)
    if content_of(record) != before:
        audit(actor=actor, action="record.addendum_written", target=record)
    return record


def locked_always(forum: Forum) -> Forum:
    """The forum's row, locked, also where its record is sealed: signatures go one by one."""
    return Forum.objects.select_for_update(of=("self",)).for_page().get(pk=forum.pk)


def _save_with_number(record: Record) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        if "record_number_once" in str(error):
            raise NumberTakenError from error
        raise


def _keep_minutes(forum: Forum, actor: User) -> None:
    """Minutes nobody has written yet are stored as the system filled them in."""
    minutes = minutes_of(forum, actor)
    if minutes.pk is None:
        minutes.updated_by = actor
        minutes.save()


def _write_copies(record: Record) -> None:
    record.facts = facts_now(record.forum)
    record.save(update_fields=["facts"])
    record.items.all().delete()
    items = items_now(record.forum)
    for item in items:
        item.record = record
    AgreedItem.objects.bulk_create(items)


def _write_signers(record: Record, signers: Sequence[SignerText], actor: User) -> None:
    """One row for each role, in the order of roles; a new person has signed nothing and is told."""
    asked = []
    held = {signer.role: signer for signer in record.signers.all()}
    order = list(SignerRole)
    for said in sorted(signers, key=lambda said: order.index(SignerRole(said.role))):
        row = held.pop(said.role, None) or Signer(record=record, role=said.role)
        new = asdict(said)
        if row.pk and all(getattr(row, name) == value for name, value in new.items()):
            continue
        if said.user_id != row.user_id:
            asked.append(said.user_id)
        _set(row, new | {"method": "", "signed_at": None, "signed_sha256": ""})
    for gone in held.values():
        gone.delete()
    people = User.objects.filter(pk__in=[pk for pk in asked if pk]).exclude(pk=actor.pk)
    notices.signature_asked(people.order_by("pk"), record)


def _set(row: Signer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
