"""The sessions and forums a person leads or stands at the desk of: today, to come, past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from workshops.models import Forum, Session
from workshops.permissions import SessionPermissions

PAST_SHOWN = 20
STAFF_ROLES = (Role.FACILITATOR, Role.DESK)


@dataclass(frozen=True)
class OwnSession:
    """``allowed`` is what the person may do there now: rights begin a day before."""

    session: Session
    forums: list[Forum]
    has_desk: bool
    allowed: SessionPermissions

    @property
    def begins(self) -> datetime:
        return self.session.rights_from


def own_sessions(user: User) -> dict[str, list[OwnSession]]:
    """``today``, ``coming`` (the nearest first) and ``past`` (the newest first, twenty at most)."""
    grants = list(user.grants.filter(role__in=STAFF_ROLES))
    everywhere = user.is_admin or any(
        grant.scope == Scope.EVERYTHING and grant.role in STAFF_ROLES for grant in user.grants_now
    )
    rows = Session.objects.select_related("workshop").prefetch_related(
        Prefetch("forums", Forum.objects.for_cards().order_by("dimension__position"))
    )
    if not everywhere:
        rows = rows.filter(key__in={grant.session_key for grant in grants if grant.session_key})
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    tomorrow = today + timedelta(days=1)
    parts: dict[str, QuerySet[Session]] = {
        "today": rows.filter(starts_at__lt=tomorrow, ends_at__gt=today),
        "coming": rows.filter(starts_at__gte=tomorrow),
        "past": rows.filter(ends_at__lte=today).order_by("-starts_at", "-pk")[:PAST_SHOWN],
    }
    return {name: _own(user, found, grants) for name, found in parts.items()}


def _own(user: User, sessions: Iterable[Session], grants: list[Grant]) -> list[OwnSession]:
    found = []
    for session in sessions:
        here = [grant for grant in grants if _holds_at(grant, session)]
        leads = [grant for grant in here if grant.role == Role.FACILITATOR]
        every = user.is_admin or any(grant.dimension_id is None for grant in leads)
        dimensions = {grant.dimension_id for grant in leads}
        forums = [row for row in session.forums.all() if every or row.dimension_id in dimensions]
        has_desk = user.is_admin or bool(here)
        found.append(OwnSession(session, forums, has_desk, SessionPermissions.of(user, session)))
    return found


def _holds_at(grant: Grant, session: Session) -> bool:
    """For the session, at whatever time: a task that is over is still remembered."""
    if grant.scope == Scope.SESSION:
        return grant.session_key == session.key
    return grant.scope == Scope.EVERYTHING
