"""The seal: from here on the database refuses to change what the record rests on."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record as audit
from workshops import notices, publishing
from workshops.choices import Phase
from workshops.models import Forum, Record
from workshops.records import content_of, present_hash
from workshops.sealing import sha256_of
from workshops.services.board_refusals import NotNowError
from workshops.services.records import ADDENDUM_ROLES, RECORD_ROLES, locked_always
from workshops.services.signing import (
    OTHER_TEXT,
    OtherTextError,
    may_lead,
    why_not_signed,
)

UNSIGNED = "Belum semua tanda tangan ada. Yang masih ditunggu: {roles}."
_PHASE = ["phase", "phase_before", "phase_since", "phase_ends_at", "paused_seconds", "sealed_at"]


@transaction.atomic
def seal(record: Record, *, actor: User, seen: str) -> Record:
    """Close the forum, keep content and hash, lock everything behind them, in one transaction.

    ``seen`` is the hash on the page whose button was pressed; pressed twice, it is sealed once.
    Raises ``NotAllowedError``, ``OtherTextError``, ``NotNowError`` (rehearsal, open phase,
    missing signatures, copies out of date, sealed with other words).
    """
    forum = locked_always(Forum(pk=record.forum_id))
    row = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    row.forum = forum
    if row.sealed_at and row.sha256 == seen:
        return row
    if not may_lead(actor, row, forum):
        raise NotAllowedError("seal")
    if reason := why_not_signed(row, forum):
        raise NotNowError(reason)
    content = content_of(row)
    if row.sealed_at or sha256_of(content) != seen:
        raise OtherTextError(OTHER_TEXT)
    if roles := missing_signatures(row, seen):
        raise NotNowError(UNSIGNED.format(roles=", ".join(roles)))
    now = timezone.now()
    if not row.is_addendum:
        _close(forum)
    row.content, row.sha256, row.sealed_at, row.sealed_by = content, seen, now, actor
    row.save(update_fields=["content", "sha256", "sealed_at", "sealed_by"])
    audit(actor=actor, action="record.sealed", target=row, sha256=seen)
    if not row.is_addendum:
        notices.record_sealed(row, actor=actor)
    return row


def missing_signatures(record: Record, sha256: str | None = None) -> list[str]:
    """Labels of the roles that have not signed the present words, in the order of roles."""
    wanted = sha256 or present_hash(record)
    signed = {
        signer.role
        for signer in record.signers.all()
        if signer.name and signer.method and signer.signed_sha256 == wanted
    }
    roles = ADDENDUM_ROLES if record.is_addendum else RECORD_ROLES
    return [str(role.label) for role in roles if role not in signed]


def _close(forum: Forum) -> None:
    """Before the record itself: afterwards the forum's row is locked like all others."""
    now = timezone.now()
    ends_now = forum.phase != Phase.CLOSED
    if ends_now:
        forum.phase, forum.phase_before, forum.phase_since = Phase.CLOSED, "", now
        forum.phase_ends_at, forum.paused_seconds = None, None
    forum.sealed_at = now
    forum.save(update_fields=_PHASE)
    if ends_now:
        publishing.publish(forum, "phase", publishing.clock_of(forum))
    publishing.publish(forum, "record", {"sealed": True})
