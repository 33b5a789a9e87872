"""Writes about people: registration, approval, invitation, closing, unlocking."""

import re
import secrets

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts import emails
from accounts.choices import OrganisationKind, Role, Scope
from accounts.models import Consent, Grant, Organisation, User
from accounts.services.grants import LastAdminError
from tobasmart.audit.services import record

CONSENT_VERSION = "2026-11-24"


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
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    agency = user.requested_organisation
    if agency is None:
        return user
    before = user.audit_organisation
    user.organisation, user.requested_organisation = agency, None
    user.save(update_fields=["organisation", "requested_organisation"])
    Grant.objects.get_or_create(
        user=user, role=Role.PARTICIPANT, scope=Scope.EVERYTHING, defaults={"granted_by": actor}
    )
    changes = {"organisation": [before, agency.key]}
    record(actor=actor, action="user.approved", target=user, label=user.username, changes=changes)
    emails.membership_answered(user, agency, is_approved=True)
    return user


@transaction.atomic
def refuse_membership(user: User, *, actor: User) -> User:
    """The person keeps the account without belonging to the agency."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    agency = user.requested_organisation
    if agency is not None:
        user.requested_organisation = None
        user.save(update_fields=["requested_organisation"])
        record(
            actor=actor, action="user.refused", target=user, label=user.username,
            organisation=agency.key,
        )  # fmt: skip
        emails.membership_answered(user, agency, is_approved=False)
    return user


@transaction.atomic
def invite_person(
    *, actor: User, email: str, display_name: str, organisation: Organisation | None
) -> User:
    """An account without a password; the mail in the outbox lets the person set one."""
    user = User.objects.create_user(
        free_username(email), email, None, display_name=display_name, organisation=organisation
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Grant.objects.create(user=user, role=Role.PARTICIPANT, granted_by=actor)
    record(
        actor=actor, action="user.invited", target=user, label=user.username,
        organisation=user.audit_organisation,
    )  # fmt: skip
    emails.invite([user])
    return user


@transaction.atomic
def invite_again(user: User, *, actor: User) -> bool:
    """A new mail for an invitation that was never used; False when the person needs none."""
    if not User.objects.invited().filter(pk=user.pk).exists():
        return False
    record(actor=actor, action="user.invited_again", target=user, label=user.username)
    emails.invite([user])
    return True


@transaction.atomic
def set_active(user: User, *, actor: User, is_active: bool) -> User:
    """Close an account (its sessions end at once, its authorship stays) or open it again."""
    if not is_active and user.is_admin:
        raise LastAdminError
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        action = "user.activated" if is_active else "user.deactivated"
        record(actor=actor, action=action, target=user, label=user.username)
    if not is_active:
        end_sessions(user)
    return user


def end_sessions(user: User) -> int:
    """Delete every session of the person, also those no list knows; how many there were."""
    known = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    now = timezone.now()
    others = [
        row.session_key
        for row in Session.objects.filter(expire_date__gt=now).iterator()
        if row.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    UserSession.objects.filter(user=user).delete()
    ended, _ = Session.objects.filter(session_key__in={*known, *others}).delete()
    return ended


@transaction.atomic
def record_unlock(user: User, *, actor: User) -> None:
    """The trace of an unlocking; the counter itself lives in the sign-in adapter."""
    record(actor=actor, action="user.unlocked", target=user, label=user.username)
