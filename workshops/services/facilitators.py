"""Who leads and who stands at the desk: grants that begin and end with their session."""

from django.db import transaction

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from dimensions.models import Dimension
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import emails
from workshops.models import Session
from workshops.permissions import SessionPermissions

STAFF_ROLES = (Role.FACILITATOR, Role.DESK)


@transaction.atomic
def assign(
    session: Session, *, actor: User, person: User, role: Role, dimension: Dimension | None = None
) -> Grant:
    """Give a task at the session: facilitator of one dimension or of all, or desk.

    Twice the same is the first one. The person is told. Raises ``NotAllowedError``.
    """
    if not SessionPermissions.of(actor, session).manage:
        raise NotAllowedError("admin")
    if role not in STAFF_ROLES or not person.is_active:
        raise NotAllowedError("person")
    grant, is_new = write_grant(session, person=person, role=role, dimension=dimension, by=actor)
    if is_new:
        _note(actor, "workshop.staff_assigned", session, grant)
        emails.staff_assigned(session, grant)
    return grant


@transaction.atomic
def unassign(grant: Grant, *, actor: User, session: Session) -> None:
    """Take a task back; it ends at once, open streams too (``workshops.leaving``)."""
    if not SessionPermissions.of(actor, session).manage:
        raise NotAllowedError("admin")
    row = Grant.objects.select_for_update(of=("self",)).filter(pk=grant.pk)
    held = row.filter(scope=Scope.SESSION, session_key=session.key).select_related(
        "user", "dimension"
    )
    found = held.first()
    if found is None:  # somebody else was faster
        return
    _note(actor, "workshop.staff_removed", session, found)
    emails.staff_removed(session, found)
    found.delete()


def write_grant(
    session: Session, *, person: User, role: Role, dimension: Dimension | None, by: User | None
) -> tuple[Grant, bool]:
    """The grant's row, and whether it is new. Call in a transaction; audit is the caller's."""
    # One task of a person after the other: two clicks give one row.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return Grant.objects.get_or_create(
        user=person,
        role=role,
        scope=Scope.SESSION,
        session_key=session.key,
        dimension=dimension if role == Role.FACILITATOR else None,
        defaults={
            "valid_from": session.rights_from,
            "valid_until": session.rights_until,
            "granted_by": by,
        },
    )


def staff_of(sessions: list[Session]) -> dict[str, list[Grant]]:
    """Session key to its grants: facilitators by dimension, then the desk; one query."""
    keys = [session.key for session in sessions]
    rows = Grant.objects.filter(scope=Scope.SESSION, session_key__in=keys, role__in=STAFF_ROLES)
    rows = rows.select_related("user__organisation", "dimension").order_by(
        "-role", "dimension__position", "user__display_name", "pk"
    )
    found: dict[str, list[Grant]] = {key: [] for key in keys}
    for row in rows:
        found[row.session_key].append(row)
    return found


def _note(actor: User, action: str, session: Session, grant: Grant) -> None:
    record(
        actor=actor,
        action=action,
        target=session,
        person=grant.user_id,
        role=grant.role,
        dimension=grant.dimension.code if grant.dimension else "",
    )
