"""The control page of a forum, whole or as the parts that change, and who may open it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from workshops import board_view
from workshops.choices import STEPS, ForumKind, Phase, PostState
from workshops.forms.control import NoteForm
from workshops.models import Forum
from workshops.permissions import ForumPermissions, is_facilitator
from workshops.presenter import presenter_token
from workshops.publishing import clock_of
from workshops.views.minutes import box_context

ONLY_FACILITATORS = "Halaman ini untuk fasilitator forum ini."
FILTER = "saring"


def led_forum(request: HttpRequest, code: str) -> Forum:
    """The forum, for whoever runs it; also when its record is sealed."""
    forum = Forum.objects.for_page().filter(code=code.upper()).first()
    if forum is None:
        raise Http404
    if not is_facilitator(request.user, forum):
        raise PermissionDenied(ONLY_FACILITATORS)
    return forum


def show_control(
    request: HttpRequest,
    forum: Forum,
    *,
    status: int = 200,
    notice: str = "",
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """With htmx the parts that change, ``notice`` among them; ``status`` says if it is bad news."""
    context = control_context(request, forum) | {"notice": notice, "is_refused": status >= 400}
    if request.htmx:
        return render(request, "workshops/_control_live.html", context, status=status)
    address = reverse("workshops:board", args=[forum.code.lower()])
    context |= box_context(request, forum) | {
        "note_form": note_form or NoteForm(forum=forum),
        "nav_items": _navigation(forum),
        "live_url": f"/live/{forum.code.lower()}/",
        "presenter_url": request.build_absolute_uri(f"{address}?p={presenter_token(forum)}"),
    }
    return render(request, "workshops/control.html", context, status=status)


def done(request: HttpRequest, forum: Forum, notice: str) -> HttpResponse:
    """After an act: the parts that changed, or back to the page with the same filter."""
    if request.htmx:
        forum = Forum.objects.for_page().get(pk=forum.pk)
        return show_control(request, forum, notice=notice)
    if notice:
        messages.success(request, notice)
    return redirect(control_url(forum, request.POST.get(FILTER, "")))


def refused(request: HttpRequest, forum: Forum, sentence: str) -> HttpResponse:
    """409: the page as the forum is now, with what to do."""
    forum = Forum.objects.for_page().get(pk=forum.pk)
    return show_control(request, forum, notice=sentence, status=409)


def control_url(forum: Forum, chosen: str = "") -> str:
    address = reverse("workshops:control", args=[forum.code.lower()])
    return f"{address}?{urlencode({FILTER: chosen})}" if chosen else address


def control_context(request: HttpRequest, forum: Forum) -> dict[str, Any]:
    posts = board_view.posts_of(forum)
    on_board = board_view.leading(posts, PostState.OPEN)
    if forum.phase in {Phase.COLLECT, Phase.GROUP}:
        board_view.add_hints(on_board)
    is_summing_up = forum.phase in {Phase.SUMMARY, Phase.CLOSED}
    filters = board_view.filters_of(on_board, posts)
    chosen = _chosen_filter(request, forum, filters)
    cards = board_view.chosen_cards(chosen, on_board, posts)
    if is_summing_up and chosen == "semua":
        cards = board_view.ranked(cards)
        board_view.add_sources(cards)
    acts = board_view.acts_of(forum, posts)
    return {
        "forum": forum,
        "allowed": ForumPermissions.of(request.user, forum),
        "clock": clock_of(forum),
        "time_left": face(forum.seconds_left),
        "phase_before_label": Phase(forum.phase_before).label if forum.phase_before else "",
        "steps": [(place, step.label) for place, step in enumerate(STEPS, 1)],
        "cards": cards,
        "card_total": sum(post.state in {PostState.OPEN, PostState.PARKED} for post in posts),
        "filters": [(key, *said) for key, said in filters.items()],
        "chosen": chosen,
        "is_ranked": is_summing_up and chosen == "semua",
        "may_move": forum.phase in {Phase.COLLECT, Phase.GROUP},
        "urls": {
            name: reverse(f"workshops:control_{name}", args=[forum.code.lower()])
            for name in ("hide", "title", "move")
        },
        "has_kinds": forum.kind == ForumKind.SWOT,
        "acts": acts,
        "undo": board_view.newest_undoable(acts),
        "last_hand": board_view.last_hand(forum),
        **board_view.people_of(forum, posts),
    }


def face(seconds: int | None) -> str:
    """``07.45``, as static/js/clock.js goes on to draw it."""
    return "" if seconds is None else f"{seconds // 60:02d}.{seconds % 60:02d}"


def _chosen_filter(request: HttpRequest, forum: Forum, filters: dict[str, Any]) -> str:
    wanted = request.GET.get(FILTER) or request.POST.get(FILTER, "")
    if wanted in filters:
        return wanted
    return "belum" if forum.phase == Phase.GROUP else "semua"


def _navigation(forum: Forum) -> list[dict[str, Any]]:
    """In place of the portal's menu: what a facilitator needs while the forum runs."""
    code = forum.code.lower()
    return [
        {"url": reverse("workshops:control", args=[code]), "label": "Kendali forum",
         "is_current": True},
        {"url": reverse("workshops:desk", args=[forum.session.key]), "label": "Presensi"},
        {"url": reverse("workshops:record", args=[code]), "label": "Berita acara"},
        {"url": reverse("workshops:own_forums"), "label": "Forum saya"},
        {"url": reverse("workshops:board", args=[code]), "label": "Buka papan proyektor",
         "icon": "external-link", "is_button": True},
    ]  # fmt: skip
