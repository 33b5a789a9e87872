"""Merging ideas on the desk: candidates, both side by side, and taking them apart again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from submissions import transitions
from submissions.families import kept_by_merging
from submissions.forms.merging import MergeForm, UnmergeForm
from submissions.models import Idea, IdeaVersion
from submissions.permissions import MERGEABLE, IdeaPermissions
from submissions.similar import similar_ideas
from submissions.version_fields import side_by_side, with_all_fields
from submissions.views.desk.nav import desk_idea
from submissions.views.fetch import get_idea

SHOWN = 5
FOUND = 10
# Of the similar ones some cannot be merged any more; enough is asked for that five are left.
ASKED = 15
CANNOT = "{code} tidak dapat digabung sekarang: statusnya {status}, atau berasal dari pihak Anda."
DONE = "{code} digabung ke dalam {lead}. Semua pengusul tetap tercantum dan diberi tahu."
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
    versions = with_all_fields(IdeaVersion.objects.filter(pk__in=ids)).in_bulk()
    context = {
        "idea": idea,
        "other": second,
        "form": form,
        "rows": side_by_side(*(versions[pk] for pk in ids)),
        "kept": kept_by_merging(idea, second),
    }
    status = 422 if form.is_bound else 200
    return render(request, "submissions/merge_pair.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def review_unmerge(request: HttpRequest, address: str) -> HttpResponse:
    """Give a merged idea its own life back, with a reason for its people."""
    idea = desk_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).unmerge:
        raise PermissionDenied("reviewer")
    form = UnmergeForm(request.POST or None)
    if not form.is_valid():
        context = {"idea": idea, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "submissions/merge_undo.html", context, status=status)
    try:
        transitions.unmerge_idea(idea, actor=request.user, reason=form.cleaned_data["reason"])
    except transitions.TransitionError as error:
        return _changed(request, idea, error)
    except transitions.NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    messages.success(request, f"{idea.code} berdiri sendiri lagi. Semua pengusul diberi tahu.")
    return redirect("submissions:review_detail", idea.address)


def _merge(request: HttpRequest, lead: Idea, follower: Idea, *, reason: str) -> HttpResponse:
    try:
        transitions.merge_idea(follower, into=lead, actor=request.user, reason=reason)
    except transitions.TransitionError as error:
        return _changed(request, follower, error)
    except transitions.NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    messages.success(request, DONE.format(code=follower.code, lead=lead.code))
    return redirect("submissions:review_detail", lead.address)


def _changed(request: HttpRequest, idea: Idea, error: transitions.TransitionError) -> HttpResponse:
    """Somebody was faster; nothing was written."""
    messages.error(request, CHANGED.format(status=error.idea.get_status_display()))
    return redirect("submissions:review_detail", idea.address)


def _refuse(request: HttpRequest, idea: Idea, refused: Idea) -> HttpResponse:
    """Say which idea cannot be merged, on the page the reviewer came from."""
    status = refused.get_status_display()
    messages.error(request, CANNOT.format(code=refused.code, status=status))
    return redirect("submissions:review_detail", idea.address)
