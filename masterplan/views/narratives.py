"""The running text of a section: writing, autosave, who writes it."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from masterplan.forms.contents import AssignForm, NarrativeForm
from masterplan.markdown import narrative_html
from masterplan.models import Narrative, Section
from masterplan.permissions import MasterplanPermissions, WorksheetPermissions
from masterplan.services import narratives as services
from masterplan.views.fetch import current_programme
from submissions.transitions import NotAllowedError
from tobasmart.ui.formats import time_id


def _fetch(request: HttpRequest, key: str) -> Narrative:
    section = get_object_or_404(Section, programme=current_programme(), key=key)
    narrative = services.narrative_of(section)
    narrative.section = section
    reads = MasterplanPermissions.of(request.user).read_drafts
    if not (reads or services.may_write(request.user, narrative)):
        raise PermissionDenied("agency")
    return narrative


@require_http_methods(["GET", "HEAD", "POST"])
def narrative(request: HttpRequest, key: str) -> HttpResponse:
    """Text, preview, earlier versions; two writers at once keep both texts."""
    narrative = _fetch(request, key)
    initial = {"text": narrative.text, "is_done": narrative.is_done}
    form = NarrativeForm(request.POST or None, initial=initial)
    stored, status = "", 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _store(request, narrative, form, is_done=form.cleaned_data["is_done"])
        except NotAllowedError as error:
            raise PermissionDenied("agency") from error
        except services.NarrativeConflictError as error:
            narrative, stored, status = error.narrative, error.narrative.text, 409
        else:
            messages.success(request, "Naskah tersimpan.")
            return redirect("masterplan:narrative", key)
    context = {
        "narrative": narrative, "section": narrative.section, "form": form, "stored": stored,
        "html": narrative_html(narrative.text),
        "page_key": request.POST.get("page") or uuid.uuid4(),
        "may_write": services.may_write(request.user, narrative),
        "versions": narrative.versions.select_related("written_by")[:20],
        "assign": AssignForm(
            initial={"organisation": narrative.organisation_id, "due_on": narrative.due_on}
        ),
        "allowed": WorksheetPermissions.of(request.user, is_asked=False),
    }  # fmt: skip
    return render(request, "masterplan/narrative.html", context, status=status)


@require_POST
def autosave(request: HttpRequest, key: str) -> JsonResponse:
    """What was typed so far: ``{"revision", "saved_at"}``, or 409 with the stored text."""
    narrative = _fetch(request, key)
    form = NarrativeForm(request.POST)
    if not form.is_valid():
        texts = [str(text) for rows in form.errors.values() for text in rows]
        return JsonResponse({"sentence": " ".join(texts)}, status=422)
    try:
        saved = _store(request, narrative, form, is_done=None)
    except NotAllowedError as error:
        raise PermissionDenied("agency") from error
    except services.NarrativeConflictError as error:
        return JsonResponse({"stored": error.narrative.text}, status=409)
    return JsonResponse({"revision": saved.revision, "saved_at": time_id(timezone.now())})


def _store(
    request: HttpRequest, narrative: Narrative, form: NarrativeForm, *, is_done: bool | None
) -> Narrative:
    revision = request.POST.get("revision", "")
    return services.save_narrative(
        narrative,
        actor=request.user,
        text=form.cleaned_data["text"],
        revision=int(revision) if revision.isdecimal() else 0,
        page=_page_key(request),
        is_done=is_done,
    )


def _page_key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("page", ""))
    except ValueError:
        return None


@require_POST
def assign(request: HttpRequest, key: str) -> HttpResponse:
    narrative, form = _fetch(request, key), AssignForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Penugasan belum tersimpan. Periksa tenggatnya.")
        return redirect("masterplan:narrative", key)
    try:
        services.assign_narrative(narrative, actor=request.user, **form.cleaned_data)
    except NotAllowedError as error:
        raise PermissionDenied("admin") from error
    messages.success(request, "Penugasan tersimpan.")
    return redirect(reverse("masterplan:narrative", args=[key]))
