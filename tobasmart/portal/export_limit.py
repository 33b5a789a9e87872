"""Ten downloads an hour for one person, counted from the audit entries they leave."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tobasmart.audit.services import times_lately

# Source: docs/security.md (RATE-LIMIT, export).
MAX_EXPORTS = 10
PERIOD = timedelta(hours=1)
ACTIONS = ("audit.exported", "data.downloaded")


def refuse_export(request: HttpRequest) -> HttpResponse | None:
    """The answer that says when to come back; None while the person may download."""
    user: Any = request.user
    times = times_lately(user, ACTIONS, within=PERIOD)
    if len(times) < MAX_EXPORTS:
        return None
    free_at = times[-MAX_EXPORTS] + PERIOD
    answer = render(request, "portal/too_many_downloads.html", {"free_at": free_at}, status=429)
    answer["Retry-After"] = str(max(1, int((free_at - timezone.now()).total_seconds()) + 1))
    return answer
