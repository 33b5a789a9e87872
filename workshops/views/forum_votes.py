"""A ballot from a phone: by script (JSON, the whole ballot) or by one button of a plain form."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from workshops.forms.posts import BallotForm
from workshops.models import Forum, Participant, Post
from workshops.services.seats import RefusedError
from workshops.services.voting import Ballot, cast_ballot
from workshops.views.forum import ENDED, STATUS, get_forum, render_forum
from workshops.views.forum_posts import speaker, wants_json

UNREADABLE = "Suara ini tidak terbaca. Muat ulang halaman, lalu beri suara lagi."


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    """Set dots. Refused, nothing changes and the page says why."""
    here = get_forum(code)
    if request.method != "POST":
        return redirect(here)
    me, form = speaker(request, here), BallotForm(request.POST)
    if me is None:
        return _ended(request, here)
    if not form.is_valid():
        return _refused(request, here, me, UNREADABLE, 422)
    try:
        counted = cast_ballot(
            here, actor=me, dots=form.dots, number=form.cleaned_data["number"],
            is_whole=form.is_whole,
        )  # fmt: skip
    except RefusedError as error:
        return _refused(request, here, me, str(error), STATUS.get(error.code, 409))
    return JsonResponse(_answer(counted)) if wants_json(request) else _back(here, form.dots)


def _answer(counted: Ballot) -> dict[str, object]:
    return {
        "state": "late" if counted.is_late else "recorded",
        "number": counted.number,
        "dots": {str(key): count for key, count in counted.dots.items()},
    }


def _back(here: Forum, dots: dict[UUID, int]) -> HttpResponse:
    """To the card whose button was pressed."""
    post = Post.objects.filter(forum=here, key__in=dots).first()
    return redirect(f"{here.get_absolute_url()}#kartu-{post.number if post else ''}")


def _ended(request: HttpRequest, here: Forum) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": "ended", "sentence": ENDED}, status=401)
    return render_forum(request, here, None, status=403)


def _refused(
    request: HttpRequest, here: Forum, me: Participant, sentence: str, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": "refused", "sentence": sentence}, status=status)
    messages.error(request, sentence)
    return render_forum(request, here, me, status=status)
