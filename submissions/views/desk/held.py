"""Decisions that are held: looked at together, announced together."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from submissions.choices import DeferReason, IdeaStatus, RejectReason
from submissions.models import HeldDecision
from submissions.services.holding import drop_held, may_release, release_held
from submissions.transitions import NotAllowedError
from submissions.views.desk.nav import check_desk, desk_idea

MAX_HELD = 300
_REASONS = dict(DeferReason.choices) | dict(RejectReason.choices)


@require_safe
def held_list(request: HttpRequest) -> HttpResponse:
    """Every held decision with its reason and how many people would be told."""
    check_desk(request)
    return render(request, "submissions/held_list.html", _context(request))


@require_POST
def held_release(request: HttpRequest) -> HttpResponse:
    """Announce the ticked ones; the number typed must be theirs, so nobody does it by mistake."""
    check_desk(request)
    ticked = set(request.POST.getlist("idea"))
    chosen = [held for held in _held() if held.idea.code in ticked and _mine(request, held)]
    typed = request.POST.get("jumlah", "").strip()
    if not chosen or typed != str(len(chosen)):
        error = (
            f"Ketik angka {len(chosen)} untuk mengumumkan {len(chosen)} keputusan."
            if chosen
            else "Centang keputusan yang akan diumumkan."
        )
        context = _context(request) | {"error": error, "ticked": ticked, "typed": typed}
        return render(request, "submissions/held_list.html", context, status=422)
    release = release_held(chosen, actor=request.user)
    if release.released:
        messages.success(request, f"{len(release.released)} keputusan diumumkan.")
    for idea, reason in release.refused:
        messages.error(request, f"{idea.code} tidak diumumkan: {reason}.")
    return redirect("submissions:held_list")


@require_POST
def held_drop(request: HttpRequest, address: str) -> HttpResponse:
    """Throw one held decision away; the idea waits for a decision as before."""
    idea = desk_idea(request, address)
    try:
        drop_held(idea, actor=request.user)
    except NotAllowedError as error:
        raise PermissionDenied("reviewer") from error
    messages.success(request, f"Keputusan {idea.code} yang ditahan dihapus.")
    return redirect("submissions:held_list")


def _mine(request: HttpRequest, held: HeldDecision) -> bool:
    return may_release(request.user, held)


def _held() -> list[HeldDecision]:
    rows = (
        HeldDecision.objects.select_related(
            "idea__current_version", "idea__approved_version", "idea__dimension", "reviewer"
        )
        .annotate(co_authors=Count("idea__co_authors"))
        .order_by("created_at", "pk")
    )
    return list(rows[:MAX_HELD])


def _context(request: HttpRequest) -> dict:
    rows = [
        {
            "held": held,
            "reason_code": _REASONS.get(held.reason_code, ""),
            "told": held.co_authors + 1,
            "is_mine": _mine(request, held),
            "is_stale": held.version_id != held.idea.current_version_id
            or held.idea.status != IdeaStatus.IN_REVIEW,
        }
        for held in _held()
    ]
    mine = [row for row in rows if row["is_mine"]]
    codes = {row["held"].idea.code for row in mine if not row["is_stale"]}
    return {
        "rows": rows,
        "count": len(codes),
        "told": sum(row["told"] for row in mine if not row["is_stale"]),
        "ticked": codes,
    }
