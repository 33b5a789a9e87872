"""Who may do what at a workshop, in one place (docs/security.md, tested cell by cell)."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.choices import Role, Scope
from submissions.querysets import Reader
from workshops.choices import Phase
from workshops.models import Attendance, Forum, Participant, Session, Workshop

BOARD_PHASES = frozenset({Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY})


def holds_in_session(
    user: Reader, role: Role, session: Session, *, dimension_id: int | None = None
) -> bool:
    """Whether a grant in force gives ``role`` in this session.

    With ``dimension_id``, for that dimension: a session's grant may be limited to one.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    return any(
        grant.role == role
        and (
            grant.scope == Scope.EVERYTHING
            or (
                grant.scope == Scope.SESSION
                and grant.session_key == session.key
                and (dimension_id is None or grant.dimension_id in {None, dimension_id})
            )
        )
        for grant in user.grants_now
    )


def is_facilitator(user: Reader, forum: Forum) -> bool:
    """Of this session and dimension, at this moment; admins stand in for everyone."""
    if not user.is_authenticated:
        return False
    return user.is_admin or holds_in_session(
        user, Role.FACILITATOR, forum.session, dimension_id=forum.dimension_id
    )


@dataclass(frozen=True)
class SessionPermissions:
    """What one person may do at one session."""

    check_in_self: bool = False
    check_in_others: bool = False
    see_names: bool = False
    # The facilitators' own: rehearse before the day, read its summary afterwards.
    lead: bool = False
    rehearse: bool = False
    manage: bool = False

    @classmethod
    def of(
        cls, user: Reader, session: Session, participant: Participant | None = None
    ) -> "SessionPermissions":
        admin = user.is_authenticated and user.is_active and user.is_admin
        lead = admin or holds_in_session(user, Role.FACILITATOR, session)
        desk = lead or holds_in_session(user, Role.DESK, session)
        return cls(
            check_in_self=participant is not None and session.is_open_for_check_in,
            check_in_others=desk,
            see_names=desk,
            lead=lead,
            rehearse=lead and timezone.now() < session.check_in_from,
            manage=admin,
        )


@dataclass(frozen=True)
class WorkshopPermissions:
    """What one person may do with the people of a workshop, at whichever of its sessions."""

    see_people: bool = False
    invite: bool = False
    issue_certificates: bool = False
    manage: bool = False

    @classmethod
    def of(cls, user: Reader, workshop: Workshop) -> "WorkshopPermissions":
        if not user.is_authenticated or not user.is_active:
            return cls()
        if user.is_admin:
            return cls(see_people=True, invite=True, issue_certificates=True, manage=True)
        sessions = list(workshop.sessions.all()) if user.grants_now else []
        return cls(
            see_people=any(SessionPermissions.of(user, row).see_names for row in sessions),
            issue_certificates=any(
                holds_in_session(user, Role.FACILITATOR, row) for row in sessions
            ),
        )


@dataclass(frozen=True)
class ForumPermissions:
    """What one person may do in one forum now. Templates read it as ``allowed``."""

    see_board: bool = False
    join: bool = False
    write: bool = False
    vote: bool = False
    run: bool = False
    moderate: bool = False
    group: bool = False
    promote: bool = False
    write_minutes: bool = False
    seal: bool = False
    amend: bool = False  # add to a sealed record

    @classmethod
    def of(
        cls, user: Reader, forum: Forum, participant: Participant | None = None
    ) -> "ForumPermissions":
        run = is_facilitator(user, forum)
        open_to_change = forum.sealed_at is None
        takes_part = participant is not None and is_present(participant, forum.session)
        watches = user.is_authenticated and (
            user.has_role(Role.REVIEWER) or user.has_role(Role.OBSERVER)
        )
        return cls(
            see_board=run or takes_part or watches,
            join=takes_part and open_to_change,
            write=takes_part and open_to_change and forum.phase == Phase.COLLECT,
            vote=takes_part and open_to_change and forum.phase == Phase.VOTE,
            run=run and open_to_change,
            moderate=run and open_to_change and forum.phase in BOARD_PHASES,
            group=run and open_to_change and forum.phase == Phase.GROUP,
            promote=run
            and open_to_change
            and forum.phase == Phase.SUMMARY
            and not forum.session.is_rehearsal,
            write_minutes=run and open_to_change,
            seal=run
            and open_to_change
            and forum.phase in {Phase.SUMMARY, Phase.CLOSED}
            and not forum.session.is_rehearsal,
            amend=run and not open_to_change,
        )


def is_present(participant: Participant, session: Session) -> bool:
    """Checked in to the session; one query."""
    return Attendance.objects.filter(session=session, participant=participant).exists()
