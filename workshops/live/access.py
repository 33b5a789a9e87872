"""Who may listen to a forum: the rules of its pages, asked without a Django request."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts import second_factor
from workshops import presenter
from workshops.door import GUEST_COOKIE, find_participant
from workshops.live.wanted import Wanted
from workshops.models import Forum, Participant
from workshops.permissions import ForumPermissions, is_facilitator

PRESENTER = "presenter"


class Audience(IntEnum):
    """Which text of an event a listener gets; the number is its place in ``Event.texts``."""

    PUBLIC = 0
    STAFF = 1


@dataclass(frozen=True)
class Pass:
    """That somebody may listen. ``person`` says who without a name: for limits and counts."""

    forum_id: int
    audience: Audience
    person: str
    user_id: int | None

    @property
    def is_phone(self) -> bool:
        return self.audience is Audience.PUBLIC and self.person != PRESENTER


class UnknownForumError(Exception):
    """No forum has this code."""


def pass_for(wanted: Wanted) -> Pass | None:
    """The right of this request to listen, None where it has none. Raises ``UnknownForumError``.

    Six queries at most, and none for somebody who shows nothing at all.
    """
    cookie = wanted.cookies.get(settings.SESSION_COOKIE_NAME, "")
    guest = wanted.cookies.get(GUEST_COOKIE, "")
    if not (cookie or guest or wanted.token):
        return None
    try:  # not first(): that would sort
        forum = Forum.objects.select_related("session").get(code__iexact=wanted.code)
    except Forum.DoesNotExist:
        raise UnknownForumError from None
    if not wanted.is_staff and presenter.opens(wanted.token, forum):
        return Pass(forum.pk, Audience.PUBLIC, PRESENTER, None)
    user = user_of(cookie)
    if second_factor.is_missing_for(user):
        return None
    if wanted.is_staff:
        return _pass(forum, Audience.STAFF, user) if is_facilitator(user, forum) else None
    participant = find_participant(user, guest, forum.session)
    if not ForumPermissions.of(user, forum, participant).see_board:
        return None
    return _pass(forum, Audience.PUBLIC, user if user.is_authenticated else participant)


def _pass(forum: Forum, audience: Audience, who: Any) -> Pass:
    if isinstance(who, Participant):
        return Pass(forum.pk, audience, f"guest {who.pk}", None)
    return Pass(forum.pk, audience, f"user {who.pk}", who.pk)


def user_of(session_key: str) -> Any:
    """The person behind a session cookie, as Django's middleware finds them; active ones only."""
    request = HttpRequest()
    request.session = _reading_store()(session_key or None)
    return get_user(request)


@cache
def _reading_store() -> type[SessionBase]:
    """Sessions as they are stored, read only: nothing here can hand the phone a new cookie."""
    store = import_module(settings.SESSION_ENGINE).SessionStore

    class Reading(store):  # type: ignore[misc, valid-type]
        # Django makes it from the name of the class, and that would be ours.
        key_salt = store().key_salt

        def cycle_key(self) -> None:
            """After a change of the secret key the next page does this."""

        def flush(self) -> None:
            """A page does this, too."""

    return Reading
