"""Merging ideas on the desk: candidates, both side by side, and taking them apart again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions import transitions
from submissions.compare import compare_fields
from submissions.families import kept_by_merging
from submissions.forms.merging import MergeForm, UnmergeForm
from submissions.models import Idea
from submissions.permissions import MERGEABLE, IdeaPermissions
from submissions.similar import similar_ideas
from submissions.version_fields import with_all_fields
from submissions.views.desk.nav import desk_idea
from submissions.views.fetch import get_idea

SHOWN = 5
FOUND = 10
# Of the similar ones some cannot be merged any more; enough is asked for that five are left.
ASKED = 15
CANNOT = "{code} tidak dapat digabung sekarang: statusnya {status}, atau berasal dari pihak Anda."
CHANGED = "Status sudah berubah menjadi {status} saat Anda membaca. Tidak ada yang diubah."


@require_safe
def review_merge(request: HttpRequest, address: str) -> HttpResponse:
    """With what to merge: the similar ones, or any found by code or words. Advice only."""
    idea = desk_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).merge:
        return _refuse(request, idea, idea)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = similar_ideas(text=idea.current_version, reader=request.user, exclude=idea, limit=ASKED)
    similar = [row.idea for row in found if row.idea.status in MERGEABLE]
    context = {
        "idea": idea,
        "words": words,
        "found": _search(request, idea, words),
        "similar": similar[:SHOWN],
    }
    return render(request, "submissions/merge_choose.html", context)


def _search(request: HttpRequest, idea: Idea, words: str) -> list[Idea]:
    if not words:
        return []
    ideas = Idea.objects.visible_to(request.user).listed().exclude(pk=idea.pk)
    found = ideas.filter(status__in=MERGEABLE).search(words).for_list()
    return list(found.newest_first()[:FOUND])


@require_http_methods(["GET", "HEAD", "POST"])
def review_merge_pair(request: HttpRequest, address: str, other: str) -> HttpResponse:
    """Both ideas side by side; who leads and why; what is kept; then one button."""
    idea, second = desk_idea(request, address), get_idea(request, other)
    for row in (idea, second):
        if not IdeaPermissions.of(request.user, row).merge or idea.pk == second.pk:
            return _refuse(request, idea, row)
    form = MergeForm(request.POST or None, idea=idea, other=second)
    if request.method == "POST" and form.is_valid():
        return _merge(request, *form.chosen(), reason=form.cleaned_data["reason"])
    ids = [idea.current_version_id, second.current_version_id]
    versions = with_all_fields(idea.versions.model.objects.filter(pk__in=ids)).in_bulk()
    fields = compare_fields(*(versions[pk] for pk in ids))
    context = {
        "idea": idea,
        "other": second,
        "form": form,
        "fields": fields,
        "kept": kept_by_merging(idea, second),
    }
    status = 422 if form.is_bound else 200
    return render(request, "submissions/merge_pair.html", context, status=status)
