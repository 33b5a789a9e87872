"""Who may open the pages about the people of a workshop."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from workshops.models import Workshop
from workshops.permissions import WorkshopPermissions

NOT_YOURS = "Halaman ini untuk panitia BimTek, pada hari-hari tugasnya."


def get_workshop(slug: str) -> Workshop:
    return get_object_or_404(Workshop.objects.select_related("programme"), slug=slug)


def workshop_for(request: HttpRequest, slug: str, act: str) -> tuple[Workshop, WorkshopPermissions]:
    """The workshop and what this person may do; ``PermissionDenied`` without the right ``act``."""
    workshop = get_workshop(slug)
    allowed = WorkshopPermissions.of(request.user, workshop)
    if not getattr(allowed, act):
        raise PermissionDenied(NOT_YOURS)
    return workshop, allowed
