"""Who may do what with an idea, in one place (docs/security.md, tested cell by cell)."""

from dataclasses import dataclass

from accounts.choices import Role
from dimensions.models import Programme
from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.querysets import Reader
from submissions.reading import is_own_side, is_writer

WRITABLE = frozenset({IdeaStatus.DRAFT, IdeaStatus.NEEDS_REVISION})
UNDECIDED = frozenset({IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.NEEDS_REVISION})
REOPENABLE = frozenset({IdeaStatus.DEFERRED, IdeaStatus.REJECTED})
MOVABLE = UNDECIDED | REOPENABLE | {IdeaStatus.APPROVED}


def may_write_ideas(user: Reader) -> bool:
    """Participants, and everyone with a further role, hand in ideas."""
    return user.is_authenticated and bool(user.grants_now)


def may_review(user: Reader) -> bool:
    """Whether the review desk is open to this person at all."""
    return user.is_authenticated and (user.has_role(Role.REVIEWER) or user.is_admin)


@dataclass(frozen=True)
class IdeaPermissions:
    """What one person may do with one idea now. Templates read it as ``allowed``."""

    edit: bool = False
    submit: bool = False
    share: bool = False
    add_co_author: bool = False
    withdraw: bool = False
    delete: bool = False
    take_up: bool = False
    move: bool = False
    decide: bool = False
    reopen: bool = False
    hide: bool = False

    @classmethod
    def of(cls, user: Reader, idea: Idea) -> "IdeaPermissions":
        if not user.is_authenticated or not user.is_active:
            return cls()
        writer = is_writer(user, idea) and may_write_ideas(user)
        own_side = is_own_side(user, idea)
        reviewer = user.has_role_for(Role.REVIEWER, dimension_id=idea.dimension_id)
        desk = (reviewer or user.is_admin) and not own_side
        is_author = writer and idea.author_id == user.pk
        handed_in = idea.status != IdeaStatus.DRAFT
        return cls(
            edit=writer and idea.status in WRITABLE | {IdeaStatus.APPROVED},
            submit=writer and _may_be_submitted(idea),
            share=is_author and idea.status == IdeaStatus.DRAFT and bool(idea.organisation_id),
            add_co_author=(is_author or (reviewer and handed_in))
            and idea.status in MOVABLE | WRITABLE,
            withdraw=(is_author and idea.status in UNDECIDED)
            or (reviewer and not own_side and idea.status in UNDECIDED | {IdeaStatus.APPROVED}),
            delete=is_author and idea.status == IdeaStatus.DRAFT,
            take_up=desk and idea.status == IdeaStatus.SUBMITTED,
            move=desk and idea.status in MOVABLE,
            decide=reviewer and not own_side and idea.status == IdeaStatus.IN_REVIEW,
            reopen=user.is_admin and not own_side and idea.status in REOPENABLE,
            hide=user.is_admin and handed_in,
        )


def _may_be_submitted(idea: Idea) -> bool:
    """A draft and a returned idea; an approved one only when its next version is being written."""
    if idea.status in WRITABLE:
        return idea.draft_version_id is not None
    return idea.status == IdeaStatus.APPROVED and idea.draft_version_id is not None


@dataclass(frozen=True)
class IntakePermissions:
    """Whether new ideas may be written and handed in; the window is the programme's."""

    write: bool
    submit: bool

    @classmethod
    def of(cls, user: Reader, programme: Programme | None) -> "IntakePermissions":
        writes = may_write_ideas(user)
        return cls(write=writes, submit=writes and bool(programme and programme.intake_is_open))
