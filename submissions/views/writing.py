"""Writing ideas: the form, handing in, withdrawing, deleting, sharing."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dimensions.models import Programme
from submissions import services, transitions
from submissions.forms import IdeaForm
from submissions.models import Idea
from submissions.permissions import IdeaPermissions, IntakePermissions
from submissions.text import IdeaText
from submissions.views.fetch import get_idea
from tobasmart.ui.formats import datetime_id

ALREADY_SENT = "Gagasan ini sudah terkirim dengan kode {code}."
CLOSED = (
    "Pengumpulan gagasan sedang ditutup."
    " Draf Anda tetap tersimpan dan dapat dikirim bila dibuka lagi."
)


@require_http_methods(["GET", "HEAD", "POST"])
def idea_new(request: HttpRequest) -> HttpResponse:
    """A new idea: save as a draft or hand it in with one POST."""
    programme = Programme.objects.filter(is_current=True).first()
    if programme is None or not IntakePermissions.of(request.user, programme).write:
        raise PermissionDenied("participant")
    return _handle_form(request, programme, idea=None)


@require_http_methods(["GET", "HEAD", "POST"])
def idea_edit(request: HttpRequest, address: str) -> HttpResponse:
    """Go on writing: a draft, a returned idea, or the next version of an approved one."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).edit:
        if idea.code and request.method == "POST":
            messages.info(request, ALREADY_SENT.format(code=idea.code))
            return redirect(idea)
        raise PermissionDenied("writer")
    return _handle_form(request, idea.programme, idea=idea)


def _handle_form(request: HttpRequest, programme: Programme, *, idea: Idea | None) -> HttpResponse:
    text = IdeaText.of((idea.draft_version or idea.current_version) if idea else None)
    form = IdeaForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        text=text,
        revision=idea.revision if idea else 1,
    )
    if request.method != "POST" or "budget-add" in request.POST:
        return _render_form(request, form, idea, checked=False)
    sends = request.POST.get("action") == "send"
    complete = form.is_valid() and (not sends or form.check_complete())
    if not complete:
        return _render_form(request, form, idea, status=422)
    return _store(request, form, idea, sends=sends)


def _store(request: HttpRequest, form: IdeaForm, idea: Idea | None, *, sends: bool) -> HttpResponse:
    data = form.cleaned_data
    open_now = IntakePermissions.of(request.user, form.programme).submit
    common = {"actor": request.user, "text": form.text()}
    try:
        if sends and open_now:
            stored = services.hand_in(
                idea, programme=form.programme, revision=data["revision"], key=data["key"], **common
            )
            return redirect("submissions:idea_sent", stored.address)
        if idea is None:
            stored = services.create_draft(programme=form.programme, key=data["key"], **common)
            idea = (
                None
                if stored.revision == 1 and IdeaText.of(stored.draft_version) == common["text"]
                else stored
            )
        if idea is not None:
            stored = services.save_draft(idea, revision=data["revision"], **common)
    except services.EditConflictError as conflict:
        return _render_conflict(request, form, conflict.idea)
    except (transitions.TransitionError, services.NotAllowedError):
        return _explain_refusal(request, idea, data["key"])
    if sends:
        messages.warning(request, CLOSED)
    else:
        messages.success(request, "Draf tersimpan.")
    return redirect("submissions:idea_edit", stored.address)


def _explain_refusal(request: HttpRequest, idea: Idea | None, key: uuid.UUID) -> HttpResponse:
    """The idea has moved on: say where it is instead of writing anything."""
    known = idea or Idea.objects.filter(author=request.user, creation_key=key).first()
    if known is None:
        raise PermissionDenied("writer")
    known.refresh_from_db()
    messages.info(
        request,
        ALREADY_SENT.format(code=known.code)
        if known.code
        else "Gagasan ini tidak dapat diubah lagi.",
    )
    return redirect(known)


def _render_conflict(request: HttpRequest, form: IdeaForm, stored: Idea) -> HttpResponse:
    """Both texts on one page: the form keeps what was typed, the stored text stands beside it."""
    fresh = IdeaText.of(stored.draft_version or stored.current_version)
    form.data = form.data.copy()
    form.data["revision"] = str(stored.revision)
    typed = form.text()
    labels = {
        "title": "Judul",
        "problem": "Masalah",
        "solution": "Solusi",
        "beneficiaries": "Penerima manfaat",
    }
    differences = [
        (label, getattr(fresh, name), getattr(typed, name))
        for name, label in labels.items()
        if getattr(fresh, name) != getattr(typed, name)
    ]
    context = {
        "conflict": True,
        "saved_at": datetime_id(stored.updated_at),
        "differences": differences,
        "other_parts_differ": not differences,
    }
    return _render_form(request, form, stored, status=409, **context)


def _render_form(
    request: HttpRequest,
    form: IdeaForm,
    idea: Idea | None,
    *,
    status: int = 200,
    checked: bool = True,
    **context,
) -> HttpResponse:
    if not checked and form.is_bound:
        form.errors.clear()
    context |= {
        "form": form,
        "idea": idea,
        "programme": form.programme,
        "show_errors": checked and form.is_bound,
    }
    context["budget_errors"] = form.budget_errors if checked else []
    return render(request, "submissions/idea_form.html", context, status=status)


@require_POST
def idea_submit(request: HttpRequest, address: str) -> HttpResponse:
    """Hand in a stored draft from its page, where all answers stand."""
    idea = get_idea(request, address)
    if idea.code and not IdeaPermissions.of(request.user, idea).submit:
        messages.info(request, ALREADY_SENT.format(code=idea.code))
        return redirect(idea)
    if not IdeaPermissions.of(request.user, idea).submit:
        raise PermissionDenied("writer")
    if not IntakePermissions.of(request.user, idea.programme).submit:
        messages.warning(request, CLOSED)
        return redirect(idea)
    try:
        idea = transitions.submit_idea(idea, actor=request.user)
    except transitions.IncompleteError:
        messages.error(
            request,
            "Gagasan belum lengkap: isi judul, dimensi, masalah, dan solusi, lalu kirim lagi.",
        )
        return redirect("submissions:idea_edit", idea.address)
    except (transitions.TransitionError, transitions.NotAllowedError):
        messages.info(request, "Status gagasan sudah berubah.")
        return redirect(idea)
    return redirect("submissions:idea_sent", idea.address)


@require_safe
def idea_sent(request: HttpRequest, address: str) -> HttpResponse:
    """What happens next and by when."""
    idea = get_idea(request, address)
    if not idea.code:
        return redirect(idea)
    return render(request, "submissions/idea_sent.html", {"idea": idea})


@require_POST
def idea_withdraw(request: HttpRequest, address: str) -> HttpResponse:
    """Take a handed-in idea out."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).withdraw:
        raise PermissionDenied("writer")
    try:
        transitions.withdraw_idea(
            idea, actor=request.user, reason=request.POST.get("reason", "")[:500]
        )
    except (transitions.TransitionError, transitions.NotAllowedError):
        messages.error(request, "Status gagasan sudah berubah, jadi tidak dapat ditarik.")
    else:
        messages.success(request, "Gagasan ditarik.")
    return redirect(idea)


@require_POST
def idea_delete(request: HttpRequest, address: str) -> HttpResponse:
    """Remove an own draft."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).delete:
        raise PermissionDenied("writer")
    services.delete_draft(idea, actor=request.user)
    messages.success(request, "Draf dihapus.")
    return redirect("portal:mine")


@require_POST
def idea_share(request: HttpRequest, address: str) -> HttpResponse:
    """Open a draft to the own organisation, or close it again."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).share:
        raise PermissionDenied("writer")
    services.share_draft(idea, actor=request.user, is_shared=request.POST.get("shared") == "1")
    messages.success(request, "Pengaturan berbagi disimpan.")
    return redirect(idea)
