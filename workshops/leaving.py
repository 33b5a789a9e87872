"""Streams end when somebody logs out, is deactivated or has a right given or taken.

Only the stream ends; the phone comes back at once and is let in when it still may.
"""

from typing import Any

from accounts.models import Grant, User
from workshops import bell
from workshops.publishing import ring_after_commit


def after_logout(user: User | None, **_: Any) -> None:
    if user is not None:
        _kick(user.pk)


def after_deactivation(instance: User, **_: Any) -> None:
    if not instance.is_active:
        _kick(instance.pk)


def after_grant(instance: Grant, **_: Any) -> None:
    _kick(instance.user_id)


def _kick(user_id: int) -> None:
    ring_after_commit(lambda: bell.kick(user_id))
