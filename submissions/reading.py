"""Which version of an idea a reader gets."""

from accounts.choices import Role
from submissions.choices import IdeaStatus
from submissions.models import Idea, IdeaVersion
from submissions.querysets import Reader

_DESK_ROLES = (Role.REVIEWER, Role.ADMIN, Role.OBSERVER, Role.FACILITATOR)


def is_writer(user: Reader, idea: Idea) -> bool:
    """Author, co-author, or of the agency that was asked to complete the data."""
    if not user.is_authenticated:
        return False
    if idea.author_id == user.pk:
        return True
    own = user.organisation_id
    return (own is not None and idea.completing_agency_id == own) or user in idea.co_authors.all()


def is_own_side(user: Reader, idea: Idea) -> bool:
    """Author, co-authors, their organisations, the owner agency (rule of docs/security.md)."""
    if not user.is_authenticated:
        return False
    writers = [idea.author, *idea.co_authors.all()]
    if any(person.pk == user.pk for person in writers):
        return True
    organisations = {
        idea.organisation_id,
        idea.completing_agency_id,
        *(person.organisation_id for person in writers),
    }
    version = idea.current_version or idea.draft_version
    if version:
        organisations.add(version.owner_agency_id)
    return user.organisation_id is not None and user.organisation_id in organisations


def has_declared_conflict(user: Reader, idea: Idea) -> bool:
    """Whether this reviewer said that the idea is too close to them."""
    if not user.is_authenticated or not user.has_role(Role.REVIEWER):
        return False
    return idea.declared_conflicts.filter(reviewer=user).exists()


def version_for(user: Reader, idea: Idea) -> IdeaVersion | None:
    """The text for this reader: writers the newest, the desk what was handed in, others the public.

    None for a stub: a hidden or withdrawn idea shows no text to others.
    """
    if is_writer(user, idea):
        return idea.draft_version or idea.current_version
    on_desk = user.is_authenticated and any(user.has_role(role) for role in _DESK_ROLES)
    if idea.is_hidden and not (user.is_authenticated and user.is_admin):
        return None
    if idea.status == IdeaStatus.WITHDRAWN and not on_desk:
        return None
    if on_desk or is_own_side(user, idea):
        return idea.current_version or idea.draft_version
    return idea.public_version
