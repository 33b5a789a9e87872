"""Acts on chosen cards that ask for something first, and a card typed for someone.

With htmx each opens above the list; without script each is a page of its own.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from submissions.services.talk import TooManyError
from workshops.choices import PostKind
from workshops.forms.control import CardsForm, HideForm, MergeForm, MoveForm, NoteForm, TitleForm
from workshops.models import Forum, Post
from workshops.services.board import NOTHING_CHOSEN, hide_cards, title_card
from workshops.services.board_groups import TOO_FEW, merge_cards
from workshops.services.board_move import move_card
from workshops.services.board_refusals import NotNowError
from workshops.services.posts import add_post
from workshops.services.seats import RefusedError
from workshops.views.control_page import (
    FILTER,
    control_context,
    control_url,
    done,
    led_forum,
    refused,
    show_control,
)

METHODS = ["GET", "HEAD", "POST"]
CHOSEN = "kartu"
HURRY = "Terlalu banyak kartu untuk peserta ini dalam satu menit. Kirim lagi setelah {} detik."
# Said to the participant elsewhere; here it is about one.
ABOUT_SOMEONE = {
    "absent": "Peserta ini belum tercatat hadir di sesi ini. Catat hadir dulu, lalu kirim lagi.",
    "write early": "Forum belum dibuka. Kirim lagi setelah fase Kumpulkan dibuka.",
    "write late": "Fase Kumpulkan sudah ditutup, jadi kartu ini tidak masuk.",
    "foreign": "Kartu ini sudah dikirim. Muat ulang halaman sebelum menulis kartu lain.",
}


@require_http_methods(METHODS)
@never_cache
def control_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what the group is called, then merge the ticked cards."""
    forum = led_forum(request, code)
    cards = chosen_posts(request, forum)
    if len(cards) < 2 and request.method != "POST":
        return refused(request, forum, TOO_FEW)
    form = MergeForm(request.POST if request.method == "POST" else None, cards=cards)

    def act(data: dict[str, Any]) -> None:
        keys, lead = [card.key for card in cards], uuid.UUID(data["lead"])
        title, key = data["title"], data["key"]
        merge_cards(forum, keys, lead=lead, title=title, actor=request.user, key=key)

    return _ask(request, forum, form, act, MERGE)


@require_http_methods(METHODS)
@never_cache
def control_hide(request: HttpRequest, code: str) -> HttpResponse:
    """Say why, then hide the chosen cards."""
    forum = led_forum(request, code)
    cards = chosen_posts(request, forum)
    if not cards:
        return refused(request, forum, NOTHING_CHOSEN)
    form = HideForm(request.POST if request.method == "POST" else None, cards=cards)

    def act(data: dict[str, Any]) -> None:
        keys, reason, key = [card.key for card in cards], data["reason"], data["key"]
        hide_cards(forum, keys, actor=request.user, key=key, reason=reason)

    return _ask(request, forum, form, act, HIDE)


@require_http_methods(METHODS)
@never_cache
def control_move(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the forum where the card goes on."""
    forum = led_forum(request, code)
    card = _one_post(request, forum)
    sent = request.POST if request.method == "POST" else None
    form = MoveForm(sent, cards=[card], forum=forum)

    def act(data: dict[str, Any]) -> None:
        move_card(forum, card.key, to=data["to"], actor=request.user, key=data["key"])

    return _ask(request, forum, form, act, MOVE)


@require_http_methods(METHODS)
@never_cache
def control_title(request: HttpRequest, code: str) -> HttpResponse:
    """Give a group, or a card, another title."""
    forum = led_forum(request, code)
    card = _one_post(request, forum)
    sent = request.POST if request.method == "POST" else None
    form = TitleForm(sent, cards=[card], initial={"title": card.title})

    def act(data: dict[str, Any]) -> None:
        title, key = data["title"], data["key"]
        title_card(forum, card.key, actor=request.user, key=key, title=title)

    return _ask(request, forum, form, act, TITLE)


MERGE = {"heading": "Gabungkan kartu", "button": "Gabungkan", "said": "Kartu digabungkan."}
HIDE = {"heading": "Sembunyikan kartu", "button": "Sembunyikan", "said": "Kartu disembunyikan."}
MOVE = {"heading": "Pindahkan kartu", "button": "Pindahkan", "said": "Kartu dipindahkan."}
TITLE = {"heading": "Ganti judul", "button": "Simpan judul", "said": "Judul diganti."}


def _ask(
    request: HttpRequest,
    forum: Forum,
    form: CardsForm,
    act: Callable[[dict[str, Any]], None],
    words: dict[str, str],
) -> HttpResponse:
    """The form, again with what is wrong, or the act done."""
    if not form.is_valid():
        return _panel(request, forum, form, words, status=422 if form.is_bound else 200)
    try:
        act(form.cleaned_data)
    except NotNowError as error:
        form.add_error(None, error.sentence)
        return _panel(request, forum, form, words, status=409)
    return done(request, forum, words["said"])


def _panel(
    request: HttpRequest, forum: Forum, form: CardsForm, words: dict[str, str], *, status: int
) -> HttpResponse:
    """With htmx above the list, which comes along where it has changed meanwhile."""
    chosen = request.GET.get(FILTER) or request.POST.get(FILTER, "")
    context: dict[str, Any] = {
        "forum": forum, "form": form, "words": words, "chosen": chosen,
        "back_url": control_url(forum, chosen), "chosen_name": CHOSEN,
    }  # fmt: skip
    if not request.htmx:
        return render(request, "workshops/control_form.html", context, status=status)
    if status == 409:
        fresh = Forum.objects.for_page().get(pk=forum.pk)
        context |= control_context(request, fresh)
        context |= {"notice": form.non_field_errors()[0], "is_refused": True, "with_live": True}
    return render(request, "workshops/_control_panel.html", context, status=status)


def chosen_posts(request: HttpRequest, forum: Forum) -> list[Post]:
    """The cards named by the page, of this forum only; what cannot be read is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = set()
    for text in sent.getlist(CHOSEN)[:300]:
        try:
            keys.add(uuid.UUID(text))
        except ValueError:
            continue
    return list(Post.objects.of_forum(forum).filter(key__in=keys).order_by("number"))


def _one_post(request: HttpRequest, forum: Forum) -> Post:
    found = chosen_posts(request, forum)
    if len(found) != 1:
        raise Http404
    return found[0]


@require_http_methods(METHODS)
@never_cache
def control_note(request: HttpRequest, code: str) -> HttpResponse:
    """Type a card for someone without a phone; what is refused keeps its words."""
    forum = led_forum(request, code)
    form = NoteForm(request.POST if request.method == "POST" else None, forum=forum)
    if not form.is_valid():
        return _note(request, forum, form, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        add_post(
            forum, author=data["who"], text=data["text"], key=data["key"],
            kind=data["kind"] or PostKind.IDEA, entered_by=request.user,
        )  # fmt: skip
    except TooManyError as error:
        form.add_error(None, HURRY.format(error.seconds))
        return _note(request, forum, form, status=429)
    except RefusedError as error:
        form.add_error(None, ABOUT_SOMEONE.get(error.code, str(error)))
        return _note(request, forum, form, status=409)
    if not request.htmx:
        return done(request, forum, "Kartu masuk ke papan.")
    return _note(request, forum, NoteForm(forum=forum), notice="Kartu masuk ke papan.")


def _note(
    request: HttpRequest, forum: Forum, form: NoteForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    if not request.htmx:
        return show_control(request, forum, note_form=form, status=status)
    context: dict[str, Any] = {"forum": forum, "note_form": form}
    if notice:
        fresh = Forum.objects.for_page().get(pk=forum.pk)
        context |= control_context(request, fresh) | {"notice": notice, "with_live": True}
    return render(request, "workshops/_control_note.html", context, status=status)
