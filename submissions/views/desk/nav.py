"""Where a reviewer is on the desk, kept through every act; and what may be taken back."""

from time import time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from submissions.models import Idea
from submissions.permissions import may_review
from submissions.queues import Desk, Place, code_after
from submissions.views.fetch import get_idea

_OFFER = "desk_undo"
# What desk.js listens to, for the list of keys on the page.
KEYS = (
    (("J", "K"), "ke gagasan berikutnya, sebelumnya"),
    (("Enter",), "buka lengkap"),
    (("X",), "centang gagasan"),
    (("M",), "mulai tinjau"),
    (("1", "2", "3", "4", "5"), "nilai untuk kriteria yang terpilih"),
    (("0",), "saya tidak menilai"),
    (("C",), "tulis catatan di bagian berikutnya"),
    (("S",), "setujui"),
    (("P",), "minta perbaikan"),
    (("T",), "tolak"),
    (("U",), "urungkan"),
    (("/",), "cari"),
    (("Esc",), "keluar dari isian"),
    (("Ctrl+Enter",), "kirim isian yang sedang ditulis"),
    (("?",), "tampilkan pintasan ini"),
)


def check_desk(request: HttpRequest) -> None:
    """Raises ``PermissionDenied`` for everybody to whom the desk is closed."""
    if not may_review(request.user):
        raise PermissionDenied("reviewer")


def desk_idea(request: HttpRequest, address: str) -> Idea:
    check_desk(request)
    return get_idea(request, address)


def place_of(request: HttpRequest) -> Place:
    """From the address, or from the form that carries it along. Only known words are taken over,
    and the path is always our own: nobody is sent elsewhere."""
    if request.method == "POST":
        return Place.of(QueryDict(request.POST.get("asal", "")[:1000]).dict())
    return Place.of(request.GET.dict())


def is_full_screen(request: HttpRequest) -> bool:
    """Whether the form stood on the page of one idea, not in the panel beside the queue."""
    return request.POST.get("layar") == "penuh"


def to_queue(place: Place, **more: str) -> HttpResponse:
    query = place.query(**more)
    return redirect(reverse("submissions:review_list") + (f"?{query}" if query else ""))


def to_idea(request: HttpRequest, address: str, anchor: str = "") -> HttpResponse:
    """The idea where it was open: on its page, or in the panel."""
    place = place_of(request)
    if not is_full_screen(request):
        return to_queue(place, buka=address)
    query = place.query()
    path = reverse("submissions:review_detail", args=[address])
    return redirect(path + (f"?{query}" if query else "") + anchor)


def to_manage(request: HttpRequest, address: str) -> HttpResponse:
    query = place_of(request).query()
    path = reverse("submissions:review_manage", args=[address])
    return redirect(path + (f"?{query}" if query else ""))


class Walk:
    """The way on to the next idea: the queue is read before the act, while the idea is in it."""

    def __init__(self, request: HttpRequest, idea: Idea) -> None:
        self.request, self.idea = request, idea
        self.codes = Desk(request.user, place_of(request)).codes()

    def on(self) -> HttpResponse:
        """Open the next idea of the queue, or the queue when there is none."""
        code = code_after(self.idea.code or "", self.codes)
        if not code or code == self.idea.code:
            return to_queue(place_of(self.request))
        return to_idea(self.request, code.lower())


def offer_undo(request: HttpRequest, *, text: str, seconds: int, **data: Any) -> None:
    """Show "Urungkan" for so long; one offer at a time, the newest."""
    request.session[_OFFER] = {"text": text, "until": time() + seconds, **data}


def undo_offer(request: HttpRequest) -> dict[str, Any] | None:
    """The offer with the seconds that are left; None when there is none or its time is over."""
    offer = request.session.get(_OFFER)
    left = int(offer["until"] - time()) if offer else 0
    return {**offer, "left": left} if offer and left > 0 else None


def taken_offer(request: HttpRequest, kind: str) -> dict[str, Any] | None:
    """The offer of this kind, which is used up by it."""
    offer = request.session.get(_OFFER)
    if not offer or offer.get("kind") != kind:
        return None
    del request.session[_OFFER]
    taken: dict[str, Any] = offer
    return taken
