"""Pages that show several apps at once."""

import json
import shutil
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_safe

from dimensions.models import Dimension, Programme
from masterplan.models import Edition
from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.views.ideas import list_ideas
from tobasmart.audit.services import changes_of, record
from tobasmart.portal import numbers
from tobasmart.portal.forms import ProgrammeForm
from tobasmart.portal.pulse import PULSE_KEY
from tobasmart.queue import broker_answers
from workshops.models import Workshop

PULSE_MAX_AGE = 90
DISK_MIN_BYTES = 500 << 20


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where the process stands, the six dimensions, what is new."""
    programme = Programme.objects.filter(is_current=True).first()
    public = Idea.objects.filter(is_hidden=False).exclude(
        status__in=[IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN]
    )
    workshops = list(Workshop.objects.for_list())
    return render(
        request,
        "portal/home.html",
        {
            "programme": programme,
            "figures": numbers.figures(public),
            "phases": numbers.phases(programme, workshops),
            "dimensions": numbers.dimensions_with_counts(public),
            "newest": Idea.objects.in_force().for_cards().order_by("-decided_at", "-pk")[:4],
            "workshop": next(
                (w for w in workshops if not w.is_over), workshops[-1] if workshops else None
            ),
            "edition": Edition.objects.exclude(published_at=None).newest_first().first(),
        },
    )


@require_safe
@login_not_required
def dimension_list(request: HttpRequest) -> HttpResponse:
    public = Idea.objects.filter(is_hidden=False).exclude(
        status__in=[IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN]
    )
    context = {"dimensions": numbers.dimensions_with_counts(public)}
    return render(request, "portal/dimension_list.html", context)


@require_safe
@login_not_required
def dimension(request: HttpRequest, slug: str) -> HttpResponse:
    """Target, status share and ideas of one dimension."""
    found = get_object_or_404(Dimension.objects.prefetch_related("subdimensions"), slug=slug)
    listing = list_ideas(request, dimension=found)
    return render(request, "portal/dimension.html", {"dimension": found, **listing})


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest) -> HttpResponse:
    """Years, intake window and promises of the current programme, by an admin."""
    if not request.user.is_admin:
        raise PermissionDenied("admin")
    current = get_object_or_404(Programme, is_current=True)
    form = ProgrammeForm(request.POST or None, instance=current)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/programme.html", {"form": form}, status=status)
    with transaction.atomic():
        changes = changes_of(form)
        form.save()
        record(actor=request.user, action="programme.changed", target=current, changes=changes)
    messages.success(request, "Program disimpan dan langsung berlaku.")
    return redirect("portal:programme")


@require_safe
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """To a visitor: up. To a monitor with the token, or an admin: what answers and what not."""
    token = request.headers.get("X-Health-Token", "")
    known = bool(settings.HEALTH_TOKEN) and constant_time_compare(token, settings.HEALTH_TOKEN)
    if not known and not (request.user.is_authenticated and request.user.is_admin):
        return HttpResponse("ok\n", content_type="text/plain")
    checks = _checks()
    status = 200 if all(checks.values()) else 503
    return HttpResponse(json.dumps(checks), status=status, content_type="application/json")


def _checks() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    pulse = cache.get(PULSE_KEY)
    age = datetime.now(UTC).timestamp() - pulse if pulse else None
    return {
        "database": True,
        "valkey": broker_answers(),
        "worker": age is not None and age < PULSE_MAX_AGE,
        "disk": shutil.disk_usage(settings.VAR).free > DISK_MIN_BYTES,
    }
