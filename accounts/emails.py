"""Whom to tell about accounts. Rows are written inside the act's transaction."""

from collections.abc import Iterable

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Absence, Organisation, User
from tobasmart.notifications.models import Outbox
from tobasmart.notifications.services import notify

_BATCH = 500


def invite(people: Iterable[User]) -> None:
    """A mail with a link that sets the first password.

    Mail alone, no notice: who has no password reads no notices, and the link is nobody else's.
    """
    now = timezone.now()
    rows = []
    for person in people:
        text = render_to_string("emails/accounts/invited.txt", _invitation(person))
        subject, _, body = text.strip().partition("\n")
        rows.append(
            Outbox(
                recipient=person,
                subject=subject.strip()[:200],
                body=body.strip() + "\n",
                not_before=now,
            )
        )
    Outbox.objects.bulk_create(rows, batch_size=_BATCH)


def membership_answered(person: User, agency: Organisation, *, is_approved: bool) -> None:
    notify(
        [person],
        "accounts/membership_answered",
        {"agency": agency, "is_approved": is_approved},
        kind="account",
        path=reverse("portal:mine"),
    )


def replacement_named(absence: Absence) -> None:
    _tell_replacement(absence, "replacement_named")


def replacement_not_needed(absence: Absence) -> None:
    _tell_replacement(absence, "replacement_not_needed")


def removal_asked() -> None:
    """Every admin hears that somebody asked; who it is must not outlive the account in a notice."""
    notify(
        User.objects.with_role(Role.ADMIN),
        "accounts/removal_asked",
        {},
        kind="account",
        path=reverse("accounts:people_list") + "?kelompok=minta-hapus",
    )


def _tell_replacement(absence: Absence, template: str) -> None:
    if absence.replacement:
        notify(
            [absence.replacement],
            f"accounts/{template}",
            {"absence": absence},
            kind="assignment",
            path=reverse("submissions:review_list"),
        )


def _invitation(person: User) -> dict[str, object]:
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": token},
    )
    return {
        "person": person,
        "portal_address": settings.PORTAL_ADDRESS,
        "set_password_path": path,
        "ask_again_path": reverse("account_reset_password"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
