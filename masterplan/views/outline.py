"""The outline as a tree an admin edits, and what every section still needs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from masterplan.contents import contents_of
from masterplan.forms.contents import SectionForm
from masterplan.models import Section
from masterplan.permissions import MasterplanPermissions
from masterplan.services import outline as services
from masterplan.views.fetch import current_programme


@require_safe
def content_list(request: HttpRequest) -> HttpResponse:
    """What the books need besides ideas, and how much of it is there."""
    allowed = MasterplanPermissions.of(request.user)
    if not allowed.read_drafts:
        raise PermissionDenied("admin")
    found = contents_of(current_programme())
    parts = [part for entry in found for part in entry.parts]
    context = {
        "entries": found, "allowed": allowed, "total": len(parts),
        "complete": sum(1 for part in parts if part.state == "done"),
    }  # fmt: skip
    return render(request, "masterplan/content_list.html", context)


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")
    sections = Section.objects.filter(programme=current_programme()).order_by("position")
    return render(request, "masterplan/outline.html", {"sections": sections})


@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Title, purpose, on or off, and a step up or down among its brothers."""
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")
    section = get_object_or_404(Section, programme=current_programme(), key=key)
    if request.method == "POST" and "geser" in request.POST:
        services.move_section(section, actor=request.user, up=request.POST["geser"] == "naik")
        return redirect("masterplan:outline")
    form = SectionForm(request.POST or None, instance=section)
    if request.method == "POST" and form.is_valid():
        services.change_section(form, actor=request.user)
        messages.success(request, "Kerangka tersimpan.")
        return redirect("masterplan:outline")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "section": section}
    return render(request, "masterplan/section_edit.html", context, status=status)
