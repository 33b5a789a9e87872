"""One tap makes an idea of a card; another takes it back while it is an untouched draft."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from submissions.transitions import NotAllowedError
from workshops.services import promotion as services
from workshops.services.board_refusals import NotNowError
from workshops.views.running import attempt, run_forum

UNREADABLE = "Pilih kartu yang akan dijadikan gagasan."


@require_POST
def promote(request: HttpRequest, code: str) -> HttpResponse:
    """``post`` names the card; several become one idea, the first of them leads."""
    forum = run_forum(request, code)
    keys = _keys(request)
    try:
        if not keys:
            raise NotNowError(UNREADABLE)
        idea = services.promote(forum, keys=keys, actor=request.user)
    except NotAllowedError as error:
        raise PermissionDenied("facilitator") from error
    except NotNowError as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, f"Kartu menjadi draf gagasan “{idea.title}”.")
    return redirect(_back(request, code))


@require_POST
def promote_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Delete the draft; the card stays on the board."""
    forum = run_forum(request, code)
    keys = _keys(request)
    if keys:
        attempt(
            request,
            lambda: services.undo_promotion(forum, key=keys[0], actor=request.user),
            done="Draf gagasan diurungkan.",
        )
    return redirect(_back(request, code))


def _keys(request: HttpRequest) -> list[uuid.UUID]:
    keys = []
    for text in request.POST.getlist("post")[:50]:
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            return []
    return keys


def _back(request: HttpRequest, code: str) -> str:
    """To the page the button stood on."""
    name = "control" if request.POST.get("back") == "control" else "forum_fruit"
    return reverse(f"workshops:{name}", args=[code])
