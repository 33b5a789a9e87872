"""A forum on the phone: its code, its page, a seat in it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.choices import Phase
from workshops.door import participant_of
from workshops.forms.posts import CodeForm, PostForm
from workshops.models import Forum, Participant, Seat
from workshops.permissions import ForumPermissions
from workshops.phone import phone_page
from workshops.publishing import clock_of
from workshops.services.seats import RefusedError, join_forum

ENDED = (
    "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan."
)
# What a refusal is to a browser: not yours, or not now.
STATUS = {"absent": 403, "unseated": 403, "not leading": 403, "dots": 422}


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def forum_code(request: HttpRequest) -> HttpResponse:
    """Type the code on the wall; it leads to its forum."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(form.forum)
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/forum_code.html", {"form": form}, status=status)


@require_safe
@login_not_required
def forum_short(_request: HttpRequest, code: str) -> HttpResponse:
    """The short address of a QR code."""
    return redirect(get_forum(code))


@require_safe
@never_cache
@login_not_required
def forum(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the forum takes part; others read what it is and how to get in."""
    here = get_forum(code)
    me = participant_of(request, here.session)
    return render_forum(request, here, me)


@require_POST
@login_not_required
def forum_join(request: HttpRequest, code: str) -> HttpResponse:
    """Sit down in the forum."""
    here = get_forum(code)
    me = participant_of(request, here.session)
    try:
        if me is None:
            raise RefusedError("absent")
        join_forum(here, actor=me)
    except RefusedError as error:
        return render_forum(request, here, me, refusal=error)
    messages.success(request, f"Anda duduk di {here}.")
    return redirect(here)


def get_forum(code: str) -> Forum:
    forums = Forum.objects.select_related("session__workshop", "dimension")
    found = forums.filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def render_forum(
    request: HttpRequest,
    here: Forum,
    me: Participant | None,
    *,
    form: PostForm | None = None,
    refusal: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page for this reader; a refused ``form`` keeps its text, a ``refusal`` says why."""
    allowed = ForumPermissions.of(request.user, here, me)
    seat = Seat.objects.filter(forum=here, participant=me).first() if me and allowed.join else None
    context: dict[str, Any] = {
        "forum": here,
        "me": me,
        "seat": seat,
        "allowed": allowed,
        "refusal": refusal,
    }
    if refusal is not None:
        status = STATUS.get(refusal.code, 409)
    if me is None or seat is None:
        return _outside(request, context, form, status)
    context |= phone_page(here, request.user, me, number=_page_number(request))
    context |= {"clock": clock_of(here), "time_left": _face(here.seconds_left)}
    if request.htmx and form is None:
        return render(request, "workshops/_forum_swap.html", context, status=status)
    context["form"] = form or PostForm(forum=here)
    context["live_url"] = f"/live/{here.code.lower()}/"
    context["writes"] = form is not None or here.phase == Phase.COLLECT
    return render(request, "workshops/forum_phone.html", context, status=status)


def _outside(
    request: HttpRequest, context: dict[str, Any], form: PostForm | None, status: int
) -> HttpResponse:
    """For whoever does not sit in the forum; text that was sent all the same is given back."""
    if request.htmx:  # was inside a moment ago: the whole page has to change
        return HttpResponse(headers={"HX-Refresh": "true"})
    here, me = context["forum"], context["me"]
    if me is not None:
        others = Forum.objects.filter(session=here.session, seats__participant=me)
        context["other_forums"] = others.exclude(pk=here.pk).select_related("dimension")
    context["kept_text"] = form["text"].value() if form is not None else ""
    return render(request, "workshops/forum_outside.html", context, status=status)


def _face(seconds: int | None) -> str:
    """``07.45``, as static/js/clock.js goes on to draw it."""
    return "" if seconds is None else f"{seconds // 60:02d}.{seconds % 60:02d}"


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("hal", "1")
    return min(int(typed), 400) if typed.isascii() and typed.isdigit() and int(typed) else 1
