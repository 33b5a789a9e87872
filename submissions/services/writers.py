"""Who else may write an idea: co-authors, and the agency that completes its data."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation, User
from submissions import emails
from submissions.models import Idea
from submissions.permissions import IdeaPermissions
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.services import record, times_lately

# Names and addresses are no secret to guess at leisure.
TRIES_PER_HOUR = 20


class TooManyTries(Exception):
    """The person has named too many people within an hour."""


@transaction.atomic
def add_co_author(idea: Idea, *, actor: User, person: User) -> Idea:
    """Give ``person`` the author's right to write. Adding twice changes nothing."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).add_co_author:
        raise NotAllowedError("add_co_author")
    if person.pk != idea.author_id and not idea.co_authors.filter(pk=person.pk).exists():
        idea.co_authors.add(person)
        record(actor=actor, action="idea.co_author_added", target=idea, person=person.pk)
        emails.co_author_added(idea, person, actor=actor)
    return idea


@transaction.atomic
def invite_co_author(idea: Idea, *, actor: User, name: str) -> None:
    """Add the active person with exactly this e-mail or user name; says nothing about who exists.

    Raises ``TooManyTries`` after ``TRIES_PER_HOUR`` names.
    """
    if not IdeaPermissions.of(actor, locked(idea)).add_co_author:
        raise NotAllowedError("add_co_author")
    tries = times_lately(actor, ["idea.co_author_named"], within=timedelta(hours=1))
    if len(tries) >= TRIES_PER_HOUR:
        raise TooManyTries
    record(actor=actor, action="idea.co_author_named", target=idea)
    known = Q(email__iexact=name) | Q(username__iexact=name)
    person = User.objects.filter(known, is_active=True).order_by("pk").first()
    if person:
        add_co_author(idea, actor=actor, person=person)


@transaction.atomic
def name_completing_agency(idea: Idea, *, actor: User, agency: Organisation | None) -> Idea:
    """Ask an agency to complete the data: its people write like co-authors and are told."""
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).add_co_author:
        raise NotAllowedError("add_co_author")
    if idea.completing_agency_id == (agency.pk if agency else None):
        return idea
    idea.completing_agency = agency
    idea.save(update_fields=["completing_agency", "updated_at"])
    key = agency.key if agency else ""
    record(actor=actor, action="idea.completing_agency_named", target=idea, agency=key)
    if agency:
        emails.agency_asked(idea, agency, actor=actor)
    return idea
