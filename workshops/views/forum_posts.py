"""Cards from a phone: by its queue (JSON) or by a plain form, always the same rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from submissions.services.talk import TooManyError
from tobasmart.ui.formats import time_id
from workshops.choices import WITHDRAWN, Phase
from workshops.door import participant_of
from workshops.forms.posts import PostForm
from workshops.models import Forum, Participant, Post
from workshops.services.posts import add_post, edit_post, withdraw_post
from workshops.services.seats import RefusedError
from workshops.views.forum import ENDED, STATUS, get_forum, render_forum

HURRY = (
    "Terlalu banyak kartu dalam satu menit. Tulisan Anda tetap di sini; "
    "kirim lagi setelah {seconds} detik."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def post_write(request: HttpRequest, code: str) -> HttpResponse:
    """Put a card on the board. What is refused comes back with its text and the reason."""
    here = get_forum(code)
    if request.method != "POST":
        return redirect(here)
    me, form = speaker(request, here), PostForm(request.POST, forum=here)
    if me is None:
        return _ended(request, here, form)
    if not form.is_valid():
        return _refused(request, here, me, form, status=422)
    data = form.cleaned_data
    try:
        post = add_post(
            here, author=me, text=data["text"], key=data["key"], kind=form.kind_value
        )  # fmt: skip
    except RefusedError as error:
        form.add_error(None, str(error))
        return _refused(request, here, me, form, status=STATUS.get(error.code, 409))
    except TooManyError as error:
        return _hurried(request, here, me, form, error.seconds)
    return _recorded(request, here, post)


def speaker(request: HttpRequest, here: Forum) -> Participant | None:
    """Who sends this; nobody when the page was opened by another person on the same phone."""
    me = participant_of(request, here.session)
    named = request.POST.get("participant")
    return me if me is None or not named or named == str(me.number) else None


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _recorded(request: HttpRequest, here: Forum, post: Post) -> HttpResponse:
    at = time_id(post.created_at)
    if wants_json(request):
        return JsonResponse({"state": "recorded", "number": post.number, "at": at})
    messages.success(request, f"Kartu terkirim pukul {at}.")
    return redirect(f"{here.get_absolute_url()}#kartu-saya")


def _refused(
    request: HttpRequest, here: Forum, me: Participant, form: PostForm, *, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": "refused", "sentence": _sentence(form)}, status=status)
    return render_forum(request, here, me, form=form, status=status)


def _sentence(form: PostForm) -> str:
    return " ".join(str(text) for errors in form.errors.values() for text in errors)


def _hurried(
    request: HttpRequest, here: Forum, me: Participant, form: PostForm, seconds: int
) -> HttpResponse:
    sentence = HURRY.format(seconds=seconds)
    form.add_error("text", sentence)
    if wants_json(request):
        answer: HttpResponse = JsonResponse({"state": "later", "sentence": sentence}, status=429)
    else:
        answer = render_forum(request, here, me, form=form, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _ended(request: HttpRequest, here: Forum, form: PostForm) -> HttpResponse:
    """The session or the guest's cookie ended, or somebody else signed in: the text stays."""
    if wants_json(request):
        return JsonResponse({"state": "ended", "sentence": ENDED}, status=401)
    return render_forum(request, here, None, form=form, status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def post_edit(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Change one's own card while the forum collects."""
    here = get_forum(code)
    me, post = _own_card(request, here, key)
    form = PostForm(request.POST or None, forum=here, initial=_initial(post))
    context = {"forum": here, "post": post, "form": form, "me": me}
    if request.method != "POST":
        is_open = here.phase == Phase.COLLECT
        return render(request, "workshops/forum_post_edit.html", context | {"is_open": is_open})
    status = 422
    try:
        if form.is_valid():
            text = form.cleaned_data["text"]
            edit_post(post, actor=me, text=text, kind=form.kind_value)
            messages.success(request, "Kartu diperbarui.")
            return redirect(f"{here.get_absolute_url()}#kartu-saya")
    except RefusedError as error:
        form.add_error(None, str(error))
        status = STATUS.get(error.code, 409)
    context["is_open"] = True
    return render(request, "workshops/forum_post_edit.html", context, status=status)


def _initial(post: Post) -> dict[str, Any]:
    return {"text": post.text, "kind": post.kind, "key": post.key}


@require_POST
@login_not_required
def post_withdraw(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take one's own card back while the forum collects."""
    here = get_forum(code)
    me, post = _own_card(request, here, key, with_withdrawn=True)
    try:
        withdraw_post(post, actor=me)
    except RefusedError as error:
        return render_forum(request, here, me, refusal=error)
    messages.success(request, "Kartu ditarik.")
    return redirect(f"{here.get_absolute_url()}#kartu-saya")


def _own_card(
    request: HttpRequest, here: Forum, key: UUID, *, with_withdrawn: bool = False
) -> tuple[Participant, Post]:
    """404 for everyone but the card's writer."""
    me = participant_of(request, here.session)
    if me is None:
        raise Http404
    own = Post.objects.of_forum(here).filter(author=me)
    own = own if with_withdrawn else own.exclude(hidden_reason=WITHDRAWN)
    return me, get_object_or_404(own.select_related("forum"), key=key)
