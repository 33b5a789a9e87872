"""Writes of ideas that change no status: drafts, sharing, place, hiding, deletion."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from dimensions.models import Dimension, Programme, Subdimension
from submissions import transitions
from submissions.models import Idea, IdeaVersion, VersionAttachment
from submissions.permissions import IdeaPermissions
from submissions.services.pages import PAGE_FIELDS, Page, is_overtaken, is_own_echo, note_page
from submissions.text import IdeaText
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record
from tobasmart.files import storage

# Autosaves come every few seconds. The audit list is to say who wrote when, not how fast: one entry
# for each draft, person and hour. What was handed in is frozen as a version anyway.
AUTOSAVE_ENTRY_EVERY = timedelta(hours=1)


class EditConflictError(Exception):
    """Somebody saved in between; ``idea`` holds what is stored now."""

    def __init__(self, idea: Idea) -> None:
        super().__init__(idea.address)
        self.idea = idea


@transaction.atomic
def create_draft(
    *,
    actor: User,
    programme: Programme,
    text: IdeaText,
    key: uuid.UUID,
    number: int | None = None,
) -> Idea:
    """A new draft. ``key`` was made with the form: the same key again gives the same idea.

    ``number`` is the one of its page's saves (``services.pages``).
    """
    return _get_or_create(actor=actor, programme=programme, text=text, key=key, number=number)[0]


def _get_or_create(
    *, actor: User, programme: Programme, text: IdeaText, key: uuid.UUID, number: int | None = None
) -> tuple[Idea, bool]:
    """The draft of this form, and whether it was made just now."""
    idea, is_new = Idea.objects.get_or_create(
        author=actor,
        creation_key=key,
        defaults={
            "programme": programme,
            "organisation": actor.organisation,
            "page_key": key,
            "page_number": number or 0,
        },
    )
    if is_new:
        write_text(idea, text, IdeaText())
        record(actor=actor, action="idea.draft_created", target=idea)
    return idea, is_new


@transaction.atomic
def save_draft(
    idea: Idea,
    *,
    actor: User,
    text: IdeaText,
    revision: int,
    page: Page | None = None,
    is_autosave: bool = False,
) -> Idea:
    """Store ``text`` as the version being written; the next number is begun where none is.

    Raises ``EditConflictError`` when ``revision`` is not the stored one, unless only ``page``
    itself has written since; then nothing is written.
    """
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).edit:
        raise NotAllowedError("edit")
    if is_overtaken(idea, page):
        return idea
    held = IdeaText.of(idea.draft_version or idea.current_version)
    if held == text:
        return _begin_version(idea, text, page)
    if idea.revision != revision and not is_own_echo(idea, page, revision):
        raise EditConflictError(idea)
    write_text(idea, text, held)
    note_page(idea, page)
    idea.revision += 1
    idea.save(update_fields=["revision", "updated_at", *PAGE_FIELDS])
    if not is_autosave or _is_new_to_audit(idea, actor):
        record(actor=actor, action="idea.draft_saved", target=idea, revision=idea.revision)
    return idea


@transaction.atomic
def autosave(
    idea: Idea | None,
    *,
    actor: User,
    programme: Programme,
    text: IdeaText,
    revision: int,
    page: Page,
) -> Idea:
    """Store what was typed so far; the first time this begins the draft of the page's key."""
    if idea is None:
        idea = create_draft(
            actor=actor, programme=programme, text=text, key=page.key, number=page.number
        )
    return save_draft(idea, actor=actor, text=text, revision=revision, page=page, is_autosave=True)


def _is_new_to_audit(idea: Idea, actor: User) -> bool:
    return not AuditEntry.objects.filter(
        target_type=idea._meta.label_lower,
        target_id=idea.pk,
        at__gt=timezone.now() - AUTOSAVE_ENTRY_EVERY,
        actor=actor,
        action__in=["idea.draft_created", "idea.draft_saved"],
    ).exists()


def _begin_version(idea: Idea, text: IdeaText, page: Page | None) -> Idea:
    """Nothing changed: no new revision. A returned idea still needs a version to hand in."""
    if idea.draft_version_id is None:
        write_text(idea, text, IdeaText())
    if page and page.number is not None:
        note_page(idea, page)
        idea.save(update_fields=PAGE_FIELDS)
    return idea


@transaction.atomic
def hand_in(
    idea: Idea | None,
    *,
    actor: User,
    programme: Programme,
    text: IdeaText,
    revision: int,
    key: uuid.UUID,
    consent_version: str = "",
) -> Idea:
    """Save and submit in one transaction, for one click on "Kirim gagasan" and all its repeats."""
    is_new = False
    if idea is None:
        idea, is_new = _get_or_create(actor=actor, programme=programme, text=text, key=key)
    if not is_new:
        idea = locked(idea)
        if idea.current_version and idea.current_version.submission_key == key:
            return idea
        idea = save_draft(idea, actor=actor, text=text, revision=revision, page=Page(key))
    return transitions.submit_idea(idea, actor=actor, key=key, consent_version=consent_version)


@transaction.atomic
def delete_draft(idea: Idea, *, actor: User) -> None:
    """Remove a draft that was never handed in. Its audit entries stay."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).delete:
        raise NotAllowedError("delete")
    record(actor=actor, action="idea.draft_deleted", target=idea)
    storage.remove_after_commit(idea.attachments.values_list("key", flat=True))
    idea.delete()


@transaction.atomic
def share_draft(idea: Idea, *, actor: User, is_shared: bool) -> Idea:
    """Let the own organisation read the draft, or no longer."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).share:
        raise NotAllowedError("share")
    if idea.is_shared != is_shared:
        idea.is_shared = is_shared
        idea.save(update_fields=["is_shared", "updated_at"])
        record(actor=actor, action="idea.shared", target=idea, is_shared=is_shared)
    return idea


@transaction.atomic
def move_idea(
    idea: Idea, *, actor: User, dimension: Dimension, subdimension: Subdimension | None
) -> Idea:
    """Place the idea in another dimension. Its code stays, so links and printed lines stay true."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).move:
        raise NotAllowedError("move")
    source = idea.dimension.code if idea.dimension else ""
    idea.dimension, idea.subdimension = dimension, subdimension
    idea.save(update_fields=["dimension", "subdimension", "updated_at"])
    record(actor=actor, action="idea.moved", target=idea, source=source, to=dimension.code)
    return idea


@transaction.atomic
def hide_idea(idea: Idea, *, actor: User, is_hidden: bool, reason: str) -> Idea:
    """Take the text from the public pages with a reason, or bring it back."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).hide:
        raise NotAllowedError("hide")
    idea.is_hidden, idea.hidden_reason = is_hidden, reason if is_hidden else ""
    idea.save(update_fields=["is_hidden", "hidden_reason", "updated_at"])
    record(
        actor=actor, action="idea.hidden" if is_hidden else "idea.shown", target=idea, reason=reason
    )
    return idea


def write_text(idea: Idea, text: IdeaText, held: IdeaText) -> None:
    """Store ``text`` in the version being written, which holds ``held``; begin one if none is."""
    if idea.draft_version is None:
        last = idea.current_version
        version = text.begin(idea, number=last.number + 1 if last else 1)
        idea.draft_version = version
        idea.save(update_fields=["draft_version", "updated_at"])
        if last:
            _carry_files_over(last, version)
    else:
        text.store(idea.draft_version, before=held)


def _carry_files_over(last: IdeaVersion, version: IdeaVersion) -> None:
    """The next version begins with the files of the last one."""
    VersionAttachment.objects.bulk_create(
        VersionAttachment(version=version, attachment_id=pk)
        for pk in last.attachment_links.values_list("attachment_id", flat=True)
    )
