"""Lists with names leave the portal: each time is counted and stands in the audit."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record, times_lately
from workshops.models import Session
from workshops.permissions import SessionPermissions

# Source: docs/security.md (RATE-LIMIT, export).
MAX_EXPORTS = 10
PERIOD = timedelta(hours=1)
ACTION = "attendance.exported"


class TooManyExportsError(Exception):
    """The person's ten in an hour are used up; ``free_at`` is when the next may be had."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__(free_at.isoformat())
        self.free_at = free_at


@transaction.atomic
def note_export(session: Session, *, actor: User, format: str, rows: int) -> None:
    """Before names go out. Raises ``NotAllowedError`` and ``TooManyExportsError``."""
    if not SessionPermissions.of(actor, session).see_names:
        raise NotAllowedError("names")
    times = times_lately(actor, (ACTION,), within=PERIOD)
    if len(times) >= MAX_EXPORTS:
        raise TooManyExportsError(times[-MAX_EXPORTS] + PERIOD)
    record(actor=actor, action="attendance.exported", target=session, format=format, rows=rows)
