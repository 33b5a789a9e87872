"""From the last look at all answers to the page that says what happens next."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from submissions import transitions
from submissions.answers import Section, change_url, sections_of
from submissions.completeness import advised_parts, missing_parts, uses_full_form
from submissions.consent import CONSENT_VERSION
from submissions.forms import ConsentForm
from submissions.models import Idea
from submissions.parts import parts_of
from submissions.permissions import IdeaPermissions, IntakePermissions
from submissions.similar import similar_ideas
from submissions.text import IdeaText
from submissions.views.fetch import get_idea
from submissions.views.form_page import notes_of
from submissions.views.writing import ALREADY_SENT, CLOSED, wants_full


@require_safe
def idea_check(request: HttpRequest, address: str) -> HttpResponse:
    """All answers of the version being written, each with a way back to its question."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).edit:
        raise PermissionDenied("writer")
    if idea.address != address:
        return redirect("submissions:idea_check", idea.address)
    return _render_check(request, idea, ConsentForm())


def _render_check(
    request: HttpRequest, idea: Idea, form: ConsentForm, *, status: int = 200
) -> HttpResponse:
    version = idea.draft_version or idea.current_version
    text = IdeaText.of(version)
    is_agency = wants_full(request)
    is_full = is_agency or uses_full_form(text)
    missing = missing_parts(text)
    parts = parts_of(version)
    sections = sections_of(
        idea, version, parts, is_full=is_full, by_step=not is_agency, missing=missing
    )
    urls = {section.key: section.url for section in sections}
    context: dict[str, Any] = {
        "idea": idea,
        "version": version,
        "parts": parts,
        "form": form,
        "sections": sections,
        "files_url": change_url(idea, "files", by_step=not is_agency),
        "notes": notes_of(idea),
        "missing_entries": _entries(sections, missing),
        "consent_version": CONSENT_VERSION,
        "advice": [(urls[key], words) for key, words in advised_parts(text, is_full=is_full)],
        "similar": similar_ideas(text=version, reader=request.user, exclude=idea),
        "allowed": IdeaPermissions.of(request.user, idea),
        "is_open": IntakePermissions.of(request.user, idea.programme).submit,
        "is_agency": is_agency,
    }
    return render(request, "submissions/idea_check.html", context, status=status)


def _entries(sections: list[Section], missing: dict[str, str]) -> list[tuple[str, str]]:
    """(id of the section, sentence) for the error summary."""
    return [
        (f"periksa-{section.key}", missing[answer.field])
        for section in sections
        for answer in section.answers
        if answer.field in missing
    ]


@require_POST
def idea_submit(request: HttpRequest, address: str) -> HttpResponse:
    """Hand in the stored draft from the page where all answers stand."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _show_again(request, address, form)
    idea = get_idea(request, address, with_writers=False)
    if not IntakePermissions.of(request.user, idea.programme).submit:
        messages.warning(request, CLOSED)
        return redirect(idea)
    key = form.cleaned_data["key"]
    try:
        idea = transitions.submit_idea(
            idea, actor=request.user, key=key, consent_version=CONSENT_VERSION
        )
    except transitions.IncompleteError:
        return _show_again(request, address, form)
    except (transitions.TransitionError, transitions.NotAllowedError):
        return _refuse(request, get_idea(request, address))
    return redirect("submissions:idea_sent", idea.address)


def _show_again(request: HttpRequest, address: str, form: ConsentForm) -> HttpResponse:
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).submit:
        return _refuse(request, idea)
    return _render_check(request, idea, form, status=422)


def _refuse(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Handed in already, or not theirs to hand in."""
    if not idea.code:
        raise PermissionDenied("writer")
    messages.info(request, ALREADY_SENT.format(code=idea.code))
    return redirect(idea)


@require_safe
def idea_sent(request: HttpRequest, address: str) -> HttpResponse:
    """What happens next and by when."""
    idea = get_idea(request, address)
    if not idea.code:
        return redirect(idea)
    return render(request, "submissions/idea_sent.html", {"idea": idea})
