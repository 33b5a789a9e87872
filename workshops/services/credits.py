"""Whether a writer wants to be named with the idea their card became part of."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from submissions.services.from_forum import replace_in_draft, set_credited, take_up_forum_draft
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import notices
from workshops.choices import CreditAnswer
from workshops.models import IdeaSource, Participant
from workshops.services.promotion import draft_key_of, named_card, nameless_card


def credits_of(person: User) -> QuerySet[IdeaSource]:
    """Cards of this person that are part of somebody else's idea; open questions first."""
    return (
        IdeaSource.objects.filter(post__author__user=person)
        .exclude(idea__author=person)
        .select_related(
            "idea__draft_version", "idea__current_version", "idea__approved_version",
            "idea__organisation", "idea__author__organisation", "post__forum__dimension",
            "post__forum__session__workshop",
        )
        .order_by("answered_at", "-promoted_at", "-pk")
    )  # fmt: skip


@transaction.atomic
def answer_credit(*, actor: User, key: uuid.UUID, answer: CreditAnswer) -> IdeaSource:
    """For all cards of this person in the idea of the card ``key``. An answer may be changed.

    Who agrees becomes a co-author; who declines is not shown with the idea, nor in its draft's
    text. The same again changes nothing. Raises ``NotAllowedError``.
    """
    rows = IdeaSource.objects.select_for_update(of=("self",)).select_related(
        "idea", "post__author__organisation"
    )
    asked = rows.filter(post__key=key, post__author__user=actor).first()
    if asked is None or asked.idea.author_id == actor.pk or answer == CreditAnswer.ASKED:
        raise NotAllowedError("credit")
    own = list(rows.filter(idea=asked.idea, post__author__user=actor).order_by("pk"))
    changed = [row for row in own if row.answer != answer]
    if not changed:
        return asked
    for row in changed:
        row.answer, row.answered_at = answer, timezone.now()
        row.save(update_fields=["answer", "answered_at"])
        if answer == CreditAnswer.DECLINED:
            replace_in_draft(row.idea, old=named_card(row.post), new=nameless_card(row.post))
    set_credited(asked.idea, person=actor, is_on=answer == CreditAnswer.ACCEPTED)
    record(actor=actor, action="idea.credit_answered", target=asked.idea, answer=answer.value)
    asked.refresh_from_db(fields=["answer", "answered_at"])
    return asked


@transaction.atomic
def hand_over_claimed(participant: Participant, *, actor: User | None = None) -> int:
    """A guest has an account now: drafts kept for them become theirs, other writers' ideas ask.

    ``actor`` is the desk where it found who the guest is; else they claimed it themselves. The
    number of ideas given. Safe to call twice.
    """
    person = participant.user
    if person is None:
        return 0
    given = 0
    sources = IdeaSource.objects.filter(post__author=participant).select_related(
        "idea", "post__forum__session__workshop", "post__forum__dimension"
    )
    for source in sources.order_by("pk"):
        own_lead = source.idea.creation_key == draft_key_of(source.post)
        if own_lead and take_up_forum_draft(source.idea, person=person, actor=actor or person):
            given += 1
            IdeaSource.objects.filter(idea=source.idea, post__author=participant).update(
                answer=CreditAnswer.ACCEPTED, answered_at=timezone.now()
            )
    _ask(participant, person)
    return given


def _ask(participant: Participant, person: User) -> None:
    open_questions = (
        IdeaSource.objects.filter(
            post__author=participant, answer=CreditAnswer.ASKED, answered_at=None
        )
        .exclude(idea__author=person)
        .select_related("idea", "post__forum__session__workshop", "post__forum__dimension")
        .order_by("idea", "pk")
    )
    seen: set[int] = set()
    for source in open_questions:
        if source.idea_id not in seen:
            seen.add(source.idea_id)
            notices.credit_asked([person], source.idea, source.post.forum)
