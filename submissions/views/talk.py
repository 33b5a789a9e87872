"""Talk about one idea: support, following, comments, and the page of one conversation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions.counts import in_family
from submissions.forms.talk import COMMENT_LIMIT, CommentForm, ReasonForm
from submissions.models import Comment, Idea
from submissions.permissions import IdeaPermissions
from submissions.reading import is_writer, version_for
from submissions.services import moderation, talk
from submissions.thread import PAGE_SIZE, conversation_of, thread_of
from submissions.transitions import NotAllowedError
from submissions.views.fetch import get_idea
from submissions.views.ideas import UNSENT_COMMENT, new_composer, render_idea, thread_page

HURRY = (
    "Terlalu banyak tanggapan dalam satu menit. Tulisan Anda tetap di sini; "
    "kirim lagi setelah {seconds} detik."
)
MANY_REPORTS = "Laporan Anda sudah banyak dalam satu jam ini. Coba lagi nanti."


@require_POST
def idea_support(request: HttpRequest, address: str) -> HttpResponse:
    return _switch(request, address, talk.set_support)


@require_POST
def idea_follow(request: HttpRequest, address: str) -> HttpResponse:
    return _switch(request, address, talk.set_follow)


def _switch(request: HttpRequest, address: str, act) -> HttpResponse:
    """On or off, as the button says; a second click with the same word changes nothing."""
    idea = get_idea(request, address)
    try:
        idea = act(idea, actor=request.user, is_on=request.POST.get("on") == "1")
    except NotAllowedError as error:
        raise PermissionDenied("participant") from error
    if not request.htmx:
        return redirect(f"{idea.get_absolute_url()}#dukungan")
    allowed = IdeaPermissions.of(request.user, idea)
    context = {
        "idea": idea,
        "allowed": allowed,
        "thread": thread_of(idea, request.user, allowed),
        "is_writer": is_writer(request.user, idea),
    }
    return render(request, "submissions/_support.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def comment_add(request: HttpRequest, address: str) -> HttpResponse:
    """A comment or an answer. What is refused comes back with its text and the reason."""
    idea = get_idea(request, address)
    if request.method != "POST":
        return redirect(f"{idea.get_absolute_url()}#diskusi")
    if not request.user.is_authenticated:
        return _sign_in_first(request, idea)
    return _write(request, idea)


def _write(request: HttpRequest, idea: Idea) -> HttpResponse:
    parent = (
        get_comment(request, idea, request.POST["parent"]) if "parent" in request.POST else None
    )
    form = CommentForm(request.POST, auto_id=_ids(parent))
    if not form.is_valid():
        return _refused(request, idea, form, parent, status=422)
    data = form.cleaned_data
    try:
        comment = talk.add_comment(
            idea, actor=request.user, text=data["text"], key=data["key"], parent=parent,
            is_official=data["is_official"],
        )  # fmt: skip
    except NotAllowedError as error:
        raise PermissionDenied("participant") from error
    except talk.TooManyError as error:
        form.add_error("text", HURRY.format(seconds=error.seconds))
        answer = _refused(request, idea, form, parent, status=429)
        answer["Retry-After"] = str(error.seconds)
        return answer
    messages.success(request, "Tanggapan terkirim. Anda diberi tahu bila ada tanggapan baru.")
    return redirect(_place(idea, comment, page=data["page"]))


def _sign_in_first(request: HttpRequest, idea: Idea) -> HttpResponse:
    """The session ended while the comment was written: it waits until its writer is back."""
    text = request.POST.get("text", "").replace("\x00", "")[: 2 * COMMENT_LIMIT]
    request.session[UNSENT_COMMENT] = {"idea": idea.address, "text": text}
    messages.info(request, "Sesi Anda telah berakhir. Masuk lagi; tanggapan Anda masih ada.")
    place = request.POST.get("parent", "")
    if place:
        return redirect_to_login(comment_url(idea, get_comment(request, idea, place)))
    return redirect_to_login(idea.get_absolute_url())


def _refused(
    request: HttpRequest, idea: Idea, form: CommentForm, parent: Comment | None, *, status: int
) -> HttpResponse:
    if parent:
        return conversation_page(request, idea, parent, reply=form, status=status)
    if not IdeaPermissions.of(request.user, idea).talk:
        raise PermissionDenied("participant")
    return render_idea(request, idea, composer=form, status=status)


def _place(idea: Idea, comment: Comment, *, page: int | None) -> str:
    """Where the new comment stands: on the page it was written from, in sight."""
    anchor = f"#tanggapan-{comment.creation_key}"
    if comment.parent is None:
        return idea.get_absolute_url() + anchor
    if page:
        return f"{idea.get_absolute_url()}?tanggapan={page}{anchor}"
    return comment_url(idea, comment.parent) + anchor


def comment_url(idea: Idea, comment: Comment) -> str:
    return reverse("submissions:comment_detail", args=[idea.address, comment.creation_key])


@require_safe
@login_not_required
def comment_detail(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """One conversation with everything that can be done with its comment.

    The address stays good when the idea is merged or taken out again: it leads to where the
    comment stands now.
    """
    idea = get_idea(request, address)
    found = Comment.objects.filter(creation_key=key).select_related("idea__merged_into").first()
    home = found and (found.idea.merged_into or found.idea)
    if home and home.pk != idea.pk:
        return redirect(comment_url(home, found))
    comment = get_comment(request, idea, key)
    if request.htmx:
        return render(request, "submissions/_reply.html", _reply_context(request, idea, comment))
    return conversation_page(request, idea, comment)


@require_POST
def comment_report(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """Ask the moderators to look at a comment."""
    idea = get_idea(request, address)
    comment = get_comment(request, idea, key)
    form = ReasonForm(request.POST, auto_id="report-%s")
    if not form.is_valid():
        return conversation_page(request, idea, comment, report=form, status=422)
    try:
        moderation.report_comment(comment, actor=request.user, reason=form.cleaned_data["reason"])
    except NotAllowedError as error:
        raise PermissionDenied("participant") from error
    except talk.TooManyError as error:
        form.add_error("reason", MANY_REPORTS)
        answer = conversation_page(request, idea, comment, report=form, status=429)
        answer["Retry-After"] = str(error.seconds)
        return answer
    messages.success(request, "Laporan terkirim. Peninjau dan admin akan membacanya.")
    return redirect(idea.get_absolute_url() + "#diskusi")


def get_comment(request: HttpRequest, idea: Idea, key: UUID | str) -> Comment:
    """A comment on the idea or on one merged into it, where this reader may read the idea."""
    try:
        wanted = UUID(str(key))
    except ValueError as error:
        raise Http404 from error
    comments = Comment.objects.filter(in_family(idea), creation_key=wanted)
    comment = comments.select_related("parent__idea", "idea", "author").first()
    if comment is None or version_for(request.user, idea) is None:
        raise Http404
    return comment


def conversation_page(
    request: HttpRequest,
    idea: Idea,
    comment: Comment,
    *,
    status: int = 200,
    reply: CommentForm | None = None,
    **forms: ReasonForm,
) -> HttpResponse:
    user, root = request.user, comment.parent or comment
    allowed = IdeaPermissions.of(user, idea)
    paginator = Paginator(root.answers.order_by("created_at", "pk"), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("hal") or paginator.num_pages)
    start = (page.number - 1) * PAGE_SIZE
    context = _reply_context(request, idea, comment) | {
        "root": conversation_of(root, idea, user, allowed, start=start, stop=start + PAGE_SIZE),
        "comment": conversation_of(comment, idea, user, allowed, start=0, stop=0),
        "page": page,
        "report_form": forms.get("report") or ReasonForm(auto_id="report-%s"),
        "hide_form": forms.get("hide") or ReasonForm(auto_id="hide-%s"),
        "is_own": comment.author_id == user.pk,
    }
    if reply:
        context["composer"] = reply
    return render(request, "submissions/comment_detail.html", context, status=status)


def _reply_context(request: HttpRequest, idea: Idea, comment: Comment) -> dict:
    return {
        "idea": idea,
        "allowed": IdeaPermissions.of(request.user, idea),
        "parent": comment,
        "composer": new_composer(request, idea, auto_id=_ids(comment), page=thread_page(request)),
    }


def _ids(parent: Comment | None) -> str:
    """Several boxes may stand on one page; each has ids of its own."""
    return f"balas-{parent.creation_key}-%s" if parent else "comment-%s"
