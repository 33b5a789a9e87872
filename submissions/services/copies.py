"""Beginning a new draft with the text of an idea."""

import uuid

from django.db import transaction

from accounts.models import User
from dimensions.models import Programme
from submissions.models import Idea, IdeaVersion
from submissions.services.drafts import create_draft
from submissions.text import IdeaText
from tobasmart.audit.services import record


@transaction.atomic
def copy_idea(
    idea: Idea, *, actor: User, programme: Programme, version: IdeaVersion, key: uuid.UUID
) -> Idea:
    """A draft of the actor's own with the text of ``version``, without files and consent.

    ``version`` is what the actor may read of ``idea``. The same ``key`` again gives the same draft.
    """
    known = Idea.objects.filter(author=actor, creation_key=key).first()
    if known:
        return known
    draft = create_draft(actor=actor, programme=programme, text=IdeaText.of(version), key=key)
    record(actor=actor, action="idea.copied", target=draft, copied_from=str(idea))
    return draft
