"""Acts on ticked ideas: choose, look at what would happen, confirm, and take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.choices import Role
from accounts.models import User
from submissions.forms.desk import MAX_TICKED, BulkForm
from submissions.models import Idea
from submissions.services import bulk
from submissions.services.assigning import present
from submissions.views.desk.nav import (
    check_desk,
    offer_undo,
    place_of,
    taken_offer,
    to_queue,
)

UNDO_SECONDS = 15 * 60
DONE = {
    "assign": "{n} gagasan ditugaskan kepada {person}.",
    "move": "{n} gagasan dipindahkan ke {dimension}.",
    "merge": "{n} gagasan digabung ke {lead}.",
}


@require_POST
def bulk_preview(request: HttpRequest) -> HttpResponse:
    """What the act would do to the ticked ideas, and what not and why; nothing is changed."""
    check_desk(request)
    ideas = _ticked(request)
    if not ideas:
        messages.error(request, "Centang dahulu gagasan yang akan diubah.")
        return to_queue(place_of(request))
    # The first step only asks what is needed; a word about what is missing would come too early.
    asked = "langkah" in request.POST
    form = _form(request, ideas, is_bound=asked)
    chosen = form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "title": BulkForm.ACTS.get(form.wanted, "Ubah"),
        "ideas": ideas,
        "asal": place_of(request).query(),
        "codes": ",".join(idea.code or "" for idea in ideas),
    }
    if chosen:
        context["preview"] = _preview(request, form, ideas)
    status = 422 if asked and not chosen else 200
    return render(request, "submissions/bulk_preview.html", context, status=status)


@require_POST
def bulk_run(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed, as far as it is still possible."""
    check_desk(request)
    ideas = _ticked(request)
    form = _form(request, ideas)
    if not ideas or not form.is_valid():
        messages.error(request, "Pilihan tidak lengkap. Tidak ada yang diubah.")
        return to_queue(place_of(request))
    result = _run(request, form, ideas)
    act, codes = form.cleaned_data["act"], [idea.code or "" for idea in ideas]
    if result.done:
        text = _done_text(form, ideas, len(result.done))
        offer_undo(
            request, text=text, seconds=UNDO_SECONDS, kind="bulk", act=act, before=result.before
        )
    for idea, reason in result.refused[:10]:
        messages.warning(request, f"{idea.code} tidak diubah: {reason}.")
    # The ticks stay, so that the next act can follow on the same ideas.
    return to_queue(place_of(request), pilih=",".join(codes))


@require_POST
def bulk_undo(request: HttpRequest) -> HttpResponse:
    check_desk(request)
    offer = taken_offer(request, "bulk")
    if offer is None:
        messages.error(request, "Tidak ada lagi yang dapat diurungkan.")
        return to_queue(place_of(request))
    result = bulk.undo_bulk(offer["act"], offer["before"], actor=request.user)
    messages.success(request, f"{len(result.done)} gagasan kembali seperti semula.")
    for idea, reason in result.refused[:10]:
        messages.warning(request, f"{idea.code} tidak diubah: {reason}.")
    codes = [idea.code or "" for idea in [*result.done, *(each for each, _ in result.refused)]]
    return to_queue(place_of(request), pilih=",".join(codes))


def _ticked(request: HttpRequest) -> list[Idea]:
    codes = request.POST.getlist("idea") or request.POST.get("codes", "").split(",")
    return list(
        Idea.objects.visible_to(request.user)
        .filter(code__in=[code[:20] for code in codes[:MAX_TICKED]], is_hidden=False)
        .for_desk()
        .select_related("author__organisation", "approved_version")
        .prefetch_related("co_authors", "declared_conflicts", "assignments")
        .oldest_first()
    )


def _form(request: HttpRequest, ideas: list[Idea], *, is_bound: bool = True) -> BulkForm:
    people = present(User.objects.with_role(Role.REVIEWER))
    codes = [(idea.code or "", f"{idea.code} {idea.title}") for idea in ideas]
    data = request.POST if is_bound else None
    return BulkForm(data, act=request.POST.get("act", ""), people=people, codes=codes)


def _choice(form: BulkForm, ideas: list[Idea]) -> dict[str, Any]:
    """The one thing this act needs, by the name the service calls it."""
    data = form.cleaned_data
    if data["act"] == "assign":
        return {"person": form.people[data["person"]]}
    if data["act"] == "move":
        return {"dimension": data["dimension"]}
    return {"lead": next(idea for idea in ideas if idea.code == data["lead"])}


def _preview(request: HttpRequest, form: BulkForm, ideas: list[Idea]) -> bulk.Preview:
    act, choice = form.cleaned_data["act"], _choice(form, ideas)
    if act == "assign":
        return bulk.preview_assign(ideas, actor=request.user, **choice)
    if act == "move":
        return bulk.preview_move(ideas, actor=request.user, **choice)
    return bulk.preview_merge(ideas, actor=request.user, **choice)


def _run(request: HttpRequest, form: BulkForm, ideas: list[Idea]) -> bulk.Result:
    act, choice = form.cleaned_data["act"], _choice(form, ideas)
    if act == "assign":
        return bulk.run_assign(ideas, actor=request.user, **choice)
    if act == "move":
        return bulk.run_move(ideas, actor=request.user, **choice)
    reason = form.cleaned_data["reason"]
    return bulk.run_merge(ideas, actor=request.user, reason=reason, **choice)


def _done_text(form: BulkForm, ideas: list[Idea], number: int) -> str:
    choice = _choice(form, ideas)
    # People are named as they wish, dimensions and ideas as everywhere.
    names = {name: getattr(each, "display_name", str(each)) for name, each in choice.items()}
    return DONE[form.cleaned_data["act"]].format(n=number, **names)
