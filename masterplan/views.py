"""The public page of the masterplan, and the admin's page that compiles it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from masterplan import services
from masterplan.book.single import print_idea
from masterplan.models import Build, Edition
from masterplan.permissions import MasterplanPermissions
from masterplan.readiness import requirements_of
from submissions.models import Idea
from submissions.reading import version_for
from submissions.views.fetch import get_idea
from tobasmart.queue import broker_answers

HTMX_STOP_POLLING = 286


@require_safe
@login_not_required
def masterplan(request: HttpRequest) -> HttpResponse:
    """The newest published edition, or that there is none yet."""
    edition = Edition.objects.exclude(published_at=None).newest_first().first()
    build = Build.objects.finished().filter(edition=edition).first() if edition else None
    allowed = MasterplanPermissions.of(request.user)
    context = {"edition": edition, "build": build, "allowed": allowed}
    return render(request, "masterplan/masterplan.html", context)


def _edition() -> Edition:
    edition = Edition.objects.select_related("programme").newest_first().first()
    if edition is None:
        raise Http404
    return edition


@require_safe
def compile_page(request: HttpRequest) -> HttpResponse:
    """Progress, readiness and finished files."""
    if not MasterplanPermissions.of(request.user).read_drafts:
        raise PermissionDenied("admin")
    edition = _edition()
    builds = list(Build.objects.filter(edition=edition).order_by("-requested_at", "-pk")[:12])
    ready = requirements_of(edition.programme)
    return render(
        request,
        "masterplan/compile_page.html",
        {
            "edition": edition,
            "build": builds[0] if builds else None,
            "finished": [build for build in builds if build.file],
            "requirements": ready,
            "complete": sum(1 for row in ready if row.state == "done"),
            "idea_count": Idea.objects.in_force().filter(programme=edition.programme).count(),
            "allowed": MasterplanPermissions.of(request.user),
        },
    )


@require_POST
def compile_start(request: HttpRequest) -> HttpResponse:
    """ "Susun draf": one build at a time; a second click joins the running one."""
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")
    _, is_new = services.request_build(_edition(), actor=request.user)
    if not broker_answers():
        messages.warning(
            request,
            "Antrean penyusunan sedang tidak terjangkau. Draf disusun begitu antrean pulih.",
        )
    elif not is_new:
        messages.info(request, "Penyusunan sudah berjalan; Anda melihat yang sama.")
    return redirect("masterplan:compile_page")


@require_safe
def compile_progress(request: HttpRequest) -> HttpResponse:
    """The progress box alone, polled every 2 seconds while a build is active."""
    if not MasterplanPermissions.of(request.user).read_drafts:
        raise PermissionDenied("admin")
    build = Build.objects.filter(edition=_edition()).order_by("-requested_at", "-pk").first()
    active = bool(build and build.is_active)
    response = render(
        request,
        "masterplan/_progress.html",
        {"build": build},
        status=200 if active else HTMX_STOP_POLLING,
    )
    if not active:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@login_not_required
def build_download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A finished file: a published edition for everyone, a draft for those who may read it."""
    build = get_object_or_404(Build.objects.select_related("edition").exclude(file=""), key=key)
    published = build.edition.published_at is not None
    if not published and not MasterplanPermissions.of(request.user).read_drafts:
        raise Http404
    name = f"masterplan-{build.edition.slug}-{build.finished_at:%Y%m%d-%H%M}.pdf"
    return FileResponse(build.file.open("rb"), as_attachment=True, filename=name)


@require_safe
@login_not_required
def idea_pdf(request: HttpRequest, address: str) -> HttpResponse:
    """One idea on paper, in the version this reader may see."""
    idea = get_idea(request, address)
    version = version_for(request.user, idea)
    if version is None:
        raise Http404
    response = HttpResponse(print_idea(idea, version), content_type="application/pdf")
    name = f"gagasan-{idea.address}-v{version.number}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
