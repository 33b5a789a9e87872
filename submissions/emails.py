"""Whom to tell after a move. Rows are written inside the move's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from submissions.models import Decision, Idea
from tobasmart.notifications.services import notify, take_back


def people_of(idea: Idea) -> list[User]:
    """Author and co-authors."""
    people = {idea.author, *idea.co_authors.all()}
    return sorted(people, key=lambda person: person.pk)


def reviewers_of(idea: Idea) -> list[User]:
    """Reviewers of the dimension, except those on the idea's own side."""
    version = idea.current_version
    own = {idea.organisation_id, idea.completing_agency_id}
    own |= {version.owner_agency_id} if version else set()
    writers = {person.pk for person in people_of(idea)}
    return [
        person
        for person in User.objects.with_role(Role.REVIEWER, dimension_id=idea.dimension_id)
        if person.pk not in writers and person.organisation_id not in own - {None}
    ]


def idea_submitted(idea: Idea) -> None:
    _tell(
        reviewers_of(idea),
        idea,
        "idea_submitted",
        kind="review",
        path=reverse("submissions:review_detail", args=[idea.address]),
    )


def idea_taken_up(idea: Idea) -> None:
    _tell(people_of(idea), idea, "idea_taken_up", kind="progress")


def idea_withdrawn(idea: Idea, *, actor: User, reason: str) -> None:
    """Everybody of the author's side who did not withdraw it themselves."""
    others = [person for person in people_of(idea) if person.pk != actor.pk]
    _tell(others, idea, "idea_withdrawn", kind="progress", reason=reason)


def idea_decided(idea: Idea, decision: Decision, *, not_before: datetime) -> None:
    """Author and co-authors hear what was decided, why, and what to do."""
    _tell(
        people_of(idea),
        idea,
        "idea_decided",
        kind="decision",
        reference=reference_of(decision),
        not_before=not_before,
        decision=decision,
    )


def decision_undone(decision: Decision) -> None:
    """What waits to be told of the decision is not told."""
    take_back(reference_of(decision))


def reference_of(decision: Decision) -> str:
    return f"decision:{decision.pk}"


def idea_merged(idea: Idea, lead: Idea, *, reason: str) -> None:
    """The people of both ideas: whose idea was merged, and who now leads it."""
    _tell(people_of(idea), idea, "idea_merged", kind="merge", lead=lead, reason=reason)
    told = {person.pk for person in people_of(idea)}
    others = [person for person in people_of(lead) if person.pk not in told]
    _tell(others, lead, "idea_received", kind="merge", merged=idea, reason=reason)


def idea_unmerged(idea: Idea, lead: Idea) -> None:
    people = {person.pk: person for person in (*people_of(idea), *people_of(lead))}
    _tell(people.values(), idea, "idea_unmerged", kind="merge", lead=lead)


def _tell(
    people: Iterable[User],
    idea: Idea,
    template: str,
    *,
    kind: str,
    path: str = "",
    reference: str = "",
    not_before: datetime | None = None,
    **context: Any,
) -> None:
    notify(
        people,
        f"submissions/{template}",
        {"idea": idea, **context},
        kind=kind,
        path=path or idea.get_absolute_url(),
        topic=idea.code or idea.draft_key,
        reference=reference,
        not_before=not_before,
    )
