"""Files in other forms than PDF: ask for one, fetch one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from masterplan.choices import ExportKind
from masterplan.models import Build, ExportJob
from masterplan.permissions import MasterplanPermissions
from masterplan.services.exports import request_export
from submissions.transitions import NotAllowedError


@require_POST
def export_start(request: HttpRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    if kind not in ExportKind.values:
        raise Http404
    build = get_object_or_404(Build.objects.exclude(file=""), key=key)
    try:
        job = request_export(build, actor=request.user, kind=kind)
    except NotAllowedError as error:
        raise PermissionDenied("admin") from error
    if job.file:
        messages.info(request, "Berkas ini sudah jadi.")
    else:
        messages.success(request, "Berkas sedang dibuat. Muat ulang halaman ini sebentar lagi.")
    return redirect("masterplan:compile_page")


@require_safe
@login_not_required
def export_download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """A finished file: of a published edition for everyone, of a draft for who may read it."""
    jobs = ExportJob.objects.select_related("build__edition").exclude(file="")
    job = get_object_or_404(jobs, key=key)
    published = job.build.edition.published_build_id == job.build_id
    if not published and not MasterplanPermissions.of(request.user).read_drafts:
        raise Http404
    return FileResponse(
        job.file.open("rb"), as_attachment=True, filename=job.file.name.rsplit("/", 1)[-1]
    )
