"""What a forum brought: the agreed list with votes, and the ideas that came of it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workshops.choices import Phase
from workshops.door import participant_of
from workshops.fruit import fruit_of
from workshops.models import Forum
from workshops.permissions import ForumPermissions
from workshops.sources import is_over


@require_safe
@login_not_required
def forum_fruit(request: HttpRequest, code: str) -> HttpResponse:
    """For everyone once the forum is closed; before that for the people of the forum."""
    forum = get_object_or_404(Forum.objects.for_page(), code=code.upper())
    me = None if is_over(forum) else participant_of(request, forum.session)
    allowed = ForumPermissions.of(request.user, forum, me)
    if not is_over(forum) and not _is_shown_early(forum, allowed):
        raise Http404
    fruit: dict[str, Any] = fruit_of(forum, request.user)
    context = fruit | {"forum": forum, "allowed": allowed, "is_over": is_over(forum)}
    return render(request, "workshops/fruit.html", context)


def _is_shown_early(forum: Forum, allowed: ForumPermissions) -> bool:
    """To the people of the forum once its results are shown: cards are written in private first."""
    shown = forum.phase == Phase.SUMMARY and forum.shows_results
    return allowed.run or (allowed.see_board and shown)
