"""Notes at parts of a version, kept until they go out with a revision request."""

from django.db import transaction

from accounts.models import User
from submissions.choices import IdeaField
from submissions.models import Idea, PendingNote
from submissions.permissions import IdeaPermissions
from submissions.transitions import NotAllowedError, locked
from submissions.transitions.table import S, TransitionError
from tobasmart.audit.services import record


@transaction.atomic
def save_note(idea: Idea, *, actor: User, field: IdeaField, text: str) -> None:
    """Keep ``text`` at one part of the version in review; empty text takes the note away.

    Only its author reads it until it goes out. The audit entry names the part, not the words.
    """
    idea = locked(idea)
    if idea.status != S.IN_REVIEW:
        raise TransitionError(idea, S.IN_REVIEW)
    if not IdeaPermissions.of(actor, idea).decide:
        raise NotAllowedError("note")
    own = PendingNote.objects.filter(version=idea.current_version, author=actor, field=field)
    known = own.first()
    if (known.text if known else "") == text:
        return
    if text:
        PendingNote.objects.update_or_create(
            version=idea.current_version,
            author=actor,
            field=field,
            defaults={"idea": idea, "text": text},
        )
    else:
        own.delete()
    record(
        actor=actor,
        action="idea.noted" if text else "idea.note_removed",
        target=idea,
        field=str(field),
    )


def notes_of(idea: Idea, actor: User) -> dict[str, str]:
    """Part to text: the person's own notes on the version handed in last."""
    own = PendingNote.objects.filter(version=idea.current_version_id, author=actor)
    return dict(own.values_list("field", "text"))
