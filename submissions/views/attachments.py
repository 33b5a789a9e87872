"""Files beside an idea: handed out to those who may read, taken and changed by those who write.

With script a row comes back for the form, or a sentence that says why not; without it everything
happens on a page of its own (``attachment_list``).
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from submissions.choices import FileKind
from submissions.forms.attachments import AttachmentForm, CaptionForm
from submissions.models import Attachment, Idea
from submissions.permissions import IdeaPermissions
from submissions.reading import files_of, is_writer, readable_file
from submissions.services import attachments as service
from submissions.transitions import NotAllowedError, TransitionError
from submissions.views.fetch import get_idea
from tobasmart.files import serving
from tobasmart.files.refusals import RefusedFile
from tobasmart.files.storage import DiskFull

DISK_FULL = "Berkas belum tersimpan karena ruang server penuh. Tulisan Anda aman. Coba lagi nanti."
NO_LONGER = "Gagasan ini tidak dapat diubah lagi, jadi berkasnya tetap seperti semula."
REFUSALS = (RefusedFile, DiskFull, NotAllowedError, TransitionError)
STEPS = {"1", "2", "3", "4"}


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
    """The files of the version being written, on a page that needs no script."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).edit:
        raise PermissionDenied("writer")
    return _render_list(request, idea)


@require_POST
def attachment_add(request: HttpRequest, address: str) -> HttpResponse:
    """Take one file into the version being written."""
    idea = _writable(request, address)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, idea, _first_error(form), 422, form=form)
    data = form.cleaned_data
    try:
        attachment = service.attach_file(idea, actor=request.user, **data)
    except REFUSALS as refusal:
        return _refuse(request, idea, *_sentence(refusal), form=form)
    return _done(request, idea, attachment, "Berkas tersimpan.", status=201)


@require_POST
def attachment_caption(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Say in words what a file shows."""
    idea = _writable(request, address)
    attachment, form = _own(idea, key), CaptionForm(request.POST)
    if not form.is_valid():
        return _refuse(request, idea, _first_error(form), 422)
    try:
        described = service.describe_file(attachment, actor=request.user, **form.cleaned_data)
    except REFUSALS as refusal:
        return _refuse(request, idea, *_sentence(refusal))
    return _done(request, idea, described, "Keterangan tersimpan.")


@require_POST
def attachment_remove(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Take a file out of the version being written; it can be brought back for an hour."""
    idea = _writable(request, address)
    attachment = _own(idea, key)
    try:
        service.remove_file(attachment, actor=request.user)
    except REFUSALS as refusal:
        return _refuse(request, idea, *_sentence(refusal))
    if request.htmx:
        context = {"idea": idea, "file": attachment}
        return render(request, "submissions/_attachment_removed.html", context)
    return redirect(f"{_list_url(request, idea)}#dihapus-{attachment.key}")


@require_POST
def attachment_restore(request: HttpRequest, address: str, key: uuid.UUID) -> HttpResponse:
    """Bring back a file that was just taken out."""
    idea = _writable(request, address)
    attachment = _own(idea, key)
    try:
        restored = service.restore_file(attachment, actor=request.user)
    except REFUSALS as refusal:
        return _refuse(request, idea, *_sentence(refusal))
    return _done(request, idea, restored, "Berkas dikembalikan.")


def _readable(request: HttpRequest, address: str, key: uuid.UUID) -> Attachment:
    attachment = readable_file(request.user, get_idea(request, address), key)
    if attachment is None:
        raise Http404
    return attachment


def _writable(request: HttpRequest, address: str) -> Idea:
    """An idea of this person's; whether it may still change is asked when it is locked."""
    idea = get_idea(request, address)
    if not is_writer(request.user, idea):
        raise PermissionDenied("writer")
    return idea


def _own(idea: Idea, key: uuid.UUID) -> Attachment:
    return get_object_or_404(idea.attachments, key=key)


def _first_error(form: CaptionForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _sentence(refusal: Exception) -> tuple[str, int]:
    """What to say, and the status: 422 for what another file would mend, 409 for all else."""
    if isinstance(refusal, RefusedFile):
        return str(refusal), 422
    return (DISK_FULL if isinstance(refusal, DiskFull) else NO_LONGER), 409


def _refuse(
    request: HttpRequest,
    idea: Idea,
    sentence: str,
    status: int,
    form: AttachmentForm | None = None,
) -> HttpResponse:
    if request.htmx:
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    if not IdeaPermissions.of(request.user, idea).edit:
        messages.error(request, sentence)
        return redirect(idea)
    if form and not form.errors:
        form.add_error("file", sentence)
    return _render_list(request, idea, status=status, form=form, refusal=sentence)


def _done(
    request: HttpRequest, idea: Idea, attachment: Attachment, said: str, status: int = 200
) -> HttpResponse:
    if request.htmx:
        context = {"idea": idea, "file": attachment}
        return render(request, "submissions/_attachment_row.html", context, status=status)
    messages.success(request, said)
    return redirect(_list_url(request, idea))


def _list_url(request: HttpRequest, idea: Idea) -> str:
    """The files' page, which remembers the step of the form the person came from."""
    step = request.GET.get("langkah", "")
    url = reverse("submissions:attachment_list", args=[idea.address])
    return f"{url}?langkah={step}" if step in STEPS else url


def _render_list(
    request: HttpRequest,
    idea: Idea,
    *,
    status: int = 200,
    form: AttachmentForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    version = idea.draft_version or idea.current_version
    files = files_of(version) if version else []
    step = request.GET.get("langkah", "")
    context: dict[str, Any] = {
        "idea": idea,
        "files": files,
        "removed": service.removed_files(idea, files),
        "form": form or AttachmentForm(),
        "refusal": "" if form else refusal,
        "room": settings.ATTACHMENTS_PER_IDEA - len(files),
        "step": step if step in STEPS else "",
    }
    return render(request, "submissions/attachment_list.html", context, status=status)
