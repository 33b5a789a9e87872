"""Ideas that came of cards of a forum. Who may promote and who is asked is the workshops' rule."""

import uuid

from django.db import transaction

from accounts.models import Organisation, User
from dimensions.models import Programme
from submissions import emails
from submissions.choices import IdeaStatus, Origin
from submissions.models import Idea
from submissions.permissions import MOVABLE, WRITABLE
from submissions.services.drafts import write_text
from submissions.services.hand_over import give_idea
from submissions.text import IdeaText
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record
from tobasmart.files import storage


@transaction.atomic
def draft_from_forum(
    *,
    author: User,
    programme: Programme,
    text: IdeaText,
    key: uuid.UUID,
    organisation: Organisation | None,
    proposer_name: str = "",
    is_sample: bool = False,
) -> tuple[Idea, bool]:
    """The draft of a card, and whether it is new; ``key`` is made of the card's.

    ``proposer_name`` is set where the author only keeps the draft for somebody without an account.
    The caller leaves the audit entry: it knows who promoted the card.
    """
    idea, is_new = Idea.objects.get_or_create(
        author=author,
        creation_key=key,
        defaults={
            "programme": programme,
            "organisation": organisation,
            "origin": Origin.FORUM,
            "proposer_name": proposer_name,
            "is_sample": is_sample,
        },
    )
    if is_new:
        write_text(idea, text, IdeaText())
    return idea, is_new


@transaction.atomic
def remove_forum_draft(idea: Idea) -> None:
    """Delete a draft nobody has written on since its card was promoted; the caller audits.

    Raises ``NotAllowedError``: "status" once it is handed in, "written" with somebody's own words.
    """
    idea = locked(idea)
    if idea.status != IdeaStatus.DRAFT or idea.origin != Origin.FORUM:
        raise NotAllowedError("status")
    saves = AuditEntry.objects.filter(
        target_type=idea._meta.label_lower, target_id=idea.pk, action="idea.draft_saved"
    )
    keys = list(idea.attachments.values_list("key", flat=True))
    if saves.exists() or keys:
        raise NotAllowedError("written")
    storage.remove_after_commit(keys)
    idea.delete()


@transaction.atomic
def take_up_forum_draft(idea: Idea, *, person: User, actor: User) -> bool:
    """Give an idea that was kept for somebody without an account to that person, now that they
    are known; whether it was. ``actor`` is themselves, or the desk that knew them."""
    idea = locked(idea)
    if idea.origin != Origin.FORUM or not idea.proposer_name or idea.author_id == person.pk:
        return False
    if idea.status in {IdeaStatus.MERGED, IdeaStatus.WITHDRAWN}:
        return False
    before = idea.author
    give_idea(idea, person, keeps=False)
    idea.proposer_name = ""
    idea.save(update_fields=["proposer_name"])
    record(
        actor=actor, action="idea.handed_over", target=idea, person_before=before.pk,
        person=person.pk, stays_co_author=False,
    )  # fmt: skip
    emails.ideas_handed_over([idea], source=before, to=person)
    return True


@transaction.atomic
def set_credited(idea: Idea, *, person: User, is_on: bool) -> None:
    """Someone whose card is part of the idea becomes its co-author, or no longer is; they act.

    Where nobody may be added any more (merged, withdrawn) nothing changes. The caller audits.
    """
    idea = locked(idea)
    if not is_on:
        idea.co_authors.remove(person)
    elif person.pk != idea.author_id and idea.status in MOVABLE | WRITABLE:
        idea.co_authors.add(person)


@transaction.atomic
def replace_in_draft(idea: Idea, *, old: str, new: str) -> None:
    """Take words out of the text being written, where they still stand; open pages hear of it."""
    idea = locked(idea)
    version = idea.draft_version
    if version is None:
        return
    fields = [name for name in ("problem", "solution") if old in getattr(version, name)]
    for name in fields:
        setattr(version, name, getattr(version, name).replace(old, new))
    if fields:
        version.save(update_fields=fields)
        idea.revision += 1
        idea.save(update_fields=["revision", "updated_at"])
