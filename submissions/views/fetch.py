"""Fetch one idea through the reader's eyes; what they may not see does not exist."""

from django.http import Http404, HttpRequest

from submissions.models import Idea


def get_idea(request: HttpRequest, address: str) -> Idea:
    """The idea with this code or draft key. Raises ``Http404`` for unknown and invisible ones."""
    ideas = (
        Idea.objects.visible_to(request.user)
        .select_related(
            "programme", "dimension", "subdimension", "organisation", "author__organisation",
            "draft_version__owner_agency", "current_version__owner_agency",
            "approved_version__owner_agency", "decision", "merged_into",
        )
        .prefetch_related("co_authors", "decision__notes")
    )  # fmt: skip
    by = {"draft_key": address} if address.startswith("d-") else {"code": address.upper()}
    idea = ideas.filter(**by).first()
    if idea is None:
        raise Http404
    return idea
