"""Files beside an idea: handed out to those who may read, taken and changed by those who write."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from submissions.choices import FileKind
from submissions.models import Attachment, Idea
from submissions.permissions import IdeaPermissions
from submissions.reading import files_of, readable_file
from submissions.services import attachments as service
from submissions.transitions import NotAllowedError, TransitionError
from submissions.views.fetch import get_idea
from tobasmart.files import serving
from tobasmart.files.names import clean_caption
from tobasmart.files.refusals import RefusedFile
from tobasmart.files.storage import DiskFull

DISK_FULL = "Berkas belum tersimpan karena ruang server penuh. Coba lagi nanti; tulisan Anda aman."
NO_LONGER = "Gagasan ini tidak dapat diubah lagi, jadi berkasnya tetap seperti semula."
REFUSED = (RefusedFile, DiskFull, NotAllowedError, TransitionError)


@require_safe
@login_not_required
def attachment_file(request: HttpRequest, address: str, key: uuid.UUID) -> FileResponse:
    """Download a file of a version the reader may read."""
    attachment = _readable(request, address, key)
    return serving.download(attachment.key, attachment.name)


@require_safe
@login_not_required
def attachment_thumbnail(request: HttpRequest, address: str, key: uuid.UUID) -> FileResponse:
    """The small picture shown on the idea's page."""
    attachment = _readable(request, address, key)
    if attachment.kind != FileKind.IMAGE:
        raise Http404
    return serving.thumbnail(attachment.key)


@require_safe
def attachment_list(request: HttpRequest, address: str) -> HttpResponse:
    """The files of the version being written, on a page of their own: it needs no script."""
    return _render_list(request, _writable(request, address))


@require_POST
def attachment_add(request: HttpRequest, address: str) -> HttpResponse:
    """Take one file. To the script: its row, or the sentence that says why not."""
    idea = _writable(request, address)
    try:
        attachment = service.attach_file(
            idea,
            actor=request.user,
            file=request.FILES.get("file"),
            upload_key=_key_of(request),
            caption=clean_caption(request.POST.get("caption", "")),
        )
    except REFUSED as refusal:
        return _refuse(request, idea, refusal)
    if request.htmx:
        return _row(request, idea, attachment, status=201)
    messages.success(request, "Berkas tersimpan.")
    return redirect("submissions:attachment_list", idea.address)


@require_POST
def attachment_caption(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Say in words what a file shows."""
    idea = _writable(request, address)
    caption = clean_caption(request.POST.get("caption", ""))
    try:
        attachment = service.describe_file(_own(idea, key), actor=request.user, caption=caption)
    except REFUSED as refusal:
        return _refuse(request, idea, refusal)
    if request.htmx:
        return _row(request, idea, attachment)
    messages.success(request, "Keterangan tersimpan.")
    return redirect("submissions:attachment_list", idea.address)


@require_POST
def attachment_remove(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Take a file out of the version being written; it can be brought back for an hour."""
    idea = _writable(request, address)
    attachment = _own(idea, key)
    try:
        service.remove_file(attachment, actor=request.user)
    except REFUSED as refusal:
        return _refuse(request, idea, refusal)
    context = {"idea": idea, "file": attachment}
    if request.htmx:
        return render(request, "submissions/_attachment_removed.html", context)
    return _render_list(request, get_idea(request, address), removed=attachment)


@require_POST
def attachment_restore(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Bring back a file that was just taken out."""
    idea = _writable(request, address)
    try:
        attachment = service.restore_file(_own(idea, key), actor=request.user)
    except REFUSED as refusal:
        return _refuse(request, idea, refusal)
    if request.htmx:
        return _row(request, idea, attachment)
    messages.success(request, "Berkas dikembalikan.")
    return redirect("submissions:attachment_list", idea.address)
