"""Roles given and taken. They work at once."""

from datetime import datetime

from django.db import transaction

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from dimensions.models import Dimension
from tobasmart.audit.services import record


class LastAdminError(Exception):
    """The portal would be left without an admin."""


@transaction.atomic
def give_role(
    user: User,
    *,
    actor: User,
    role: Role,
    dimension: Dimension | None = None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Grant:
    """A role for everything or for one dimension, from and until a time. Works at once."""
    grant = Grant.objects.create(
        user=user,
        role=role,
        scope=Scope.DIMENSION if dimension else Scope.EVERYTHING,
        dimension=dimension,
        valid_from=valid_from,
        valid_until=valid_until,
        granted_by=actor,
    )
    record(
        actor=actor, action="grant.given", target=user, label=user.username, **_said_of(grant)
    )  # fmt: skip
    return grant


@transaction.atomic
def take_role(grant: Grant, *, actor: User) -> None:
    """End a grant now. Raises ``LastAdminError`` when nobody else could govern the portal."""
    if grant.role == Role.ADMIN:
        guard_last_admin(grant.user)
    record(
        actor=actor,
        action="grant.taken",
        target=grant.user,
        label=grant.user.username,
        **_said_of(grant),
    )
    grant.delete()


def guard_last_admin(user: User) -> None:
    """Raise ``LastAdminError`` unless somebody else is an admin. Locks the admins' grants."""
    admins = (
        Grant.objects.active()
        .select_for_update()
        .filter(role=Role.ADMIN, scope=Scope.EVERYTHING, user__is_active=True)
    )
    if not [row for row in admins if row.user_id != user.pk]:
        raise LastAdminError


def _said_of(grant: Grant) -> dict[str, str]:
    """What the audit list tells of a grant."""
    said = {"role": grant.role, "dimension": grant.dimension.code if grant.dimension else ""}
    for name in ("valid_from", "valid_until"):
        if moment := getattr(grant, name):
            said[name] = moment.isoformat(timespec="minutes")
    return said
