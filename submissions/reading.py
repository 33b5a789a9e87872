"""Which version of an idea a reader gets."""

import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.services.absences import replacements_on
from submissions.choices import DecisionKind, IdeaStatus, Origin
from submissions.models import Attachment, Idea, IdeaVersion
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
    # Who types a paper idea only lends it an account: their agency has no part in it.
    standing = [p for p in writers if idea.origin != Origin.PAPER or p.pk != idea.author_id]
    organisations = {
        idea.organisation_id,
        idea.completing_agency_id,
        *(person.organisation_id for person in standing),
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


def turns_of(user: User) -> list[int]:
    """Whose assignments this person carries out today: the own, and those of whom they replace."""
    stood_in_for = [
        person
        for person, replacement in replacements_on(timezone.localdate()).items()
        if replacement is not None and replacement.pk == user.pk
    ]
    return [user.pk, *stood_in_for]


def is_asked_to_judge(user: Reader, idea: Idea) -> bool:
    """Where reviewers are assigned only they judge, or who takes the turn of an absent one."""
    if idea.assigned_count == 0:
        return True
    if not user.is_authenticated or not user.has_role(Role.REVIEWER):
        return False
    assigned = set(idea.assignments.values_list("reviewer_id", flat=True))
    return user.pk in assigned or not assigned.isdisjoint(turns_of(user))


def version_for(user: Reader, idea: Idea) -> IdeaVersion | None:
    """The text for this reader: writers the newest, the desk what was handed in, others the public.

    None for a stub: a hidden or withdrawn idea shows no text to others.
    """
    if is_writer(user, idea):
        return idea.draft_version or idea.current_version
    on_desk = is_on_desk(user)
    if idea.is_hidden and not (user.is_authenticated and user.is_admin):
        return None
    if idea.status == IdeaStatus.WITHDRAWN and not on_desk:
        return None
    if on_desk or is_own_side(user, idea):
        return idea.current_version or idea.draft_version
    return idea.public_version


def readable_versions(user: Reader, idea: Idea) -> QuerySet[IdeaVersion]:
    """The versions this reader may read, newest first; none of a stub.

    Writers: all, also the one being written. Own side and desk: all handed in. Everyone: what they
    are shown, and what everyone could read before.
    """
    versions = idea.versions.order_by("-number")
    shown = version_for(user, idea)
    if shown is None:
        return versions.none()
    if is_writer(user, idea):
        return versions
    frozen = versions.filter(frozen_at__isnull=False)
    if is_own_side(user, idea) or is_on_desk(user):
        return frozen
    return frozen.filter(pk__in={shown.pk, *_once_public(idea)})


def _once_public(idea: Idea) -> set[int]:
    """Versions everyone could read: in force at a time, or in review before any was in force."""
    public, in_force = set(), False
    for kind, version_id in (
        idea.decisions.filter(undo=None).order_by("made_at", "pk").values_list("kind", "version_id")
    ):
        approves = kind == DecisionKind.APPROVE
        if approves or not in_force:
            public.add(version_id)
        in_force = in_force or approves
    return public


def files_of(version: IdeaVersion) -> list[Attachment]:
    """The files this version shows, in the order they were sent."""
    return list(Attachment.objects.filter(version_links__version=version))


def readable_file(user: Reader, idea: Idea, key: uuid.UUID) -> Attachment | None:
    """A file of a version this reader may read; None for every other one.

    Everyone: of the version they are shown. Writers, own side and desk: of earlier ones too.
    """
    shown = version_for(user, idea)
    if shown is None:
        return None
    versions = Q(version_links__version=shown)
    if is_writer(user, idea) or is_own_side(user, idea) or is_on_desk(user):
        versions |= Q(version_links__version__frozen_at__isnull=False)
    return idea.attachments.filter(versions, key=key).distinct().first()


def is_on_desk(user: Reader) -> bool:
    return user.is_authenticated and any(user.has_role(role) for role in _DESK_ROLES)
