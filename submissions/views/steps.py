"""The short path: one of four steps on a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from submissions.forms import STEPS
from submissions.views.fetch import get_idea
from submissions.views.writing import handle_form, refuse_edit


@require_http_methods(["GET", "HEAD", "POST"])
def idea_step(request: HttpRequest, address: str, step: int) -> HttpResponse:
    """Answer the questions of one step; all others stay as they are stored."""
    if step not in STEPS:
        raise Http404
    idea = get_idea(request, address)
    return refuse_edit(request, idea) or handle_form(request, idea, step)
