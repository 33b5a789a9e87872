"""Who else writes an idea: co-authors, and the agency that completes its data."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from submissions import services
from submissions.forms.writers import CoAuthorForm, CompletingAgencyForm
from submissions.models import Idea
from submissions.permissions import IdeaPermissions
from submissions.views.fetch import get_idea

# The same words whether the person is known or not: names are not to be found out here.
ASKED = "Bila nama itu terdaftar dan aktif, orangnya kini ikut menyusun dan diberi tahu."
TOO_MANY = "Terlalu banyak nama dalam satu jam. Coba lagi nanti."


@require_http_methods(["GET", "HEAD", "POST"])
def idea_writers(request: HttpRequest, address: str) -> HttpResponse:
    """Show who writes; a POST names one more co-author."""
    idea = _governed(request, address)
    if request.method != "POST":
        return _render(request, idea)
    form = CoAuthorForm(request.POST)
    if not form.is_valid():
        return _render(request, idea, co_author_form=form, status=422)
    try:
        services.invite_co_author(idea, actor=request.user, name=form.cleaned_data["name"])
    except services.TooManyTries:
        form.add_error("name", TOO_MANY)
        return _render(request, idea, co_author_form=form, status=429)
    messages.success(request, ASKED)
    return redirect("submissions:idea_writers", idea.address)


@require_POST
def idea_completing_agency(request: HttpRequest, address: str) -> HttpResponse:
    """Ask an agency to complete the data, or no longer."""
    idea = _governed(request, address)
    form = CompletingAgencyForm(request.POST)
    if not form.is_valid():
        return _render(request, idea, agency_form=form, status=422)
    agency = form.cleaned_data["agency"]
    services.name_completing_agency(idea, actor=request.user, agency=agency)
    if agency:
        messages.success(request, f"{agency.name} diminta melengkapi data dan diberi tahu.")
    else:
        messages.success(request, "Tidak ada lembaga yang diminta melengkapi data.")
    return redirect("submissions:idea_writers", idea.address)


def _governed(request: HttpRequest, address: str) -> Idea:
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).add_co_author:
        raise PermissionDenied("writer")
    return idea


def _render(request: HttpRequest, idea: Idea, *, status: int = 200, **bound: Form) -> HttpResponse:
    forms = {
        "co_author_form": CoAuthorForm(),
        "agency_form": CompletingAgencyForm(initial={"agency": idea.completing_agency_id}),
    }
    people = sorted(idea.co_authors.all(), key=lambda person: (person.display_name, person.pk))
    context = {"idea": idea, "people": people, **forms, **bound}
    context["failed"] = next(iter(bound.values()), None)
    return render(request, "submissions/idea_writers.html", context, status=status)
