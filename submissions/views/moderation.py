"""Reported comments: the list of who may judge them, and what can be done."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Role
from submissions.forms.talk import ReasonForm
from submissions.models import Comment, CommentReport
from submissions.permissions import may_review
from submissions.services import moderation
from submissions.transitions import NotAllowedError
from submissions.views.fetch import get_idea
from submissions.views.talk import comment_url, conversation_page, get_comment

PAGE_SIZE = 25


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Comments with open reports, the one waiting longest first; or those already looked at."""
    if not may_review(request.user):
        raise PermissionDenied("reviewer")
    is_open = request.GET.get("tampil") != "selesai"
    reports = CommentReport.objects.filter(settled_at__isnull=is_open).order_by("created_at", "pk")
    comments = (
        Comment.objects.filter(_in_reach(request), Exists(reports.filter(comment=OuterRef("pk"))))
        .select_related("author", "idea__merged_into", "hidden_by")
        .prefetch_related(
            Prefetch("reports", reports.select_related("reporter", "settled_by"), to_attr="shown")
        )
        .order_by("created_at" if is_open else "-created_at", "pk")
    )
    page = Paginator(comments, PAGE_SIZE).get_page(request.GET.get("hal"))
    for comment in page:
        comment.home = comment.idea.merged_into or comment.idea
    context = {"page": page, "is_open": is_open}
    return render(request, "submissions/report_list.html", context)


def _in_reach(request: HttpRequest) -> Q:
    """Of the dimensions this person moderates; an idea's own place or that of its leading one."""
    if request.user.is_admin:
        return Q()
    dimensions = request.user.dimensions_of(Role.REVIEWER)
    if dimensions is None:
        return Q()
    return Q(idea__merged_into=None, idea__dimension__in=dimensions) | Q(
        idea__merged_into__dimension__in=dimensions
    )


@require_POST
def comment_hide(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="hide-%s")
    if not form.is_valid():
        idea = get_idea(request, address)
        comment = get_comment(request, idea, key)
        if not may_review(request.user):
            raise PermissionDenied("reviewer")
        return conversation_page(request, idea, comment, hide=form, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request, address, key,
        lambda comment: moderation.hide_comment(comment, actor=request.user, reason=reason),
        "Tanggapan disembunyikan. Penulisnya diberi tahu.",
    )  # fmt: skip


@require_POST
def comment_show(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    return _act(
        request, address, key,
        lambda comment: moderation.show_comment(comment, actor=request.user),
        "Tanggapan tampil lagi.",
    )  # fmt: skip


@require_POST
def comment_settle(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """The reports were read; the comment stays."""
    return _act(
        request, address, key,
        lambda comment: moderation.settle_reports(comment, actor=request.user),
        "Laporan selesai. Tanggapan tetap tampil.",
    )  # fmt: skip


def _act(
    request: HttpRequest, address: str, key: UUID, act: Callable[[Comment], object], done: str
) -> HttpResponse:
    idea = get_idea(request, address)
    comment = get_comment(request, idea, key)
    try:
        act(comment)
    except NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    messages.success(request, done)
    if "dari_laporan" in request.POST:
        return redirect("submissions:report_list")
    return redirect(comment_url(idea, comment))
