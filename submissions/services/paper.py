"""Ideas handed in on paper, typed by an operator."""

import uuid
from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from dimensions.models import Programme
from submissions import transitions
from submissions.choices import Origin
from submissions.models import Idea
from submissions.permissions import may_enter_paper
from submissions.services.drafts import write_text
from submissions.text import IdeaText
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record


@transaction.atomic
def hand_in_from_paper(
    *,
    actor: User,
    programme: Programme,
    text: IdeaText,
    key: uuid.UUID,
    proposer_name: str,
    organisation: Organisation | None,
    received_on: date,
    consent_version: str,
) -> Idea:
    """Store and submit what stands on a signed form. The same ``key`` again gives the same idea.

    The operator is the account behind the idea; its proposer is named on the paper. A form that
    came in time may be typed after the intake window has closed.
    """
    if not may_enter_paper(actor):
        raise NotAllowedError("paper")
    idea, is_new = Idea.objects.get_or_create(
        author=actor,
        creation_key=key,
        defaults={
            "programme": programme,
            "organisation": organisation,
            "origin": Origin.PAPER,
            "proposer_name": proposer_name,
        },
    )
    if not is_new:
        return idea
    write_text(idea, text, IdeaText())
    record(
        actor=actor,
        action="idea.entered_from_paper",
        target=idea,
        received_on=received_on.isoformat(),
    )
    return transitions.submit_idea(idea, actor=actor, key=key, consent_version=consent_version)
