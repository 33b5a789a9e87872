"""The save that a form sends by itself; its answers are read by static/js/save_draft.js."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dimensions.models import Programme
from submissions import services
from submissions.forms import STEPS, TextForm
from submissions.models import Idea
from submissions.permissions import IdeaPermissions, IntakePermissions
from submissions.transitions import NotAllowedError
from submissions.views.fetch import get_idea
from submissions.views.writing import (
    ALREADY_SENT,
    begun_idea,
    build_form,
    save_number,
    wants_full,
)
from tobasmart.ui.formats import time_id

ENDED = (
    "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan."
)
CONFLICT = "Draf ini juga diubah di perangkat lain pukul {time}. Pilih versi yang dipakai."
LOCKED = "Gagasan ini tidak dapat diubah lagi."
UNREADABLE = "Belum tersimpan di server. Muat ulang halaman ini; tulisan ada di perangkat ini."


@require_POST
@login_not_required
def idea_autosave(request: HttpRequest, address: str) -> JsonResponse:
    """Store what is valid so far. An ended session is told: a script cannot follow to a login."""
    return _ended(request) or _autosave(request, get_idea(request, address))


@require_POST
@login_not_required
def idea_autosave_new(request: HttpRequest) -> JsonResponse:
    """The same for a form that has no draft yet, or does not know that it has."""
    return _ended(request) or _autosave(request, begun_idea(request))


def _ended(request: HttpRequest) -> JsonResponse | None:
    """Nobody signed in, or somebody else on a shared phone: their text is not this person's."""
    user = request.user
    if user.is_authenticated and request.POST.get("user") == str(user.pk):
        return None
    return JsonResponse({"text": ENDED}, status=401)


def _autosave(request: HttpRequest, idea: Idea | None) -> JsonResponse:
    if idea and not IdeaPermissions.of(request.user, idea).edit:
        return _gone(idea)
    programme = idea.programme if idea else Programme.objects.filter(is_current=True).first()
    if idea is None and not IntakePermissions.of(request.user, programme).write:
        raise PermissionDenied("participant")
    form = build_form(request, idea, _step(request), programme=programme)
    form.is_valid()  # text() leaves what is not valid as it is stored
    if {"key", "revision"} & set(form.errors):
        return JsonResponse({"text": UNREADABLE}, status=400)
    try:
        return _saved(request, form, _store(request, form, idea))
    except services.EditConflictError as conflict:
        text = CONFLICT.format(time=time_id(conflict.idea.updated_at))
        return JsonResponse({"text": text}, status=409)
    except NotAllowedError:
        return _gone(idea or begun_idea(request))


def _store(request: HttpRequest, form: TextForm, idea: Idea | None) -> Idea:
    data = form.cleaned_data
    return services.autosave(
        idea,
        actor=request.user,
        programme=form.programme,
        text=form.text(),
        revision=data["revision"],
        page=services.Page(data["key"], save_number(request)),
    )


def _saved(request: HttpRequest, form: TextForm, idea: Idea) -> JsonResponse:
    held = _held_back(form)
    text = f"Tersimpan {time_id(idea.updated_at)}"
    answer: dict[str, Any] = {
        "text": f"{text}, kecuali: {', '.join(held)}" if held else text,
        "held": held,
        "draft": idea.draft_key,
        "revision": idea.revision,
        "url": _place(request, idea),
        "save_url": reverse("submissions:idea_autosave", args=[idea.address]),
    }
    return JsonResponse(answer)


def _held_back(form: TextForm) -> list[str]:
    """What the form calls the fields and rows whose typed value could not be stored."""
    fields = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    rows = [sentence.split(":")[0] for _, sentence in form.row_errors]
    return list(dict.fromkeys([*fields, *rows]))


def _place(request: HttpRequest, idea: Idea) -> str:
    """Where this form goes on as the draft's own."""
    step = _step(request)
    if step:
        return reverse("submissions:idea_step", args=[idea.address, step])
    place = reverse("submissions:idea_edit", args=[idea.address])
    return place if wants_full(request) else f"{place}?formulir=lengkap"


def _step(request: HttpRequest) -> int | None:
    step = request.POST.get("step", "")
    return int(step) if step in {str(number) for number in STEPS} else None


def _gone(idea: Idea | None) -> JsonResponse:
    """Sent or decided meanwhile: where it is now."""
    if idea is None:
        return JsonResponse({"text": LOCKED}, status=410)
    text = ALREADY_SENT.format(code=idea.code) if idea.code else LOCKED
    return JsonResponse({"text": text, "url": idea.get_absolute_url()}, status=410)
