"""Files beside an idea: taken, described, taken out, brought back, and finally deleted.

All of it concerns the version being written; what was handed in keeps its files for ever.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from submissions.models import Attachment, Idea, IdeaVersion, VersionAttachment
from submissions.permissions import IdeaPermissions
from submissions.services.drafts import save_draft
from submissions.text import IdeaText
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.services import record
from tobasmart.files import storage
from tobasmart.files.checks import Checked, check_file
from tobasmart.files.refusals import RefusedFile

# How long a file that was taken out can still be brought back.
UNDO_FOR = timedelta(hours=1)
# A row without link whose removal was never noted is a leftover after this.
LEFTOVER_AFTER = timedelta(days=1)
TOO_MANY = "Satu gagasan paling banyak memuat {limit} berkas. Hapus satu berkas dulu."
NO_SPACE_LEFT = (
    "Jumlah berkas Anda sudah mencapai {limit} MB."
    " Hapus berkas lama dari draf Anda, atau pilih berkas yang lebih kecil."
)


def attach_file(
    idea: Idea,
    *,
    actor: User,
    file: UploadedFile | None,
    upload_key: uuid.UUID,
    caption: str = "",
) -> Attachment:
    """Check ``file``, store it and show it with the version being written.

    The same ``upload_key`` again gives the same file. Raises ``RefusedFile`` with a sentence,
    ``storage.DiskFull``, ``NotAllowedError``; then nothing is kept.
    """
    if known := idea.attachments.filter(upload_key=upload_key, removed_at=None).first():
        return known
    checked = check_file(file, max_bytes=settings.ATTACHMENT_MAX_BYTES)
    key = uuid.uuid4()
    with storage.stored(key, checked.variants):
        attachment = _save(idea, actor, checked, key, upload_key, caption)
    if attachment.key != key:  # the same file came twice at once and the other one was faster
        storage.remove([key])
    return attachment


@transaction.atomic
def _save(
    idea: Idea, actor: User, checked: Checked, key: uuid.UUID, upload_key: uuid.UUID, caption: str
) -> Attachment:
    idea, version = _open_version(idea, actor)
    if known := idea.attachments.filter(upload_key=upload_key).first():
        return _show(known, version, actor)
    _check_room(version, actor, len(checked.content))
    attachment = Attachment.objects.create(
        idea=idea,
        key=key,
        upload_key=upload_key,
        name=checked.name,
        kind=checked.kind,
        caption=caption,
        size_bytes=len(checked.content),
        sha256=checked.sha256,
        width=checked.width,
        height=checked.height,
        uploaded_by=actor,
    )
    VersionAttachment.objects.create(version=version, attachment=attachment)
    _note(idea, actor, "attachment.added", attachment, sha256=checked.sha256)
    return attachment


@transaction.atomic
def describe_file(attachment: Attachment, *, actor: User, caption: str) -> Attachment:
    """Change the caption. A file that a handed-in version shows too is copied first."""
    idea, version = _open_version(attachment.idea, actor)
    link = version.attachment_links.filter(attachment=attachment).first()
    if link is None:
        raise NotAllowedError("describe")
    if attachment.caption == caption:
        return attachment
    if attachment.version_links.exclude(pk=link.pk).exists():
        attachment = _own_copy(attachment, link)
    attachment.caption = caption
    attachment.save(update_fields=["caption"])
    _note(idea, actor, "attachment.described", attachment)
    return attachment


@transaction.atomic
def remove_file(attachment: Attachment, *, actor: User) -> None:
    """Take a file out of the version being written. Twice changes nothing."""
    idea, version = _open_version(attachment.idea, actor)
    gone, _ = version.attachment_links.filter(attachment=attachment).delete()
    if gone:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at"])
        _note(idea, actor, "attachment.removed", attachment)


@transaction.atomic
def restore_file(attachment: Attachment, *, actor: User) -> Attachment:
    """Undo ``remove_file``. Raises ``RefusedFile`` when others have taken its place."""
    _, version = _open_version(attachment.idea, actor)
    return _show(attachment, version, actor)


def removed_files(idea: Idea, shown: list[Attachment]) -> list[Attachment]:
    """Files taken out within the last hour, newest first: they can be brought back."""
    since = timezone.now() - UNDO_FOR
    gone = idea.attachments.filter(removed_at__gt=since).exclude(pk__in=[f.pk for f in shown])
    return list(gone.order_by("-removed_at"))


def sweep_files(*, kept: Iterable[uuid.UUID] = ()) -> tuple[int, int]:
    """Delete files nobody is shown any more, and what a killed process left: (rows, orphans).

    ``kept`` are the files other apps have in the same storage.
    """
    now = timezone.now()
    with transaction.atomic():
        unlinked = (
            Attachment.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(version_links__isnull=True)
            .filter(
                Q(removed_at__lt=now - UNDO_FOR)
                | Q(removed_at=None, created_at__lt=now - LEFTOVER_AFTER)
            )
        )
        doomed = {row.pk: row.key for row in unlinked}
        Attachment.objects.filter(pk__in=doomed).delete()
        storage.remove_after_commit(doomed.values())
    old = storage.old_keys()
    known = Attachment.objects.filter(key__in=old).values_list("key", flat=True)
    orphans = old - set(known) - set(kept)
    storage.remove(orphans)
    return len(doomed), len(orphans)


def _open_version(idea: Idea, actor: User) -> tuple[Idea, IdeaVersion]:
    """The idea, locked, and the version being written; the next one is begun where none is."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).edit:
        raise NotAllowedError("edit")
    if idea.draft_version is None:
        text = IdeaText.of(idea.current_version)
        idea = save_draft(idea, actor=actor, text=text, revision=idea.revision)
    if idea.draft_version is None:
        raise NotAllowedError("edit")
    return idea, idea.draft_version


def _show(attachment: Attachment, version: IdeaVersion, actor: User) -> Attachment:
    if version.attachment_links.filter(attachment=attachment).exists():
        return attachment
    _check_room(version, actor, attachment.size_bytes)
    VersionAttachment.objects.create(version=version, attachment=attachment)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    _note(attachment.idea, actor, "attachment.restored", attachment)
    return attachment


def _check_room(version: IdeaVersion, actor: User, size: int) -> None:
    """Five for an idea, 100 MB for a person; both rows are locked, so two cannot slip in at once.

    A lock that lets others still refer to the person: it orders uploads only.
    """
    limit = settings.ATTACHMENTS_PER_IDEA
    if version.attachment_links.count() >= limit:
        raise RefusedFile(TOO_MANY.format(limit=limit))
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    shown = VersionAttachment.objects.filter(attachment__uploaded_by=actor).values("attachment")
    used = Attachment.objects.filter(pk__in=shown).aggregate(sum=Sum("size_bytes"))["sum"] or 0
    allowed = settings.ATTACHMENT_BYTES_PER_USER
    if used + size > allowed:
        raise RefusedFile(NO_SPACE_LEFT.format(limit=allowed >> 20))


def _own_copy(attachment: Attachment, link: VersionAttachment) -> Attachment:
    """A row and files of its own for the version being written; the frozen one keeps its words."""
    sent_at, old_key = attachment.created_at, attachment.key
    copy = Attachment.objects.get(pk=attachment.pk)
    copy.pk, copy.key, copy.upload_key = None, uuid.uuid4(), uuid.uuid4()
    copy._state.adding = True
    with storage.stored(copy.key, storage.variants_of(old_key)):
        copy.save()
        # The order of files is the order they were sent in.
        Attachment.objects.filter(pk=copy.pk).update(created_at=sent_at)
        link.delete()
        VersionAttachment.objects.create(version=link.version, attachment=copy)
    return copy


def _note(idea: Idea, actor: User, action: str, attachment: Attachment, **data: str) -> None:
    idea.save(update_fields=["updated_at"])
    record(
        actor=actor,
        action=action,
        target=idea,
        file=str(attachment.key),
        kind=attachment.kind,
        size_bytes=attachment.size_bytes,
        **data,
    )
