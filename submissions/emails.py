"""Whom to tell after a move. Rows go into the outbox, inside the move's transaction."""

from accounts.choices import Role
from accounts.models import User
from submissions.models import Decision, Idea
from tobasmart.notifications.services import notify


def idea_submitted(idea: Idea) -> None:
    """Reviewers of the dimension, except those on the idea's own side."""
    reviewers = User.objects.with_role(Role.REVIEWER, dimension_id=idea.dimension_id)
    own = {idea.organisation_id} - {None}
    people = [
        person
        for person in reviewers
        if person.pk != idea.author_id and person.organisation_id not in own
    ]
    notify(people, "submissions/idea_submitted", {"idea": idea})


def idea_decided(idea: Idea, decision: Decision) -> None:
    """Author and co-authors hear what was decided, why, and what to do."""
    people = {idea.author, *idea.co_authors.all()}
    notify(
        sorted(people, key=lambda person: person.pk),
        "submissions/idea_decided",
        {"idea": idea, "decision": decision},
    )
