"""Fetch a forum for those who run it, also after its record is sealed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from submissions.transitions import NotAllowedError
from workshops.models import Forum, Record
from workshops.permissions import is_facilitator
from workshops.services.board_refusals import NotNowError
from workshops.services.records import NumberTakenError


def run_forum(request: HttpRequest, code: str) -> Forum:
    """Raises ``Http404`` for an unknown code, ``PermissionDenied`` for who does not run it."""
    forum = Forum.objects.for_page().filter(code=code.upper()).first()
    if forum is None:
        raise Http404
    if not is_facilitator(request.user, forum):
        raise PermissionDenied("facilitator")
    return forum


def record_of(forum: Forum) -> Record | None:
    """The forum's record with its signers; the forum row is shared."""
    records = Record.objects.filter(forum=forum, addendum_number=0)
    record = records.prefetch_related("signers").first()
    if record:
        record.forum = forum
    return record


def record_by(token: str) -> Record:
    """The record or addendum a token names. Raises ``Http404``."""
    records = Record.objects.filter(token=token).select_related(
        "forum__session__workshop__programme", "forum__dimension"
    )
    record = records.prefetch_related("signers").first()
    if record is None:
        raise Http404
    return record


def attempt(request: HttpRequest, act: Callable[[], Any], *, done: str = "") -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        act()
    except NotAllowedError as error:
        raise PermissionDenied("facilitator") from error
    except (NotNowError, NumberTakenError) as error:
        messages.warning(request, str(error) or "Nomor ini sudah dipakai berita acara lain.")
        return False
    if done:
        messages.success(request, done)
    return True
