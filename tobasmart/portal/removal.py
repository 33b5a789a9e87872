"""Remove an account on request (UU 27/2022): who it was is erased, what was handed in stays.

Kept: ideas with their organisation, comments, supports and decisions, now of "pengguna dihapus";
entries of workshops without a name (``workshops.services.personal_data``);
consents, because their proof is owed (pasal 24); audit entries, which hold keys and no names.
"""

import secrets

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import REMOVED_DOMAIN, Absence, ImportRun, RemovalRequest, User
from accounts.services import end_sessions, guard_last_admin
from submissions.models import Follow
from submissions.services.hand_over import leave_drafts
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record
from tobasmart.notifications.models import DigestState, Notice, Outbox, Preference
from workshops.services.personal_data import forget_person

DISPLAY_NAME = "pengguna dihapus"


@transaction.atomic
def remove_account(person: User, *, actor: User, basis: str = "") -> User:
    """Erase who the person was. Done twice, the second changes nothing.

    ``basis`` says how the wish arrived when it was not asked for in the portal. Raises
    ``LastAdminError`` when nobody else could govern the portal.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.is_removed:
        return person
    if person.is_admin:
        guard_last_admin(person)
    request = RemovalRequest.objects.filter(person=person).first()
    email = person.email
    given, deleted = leave_drafts(person, actor=actor)
    end_sessions(person)
    _forget_rows(person)
    _forget_imports(email)
    participations = forget_person(person)
    _make_nameless(person)
    _rename_in_audit(person)
    record(
        actor=actor, action="user.removed", target=person, label=person.username,
        asked_at=request.made_at.isoformat(timespec="minutes") if request else "",
        basis=basis, drafts_given=given, drafts_deleted=deleted, participations=participations,
    )  # fmt: skip
    RemovalRequest.objects.filter(person=person).delete()
    return person


def what_would_happen(person: User) -> dict[str, int]:
    """Numbers for the page that asks the admin once more."""
    drafts = person.ideas.filter(status="draft")
    return {
        "ideas": person.ideas.exclude(status="draft").count(),
        "drafts": drafts.count(),
        "comments": person.comments.count(),
        "participations": person.participations.count(),
    }


def _forget_rows(person: User) -> None:
    person.grants.all().delete()
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=person).delete()
    for model in (Notice, Outbox):
        model.objects.filter(recipient=person).delete()
    for model in (Preference, DigestState, Absence, Follow):
        model.objects.filter(person=person).delete()
    Absence.objects.filter(replacement=person).update(replacement=None)


def _forget_imports(email: str) -> None:
    """Dry runs that still hold the address; what was carried out holds keys only."""
    for run in ImportRun.objects.filter(applied_at=None):
        if any(row.get("values", {}).get("email") == email.lower() for row in run.rows):
            run.delete()


def _make_nameless(person: User) -> None:
    name = f"pengguna-dihapus-{secrets.token_hex(4)}"
    person.username, person.email = name, f"{name}{REMOVED_DOMAIN}"
    person.display_name = DISPLAY_NAME
    person.password = make_password(None)
    person.organisation = person.requested_organisation = None
    person.last_login, person.is_active = None, False
    person.save()


def _rename_in_audit(person: User) -> None:
    """User names are made from addresses, so old entries may not go on showing them."""
    with pgtrigger.ignore("audit.AuditEntry:append_only"):
        AuditEntry.objects.filter(target_type=User._meta.label_lower, target_id=person.pk).update(
            target_label=person.username
        )
