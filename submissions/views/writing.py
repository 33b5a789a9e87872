"""Writing ideas: the full form, and what its steps share with it: build, store, explain."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.choices import OrganisationKind
from dimensions.models import Programme
from submissions import services, transitions
from submissions.choices import IdeaStatus
from submissions.consent import CONSENT_VERSION
from submissions.forms import STEPS, IdeaForm, StepForm, TextForm
from submissions.forms.steps import LAST_STEP
from submissions.models import Idea
from submissions.permissions import IdeaPermissions, IntakePermissions
from submissions.text import IdeaText
from submissions.views.fetch import get_idea
from submissions.views.form_page import render_conflict, render_form

ALREADY_SENT = "Gagasan ini sudah terkirim dengan kode {code}."
CLOSED = (
    "Pengumpulan gagasan sedang ditutup."
    " Draf Anda tetap tersimpan dan dapat dikirim bila dibuka lagi."
)


@require_http_methods(["GET", "HEAD", "POST"])
def idea_new(request: HttpRequest) -> HttpResponse:
    """A new idea, on the short or the full form; the first save makes the draft."""
    programme = Programme.objects.filter(is_current=True).first()
    if programme is None or not IntakePermissions.of(request.user, programme).write:
        raise PermissionDenied("participant")
    if request.method == "POST":
        step = 1 if request.POST.get("step") == "1" else None
        return handle_form(request, begun_idea(request), step, programme=programme)
    return handle_form(request, None, None if wants_full(request) else 1, programme=programme)


@require_http_methods(["GET", "HEAD", "POST"])
def idea_edit(request: HttpRequest, address: str) -> HttpResponse:
    """Go on writing: a draft, a returned idea, or the next version of an approved one."""
    idea = get_idea(request, address)
    if answer := refuse_edit(request, idea):
        return answer
    if request.method == "POST" or wants_full(request):
        return handle_form(request, idea)
    if idea.status == IdeaStatus.NEEDS_REVISION:
        return redirect("submissions:idea_check", idea.address)
    return redirect("submissions:idea_step", idea.address, 1)


def wants_full(request: HttpRequest) -> bool:
    """Agencies get the full form, others four short steps; a link lets either switch."""
    choice = request.GET.get("formulir")
    if choice in {"lengkap", "singkat"}:
        return choice == "lengkap"
    organisation = request.user.organisation
    return organisation is not None and organisation.kind == OrganisationKind.OPD


def refuse_edit(request: HttpRequest, idea: Idea) -> HttpResponse | None:
    """The answer to who may not write this idea now; None for who may."""
    if IdeaPermissions.of(request.user, idea).edit:
        return None
    if idea.code and request.method == "POST":
        messages.info(request, ALREADY_SENT.format(code=idea.code))
        return redirect(idea)
    raise PermissionDenied("writer")


def build_form(
    request: HttpRequest,
    idea: Idea | None,
    step: int | None = None,
    *,
    programme: Programme | None = None,
) -> TextForm:
    """The full form, or that of one step, over what is stored; bound when something is posted."""
    form = STEPS[step] if step else IdeaForm
    return form(
        request.POST if request.method == "POST" else None,
        programme=programme or idea.programme,
        text=IdeaText.of((idea.draft_version or idea.current_version) if idea else None),
        revision=idea.revision if idea else 1,
    )


def store_form(
    request: HttpRequest, form: TextForm, idea: Idea | None, *, page: services.Page | None = None
) -> Idea:
    """Save the answers of a form that was checked; the first time this makes the draft.

    Raises ``EditConflictError`` and ``NotAllowedError`` like ``services.save_draft``.
    """
    data, text = form.cleaned_data, form.text()
    page = page or services.Page(data["key"], save_number(request))
    if idea is None:
        idea = services.create_draft(
            actor=request.user,
            programme=form.programme,
            text=text,
            key=page.key,
            number=page.number,
        )
        if idea.revision == 1 and IdeaText.of(idea.draft_version) == text:
            return idea
    return services.save_draft(
        idea, actor=request.user, text=text, revision=data["revision"], page=page
    )


def handle_form(
    request: HttpRequest,
    idea: Idea | None,
    step: int | None = None,
    *,
    programme: Programme | None = None,
) -> HttpResponse:
    """Show the form, or check and store what was posted and lead on."""
    form = build_form(request, idea, step, programme=programme)
    if request.method != "POST" or form.adds_row:
        return render_form(request, form, idea, checked=False)
    sends = request.POST.get("action") == "send" and step is None
    complete = form.is_valid() and (not sends or form.check_complete())
    if not complete:
        return render_form(request, form, idea, status=422)
    is_open = IntakePermissions.of(request.user, form.programme).submit
    try:
        if sends and is_open:
            return redirect("submissions:idea_sent", _hand_in(request, form, idea).address)
        stored = store_form(request, form, idea)
    except services.EditConflictError as conflict:
        return render_conflict(request, form, conflict.idea)
    except (transitions.TransitionError, transitions.NotAllowedError):
        return _explain_refusal(request, idea, form.cleaned_data["key"])
    if sends:
        messages.warning(request, CLOSED)
    return _lead_on(request, form, stored)


def _hand_in(request: HttpRequest, form: TextForm, idea: Idea | None) -> Idea:
    data = form.cleaned_data
    return services.hand_in(
        idea,
        actor=request.user,
        programme=form.programme,
        text=form.text(),
        revision=data["revision"],
        key=data["key"],
        consent_version=CONSENT_VERSION,
    )


def _lead_on(request: HttpRequest, form: TextForm, idea: Idea) -> HttpResponse:
    """To the next step, back to the check page, or out of the form."""
    action = request.POST.get("action")
    if action == "leave":
        messages.success(request, "Draf tersimpan.")
        return redirect("portal:mine")
    if action == "files":
        place = reverse("submissions:attachment_list", args=[idea.address])
        return redirect(f"{place}?langkah={form.number}" if isinstance(form, StepForm) else place)
    if action == "check" or request.GET.get("kembali") == "periksa":
        return redirect("submissions:idea_check", idea.address)
    if isinstance(form, StepForm):
        if form.number == LAST_STEP:
            return redirect("submissions:idea_check", idea.address)
        return redirect("submissions:idea_step", idea.address, form.number + 1)
    if action != "send":
        messages.success(request, "Draf tersimpan.")
    place = reverse("submissions:idea_edit", args=[idea.address])
    is_usual = "formulir" not in request.GET and wants_full(request)
    return redirect(place if is_usual else f"{place}?formulir=lengkap")


def begun_idea(request: HttpRequest) -> Idea | None:
    """The draft that this form began before: its page was sent again, or its answer got lost."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    known: Any = Idea.objects.filter(author=request.user, creation_key=key).first()
    return get_idea(request, known.address) if known else None


def save_number(request: HttpRequest) -> int | None:
    """Which save of its page this is; only a page with script counts them."""
    number = request.POST.get("number", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


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
