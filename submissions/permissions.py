"""Who may do what with an idea, in one place (docs/security.md, tested cell by cell)."""

from dataclasses import dataclass

from accounts.choices import Role
from dimensions.models import Programme
from submissions.choices import PUBLIC_STATUSES, IdeaStatus
from submissions.models import Idea
from submissions.querysets import Reader
from submissions.reading import (
    has_declared_conflict,
    is_asked_to_judge,
    is_own_side,
    is_writer,
)

WRITABLE = frozenset({IdeaStatus.DRAFT, IdeaStatus.NEEDS_REVISION})
UNDECIDED = frozenset({IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.NEEDS_REVISION})
REOPENABLE = frozenset({IdeaStatus.DEFERRED, IdeaStatus.REJECTED})
DECIDED = REOPENABLE | {IdeaStatus.APPROVED, IdeaStatus.NEEDS_REVISION}
MOVABLE = UNDECIDED | REOPENABLE | {IdeaStatus.APPROVED}
MERGEABLE = MOVABLE
# Where talk goes on: everyone may read the idea, and it still has a life of its own.
TALKED_ABOUT = PUBLIC_STATUSES - {IdeaStatus.WITHDRAWN, IdeaStatus.MERGED}


def may_write_ideas(user: Reader) -> bool:
    """Participants, and everyone with a further role, hand in ideas."""
    return user.is_authenticated and bool(user.grants_now)


def may_enter_paper(user: Reader) -> bool:
    """Admins and facilitators type what was handed in on paper."""
    return user.is_authenticated and (user.is_admin or user.has_role(Role.FACILITATOR))


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
    merge: bool = False
    unmerge: bool = False
    assign: bool = False
    declare_conflict: bool = False
    decide: bool = False
    undo: bool = False
    reopen: bool = False
    hide: bool = False
    talk: bool = False
    answer_officially: bool = False
    moderate: bool = False
    hand_over: bool = False

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
        judges = reviewer and not own_side and not has_declared_conflict(user, idea)
        is_open = not idea.is_hidden
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
            merge=desk and idea.status in MERGEABLE,
            unmerge=desk and idea.status == IdeaStatus.MERGED,
            assign=desk and idea.status in UNDECIDED,
            declare_conflict=judges and idea.status in UNDECIDED,
            decide=judges and idea.status == IdeaStatus.IN_REVIEW and is_asked_to_judge(user, idea),
            undo=judges and idea.status in DECIDED,
            reopen=user.is_admin and not own_side and idea.status in REOPENABLE,
            hide=user.is_admin and handed_in,
            talk=may_write_ideas(user) and is_open and idea.status in TALKED_ABOUT,
            answer_officially=is_open
            and idea.status in TALKED_ABOUT
            and (reviewer or user.is_admin or _speaks_for_agency(user, idea)),
            moderate=handed_in and (reviewer or user.is_admin),
            hand_over=user.is_admin and idea.status != IdeaStatus.MERGED,
        )


def _speaks_for_agency(user: Reader, idea: Idea) -> bool:
    """Of the agency that is to carry the idea out."""
    version = idea.public_version
    own = user.organisation_id if user.is_authenticated else None
    return own is not None and version is not None and version.owner_agency_id == own


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
