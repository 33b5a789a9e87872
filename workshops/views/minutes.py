"""Notulen: three sections that save themselves, and the lines marked in it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from submissions.services.pages import Page
from submissions.transitions import NotAllowedError
from tobasmart.ui.formats import time_id
from workshops.forms.minutes import FORMS, MarkForm, SectionForm
from workshops.models import Forum, MinuteMark
from workshops.permissions import ForumPermissions
from workshops.services import minutes as services
from workshops.services.board_refusals import SEALED, NotNowError
from workshops.views.running import run_forum

ENDED = (
    "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan."
)
CONFLICT = "Bagian ini juga diubah orang lain pukul {time}. Pilih tulisan yang dipakai."
UNREADABLE = "Belum tersimpan di server. Muat ulang halaman ini; tulisan ada di perangkat ini."
FULL = "Tanda sudah terlalu banyak. Hapus yang tidak perlu lebih dulu."


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """All sections; a section sent by hand is stored, and two texts are shown side by side."""
    forum = run_forum(request, code)
    if request.method != "POST":
        return minutes_page(request, forum)
    form = section_form(request, forum)
    if form is None:
        return redirect("workshops:minutes", code)
    if not form.is_valid():
        return minutes_page(request, forum, sent=form, status=422)
    try:
        _store(request, forum, form)
    except services.MinutesConflictError as conflict:
        return _both_texts(request, forum, form, conflict)
    except (NotAllowedError, NotNowError):
        return minutes_page(request, forum, sent=form, closed=SEALED, status=409)
    messages.success(request, "Notulen tersimpan.")
    return redirect(reverse("workshops:minutes", args=[code]) + f"#{form.section}")


@require_POST
@login_not_required
def minutes_autosave(request: HttpRequest, code: str) -> JsonResponse:
    """What a section saves by itself; its answers are read by static/js/save_draft.js."""
    user = request.user
    if not user.is_authenticated or request.POST.get("user") != str(user.pk):
        return JsonResponse({"text": ENDED}, status=401)
    forum = run_forum(request, code)
    form = section_form(request, forum)
    if form is None:
        return JsonResponse({"text": UNREADABLE}, status=400)
    form.is_valid()  # what is not valid stays as it is stored
    if {"key", "revision"} & set(form.errors):
        return JsonResponse({"text": UNREADABLE}, status=400)
    try:
        return _saved(form, _store(request, forum, form), forum)
    except services.MinutesConflictError as conflict:
        time = time_id(conflict.minutes.updated_at)
        return JsonResponse({"text": CONFLICT.format(time=time)}, status=409)
    except (NotAllowedError, NotNowError):
        place = reverse("workshops:minutes", args=[code])
        return JsonResponse({"text": SEALED, "url": place}, status=410)


@require_POST
def mark_add(request: HttpRequest, code: str) -> HttpResponse:
    """Mark a decision or a follow-up."""
    forum = run_forum(request, code)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _marks_answer(request, forum, form, status=422)
    try:
        services.add_mark(forum, actor=request.user, **form.cleaned_data)
    except services.TooManyMarksError:
        form.add_error(None, FULL)
        return _marks_answer(request, forum, form, status=422)
    except NotAllowedError as error:
        raise PermissionDenied("facilitator") from error
    except NotNowError as error:
        form.add_error(None, error.sentence)
        return _marks_answer(request, forum, form, status=409)
    return _marks_answer(request, forum)


@require_POST
def mark_remove(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Take a mark away; its words say which one was meant."""
    forum = run_forum(request, code)
    words = request.POST.get("text", "")
    try:
        services.remove_mark(forum, actor=request.user, position=position, text=words)
    except NotAllowedError as error:
        raise PermissionDenied("facilitator") from error
    except NotNowError as error:
        messages.warning(request, error.sentence)
    return _marks_answer(request, forum)


def section_form(request: HttpRequest, forum: Forum) -> SectionForm | None:
    """The form of the section that was sent; None for an unknown one."""
    kind = FORMS.get(request.POST.get("step", ""))
    if kind is None:
        return None
    return kind(request.POST, minutes=services.minutes_of(forum, request.user))


def minutes_page(
    request: HttpRequest,
    forum: Forum,
    *,
    sent: SectionForm | None = None,
    mark_form: MarkForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    stored = services.minutes_of(forum, request.user)
    forms = {code: kind(minutes=stored) for code, kind in FORMS.items()}
    if sent:
        forms[sent.section] = sent
    context |= marks_context(request, forum, mark_form) | {
        "minutes": stored,
        "forms": forms,
        "sent": sent.section if sent else "",
    }
    return render(request, "workshops/minutes.html", context, status=status)


def marks_context(
    request: HttpRequest, forum: Forum, form: MarkForm | None = None
) -> dict[str, Any]:
    """What the list of marks needs, here and on the control page."""
    return {
        "forum": forum,
        "allowed": ForumPermissions.of(request.user, forum),
        "marks": list(MinuteMark.objects.filter(forum=forum)),
        "mark_form": form or MarkForm(),
    }


def box_context(request: HttpRequest, forum: Forum) -> dict[str, Any]:
    """What ``_minutes_box.html`` needs on the control page: the discussion alone."""
    stored = services.minutes_of(forum, request.user)
    form = FORMS["pembahasan"](minutes=stored)
    return marks_context(request, forum) | {"minutes": stored, "section_form": form}


def _store(request: HttpRequest, forum: Forum, form: SectionForm) -> Any:
    data = form.cleaned_data
    return services.save_minutes(
        forum,
        actor=request.user,
        section=form.section,
        values=form.values(),
        revision=data["revision"],
        page=Page(data["key"], _save_number(request)),
    )


def _save_number(request: HttpRequest) -> int | None:
    """Which save of its page this is; only a page with script counts them."""
    number = request.POST.get("number", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def _saved(form: SectionForm, stored: Any, forum: Forum) -> JsonResponse:
    held = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    text = f"Tersimpan {time_id(stored.updated_at)}"
    return JsonResponse(
        {
            "text": f"{text}, kecuali: {', '.join(held)}" if held else text,
            "held": held,
            "draft": f"notulen-{forum.code}",
            "revision": services.SectionLock.of(stored, form.section).revision,
        }
    )


def _both_texts(
    request: HttpRequest, forum: Forum, form: SectionForm, conflict: Any
) -> HttpResponse:
    """The form keeps what was typed, the stored text stands beside it; saving again is a choice."""
    stored = conflict.minutes
    form.data = form.data.copy()
    form.data["revision"] = str(services.SectionLock.of(stored, form.section).revision)
    form.minutes = stored
    differences = [
        (form.fields[name].label, getattr(stored, name), typed)
        for name, typed in form.values().items()
        if getattr(stored, name) != typed
    ]
    return minutes_page(
        request,
        forum,
        sent=form,
        conflict=True,
        differences=differences,
        saved_at=stored.updated_at,
        status=409,
    )


def _marks_answer(
    request: HttpRequest, forum: Forum, form: MarkForm | None = None, *, status: int = 200
) -> HttpResponse:
    if request.htmx:
        context = marks_context(request, forum, form)
        return render(request, "workshops/_minutes_marks.html", context, status=status)
    if form:
        return minutes_page(request, forum, mark_form=form, status=status)
    return redirect(reverse("workshops:minutes", args=[forum.code.lower()]) + "#tanda")
