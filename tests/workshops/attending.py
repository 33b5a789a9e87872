"""A session at which people check in: its desk, what is typed, what stands in the audit."""

import uuid

from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant
from tests.factories import UserFactory
from tests.factories.workshops import SessionFactory
from tobasmart.audit.models import AuditEntry
from workshops import hall_code
from workshops.models import Attendance, Forum, Participant, Record, Workshop


def session_now(**changes):
    """A running session; numbers given by the service are above those of the factories."""
    session = SessionFactory(**changes)
    Workshop.objects.filter(pk=session.workshop_id).update(last_number=100_000)
    return session


def door_of(session):
    return f"/h/{hall_code.token_of(session)}/"


def answers(**changes):
    """What a guest types."""
    values = {
        "key": str(uuid.uuid4()), "name": "Rosma Sihombing", "organisation": "Tenun Ulos Balige",
        "kind": "umkm", "email": "", "consent": "on",
    }  # fmt: skip
    return values | changes


def desk_of(session, **changes):
    """Somebody with a grant for the desk of this session."""
    user = UserFactory()
    values = {
        "role": Role.DESK, "scope": Scope.SESSION, "session_key": session.key,
        "valid_from": session.rights_from, "valid_until": session.rights_until,
    }  # fmt: skip
    Grant.objects.create(user=user, **(values | changes))
    return user


def walk_in(**changes):
    values = {
        "key": str(uuid.uuid4()), "name": "Togap Sirait", "organisation": "Kopi Sirait",
        "kind": "umkm",
    }  # fmt: skip
    return values | changes


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def seal(forum):
    """As the service does: the forum first, then its record."""
    now, user = timezone.now(), UserFactory()
    Forum.objects.filter(pk=forum.pk).update(sealed_at=now)
    Record.objects.create(
        forum=forum, number="BA-1", content={}, sha256="0" * 64, created_by=user,
        sealed_at=now, sealed_by=user,
    )  # fmt: skip


def rows():
    """How many participants, attendances and audit entries there are."""
    return (Participant.objects.count(), Attendance.objects.count(), AuditEntry.objects.count())


def desk_url(session, act=""):
    return f"/sesi/{session.key}/meja/{act}"
