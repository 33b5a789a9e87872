"""Signatures of a record: each on the own phone, or on paper as the facilitator notes it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record as audit
from workshops import publishing
from workshops.choices import Phase, SignMethod
from workshops.models import Forum, Participant, Record, Signer
from workshops.permissions import ForumPermissions
from workshops.records import is_up_to_date, present_hash
from workshops.services.board_refusals import NotNowError
from workshops.services.records import locked_always

SIGNING_PHASES = frozenset({Phase.SUMMARY, Phase.CLOSED})
SEALED = "Berita acara ini sudah disegel."
TOO_EARLY = "Tanda tangan dibuka sejak fase Rangkum."
REHEARSAL = "Ini gladi. Berita acara gladi tidak ditandatangani."
STALE = (
    "Daftar gagasan, peserta, atau jadwal berubah sejak berita acara disiapkan. "
    "Fasilitator perlu menekan Perbarui isi lebih dulu."
)
OTHER_TEXT = "Isi berita acara berubah sejak halaman ini dibuka. Baca lagi, lalu setujui."


class OtherTextError(NotNowError):
    """What the person read is not what the record says now."""


def signer_of(record: Record, user: User | None, participant: Participant | None) -> Signer | None:
    """The row of this person, by account or by the participant they are; None for a stranger."""
    for signer in record.signers.all():
        if user is not None and signer.user_id == user.pk:
            return signer
        if participant is not None and signer.participant_id == participant.pk:
            return signer
    return None


@transaction.atomic
def sign(
    record: Record, *, user: User | None, participant: Participant | None, seen: str
) -> Signer:
    """Confirm on the own phone what the page with hash ``seen`` said. Twice the same is once.

    Raises ``NotAllowedError`` for whoever does not sign it, ``OtherTextError``, ``NotNowError``.
    """
    row, forum = opened_for_signing(record)
    signer = signer_of(row, user, participant)
    if signer is None:
        raise NotAllowedError("signer")
    if _is_signed(signer, seen) and seen == present_hash(row):
        return signer
    _check(row, forum, seen)
    _store(signer, SignMethod.PHONE, seen)
    audit(actor=user, action="record.signed", target=row, role=signer.role)
    _tell(forum, row)
    return signer


@transaction.atomic
def sign_on_paper(record: Record, *, actor: User, role: str, seen: str) -> Signer:
    """The facilitator has the signature of ``role`` on the printed page. Raises as ``sign``."""
    row, forum = opened_for_signing(record)
    signer = _for_facilitator(row, forum, actor, role)
    if _is_signed(signer, seen) and seen == present_hash(row):
        return signer
    _check(row, forum, seen)
    _store(signer, SignMethod.PAPER, seen)
    audit(actor=actor, action="record.signed_on_paper", target=row, role=role)
    _tell(forum, row)
    return signer


@transaction.atomic
def clear_signature(record: Record, *, actor: User, role: str) -> Signer:
    """Take back a note of a paper signature; one given on a phone is its owner's."""
    row, forum = opened_for_signing(record)
    signer = _for_facilitator(row, forum, actor, role)
    if signer.method == SignMethod.PHONE:
        raise NotAllowedError("signer")
    if signer.method:
        signer.method, signer.signed_at, signer.signed_sha256 = "", None, ""
        signer.save()
        audit(actor=actor, action="record.signature_cleared", target=row, role=role)
        _tell(forum, row)
    return signer


def opened_for_signing(record: Record) -> tuple[Record, Forum]:
    """The record and its forum, both locked. Raises ``NotNowError`` once it is sealed."""
    forum = locked_always(Forum(pk=record.forum_id))
    row = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    row.forum = forum
    if row.sealed_at:
        raise NotNowError(SEALED)
    return row, forum


def why_not_signed(record: Record, forum: Forum) -> str:
    """Why nobody can sign or seal it now; "" when they can."""
    if forum.session.is_rehearsal:
        return REHEARSAL
    if not record.is_addendum and forum.phase not in SIGNING_PHASES:
        return TOO_EARLY
    if not is_up_to_date(record):
        return STALE
    return ""


def may_lead(user: User, record: Record, forum: Forum) -> bool:
    """Whether this person notes paper signatures and seals: of the record, or of an addendum."""
    allowed = ForumPermissions.of(user, forum)
    return allowed.amend if record.is_addendum else allowed.run


def _for_facilitator(record: Record, forum: Forum, actor: User, role: str) -> Signer:
    signer = record.signers.filter(role=role).first()
    if signer is None or not may_lead(actor, record, forum):
        raise NotAllowedError("signer")
    return signer


def _check(record: Record, forum: Forum, seen: str) -> None:
    if reason := why_not_signed(record, forum):
        raise NotNowError(reason)
    if seen != present_hash(record):
        raise OtherTextError(OTHER_TEXT)


def _is_signed(signer: Signer, sha256: str) -> bool:
    return bool(signer.method) and signer.signed_sha256 == sha256


def _store(signer: Signer, method: SignMethod, sha256: str) -> None:
    signer.method, signer.signed_at, signer.signed_sha256 = method, timezone.now(), sha256
    signer.save()


def _tell(forum: Forum, record: Record) -> None:
    """Watchers of the forum hear of it; after the seal the forum's row stays as it is."""
    if not record.is_addendum:
        publishing.publish(forum, "record", {"sealed": False})
