"""Fetch one idea through the reader's eyes; what they may not see does not exist."""

from django.http import Http404, HttpRequest

from submissions.models import Idea
from submissions.querysets import UNREAD

# Besides: nothing is decided by them.
_UNREAD = ("subdimension__english_name", "subdimension__sample_indicators")


def get_idea(request: HttpRequest, address: str, *, with_writers: bool = True) -> Idea:
    """The idea with this code or draft key. Raises ``Http404`` for unknown and invisible ones.
    Without its writers only where a move reads them again, under its lock.

    Few joins: PostgreSQL plans a dozen of them longer than it runs the query. Mostly the version
    handed in last is the one in force, and then its row is read once.
    """
    ideas = (
        Idea.objects.visible_to(request.user)
        .select_related(
            "programme", "dimension", "subdimension", "organisation", "author",
            "current_version", "decision",
        )
        .defer(*UNREAD, *_UNREAD)
    )  # fmt: skip
    if with_writers:
        ideas = ideas.prefetch_related("co_authors")
    by = {"draft_key": address} if address.startswith("d-") else {"code": address.upper()}
    try:
        idea = ideas.get(**by)  # not first(): that would sort
    except Idea.DoesNotExist:
        raise Http404 from None
    if idea.approved_version_id == idea.current_version_id:
        idea.approved_version = idea.current_version
    return idea
