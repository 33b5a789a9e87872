"""Following an idea by its code, without an account: dates and the next step, nothing personal."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.tracking import track_of

_CODE = re.compile(r"(CONTOH)?([A-Z]{3})0*([0-9]{1,6})")


@require_safe
@login_not_required
def tracking(request: HttpRequest) -> HttpResponse:
    """Where the code is typed; a code in the query leads to its page."""
    words = request.GET.get("kode", "").replace("\x00", "").strip()[:40]
    if words:
        return redirect("submissions:tracking_detail", code_from(words) or "tidak-dikenal")
    return render(request, "submissions/tracking.html")


@require_safe
@login_not_required
def tracking_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What became of the idea with this code; an unknown one comes back to the form."""
    known = code_from(code)
    if known and known != code:
        return redirect("submissions:tracking_detail", known)
    ideas = Idea.objects.exclude(status=IdeaStatus.DRAFT).select_related(
        "programme", "dimension", "organisation", "current_version", "approved_version",
        "merged_into",
    )  # fmt: skip
    try:
        idea = ideas.get(code=known.upper())  # "" is nobody's code
    except Idea.DoesNotExist:
        context = {"code": known, "is_unknown": True}
        return render(request, "submissions/tracking.html", context, status=404)
    context = {"idea": idea, "track": track_of(idea)}
    return render(request, "submissions/tracking_detail.html", context)


def code_from(words: str) -> str:
    """``env 14`` and ``ENV-014`` as ``env-014``; empty where it cannot be a code."""
    found = _CODE.fullmatch(re.sub(r"[^A-Z0-9]", "", words.upper()))
    if not found:
        return ""
    prefix, width = ("contoh-", 2) if found[1] else ("", 3)
    return f"{prefix}{found[2].lower()}-{found[3]:0>{width}}"
