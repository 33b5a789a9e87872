"""The versions of an idea, and any two of them side by side."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from submissions.compare import compare_fields
from submissions.reading import readable_versions
from submissions.version_fields import with_all_fields
from submissions.views.fetch import get_idea
from submissions.views.version_rows import rows_of


@require_safe
@login_not_required
def idea_versions(request: HttpRequest, address: str) -> HttpResponse:
    """The versions this reader may read, newest first; ``lama`` and ``baru`` choose two."""
    idea = get_idea(request, address)
    versions = list(readable_versions(request.user, idea))
    if not versions:
        raise Http404
    numbers = {str(version.number): version.number for version in versions}
    old, new = (numbers.get(request.GET.get(name, "")) for name in ("lama", "baru"))
    if old and new:
        return redirect("submissions:idea_compare", idea.address, min(old, new), max(old, new))
    context = {"idea": idea, "rows": rows_of(idea, versions), "versions": versions}
    return render(request, "submissions/versions.html", context)


@require_safe
@login_not_required
def idea_compare(request: HttpRequest, address: str, old: int, new: int) -> HttpResponse:
    """Two versions field by field, changed words marked; the same number twice shows one whole."""
    idea = get_idea(request, address)
    readable = list(readable_versions(request.user, idea).values_list("number", flat=True))
    if old > new or not {old, new} <= set(readable):
        raise Http404
    rows = with_all_fields(idea.versions.filter(number__in=[old, new]))
    found = {version.number: version for version in rows}
    changes = compare_fields(found[old], found[new])
    context = {
        "idea": idea,
        "old": found[old],
        "new": found[new],
        "changed": [change for change in changes if change.is_changed],
        "same": [change for change in changes if not change.is_changed],
        "numbers": sorted(readable),
    }
    return render(request, "submissions/versions_compare.html", context)
