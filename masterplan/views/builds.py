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
from masterplan.readiness import readiness_of
from submissions.models import Idea
from submissions.reading import version_for
from submissions.views.fetch import get_idea
from tobasmart.queue import broker_answers

HTMX_STOP_POLLING = 286


@require_safe
@login_not_required
def masterplan(request: HttpRequest) -> HttpResponse:
    """The newest published edition, or that there is none yet."""
    published = list(
        Edition.objects.exclude(published_at=None)
        .select_related("published_build")
        .order_by("-number")
    )
    context = {
        "edition": published[0] if published else None,
        "build": published[0].published_build if published else None,
        "older": published[1:],
        "allowed": MasterplanPermissions.of(request.user),
    }
    return render(request, "masterplan/masterplan.html", context)


def current_edition() -> Edition:
    """The edition on its way, else the newest."""
    edition = Edition.objects.select_related("programme").newest_first().first()
    if edition is None:
        raise Http404
    return edition


@require_safe
def compile_page(request: HttpRequest) -> HttpResponse:
    """Progress, readiness and finished files."""
    if not MasterplanPermissions.of(request.user).read_drafts:
        raise PermissionDenied("admin")
    edition = current_edition()
    builds = list(Build.objects.filter(edition=edition).order_by("-requested_at", "-pk")[:12])
    ideas, *chapters = readiness_of(edition.programme, edition_id=edition.pk)
    rows = [row for group in chapters for row in group.rows]
    return render(
        request,
        "masterplan/compile_page.html",
        {
            "edition": edition,
            "build": builds[0] if builds else None,
            "finished": [build for build in builds if build.file],
            "requirements": ideas.rows,
            "complete": sum(1 for row in ideas.rows if row.is_met),
            "contents_total": len(rows),
            "contents_complete": sum(1 for row in rows if row.is_met),
            "idea_count": Idea.objects.in_force().filter(programme=edition.programme).count(),
            "allowed": MasterplanPermissions.of(request.user),
        },
    )


@require_POST
def compile_start(request: HttpRequest) -> HttpResponse:
    """ "Susun draf": one build at a time; a second click joins the running one."""
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")
    _, is_new = services.request_build(current_edition(), actor=request.user)
    if not broker_answers():
        messages.warning(
            request,
            "Antrean penyusunan sedang tidak terjangkau. Draf disusun begitu antrean pulih.",
        )
    elif not is_new:
        messages.info(request, "Penyusunan sudah berjalan; Anda melihat yang sama.")
    return redirect("masterplan:compile_page")


@require_POST
def compile_cancel(request: HttpRequest) -> HttpResponse:
    """ "Batalkan": ends the build that is shown; another may be started at once."""
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")
    build = Build.objects.active().filter(edition=current_edition()).first()
    if build and services.cancel_build(build, actor=request.user):
        messages.success(request, "Penyusunan dibatalkan. Berkas terakhir tetap aman.")
    else:
        messages.info(request, "Penyusunan itu sudah selesai.")
    return redirect("masterplan:compile_page")


@require_safe
def compile_progress(request: HttpRequest) -> HttpResponse:
    """The progress box alone, polled every 2 seconds while a build is active."""
    if not MasterplanPermissions.of(request.user).read_drafts:
        raise PermissionDenied("admin")
    build = Build.objects.filter(edition=current_edition()).order_by("-requested_at", "-pk").first()
    active = bool(build and build.is_active)
    response = render(
        request,
        "masterplan/_progress.html",
        {"build": build, "allowed": MasterplanPermissions.of(request.user)},
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
    published = build.edition.published_build_id == build.pk
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
