"""Writes about people: registration, approval, invitation, grants, unlocking."""

import re
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.text import slugify

from accounts.choices import OrganisationKind, Role, Scope
from accounts.models import Consent, Grant, Organisation, User
from dimensions.models import Dimension
from tobasmart.audit.services import record

CONSENT_VERSION = "2026-11"


class LastAdminError(Exception):
    """The portal would be left without an admin."""


def free_username(email: str) -> str:
    """A user name made from the mail's first part and random digits; it says nothing more."""
    base = re.sub(r"[^a-z0-9]", "", email.partition("@")[0].lower())[:20] or "pengguna"
    return f"{base}-{secrets.token_hex(3)}"


@transaction.atomic
def complete_registration(
    user: User, *, display_name: str, kind: str, business_name: str, agency: Organisation | None
) -> User:
    """After sign-up: businesses join at once as participants, agencies wait for an admin."""
    user.display_name = display_name
    if kind == OrganisationKind.OPD:
        user.requested_organisation = agency
    else:
        user.organisation = _new_organisation(business_name, kind)
    user.save(update_fields=["display_name", "organisation", "requested_organisation"])
    Consent.objects.create(
        user=user, purpose="account", text_version=CONSENT_VERSION, source="registration"
    )
    if user.organisation:
        Grant.objects.create(user=user, role=Role.PARTICIPANT)
    record(actor=user, action="user.registered", target=user, label=user.username, kind=kind)
    return user


def _new_organisation(name: str, kind: str) -> Organisation:
    key = f"{slugify(name)[:40] or 'usaha'}-{secrets.token_hex(3)}"
    return Organisation.objects.create(key=key, name=name, kind=kind)


@transaction.atomic
def approve_membership(user: User, *, actor: User) -> User:
    """An admin confirms that the person belongs to the agency they named."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.requested_organisation_id is None:
        return user
    user.organisation_id, user.requested_organisation = user.requested_organisation_id, None
    user.save(update_fields=["organisation", "requested_organisation"])
    Grant.objects.get_or_create(
        user=user, role=Role.PARTICIPANT, scope=Scope.EVERYTHING, defaults={"granted_by": actor}
    )
    record(actor=actor, action="user.approved", target=user, label=user.username)
    return user


@transaction.atomic
def refuse_membership(user: User, *, actor: User) -> User:
    """The person keeps the account without belonging to the agency."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.requested_organisation_id is not None:
        user.requested_organisation = None
        user.save(update_fields=["requested_organisation"])
        record(actor=actor, action="user.refused", target=user, label=user.username)
    return user


@transaction.atomic
def invite_person(
    *, actor: User, email: str, display_name: str, organisation: Organisation | None
) -> User:
    """An account without a password; the person sets one through "lupa kata sandi"."""
    user = User.objects.create_user(
        free_username(email), email, None, display_name=display_name, organisation=organisation
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Grant.objects.create(user=user, role=Role.PARTICIPANT, granted_by=actor)
    record(actor=actor, action="user.invited", target=user, label=user.username)
    return user


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
        actor=actor, action="grant.given", target=user, label=user.username, role=role,
        dimension=dimension.code if dimension else "",
    )  # fmt: skip
    return grant


@transaction.atomic
def take_role(grant: Grant, *, actor: User) -> None:
    """End a grant now. Raises ``LastAdminError`` when nobody else could govern the portal."""
    admins = (
        Grant.objects.active()
        .select_for_update()
        .filter(role=Role.ADMIN, scope=Scope.EVERYTHING, user__is_active=True)
    )
    if grant.role == Role.ADMIN and not [row for row in admins if row.user_id != grant.user_id]:
        raise LastAdminError
    record(
        actor=actor,
        action="grant.taken",
        target=grant.user,
        label=grant.user.username,
        role=grant.role,
    )
    grant.delete()


@transaction.atomic
def set_active(user: User, *, actor: User, is_active: bool) -> User:
    """Close an account (its sessions end with the next click, its authorship stays) or open it."""
    if not is_active and user.is_admin:
        raise LastAdminError
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        action = "user.activated" if is_active else "user.deactivated"
        record(actor=actor, action=action, target=user, label=user.username)
    return user


@transaction.atomic
def record_unlock(user: User, *, actor: User) -> None:
    """The trace of an unlocking; the counter itself lives in the sign-in adapter."""
    record(actor=actor, action="user.unlocked", target=user, label=user.username)
