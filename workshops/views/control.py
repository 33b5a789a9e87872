"""Run a forum: phases and clock, the buttons beside the cards, undo."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from workshops.forms.control import CardActForm, PhaseForm
from workshops.models import BoardAct, Forum
from workshops.services import board, board_groups, phases
from workshops.services.board_refusals import NotNowError
from workshops.services.board_undo import undo_act
from workshops.views.control_page import done, led_forum, refused, show_control

UNKNOWN = "Tombol ini tidak dikenal. Muat ulang halaman."
PHASE_ACTS = {
    "open": phases.open_next_phase,
    "reopen": phases.reopen_phase,
    "extend": phases.extend_phase,
    "pause": phases.pause_phase,
    "resume": phases.resume_phase,
}
SHOW_ACTS = {"posts": phases.show_posts, "results": phases.show_results}
CARD_ACTS = {
    "pin": (board.pin_card, "Kartu disematkan."),
    "unpin": (board.unpin_card, "Sematan dilepas."),
    "park": (board.park_card, "Kartu diparkir."),
    "unpark": (board.unpark_card, "Kartu kembali ke papan."),
    "show": (board.show_card, "Kartu tampil lagi."),
    "split": (board_groups.split_card, "Kartu dikeluarkan dari kelompok."),
}


@require_safe
@never_cache
def control(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a facilitator needs while the forum runs; with htmx only what changes."""
    return show_control(request, led_forum(request, code))


@require_POST
def control_phase(request: HttpRequest, code: str) -> HttpResponse:
    """A button of the clock. Shown in another phase it changes nothing."""
    forum, form = led_forum(request, code), PhaseForm(request.POST)
    if not form.is_valid():
        return refused(request, forum, UNKNOWN)
    data = form.cleaned_data
    given = {"actor": request.user, "shown": data["shown"], "key": data["key"]}
    name, _, wish = data["act"].partition("-")
    try:
        if name in SHOW_ACTS:
            SHOW_ACTS[name](forum, is_on=wish == "on", **given)
        else:
            forum = PHASE_ACTS[name](forum, **given)
    except NotNowError as error:
        return refused(request, forum, error.sentence)
    said = f"Fase {forum.get_phase_display()} dibuka." if name in {"open", "reopen"} else ""
    return done(request, forum, said)


@require_POST
def control_card(request: HttpRequest, code: str) -> HttpResponse:
    """A button beside a card."""
    forum, form = led_forum(request, code), CardActForm(request.POST)
    if not form.is_valid():
        return refused(request, forum, UNKNOWN)
    name, card = form.cleaned_data["act"]
    try:
        said = _press(forum, name, card, actor=request.user, key=form.cleaned_data["key"])
    except NotNowError as error:
        return refused(request, forum, error.sentence)
    return done(request, forum, said)


def _press(forum: Forum, name: str, card: uuid.UUID, **given) -> str:
    if name in {"agree", "disagree"}:
        is_on = name == "agree"
        board.agree_card(forum, card, is_on=is_on, **given)
        return "Masuk daftar yang disepakati." if is_on else "Keluar dari daftar yang disepakati."
    act, said = CARD_ACTS[name]
    act(forum, card, **given)
    return said


@require_POST
def control_undo(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """Take one act on cards back."""
    forum = led_forum(request, code)
    act = get_object_or_404(BoardAct.objects.select_related("forum"), forum=forum, key=key)
    try:
        undo_act(act, actor=request.user)
    except NotNowError as error:
        return refused(request, forum, error.sentence)
    return done(request, forum, "Perubahan diurungkan.")
