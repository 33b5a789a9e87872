"""Around one idea: who is asked to score it, its place, a conflict, hiding it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from submissions import services
from submissions.forms import MoveForm
from submissions.forms.desk import AssignForm, ConflictForm
from submissions.models import Idea
from submissions.permissions import IdeaPermissions
from submissions.services.assigning import (
    assign_reviewers,
    declare_conflict,
    reviewers_for,
    unassign_reviewers,
)
from submissions.services.balancing import open_assignments
from submissions.views.desk.deciding import run
from submissions.views.desk.nav import Walk, desk_idea, place_of, to_manage


@require_safe
def review_manage(request: HttpRequest, address: str) -> HttpResponse:
    """Assignments, dimension, conflict and hiding: what is done beside the judging itself."""
    return _render(request, desk_idea(request, address))


def _render(
    request: HttpRequest, idea: Idea, *, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    allowed = IdeaPermissions.of(request.user, idea)
    context: dict[str, Any] = {
        "idea": idea,
        "version": idea.current_version,
        "allowed": allowed,
        "asal": place_of(request).query(),
        "assignments": idea.assignments.select_related("reviewer").order_by("pk"),
        "conflicts": idea.declared_conflicts.select_related("reviewer").order_by("pk"),
        "conflict_form": ConflictForm(),
    }
    if allowed.assign:
        context["assign_form"] = _assign_form(idea)
    if allowed.move:
        place = {"dimension": idea.dimension_id, "subdimension": idea.subdimension_id}
        context["move_form"] = MoveForm(initial=place, prefix="move")
    context |= bound or {}
    return render(request, "submissions/review_manage.html", context, status=status)


def _assign_form(idea: Idea, data: Any = None) -> AssignForm:
    asked = set(idea.assignments.values_list("reviewer_id", flat=True))
    people = [person for person in reviewers_for(idea) if person.pk not in asked]
    return AssignForm(data, people=people, load=open_assignments())


@require_POST
def review_assign(request: HttpRequest, address: str) -> HttpResponse:
    idea = desk_idea(request, address)
    form = _assign_form(idea, request.POST)
    if not form.is_valid():
        return _render(request, idea, bound={"assign_form": form}, status=422)
    person = form.chosen

    def then() -> HttpResponse:
        messages.success(request, f"{person.display_name} diminta menilai {idea.code}.")
        return to_manage(request, address)

    return run(
        request, idea, lambda: assign_reviewers(idea, actor=request.user, people=[person]), then
    )


@require_POST
def review_unassign(request: HttpRequest, address: str) -> HttpResponse:
    idea = desk_idea(request, address)
    people = list(User.objects.filter(username=request.POST.get("person", "")[:150]))

    def then() -> HttpResponse:
        messages.success(request, "Penugasan dibatalkan.")
        return to_manage(request, address)

    return run(
        request, idea, lambda: unassign_reviewers(idea, actor=request.user, people=people), then
    )


@require_POST
def review_conflict(request: HttpRequest, address: str) -> HttpResponse:
    """ "Laporkan benturan kepentingan": the idea leaves this reviewer's desk."""
    idea = desk_idea(request, address)
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return _render(request, idea, bound={"conflict_form": form}, status=422)
    walk = Walk(request, idea)

    def then() -> HttpResponse:
        messages.success(
            request, f"Benturan kepentingan dicatat. Anda tidak lagi menilai {idea.code}."
        )
        return walk.on()

    return run(
        request,
        idea,
        lambda: declare_conflict(idea, actor=request.user, reason=form.cleaned_data["reason"]),
        then,
    )


@require_POST
def review_move(request: HttpRequest, address: str) -> HttpResponse:
    """Another dimension; the code stays."""
    idea = desk_idea(request, address)
    form = MoveForm(request.POST, prefix="move")
    if not form.is_valid():
        return _render(request, idea, bound={"move_form": form}, status=422)

    def then() -> HttpResponse:
        messages.success(request, f"Gagasan {idea.code} dipindahkan.")
        return to_manage(request, address)

    return run(
        request,
        idea,
        lambda: services.move_idea(idea, actor=request.user, **form.cleaned_data),
        then,
    )


@require_POST
def review_hide(request: HttpRequest, address: str) -> HttpResponse:
    """Take a text from the public pages, or bring it back; by an admin, with a reason."""
    idea = desk_idea(request, address)
    is_hidden = request.POST.get("hidden") == "1"
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:300]
    if is_hidden and not reason:
        messages.error(request, "Tulis alasan menyembunyikan.")
        return _render(request, idea, status=422)

    def then() -> HttpResponse:
        word = "disembunyikan" if is_hidden else "ditampilkan lagi"
        messages.success(request, f"Gagasan {idea.code} {word}.")
        return to_manage(request, address)

    return run(
        request,
        idea,
        lambda: services.hide_idea(idea, actor=request.user, is_hidden=is_hidden, reason=reason),
        then,
    )
