"""The queue page, one idea's page, and the switch of the keys."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Role
from accounts.models import User
from dimensions.models import Dimension
from submissions.queues import SORTS, TABS, Desk, Place
from submissions.views.desk.nav import KEYS, check_desk, desk_idea, place_of, to_queue, undo_offer
from submissions.views.desk.page import panel, render_page
from submissions.views.desk.rows import rows_of
from submissions.views.fetch import get_idea

PAGE_SIZE = 50
KEYS_COOKIE = "pintasan"
_YEAR = 365 * 86_400


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Ideas by queue; what is chosen stands in the address, so it is still there after an act."""
    check_desk(request)
    place = Place.of(request.GET.dict())
    desk = Desk(request.user, place)
    counts = desk.counts()
    paginator = Paginator(desk.rows, PAGE_SIZE)
    paginator.count = counts[place.tab]
    page = paginator.get_page(place.page or 1)
    opened = _opened(request)
    ticked = request.GET.get("pilih", "")[:4000].split(",")
    context = {
        "page": page,
        "rows": rows_of(
            page.object_list,
            request.user,
            ticked=ticked,
            opened=opened["idea"].code if opened else "",
        ),
        "tabs": [(key, label, counts[key]) for key, label in TABS.items()],
        "held_count": counts["ditahan"],
        "place": place,
        "asal": place.query(),
        "sorts": SORTS,
        "dimensions": Dimension.objects.all(),
        "reviewers": User.objects.with_role(Role.REVIEWER).order_by("display_name", "pk"),
        "undo": undo_offer(request),
        "desk_keys": KEYS,
    }
    return render(request, "submissions/review_list.html", context | opened)


def _opened(request: HttpRequest) -> dict[str, Any]:
    """The panel of the idea named in the address; an unknown name opens nothing."""
    address = request.GET.get("buka", "")[:20].lower()
    if not address:
        return {}
    try:
        return panel(request, get_idea(request, address))
    except Http404:
        return {}


@require_safe
def review_detail(request: HttpRequest, address: str) -> HttpResponse:
    """The handed-in version and, where allowed, the forms to decide; as panel for the queue."""
    idea = desk_idea(request, address)
    if request.htmx and request.htmx.target == "desk-panel":
        return render(request, "submissions/_desk_panel.html", panel(request, idea))
    return render_page(request, idea)


@require_POST
def review_keys(request: HttpRequest) -> HttpResponse:
    """Turn the single keys of the desk off, or on again, in this browser (WCAG 2.1.4)."""
    check_desk(request)
    answer = to_queue(place_of(request))
    if request.POST.get("pakai") == "1":
        answer.delete_cookie(KEYS_COOKIE)
    else:
        answer.set_cookie(
            KEYS_COOKIE, "mati", max_age=_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return answer
