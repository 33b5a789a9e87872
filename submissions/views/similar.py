"""Ideas like the title being typed, as advice beside the form."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions.models import Idea
from submissions.similar import similar_ideas

# Typing asks a few times a minute. Who asks more often gets no advice for a while, never an error.
LIMIT, WINDOW_SECONDS = 60, 60
SHORTEST_TITLE = 6
LONGEST_TITLE = 200


@require_safe
@never_cache
def similar_titles(request: HttpRequest) -> HttpResponse:
    """A part of a page: up to five ideas that resemble ``judul``; empty where there are none."""
    title = request.GET.get("judul", "").replace("\x00", "").strip()[:LONGEST_TITLE]
    similar = []
    if len(title) >= SHORTEST_TITLE and _may_ask(request):
        own = Idea.objects.filter(draft_key=request.GET.get("kecuali", "")[:12]).first()
        similar = similar_ideas(text=title, reader=request.user, exclude=own)
    return render(request, "submissions/_similar.html", {"similar": similar})


def _may_ask(request: HttpRequest) -> bool:
    key = f"similar:{request.user.pk}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) <= LIMIT
    except ValueError:  # the window ended between the two lines
        return True
