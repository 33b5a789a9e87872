"""Give the ideas of a person to a colleague, and what becomes of the drafts of who leaves."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from submissions import emails
from submissions.choices import IdeaStatus
from submissions.models import Attachment, Idea
from submissions.permissions import IdeaPermissions, may_write_ideas
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.services import record
from tobasmart.files import storage


class ReceiverError(Exception):
    """The colleague cannot take the ideas; the text says why."""


@transaction.atomic
def hand_over_ideas(
    ideas: Iterable[Idea], *, actor: User, source: User, to: User, keep_co_author: bool = False
) -> list[Idea]:
    """Make ``to`` the author of those ``ideas`` whose author is ``source``; the ones changed.

    The organisation the idea was handed in for stays, rights follow the author (docs/security.md).
    With ``keep_co_author`` an active ``source`` may go on writing. Handed over twice, the second
    changes nothing. Raises ``ReceiverError``, ``NotAllowedError``; then nothing is written.
    """
    check_receiver(to, source=source)
    keeps = keep_co_author and source.is_active
    done = []
    # In one order, so that two admins cannot wait for each other.
    for pk in sorted({idea.pk for idea in ideas}):
        idea = locked(Idea(pk=pk))
        if idea.author_id != source.pk:
            continue
        if not IdeaPermissions.of(actor, idea).hand_over:
            raise NotAllowedError("hand_over")
        give_idea(idea, to, keeps=keeps)
        record(
            actor=actor, action="idea.handed_over", target=idea, person_before=source.pk,
            person=to.pk, stays_co_author=keeps,
        )  # fmt: skip
        done.append(idea)
    if done:
        emails.ideas_handed_over(done, source=source, to=to)
    return done


def check_receiver(to: User, *, source: User) -> None:
    """Raise ``ReceiverError`` unless ``to`` may write ideas and is somebody else."""
    if to.pk == source.pk:
        raise ReceiverError("Pilih orang lain sebagai penerima.")
    if not to.is_active or not may_write_ideas(to):
        raise ReceiverError("Penerima harus memiliki akun aktif yang boleh menulis gagasan.")


@transaction.atomic
def leave_drafts(person: User, *, actor: User) -> tuple[int, int]:
    """Drafts of somebody who goes: to the first active co-author, else deleted; (given, deleted).

    A draft nobody else writes is a private paper; it was never handed in to anyone.
    """
    given = deleted = 0
    for idea in Idea.objects.filter(author=person, status=IdeaStatus.DRAFT).order_by("pk"):
        draft = locked(idea)
        others = draft.co_authors.filter(is_active=True).exclude(pk=person.pk)
        if heir := others.order_by("pk").first():
            give_idea(draft, heir, keeps=False)
            record(
                actor=actor, action="idea.handed_over", target=draft, person_before=person.pk,
                person=heir.pk, stays_co_author=False,
            )  # fmt: skip
            given += 1
        else:
            keys = list(Attachment.objects.filter(idea=draft).values_list("key", flat=True))
            record(actor=actor, action="idea.draft_deleted", target=draft)
            draft.delete()
            storage.remove_after_commit(keys)
            deleted += 1
    return given, deleted


def give_idea(idea: Idea, to: User, *, keeps: bool) -> None:
    """Change the author of a ``locked`` idea; the caller checks, audits and tells."""
    before, idea.author = idea.author, to
    idea.save(update_fields=["author", "updated_at"])
    idea.co_authors.remove(to)
    if keeps:
        idea.co_authors.add(before)
