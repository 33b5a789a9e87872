"""What a facilitator is told when the forum has gone on meanwhile, and the look before each act."""

import uuid

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.models import AuditEntry
from workshops import publishing
from workshops.models import Forum
from workshops.permissions import ForumPermissions

SEALED = "Berita acara forum ini sudah disegel, jadi papannya tidak dapat diubah lagi."


class NotNowError(Exception):
    """The act does not fit how the forum is now; ``sentence`` says what to do. Nothing changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def opened(forum: Forum, actor: User) -> tuple[Forum, ForumPermissions]:
    """The forum's row, locked, and what ``actor`` may do in it at this moment.

    Raises ``NotAllowedError`` for whoever does not run it, ``NotNowError`` when it is sealed.
    """
    try:
        row = publishing.locked(forum)
    except publishing.ForumSealedError as error:
        raise NotNowError(SEALED) from error
    allowed = ForumPermissions.of(actor, row)
    if not allowed.run:
        raise NotAllowedError("run")
    return row, allowed


def was_done(forum: Forum, key: uuid.UUID) -> bool:
    """Whether the form with this key has done its work: its audit entry carries the key."""
    return AuditEntry.objects.filter(
        target_type=Forum._meta.label_lower, target_id=forum.pk, data__key=str(key)
    ).exists()
