"""Writes about people and organisations, one module for each subject."""

from accounts.services.absences import (
    AbsenceError,
    add_absence,
    remove_absence,
    replacement_for,
    replacements_on,
)
from accounts.services.grants import LastAdminError, give_role, guard_last_admin, take_role
from accounts.services.importing import (
    ImportChangedError,
    RefusedRowsError,
    apply_import,
    check_again,
    check_import,
    example_of,
    fates,
    store_import,
)
from accounts.services.organisations import change_organisation
from accounts.services.people import (
    CONSENT_VERSION,
    approve_membership,
    complete_registration,
    end_sessions,
    free_username,
    invite_again,
    invite_person,
    record_unlock,
    refuse_membership,
    set_active,
)
from accounts.services.removal_requests import ask_for_removal, take_back_removal_request

__all__ = [
    "CONSENT_VERSION",
    "AbsenceError",
    "ImportChangedError",
    "LastAdminError",
    "RefusedRowsError",
    "add_absence",
    "apply_import",
    "approve_membership",
    "ask_for_removal",
    "change_organisation",
    "check_again",
    "check_import",
    "complete_registration",
    "end_sessions",
    "example_of",
    "fates",
    "free_username",
    "give_role",
    "guard_last_admin",
    "invite_again",
    "invite_person",
    "record_unlock",
    "refuse_membership",
    "remove_absence",
    "replacement_for",
    "replacements_on",
    "set_active",
    "store_import",
    "take_back_removal_request",
    "take_role",
]
