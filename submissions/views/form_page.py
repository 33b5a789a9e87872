"""The page around a form that writes an idea: its steps, notes, errors, and the two texts."""

from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from submissions.choices import IdeaStatus
from submissions.forms import StepForm, TextForm
from submissions.forms.steps import STEP_NAMES
from submissions.models import FieldNote, Idea
from submissions.reading import files_of
from submissions.text import IdeaText
from tobasmart.ui.fields import PlainTextField
from tobasmart.ui.formats import datetime_id


def render_form(
    request: HttpRequest,
    form: TextForm,
    idea: Idea | None,
    *,
    status: int = 200,
    checked: bool = True,
    **context: Any,
) -> HttpResponse:
    """A step's page or the full form's. Unchecked (one more row), the errors wait."""
    step = form.number if isinstance(form, StepForm) else None
    if not checked and form.is_bound:
        form.errors.clear()
    context |= {
        "form": form,
        "idea": idea,
        "programme": form.programme,
        "step": step,
        "steps": step_links(idea),
        "notes": notes_of(idea),
        "files": files_of(idea.draft_version or idea.current_version) if idea else [],
        "show_errors": checked and form.is_bound,
        "row_errors": form.row_errors if checked else [],
        "returns": request.GET.get("kembali") == "periksa",
    }
    name = "idea_step" if step else "idea_form"
    return render(request, f"submissions/{name}.html", context, status=status)


def render_conflict(request: HttpRequest, form: TextForm, stored: Idea) -> HttpResponse:
    """Both texts on one page: the form keeps what was typed, the stored text stands beside it."""
    fresh = IdeaText.of(stored.draft_version or stored.current_version)
    form.data = form.data.copy()
    form.data["revision"] = str(stored.revision)
    form.stored = fresh
    typed = form.text()
    labels = {
        name: field.label
        for name, field in form.fields.items()
        if isinstance(field, PlainTextField)
    }
    differing = [
        field.name
        for field in fields(IdeaText)
        if getattr(fresh, field.name) != getattr(typed, field.name)
    ]
    differences = [
        (labels[name], getattr(fresh, name), getattr(typed, name))
        for name in differing
        if name in labels
    ]
    context = {
        "conflict": True,
        "saved_at": datetime_id(stored.updated_at),
        "differences": differences,
        "other_parts_differ": len(differing) > len(differences),
    }
    return render_form(request, form, stored, status=409, **context)


def step_links(idea: Idea | None) -> list[Any]:
    """(label, address) of the four steps; before there is a draft they lead nowhere."""
    if idea is None:
        return list(STEP_NAMES)
    return [
        (label, reverse("submissions:idea_step", args=[idea.address, number]))
        for number, label in enumerate(STEP_NAMES, 1)
    ]


def notes_of(idea: Idea | None) -> dict[str, FieldNote]:
    """The reviewer's notes a returned idea is being corrected by, by the part they are about."""
    if idea is None or idea.status != IdeaStatus.NEEDS_REVISION or idea.decision is None:
        return {}
    return {note.field: note for note in idea.decision.notes.all()}
