"""The demo's accounts and practice workshop. Production has no DEMO and refuses to make them."""

import json
import os
import secrets
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.choices import OrganisationKind, Role
from accounts.models import Grant, Organisation, User
from workshops.demo import prepare_practice

# (role printed, user name, display name, organisation key, granted role)
PEOPLE = [
    ("opd", "opd", "Rina Simbolon", "kominfo", Role.PARTICIPANT),
    ("umkm", "umkm", "Maruli Tampubolon", "umkm-ulos-laguboti", Role.PARTICIPANT),
    ("fasilitator", "fasilitator", "Togi Sitorus", "perpus", Role.FACILITATOR),
    ("peninjau", "peninjau", "Lamria Sitorus", "bapperida", Role.REVIEWER),
    ("peninjau", "peninjau2", "Hotma Napitupulu", "inspektorat", Role.REVIEWER),
    ("admin", "admin", "Sekretariat Smart City", "setda", Role.ADMIN),
]


def accounts_file() -> Path:
    return Path(settings.VAR) / "demo-accounts.json"


@transaction.atomic
def create_demo_accounts() -> None:
    """Make what is missing; passwords are new when the file that holds them is gone."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo accounts exist only with DEMO settings.")
    known = {row["username"]: row for row in _stored()}
    rows = []
    for role, username, name, key, granted in PEOPLE:
        user = User.objects.filter(username=username).first() or _create(
            username, name, key, granted
        )
        password = known.get(username, {}).get("password") or secrets.token_urlsafe(12)
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        rows.append({"role": role, "username": username, "password": password})
    _write(rows)


def prepare_demo_workshop() -> None:
    """A BimTek to try everything in, open today; every demo account takes part."""
    usernames = [username for _, username, *_ in PEOPLE]
    leading = [username for _, username, _, _, role in PEOPLE if role == Role.FACILITATOR]
    prepare_practice(usernames, facilitators=leading)


def _create(username: str, name: str, key: str, granted: Role) -> User:
    organisation, _ = Organisation.objects.get_or_create(
        key=key, defaults={"name": "Ulos Laguboti", "kind": OrganisationKind.UMKM}
    )
    user = User.objects.create_user(
        username, f"{username}@toba.example", None, display_name=name, organisation=organisation
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role in {Role.PARTICIPANT, granted}:
        Grant.objects.create(user=user, role=role)
    return user


def _stored() -> list[dict[str, str]]:
    try:
        rows: list[dict[str, str]] = json.loads(accounts_file().read_text())
    except (OSError, ValueError):
        return []
    return rows


def _write(rows: list[dict[str, str]]) -> None:
    half = accounts_file().with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(json.dumps(rows, indent=1) + "\n")
    half.replace(accounts_file())
